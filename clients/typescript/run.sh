#!/usr/bin/env bash
# Generates the TypeScript client from docs/openapi.json and runs the flow with it, beside the server at BONAFIDE_URL.
set -euo pipefail
cd "$(dirname "$0")"

[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent --no-progress
rm -rf generated build
npx openapi-ts --file openapi-ts.config.js --silent
npx tsc
node build/flow.js
