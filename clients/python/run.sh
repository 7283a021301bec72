#!/usr/bin/env bash
# Generates the Python client from docs/openapi.json and runs the flow with it, beside the server at BONAFIDE_URL.
set -euo pipefail
cd "$(dirname "$0")"

venv=.venv
if ! cmp -s requirements.txt "$venv/installed"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
  cp requirements.txt "$venv/installed"
fi
rm -rf generated
"$venv/bin/openapi-python-client" generate --path ../../docs/openapi.json --config generator.yaml \
  --meta none --output-path generated/bonafide_client --fail-on-warning
PYTHONPATH=generated "$venv/bin/python" flow.py
