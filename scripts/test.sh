#!/usr/bin/env bash
# Everything that must hold: format, lints, unit, property and end-to-end tests, on both databases.
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
# Tests that need PostgreSQL fail without it here; by hand they are skipped with a line that says so.
BONAFIDE_REQUIRE_POSTGRES=1 scripts/postgres.sh cargo test --workspace --no-fail-fast --quiet
step "the API under made-up calls"
scripts/fuzz-api.sh
step "generated clients"
scripts/clients.sh
step "webhooks, by the reference libraries"
scripts/webhooks.sh
step "all passed"
