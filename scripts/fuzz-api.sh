#!/usr/bin/env bash
# Lets Schemathesis loose on a server of its own, over the server's own document: CASES (8) made-up cases an operation,
# beside every boundary that the schemas have. Fails on any answer that the document does not promise, on any 5xx, and on
# an operation that was not reached.
set -euo pipefail
cd "$(dirname "$0")/.."

here=target/fuzz-api
venv=$here/venv
mkdir -p "$here"
if ! cmp -s fuzz/api/requirements.txt "$venv/installed"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement fuzz/api/requirements.txt
  cp fuzz/api/requirements.txt "$venv/installed"
fi

if [ -z "${BONAFIDE_URL:-}" ]; then
  # More calls than a client makes.
  export BONAFIDE_RATE_LIMITS__READS_PER_MINUTE=0 BONAFIDE_RATE_LIMITS__WRITES_PER_MINUTE=0
  export BONAFIDE_RATE_LIMITS__TOKENS_PER_MINUTE=0 BONAFIDE_RATE_LIMITS__REFUSED_TOKENS_PER_MINUTE=0
  LOG=$here/server.log exec scripts/with-server.sh "$0"
fi

export BONAFIDE_FUZZ_OUT=$PWD/$here/seen.json
export SCHEMATHESIS_HOOKS=hooks PYTHONPATH=fuzz/api
rm -f "$BONAFIDE_FUZZ_OUT"
# From a file: of a document that it fetches, Schemathesis leaves out the operation that it came from.
"$venv/bin/python" -c 'import sys, urllib.request; urllib.request.urlretrieve(*sys.argv[1:])' \
  "$BONAFIDE_URL/assure/v3/api-docs" "$here/openapi.json"
"$venv/bin/schemathesis" --config-file fuzz/api/schemathesis.toml run "$here/openapi.json" \
  --url "$BONAFIDE_URL" --max-examples "${CASES:-8}" --seed "${SEED:-4}" --continue-on-failure --request-timeout 60 \
  ${ONLY:+--include-operation-id "$ONLY"} --output-sanitize false
[ -n "${ONLY:-}" ] || "$venv/bin/python" fuzz/api/reached.py "$BONAFIDE_URL" "$BONAFIDE_FUZZ_OUT"
