#!/usr/bin/env bash
# Everything that must hold: format, lints, unit, property and end-to-end tests, on both databases and both stores.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s (%ds)\n' "$1" "$SECONDS"; }

step "set-up"
scripts/setup.sh test
step "format"
cargo fmt --all --check
step "models"
cargo xtask models
step "lints"
cargo clippy --workspace --all-targets --quiet -- --deny warnings
step "build"
cargo build --workspace --quiet
step "tests"
# On SQLite and a folder, with those of storage and of several servers on PostgreSQL and a bucket. Tests that need these
# fail without them here; by hand they are skipped with a line that says so.
export BONAFIDE_REQUIRE_POSTGRES=1 BONAFIDE_REQUIRE_S3=1
scripts/postgres.sh scripts/s3.sh cargo test --workspace --no-fail-fast --quiet
step "the API under made-up calls"
scripts/fuzz-api.sh
step "generated clients"
scripts/clients.sh
step "webhooks, by the reference libraries"
scripts/webhooks.sh
step "all passed"
