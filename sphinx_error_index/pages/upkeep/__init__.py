"""Pages for those who keep the site: what changed, and what the documentation still lacks."""
