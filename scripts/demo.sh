#!/usr/bin/env bash
# A specimen passport through the whole API. ONCE=1 ends after the result.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "1/4 set-up"
scripts/setup.sh demo
echo "2/4 build (6 to 15 minutes the first time, on two cores)"
cargo build --release --package xtask --package bonafide
echo "3/4 models"
target/release/xtask models
echo "4/4 demo"
exec target/release/xtask demo ${ONCE:+--once}
