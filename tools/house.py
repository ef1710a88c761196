"""Check what import-linter cannot say of the package: circles, crowded folders, long code.

``python -m tools.house`` prints one line a fault and ends with 1 where there is any.
"""

from __future__ import annotations

import ast
import graphlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import grimp

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = "sphinx_error_index"
MODULES_OF_A_FOLDER: Final = 16
LINES_OF_A_FILE: Final = 450
LINES_OF_A_FUNCTION: Final = 50


def circle(package: str) -> list[str]:
    """Return modules of *package* each of which imports the next, the first again at the end.

    Imports inside functions and those for types count like any other. The list is empty where
    there is no circle. import-linter compares siblings only, so that a module which imports the
    ``__init__`` of its own folder, or of one above, escapes it.
    """
    graph = grimp.build_graph(package, cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    try:
        graphlib.TopologicalSorter(imports).prepare()
    except graphlib.CycleError as error:
        # The sorter names each module before the one that imports it.
        return list(reversed(error.args[1]))
    return []


def crowded(folder: Path) -> Iterator[str]:
    """Yield a line for each folder below *folder*, itself included, that holds too many modules."""
    for room in sorted({path.parent for path in folder.rglob("*.py")}):
        count = sum(path.name != "__init__.py" for path in room.glob("*.py"))
        if count > MODULES_OF_A_FOLDER:
            yield f"{room}: {count} modules, of which {MODULES_OF_A_FOLDER} may share a folder"


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its decorators and docstring."""
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        first = function.body[0]
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return length


def oversized(folder: Path) -> Iterator[str]:
    """Yield a line for each file and each function below *folder* that is too long to read."""
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text("utf-8")
        lines = text.count("\n")
        if lines > LINES_OF_A_FILE:
            yield f"{path}:1: {lines} lines, of which a file may have {LINES_OF_A_FILE}"
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if (length := _length(node)) > LINES_OF_A_FUNCTION:
                allowed = f"of which a function may have {LINES_OF_A_FUNCTION}"
                yield f"{path}:{node.lineno}: {node.name} has {length} lines, {allowed}"


def faults(folder: Path) -> Iterator[str]:
    """Yield one line for each fault of the package in *folder*, which must be importable."""
    if names := circle(folder.name):
        yield f"{folder}: a circle of imports: {' → '.join(names)}"
    yield from crowded(folder)
    yield from oversized(folder)


def main() -> int:
    """Print the faults of the package below the current folder; return the exit status."""
    sys.path.insert(0, str(Path.cwd()))
    found = list(faults(Path(PACKAGE)))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
