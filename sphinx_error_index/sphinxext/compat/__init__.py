"""What other packages do, and how we go along with it."""
