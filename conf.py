"""The site's Sphinx configuration."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tools"))  # the reference page's directive

project = "Error index"
author = "sphinx-error-index contributors"
project_copyright = "sphinx-error-index contributors"
language = "en"  # make html SPHINXOPTS="-D language=de" builds the site in German
error_index_original_language = "en"  # the vendor's own words, beside a translation

extensions = ["sphinx_error_index", "site_reference", "sphinx_copybutton"]
templates_path = ["templates"]
exclude_patterns = ["Thumbs.db", ".DS_Store"]

# Where the site is published, e.g. https://docs.example.com/errors/ ; links in messages,
# canonical addresses and 404.html start from it.
html_baseurl = os.environ.get("ERROR_INDEX_URL", "")
html_theme = os.environ.get("ERROR_INDEX_THEME", "furo")
html_title = project
html_favicon = "favicon.svg"
html_use_index = False  # codes are found by the search and in lists, not in Sphinx's index
html_copy_source = False
html_show_sourcelink = False

copybutton_prompt_text = "$ "
