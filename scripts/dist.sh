#!/usr/bin/env bash
# Makes dist/winnow-VERSION-linux-ARCH.tar.gz and dist/winnow_VERSION_ARCH.deb with the Swift runtime
# linked in, and runs the quickstart from both. The same sources in the same folder give the same
# bytes; times in them are SOURCE_DATE_EPOCH, by default that of the last commit.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 022
export LC_ALL=C TZ=UTC0

for tool in dpkg-deb dpkg-shlibdeps strip; do
  command -v "$tool" >/dev/null || {
    echo "dist: no \`$tool\`; install it: apt-get install dpkg-dev binutils" >&2
    exit 1
  }
done

root=$PWD
version=$(sed -nE 's/.*let winnowVersion = "([^"]+)".*/\1/p' Sources/Records/Version.swift)
architecture=$(dpkg --print-architecture)
archive=winnow-$version-linux-$(uname -m)
package=winnow_${version}_$architecture
commit_time=$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$commit_time}

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

# MARK: build

# A folder of its own: a static runtime changes every object. No path of this machine stays inside.
build=(
  swift build -c release --product winnow --static-swift-stdlib --scratch-path .build-dist
  -Xswiftc -file-prefix-map -Xswiftc "$root=." -Xcc "-ffile-prefix-map=$root=."
)
"${build[@]}"
# Digests of unstripped code and of modules differ from build to build.
strip -R .note.gnu.build-id -R .swift_modhash -o "$work/winnow" "$("${build[@]}" --show-bin-path)/winnow"
[ "$("$work/winnow" --version)" = "$version" ] ||
  { echo "dist: the binary is not version $version" >&2 && exit 1; }

# MARK: what both packages hold

put() { install -D -m "$1" "$2" "$3"; }

licences() {
  echo "winnow is licensed under the Apache License 2.0. Its binary contains the Swift runtime and"
  echo "Foundation (Apache License 2.0 with Runtime Library Exception, https://swift.org/LICENSE.txt),"
  echo "Foundation's copy of ICU (Unicode License, https://www.unicode.org/license.txt), and the"
  echo "packages below."
  local file package_name
  for file in .build-dist/checkouts/*/{LICENSE,NOTICE}*; do
    package_name=$(basename "$(dirname "$file")")
    # Swift keeps checkouts of packages that are no longer used.
    [ -e "$file" ] && grep -qE "/$package_name(\.git)?\"" Package.resolved || continue
    printf '\n%s\n\n' "=== $package_name: $(basename "$file")"
    cat "$file"
  done
}

# The help texts as one page, so that it is never behind the program.
manual() {
  printf '.TH WINNOW 1 "" "winnow %s" "User Commands"\n' "$version"
  printf '.SH NAME\nwinnow \\- curate preference data for aligning language models\n'
  local command
  for command in "" $("$work/winnow" --help | sed -n '/^SUBCOMMANDS/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    printf '.SH "%s"\n.nf\n' "$(echo "winnow $command" | sed 's/ *$//' | tr '[:lower:]' '[:upper:]')"
    COLUMNS=80 "$work/winnow" help $command | sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^[.']/\\\\\&&/"
    printf '.fi\n'
  done
}

licences >"$work/THIRD-PARTY-LICENCES"
manual >"$work/winnow.1"
for shell in bash zsh fish; do
  "$work/winnow" --generate-completion-script $shell >"$work/completion.$shell"
done

# Sets every time below `$1` to that of the packages.
settle() { find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; }

# MARK: the archive

tree=$work/$archive
put 755 "$work/winnow" "$tree/bin/winnow"
for file in LICENSE README.md "$work/THIRD-PARTY-LICENCES"; do
  put 644 "$file" "$tree/$(basename "$file")"
done
for file in examples/* pipelines/quickstart.yaml; do put 644 "$file" "$tree/$file"; done
put 644 "$work/winnow.1" "$tree/share/man/man1/winnow.1"
put 644 "$work/completion.bash" "$tree/share/bash-completion/completions/winnow"
put 644 "$work/completion.zsh" "$tree/share/zsh/site-functions/_winnow"
put 644 "$work/completion.fish" "$tree/share/fish/vendor_completions.d/winnow.fish"
settle "$tree"
mkdir -p dist
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --format=ustar -cf - "$archive" |
  gzip -9n >"dist/$archive.tar.gz"

# MARK: the Debian package

# Where dpkg-shlibdeps looks for it.
tree=$work/debian/winnow
put 755 "$work/winnow" "$tree/usr/bin/winnow"
put 644 README.md "$tree/usr/share/doc/winnow/README.md"
for file in examples/* pipelines/quickstart.yaml; do put 644 "$file" "$tree/usr/share/winnow/$file"; done
put 644 "$work/completion.bash" "$tree/usr/share/bash-completion/completions/winnow"
put 644 "$work/completion.zsh" "$tree/usr/share/zsh/vendor-completions/_winnow"
put 644 "$work/completion.fish" "$tree/usr/share/fish/vendor_completions.d/winnow.fish"
mkdir -p "$tree/usr/share/man/man1" "$tree/DEBIAN"
gzip -9nc "$work/winnow.1" >"$tree/usr/share/man/man1/winnow.1.gz"
{
  echo "Licence of winnow: Apache License 2.0, /usr/share/common-licenses/Apache-2.0"
  echo
  cat "$work/THIRD-PARTY-LICENCES"
} >"$tree/usr/share/doc/winnow/copyright"
printf 'Source: winnow\n\nPackage: winnow\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O "$tree/usr/bin/winnow" | sed -n 's/^shlibs:Depends=//p')
(cd "$tree" && find usr -type f | sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
cat >"$tree/DEBIAN/control" <<END
Package: winnow
Version: $version
Architecture: $architecture
Maintainer: The winnow authors <authors@winnow.invalid>
Installed-Size: $(find "$tree/usr" -type f -printf '%s\n' | awk '{ sum += $1 } END { print int(sum / 1024) }')
Depends: $depends
Section: science
Priority: optional
Description: curate preference data for aligning language models
 Turns raw preference corpora (DPO, KTO, reward models) into curated training
 data: compressed corpora into one SQLite store, filters that drop what would
 harm a model, and shards that trainers load.
END
settle "$tree"
dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$tree" "dist/$package.deb" >/dev/null

# MARK: proof

# Runs the quickstart in an empty folder, with nothing of this machine's settings, from the files
# installed below `$1`, whose binary is `$2` and pipeline `$3`.
prove() {
  local before after here=$work/empty
  rm -rf "$here" && mkdir "$here"
  if ldd "$1/$2" | grep -E 'libswift|libFoundation|lib_Foundation|libdispatch|not found'; then
    echo "dist: $2 needs the library above" >&2 && exit 1
  fi
  chmod -R a-w "$1"
  before=$(find "$1" -type f -exec sha256sum {} +)
  (
    cd "$here"
    bare=(env -i PATH=/usr/bin:/bin "HOME=$here" "$1/$2")
    [ "$("${bare[@]}" --version)" = "$version" ]
    "${bare[@]}" run "$1/$3" --set "store=$here/q.sqlite" --set "exports[0].to=$here/out/dpo" \
      --set "exports[1].to=$here/out/kto" >report
    ls out/{dpo,kto}/data/train-* >/dev/null
  )
  after=$(find "$1" -type f -exec sha256sum {} +)
  [ "$before" = "$after" ] || { echo "dist: the run changed the installed files" >&2 && exit 1; }
}

mkdir "$work/installed"
tar -xzf "dist/$archive.tar.gz" -C "$work/installed"
prove "$work/installed/$archive" bin/winnow pipelines/quickstart.yaml
from_archive=$(tail -n +1 "$work/empty/out"/*/data/* | sha256sum)

dpkg-deb -x "dist/$package.deb" "$work/installed/deb"
prove "$work/installed/deb" usr/bin/winnow usr/share/winnow/pipelines/quickstart.yaml
[ "$from_archive" = "$(tail -n +1 "$work/empty/out"/*/data/* | sha256sum)" ] ||
  { echo "dist: archive and package export different bytes" >&2 && exit 1; }
dpkg --no-act -i "dist/$package.deb" >/dev/null

ls -l "dist/$archive.tar.gz" "dist/$package.deb" | awk '{ print "dist:", $NF, $5, "bytes" }'
echo "dist: depends on $depends"
