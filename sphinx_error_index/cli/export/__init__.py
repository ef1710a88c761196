"""``error-index export``: the catalogue as files of other programs."""
