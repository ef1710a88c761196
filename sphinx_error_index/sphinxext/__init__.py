"""What Sphinx calls: directives, domain, events, transforms."""
