"""Verbs for those who keep a site: what changed, and what the documentation lacks."""
