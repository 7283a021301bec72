#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own, made in a new folder and thrown away afterwards.
# Usage: postgres.sh COMMAND [ARG ...]; the command finds the server's URL in BONAFIDE_TEST_POSTGRES.
set -euo pipefail

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "postgres: no server under /usr/lib/postgresql; run scripts/setup.sh test" >&2; exit 1; }

home=$(mktemp -d /tmp/bonafide-postgres.XXXXXX)
chmod 755 "$home"
as=()
if [ "$(id -u)" -eq 0 ]; then # the server refuses to run as root
  chown postgres "$home"
  as=(runuser -u postgres --)
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

stop() {
  (cd / && "${as[@]}" "$bin/pg_ctl" --pgdata "$home/data" --mode immediate stop >/dev/null 2>&1) || true
  rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM

(
  cd /
  "${as[@]}" "$bin/initdb" --pgdata "$home/data" --username bonafide --auth trust --encoding UTF8 --locale C >"$home.log" 2>&1 &&
    "${as[@]}" "$bin/pg_ctl" --pgdata "$home/data" --wait --log "$home/server.log" \
      --options "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$home -c fsync=off -c max_connections=200 -c wal_recycle=off" \
      start >>"$home.log" 2>&1
) || { cat "$home.log" "$home/server.log" >&2 2>/dev/null; echo "postgres: the server did not start" >&2; exit 1; }
rm -f "$home.log"

BONAFIDE_TEST_POSTGRES="postgres://bonafide@127.0.0.1:$port/postgres" "$@"
