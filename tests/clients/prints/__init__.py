"""What other people's clients print for errors: asked of them, recorded, and compared again."""
