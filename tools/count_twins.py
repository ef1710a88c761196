"""Count the code lines of the resolver's twins: what Python and JavaScript both do with a query.

Blank lines, comments and docstrings do not count; a line of more than 100 columns counts as the
lines that it would fill. The building half exists in Python alone, and is not counted.

Usage: ``python tools/count_twins.py``.
"""

from __future__ import annotations

import ast
import io
import math
import re
import sys
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(__file__).parents[1] / "sphinx_error_index"
COLUMNS = 100
#: The folder of ``resolver/`` that only makes the index: no query comes through it.
BUILDING = "building"
_JS_COMMENT = re.compile(r"^\s*/\*.*?\*/[ \t]*$|^\s*//.*?$", re.MULTILINE | re.DOTALL)


def python_lines(source: str) -> list[str]:
    """Return the lines of a Python module without comments and docstrings."""
    lines = source.splitlines()
    left_out: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            left_out.update(range(value.lineno, (value.end_lineno or value.lineno) + 1))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip():
            left_out.add(token.start[0])
    return [line for number, line in enumerate(lines, 1) if number not in left_out]


def javascript_lines(source: str) -> list[str]:
    """Return the lines of a JavaScript module without comments that have lines of their own."""
    return _JS_COMMENT.sub("", source).splitlines()


def count(lines: Iterable[str]) -> int:
    """Return how many lines of at most 100 columns the code in *lines* fills."""
    return sum(math.ceil(len(line.rstrip()) / COLUMNS) for line in lines if line.strip())


def main() -> int:
    """Print the lines of each file and of all."""
    total = 0
    for folder, suffix, lines_of in (
        (PACKAGE / "resolver", ".py", python_lines),
        (PACKAGE / "static" / "resolver", ".js", javascript_lines),
    ):
        for path in sorted(folder.rglob(f"*{suffix}")):
            if path.parent.name == BUILDING or path.name == "__init__.py":
                continue
            counted = count(lines_of(path.read_text("utf-8")))
            total += counted
            sys.stdout.write(f"{counted:5} {path.relative_to(PACKAGE).as_posix()}\n")
    sys.stdout.write(f"{total:5} in all\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
