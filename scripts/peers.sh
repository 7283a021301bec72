#!/usr/bin/env bash
# Reads the same pictures with other open tools, for `docs/accuracy.md`.
#
#   scripts/peers.sh [FOLDER...]      each a folder of pictures with a truth.json; besides them, printed specimens
#
# Each tool has a virtual environment of its own (their OpenCV packages overwrite one another) under target/peers.
# What they read is kept there, a file for each tool and folder, and scored by `cargo xtask accuracy --only peers`.
# A run that was cut short goes on where it was.
set -euo pipefail
cd "$(dirname "$0")/.."
here=target/peers
printed=${PRINTED:-34} # of each kind of document and each degree of care
mkdir -p "$here"
export OMP_THREAD_LIMIT=1 OMP_NUM_THREADS=1

command -v tesseract >/dev/null || {
  echo "peers: Tesseract is missing; as root: apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-eng" >&2
  exit 1
}

environment() { # name, packages...
  local venv=$here/$1
  [ -e "$venv/ready" ] && return
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${@:2}"
  touch "$venv/ready"
}
environment passporteye PassportEye==2.2.2
environment rapidocr rapidocr-onnxruntime==1.4.4 onnxruntime==1.31.1
# fastmrz reads with a Tesseract model, `mrz.traineddata`, that is not in its package: it runs where the operator has
# put one into the folder that TESSDATA_PREFIX names, and is told as not run elsewhere.
tools=(tesseract passporteye rapidocr)
if [ -n "${TESSDATA_PREFIX:-}" ] && [ -e "$TESSDATA_PREFIX/mrz.traineddata" ]; then
  environment fastmrz fastmrz==2.1.2
  tools+=(fastmrz)
fi

folders=("$@")
for care in careful sloppy; do
  folder=$here/printed-$care
  [ -e "$folder/truth.json" ] || cargo run --quiet --package xtask -- print --care "$care" --count "$printed" --out "$folder"
  folders+=("$folder")
done

for folder in "${folders[@]}"; do
  for tool in "${tools[@]}"; do
    python=$here/$tool/bin/python
    [ -x "$python" ] || python=python3
    "$python" xtask/peers/run.py "$tool" "$folder" "$here/$(basename "$folder")-$tool.jsonl"
  done
done
echo "peers: read; now: cargo xtask accuracy --only peers"
