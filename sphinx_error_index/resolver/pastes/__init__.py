"""What a paste is before it is read: encoded by the way it came, or in another language."""
