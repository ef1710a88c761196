"""Addresses of error pages in other people's clients, frameworks and log pipelines.

No module here imports Sphinx, or a package of others before one of its functions is called.
"""
