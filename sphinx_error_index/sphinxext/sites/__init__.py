"""Builds of some services only, the parts that they ship, and sites elsewhere."""
