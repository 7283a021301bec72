#!/usr/bin/env bash
# Installs the Debian packages that are missing. Usage: setup.sh demo|test|all
set -euo pipefail

need=${1:-all}
wanted=(gcc g++ make pkg-config fonts-ocr-b fonts-dejavu-core)
case "$need" in
  demo) ;;
  test | all) wanted+=(postgresql) ;;
  *) echo "usage: setup.sh demo|test|all" >&2; exit 2 ;;
esac

for tool in cargo python3 npm; do
  command -v "$tool" >/dev/null || {
    echo "setup: '$tool' is not on the PATH. Bonafide needs Rust 1.94 or newer, Python 3 and Node with npm." >&2
    exit 1
  }
done
python3 -m pip --version >/dev/null 2>&1 || wanted+=(python3-pip)
python3 -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)

missing=()
for package in "${wanted[@]}"; do
  dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null; then
    as_root=(sudo)
  else
    echo "setup: these Debian packages are missing: ${missing[*]}" >&2
    echo "setup: as root, run: apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
fi
echo "setup: installing ${missing[*]}"
log=$(mktemp)
if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -20 "$log" >&2
  echo "setup: apt-get could not install ${missing[*]} (the whole log: $log)" >&2
  exit 1
fi
rm -f "$log"
