"""``error-index merge``: one site of several."""
