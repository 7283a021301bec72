#!/usr/bin/env bash
# Runs every fuzz target (or those in TARGETS) for MINUTES minutes each, one after the other. Ends at the first finding,
# which lies in fuzz/artifacts/TARGET.
set -euo pipefail
cd "$(dirname "$0")/../fuzz"

minutes=${MINUTES:-10}
if ! cargo fuzz --version >/dev/null 2>&1; then
	echo "cargo-fuzz is missing: cargo install cargo-fuzz" >&2
	exit 1
fi
cargo run --quiet --example seeds
for target in ${TARGETS:-$(cargo fuzz list)}; do
	echo "== $target, $minutes minutes"
	# No sanitizer of memory: the code has no `unsafe`, and the stable compiler has none.
	cargo fuzz run --sanitizer none "$target" -- \
		-max_total_time=$((60 * minutes)) -rss_limit_mb=512 -timeout=10 -print_final_stats=1
done
