#!/usr/bin/env bash
# Runs a command beside a server of its own: scripts/with-server.sh COMMAND...
# BINARY (target/debug/bonafide) is the server. The command finds BONAFIDE_URL, BONAFIDE_CLIENT_ID and
# BONAFIDE_CLIENT_SECRET, of a new sandbox client. The server's log stays in LOG when the command fails.
set -euo pipefail
cd "$(dirname "$0")/.."

binary=${BINARY:-target/debug/bonafide}
folder=$(mktemp -d)
log=${LOG:-target/with-server.log}
server=
finish() {
  status=$?
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  rm -rf "$folder"
  [ "$status" -eq 0 ] || echo "with-server: the server's log: $log" >&2
  exit "$status"
}
trap finish EXIT

credentials=$("$binary" client create tests --sandbox --json --data "$folder/data" ${CONFIG:+--config "$CONFIG"})
# No metrics: another server on this machine may have their port.
BONAFIDE_METRICS__LISTEN=off "$binary" serve --listen 127.0.0.1:0 --data "$folder/data" --ready-file "$folder/address" ${CONFIG:+--config "$CONFIG"} >"$log" 2>&1 &
server=$!
for _ in $(seq 600); do
  [ -s "$folder/address" ] && break
  kill -0 "$server" 2>/dev/null || { tail -5 "$log" >&2; exit 1; }
  sleep 0.1
done

field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1" <<<"$credentials"; }
BONAFIDE_URL=http://$(cat "$folder/address")
BONAFIDE_CLIENT_ID=$(field clientId)
BONAFIDE_CLIENT_SECRET=$(field clientSecret)
export BONAFIDE_URL BONAFIDE_CLIENT_ID BONAFIDE_CLIENT_SECRET
"$@"
