#!/usr/bin/env bash
# Runs a command beside a store of its own that speaks S3 (s3s-fs, Apache-2.0, from the registry), which keeps its files
# in a new folder and is thrown away afterwards.
# Usage: s3.sh COMMAND [ARG ...]; the command finds in BONAFIDE_TEST_S3 the address, in BONAFIDE_TEST_S3_KEY and _SECRET
# the key, and in BONAFIDE_TEST_S3_FOLDER the folder: a folder in it is a bucket.
set -euo pipefail

version=0.14.1
root=$(cd "$(dirname "$0")/.." && pwd)
tools=${BONAFIDE_S3S_ROOT:-$root/target/s3s}
server=$tools/bin/s3s-fs
if ! [ -x "$server" ] || [ "$("$server" --version)" != "s3s-fs $version" ]; then
  # Beside the other builds, so that it is built once; minutes.
  echo "s3: building s3s-fs $version" >&2
  cargo install s3s-fs --version "$version" --features binary --locked --quiet --force \
    --root "$tools" --target-dir "$tools/build"
  rm -rf "$tools/build"
fi

home=$(mktemp -d /tmp/bonafide-s3.XXXXXX)
mkdir "$home/files"
words=$(python3 -c 'import secrets; print(secrets.token_hex(10), secrets.token_hex(20))')
key=${words% *} secret=${words#* }
pid=
stop() {
  if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; fi
  rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM

# The server takes no free port by itself, and the one that was free may be taken meanwhile.
for _ in 1 2 3 4 5; do
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  RUST_LOG=error "$server" --host 127.0.0.1 --port "$port" --access-key "$key" --secret-key "$secret" "$home/files" \
    >"$home/log" 2>&1 &
  pid=$!
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || break
    if python3 -c "import socket; socket.create_connection(('127.0.0.1', $port), 1)" 2>/dev/null; then break 2; fi
    sleep 0.05
  done
  kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; pid=
done
[ -n "$pid" ] || { cat "$home/log" >&2; echo "s3: the store did not start" >&2; exit 1; }

BONAFIDE_TEST_S3="http://127.0.0.1:$port" BONAFIDE_TEST_S3_KEY=$key BONAFIDE_TEST_S3_SECRET=$secret \
  BONAFIDE_TEST_S3_FOLDER="$home/files" "$@"
