#!/bin/sh
# The browser of the tests: what is there, else Debian's, else Playwright's own.
for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq >/dev/null 2>&1
  for package in chromium-headless-shell chromium; do # the shell has no window to draw
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" fonts-inter \
      >/dev/null 2>&1 && exit 0
  done
fi
.venv/bin/playwright install chromium >/dev/null 2>&1 && exit 0
echo "No browser for the browser tests: install Chromium (apt install chromium) or run .venv/bin/playwright install chromium."
