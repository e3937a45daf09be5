#!/bin/sh
# Checks that `cargo nextest` accepts the filtersets of `cargo archcheck impact`, and selects the same test binaries.
# Usage: ci/compare-nextest.sh CARGO-ARCHCHECK [WORKSPACE]. Needs cargo-nextest and python3.
set -eu
binary=$(realpath "$1")
cd "${2:-.}"
list() {
    # No `--all-targets`: many benchmarks only build with a nightly toolchain.
    cargo nextest list --workspace --message-format json --color never --cargo-quiet "$@"
}
list --list-type binaries-only > "${TMPDIR:-/tmp}/archcheck-binaries.json"
git ls-files '*.rs' '*.toml' | awk 'NR % 25 == 1' | while read -r file; do
    "$binary" impact --files "$file" --format nextest > "${TMPDIR:-/tmp}/archcheck-filterset"
    "$binary" impact --files "$file" --format json > "${TMPDIR:-/tmp}/archcheck-impact.json"
    list --filterset "$(cat "${TMPDIR:-/tmp}/archcheck-filterset")" > "${TMPDIR:-/tmp}/archcheck-selected.json" || {
        echo "$file: nextest rejects $(cat "${TMPDIR:-/tmp}/archcheck-filterset")"
        exit 1
    }
    python3 - "$file" "${TMPDIR:-/tmp}" <<'PYTHON'
import json, sys

file, directory = sys.argv[1:]
read = lambda name: json.load(open(f"{directory}/archcheck-{name}.json"))
built = set(read("binaries")["rust-binaries"])
selected = {
    suite["binary-id"]
    for suite in read("selected")["rust-suites"].values()
    if any(case["filter-match"]["status"] == "matches" for case in suite.get("testcases", {}).values())
}
with_tests = {suite["binary-id"] for suite in read("selected")["rust-suites"].values() if suite.get("testcases")}
wanted = {test["binary_id"] for package in read("impact")["packages"] for test in package["tests"]}
if selected - wanted or (wanted & built & with_tests) - selected:
    sys.exit(f"{file}: nextest selects {sorted(selected)}, and impact lists {sorted(w for w in wanted if w)}")
PYTHON
    echo "$file: $(head -c 100 "${TMPDIR:-/tmp}/archcheck-filterset")"
done
