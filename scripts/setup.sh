#!/usr/bin/env bash
# Installs the Debian packages winnow builds on, if any is missing, and says what it does.
set -euo pipefail

packages=(
  libsqlite3-dev libarchive-dev libzstd-dev zlib1g-dev libsimdjson-dev # what winnow links
  libsnappy-dev liblz4-dev libbrotli-dev # codecs of Parquet
  pkg-config g++ # how they are found; the C++ standard library
  git ca-certificates libcurl4 libncurses6 libxml2 # what the Swift toolchain itself needs
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
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  for tool in apt-get "${sudo[@]}"; do
    command -v "$tool" >/dev/null || {
      echo "setup: no \`$tool\`; install them as root, by the names your system has for them" >&2
      exit 1
    }
  done
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends "${missing[@]}" >/dev/null
fi

command -v swift >/dev/null || {
  echo "setup: no swift on PATH; install the Swift 6.2 toolchain or newer from swift.org" >&2
  exit 1
}
version=$(swift --version 2>&1) || {
  echo "setup: swift does not run: $version" >&2
  exit 1
}
echo "setup: $(grep -m 1 'Swift version' <<<"$version")"
