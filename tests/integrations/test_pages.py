"""The pages of the site about clients and logs: what they tell to paste is Python, and is there."""

from __future__ import annotations

import ast
import importlib
import re
import textwrap
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

_BLOCK = re.compile(r"^\.\. code-block:: python\n\n((?: {3}.*\n|\n)+)", re.M)


def _blocks(page: str) -> Iterator[str]:
    text = (ROOT / "source" / f"{page}.rst").read_text("utf-8")
    yield from (textwrap.dedent(block) for block in _BLOCK.findall(text))


@pytest.mark.parametrize(("page", "least"), [("clients", 15), ("logs", 7)])
def test_what_is_to_be_pasted_is_there(page: str, least: int) -> None:
    blocks = list(_blocks(page))
    assert len(blocks) >= least
    for block in blocks:
        imports = [node for node in ast.walk(ast.parse(block)) if isinstance(node, ast.ImportFrom)]
        for node in imports:
            if node.module and node.module.startswith("sphinx_error_index"):
                module = importlib.import_module(node.module)
                for name in node.names:
                    if not hasattr(module, name.name):
                        importlib.import_module(f"{node.module}.{name.name}")
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        assert len(lines) <= 9, block
