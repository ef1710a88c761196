project = "Gateway errors"
extensions = ["sphinx_error_index"]
templates_path = ["templates"]
html_theme = "basic"
html_baseurl = "https://docs.example.com/errors/"
error_index_ledger = "locked"
