"""``python -m sphinx_error_index`` is ``error-index``."""

from sphinx_error_index.cli.main import main

raise SystemExit(main())
