#!/usr/bin/env bash
# Sphinx, several builds in one process: the words of the first language stay.
#
# One expects that each Sphinx application speaks the `language` of its own configuration. But the
# translations are kept in a table of the module `sphinx.locale` that outlives the application: a
# later one only appends its own language as a fallback. A project that configures `en` and is
# built after a German one, in the same process, is published in German, without any message.
# Test suites and services that build several projects must clear `sphinx.locale.translators`.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sphinx==8.2.3
cd "$folder"
cat > seen.py <<'PYTHON'
import pathlib
import re
import sys

import sphinx
from sphinx import locale
from sphinx.cmd.build import build_main

EXPECTED = ["Index", "Stichwortverzeichnis", "Stichwortverzeichnis", "Index"]


def built(name: str, language: str) -> str:
    """Build a project of one page; return the title of its index of words."""
    source = pathlib.Path(name)
    source.mkdir()
    (source / "conf.py").write_text(f"project = 'Mill'\nlanguage = {language!r}\n")
    (source / "index.rst").write_text("Mill\n====\n\nIt turns.\n")
    assert build_main(["-q", "-b", "html", name, f"{name}-out"]) == 0
    page = pathlib.Path(f"{name}-out/genindex.html").read_text("utf-8")
    return re.search("<title>(.*?) &#", page)[1]


seen = [built("one", "en"), built("two", "de"), built("three", "en")]
locale.translators.clear()
seen.append(built("four", "en"))
print("sphinx", sphinx.__version__, "en, de, en, en after clearing:", seen)
sys.exit(seen != EXPECTED)
PYTHON
"$folder/venv/bin/python" seen.py
