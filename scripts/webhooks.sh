#!/usr/bin/env bash
# What a receiver is told is signed and shaped as the documentation says: checked by the reference libraries of Standard
# Webhooks in Python and JavaScript and by docs/events.schema.json, against a server of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

CONFIG=$PWD/clients/webhooks/server.toml LOG=target/webhooks.log exec scripts/with-server.sh clients/webhooks/run.sh
