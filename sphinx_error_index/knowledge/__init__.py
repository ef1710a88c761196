"""What is known beyond one state of the catalogue: how it changed, and what it still lacks."""
