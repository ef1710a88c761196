"""Verbs for the first day: a page for a service, and completion in the shell."""
