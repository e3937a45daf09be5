#!/usr/bin/env bash
# Packs the built binary into the archive of a release, with a checksum:
#
#   ci/archive.sh VERSION TARGET     writes target/archives/cargo-archcheck-vVERSION-TARGET.tgz and ….tgz.sha256
set -euo pipefail

here=$(cd -- "$(dirname -- "$0")/.." && pwd)
version=$1 target=$2
name=cargo-archcheck-v$version-$target
built=$here/target/$target/release
[ -d "$built" ] || built=$here/target/release
suffix=
case $target in *-windows-*) suffix=.exe ;; esac
binary=$built/cargo-archcheck$suffix

printed=$("$binary" --version)
if [ "${printed##* }" != "$version" ]; then
    echo "the tag is $version, but the binary prints: $printed" >&2
    exit 1
fi

archives=$here/target/archives
rm -rf "${archives:?}/$name"
mkdir -p "$archives/$name/completions"
cp "$binary" "$archives/$name/"
"$binary" man --out "$archives/$name/man"
for shell in bash elvish fish powershell zsh; do
    "$binary" completions "$shell" >"$archives/$name/completions/cargo-archcheck.$shell"
done
for file in README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE; do
    if [ -f "$here/$file" ]; then cp "$here/$file" "$archives/$name/"; fi
done
cd -- "$archives"
tar -czf "$name.tgz" "$name"
rm -rf "${name:?}"
if command -v sha256sum >/dev/null; then
    sha256sum "$name.tgz" >"$name.tgz.sha256"
else
    shasum -a 256 "$name.tgz" >"$name.tgz.sha256"
fi
echo "$archives/$name.tgz"
