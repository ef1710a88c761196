#!/bin/sh
# See to it that there is a Chromium for the browser tests. Debian's chromium-headless-shell is the
# best one: it has no window, and opens a page with a seventh of the processor time. In CI a missing
# Chromium is an error; elsewhere the tests say that they skip.
set -eu
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && exit 0
command -v chromium-headless-shell >/dev/null && exit 0

whole=
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null; then
    whole=$name
  fi
done
# Who has a browser is not asked for more; CI is, as its tests shall be fast.
[ -n "$whole" ] && [ -z "${CI:-}" ] && [ "$(id -u)" -ne 0 ] && exit 0

run=
[ "$(id -u)" -eq 0 ] || run="sudo -n"
install() {
  DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq "$1" >/dev/null 2>&1
}
if command -v apt-get >/dev/null; then
  echo "installing chromium-headless-shell for the browser tests"
  if install chromium-headless-shell; then
    exit 0
  fi
  if $run apt-get update -qq >/dev/null 2>&1 && install chromium-headless-shell; then
    exit 0
  fi
  [ -n "$whole" ] && exit 0
  echo "there is none; installing chromium"
  if install chromium; then
    exit 0
  fi
fi
[ -n "$whole" ] && exit 0
echo "no Chromium, and it could not be installed: apt-get install chromium, or set CHROMIUM=/path/to/it" >&2
[ -z "${CI:-}" ] || exit 1
