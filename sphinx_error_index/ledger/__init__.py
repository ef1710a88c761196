"""What was ever published, and what became of it."""
