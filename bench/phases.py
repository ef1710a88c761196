"""A Sphinx extension that prints what each phase of a build cost, as one line of JSON.

Times are CPU seconds of the main process. ``start`` lasts until the builder is initialised,
``read`` from there until the environment is updated; ``pages`` is what extensions take for the
pages they collect; ``total`` is the whole process.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FIRST, LAST = -1_000_000, 1_000_000


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the events that separate the phases."""
    marks: dict[str, float] = {}

    def mark(name: str) -> Any:
        def note(*_: object) -> list[Any]:
            marks.setdefault(name, time.process_time())
            return []

        return note

    def finish(*_: object) -> None:
        now = time.process_time()
        collected = marks.get("collected", 0.0) - marks.get("collecting", 0.0)
        figures = {
            "start": marks["started"],
            "read": marks["read"] - marks["started"],
            "pages": collected,
            "total": now,
        }
        print("phases " + json.dumps(figures), file=sys.stderr)

    app.connect("builder-inited", mark("started"), priority=LAST)
    app.connect("env-updated", mark("read"), priority=FIRST)
    app.connect("html-collect-pages", mark("collecting"), priority=FIRST)
    app.connect("html-collect-pages", mark("collected"), priority=LAST)
    app.connect("build-finished", finish, priority=LAST)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
