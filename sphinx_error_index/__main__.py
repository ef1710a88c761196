"""``python -m sphinx_error_index`` is ``error-index``."""

from sphinx_error_index.cli import main

raise SystemExit(main())
