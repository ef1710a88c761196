#!/bin/sh
# See to it that there is a Chromium for the browser tests. In CI a missing one is an error;
# elsewhere the tests say that they skip.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null; then
    exit 0
  fi
done
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && exit 0

run=
[ "$(id -u)" -eq 0 ] || run="sudo -n"
if command -v apt-get >/dev/null; then
  echo "installing chromium for the browser tests"
  if $run apt-get update -qq && DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq chromium >/dev/null; then
    exit 0
  fi
fi
echo "no Chromium, and it could not be installed: apt-get install chromium, or set CHROMIUM=/path/to/it" >&2
[ -z "${CI:-}" ] || exit 1
