#!/bin/sh
# Make a virtual environment: make-venv.sh PYTHON FOLDER
# Debian keeps python3-venv in a package of its own; it is installed where that is possible.
set -eu
python=$1
folder=$2

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "$python is not there or older than Python 3.11; name another one: make PYTHON=python3.12 …" >&2
  exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  run=
  [ "$(id -u)" -eq 0 ] || run=sudo
  if command -v apt-get >/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    echo "installing $package (venv is not part of this Python)"
    $run apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq "$package" >/dev/null
  else
    echo "this Python has no venv module: install it first" >&2
    exit 1
  fi
fi
rm -rf "$folder"
"$python" -m venv "$folder"
