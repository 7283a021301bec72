#!/usr/bin/env bash
# Lets the server tell a receiver, and checks what it says with the reference libraries of two languages.
set -euo pipefail
cd "$(dirname "$0")"

venv=.venv
if ! cmp -s requirements.txt "$venv/installed"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
  cp requirements.txt "$venv/installed"
fi
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-progress
messages=$(mktemp)
trap 'rm -f "$messages"' EXIT
"$venv/bin/python" receive.py "$messages"
node check.mjs "$messages"
