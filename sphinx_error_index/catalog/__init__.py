"""Records → the catalogue, its lists and links, and its exports."""
