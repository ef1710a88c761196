"""The addresses that were ever published, and what became of each."""
