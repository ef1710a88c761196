"""The catalogue → HTML."""
