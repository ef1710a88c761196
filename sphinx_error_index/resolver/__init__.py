"""The index and the query: from a pasted text to codes. Knows neither Sphinx nor docutils."""
