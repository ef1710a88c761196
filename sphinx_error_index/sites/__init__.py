"""What sites give one another: parts that are merged into one, and sites that a hub speaks of."""
