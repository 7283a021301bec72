#!/usr/bin/env bash
# Generated clients run the flow of the README, with a printed specimen, against a server of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${BONAFIDE_URL:-}" ]; then
  LOG=target/clients.log exec scripts/with-server.sh "$0"
fi
export BONAFIDE_SPECIMEN=$PWD/target/specimen.jpg
cargo run --quiet --package bonafide-testkit --example press -- --kind td3 --out "$BONAFIDE_SPECIMEN"
clients/typescript/run.sh
clients/python/run.sh
