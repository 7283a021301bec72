#!/usr/bin/env bash
# The tests whose house stands on either, on PostgreSQL and a bucket. The others have both already, or are about one of them.
set -euo pipefail
cd "$(dirname "$0")/.."

export BONAFIDE_TEST_ON=servers BONAFIDE_REQUIRE_POSTGRES=1 BONAFIDE_REQUIRE_S3=1
scripts/postgres.sh scripts/s3.sh cargo test --workspace --no-fail-fast --quiet \
  --test http \
  --test bad_input --test selfies --test verdicts
