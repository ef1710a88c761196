"""What the keepers of a site add to it: their notes, its history, and an account of its debt."""
