"""The catalogue becomes HTML pages, through page templates and the site's theme."""
