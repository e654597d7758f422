#!/usr/bin/env bash
# Installs the Debian packages winnow builds on, if any is missing, and says what it does.
set -euo pipefail

packages=(
  libsqlite3-dev libarchive-dev libzstd-dev zlib1g-dev libsimdjson-dev # what winnow links
  pkg-config g++ # how they are found; the C++ standard library
  sqlite3 zstd # plain readers the tests check the results with
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
    missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: all ${#packages[@]} Debian packages are installed"
else
  echo "setup: installing ${missing[*]}"
  sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "setup: run as root, or install these yourself: ${missing[*]}" >&2
      exit 1
    }
    sudo=(sudo)
  fi
  "${sudo[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
fi

command -v swift >/dev/null || {
  echo "setup: no swift on PATH; install the Swift 6.2 toolchain or newer from swift.org" >&2
  exit 1
}
echo "setup: $(swift --version 2>/dev/null | head -n 1)"
