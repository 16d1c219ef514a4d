#!/bin/sh
# Makes sure of the programs that the tests drive and no wheel brings: a browser, and
# text recognition, without which its tests say that they are skipped.
set -e
packages=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
    || command -v google-chrome >/dev/null || packages="chromium libatomic1"
command -v tesseract >/dev/null \
    || packages="$packages tesseract-ocr tesseract-ocr-spa tesseract-ocr-por tesseract-ocr-fra"
[ -z "$packages" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests: $packages" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq -o DPkg::Lock::Timeout=300 update
    # shellcheck disable=SC2086 - one word a package
    apt-get -qq -y -o DPkg::Lock::Timeout=300 install $packages >/dev/null
    exit 0
fi
echo "The tests want more than Python brings. On Debian: apt-get install $packages" >&2
case "$packages" in chromium*) exit 1 ;; esac
