"""What the markup of a vendor file may do, and the bounds within which it may do it."""
