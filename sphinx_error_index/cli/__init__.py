"""The verbs of ``error-index``."""
