"""A vendor's file → doctree → rows → records."""
