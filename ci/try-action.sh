#!/usr/bin/env bash
# Runs the steps of the action on a fixture, from `install` to the written SARIF, as GitHub Actions does. It builds in release
# mode, so it is not part of `cargo test`.
set -euo pipefail

here=$(cd -- "$(dirname -- "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/repository"
cp -R "$here/tests/fixtures/depends-on" "$scratch/repository/it's rust"
git -C "$scratch/repository" init -q

export GITHUB_ACTIONS=true GITHUB_OUTPUT="$scratch/output" GITHUB_STEP_SUMMARY="$scratch/summary.md"
export ARCHCHECK_ROOT="${1:-$here/target/action}" ARCHCHECK_OUT="$scratch/reports"
export ARCHCHECK_DIRECTORY="$scratch/repository/it's rust"
"$here/ci/action.sh" key
"$here/ci/action.sh" install
"$here/ci/action.sh" check >"$scratch/log"
grep -q '^::error ' "$scratch/log"
grep -q '^status=1$' "$scratch/output"
sarif=$(sed -n 's/^sarif=//p' "$scratch/output")
grep -q '"uri": "it%27s%20rust/src/' "$sarif"
grep -q '^<!-- archcheck -->$' "$scratch/reports/comment.md"
grep -q '^### ' "$scratch/summary.md"
: >"$GITHUB_OUTPUT"
ARCHCHECK_ARGS='--exit-zero --rules "archcheck.toml"' "$here/ci/action.sh" check >"$scratch/log"
grep -q '^status=0$' "$GITHUB_OUTPUT"
# Wrong arguments write no report, so they fail immediately.
if ARCHCHECK_ARGS='--nonsense' "$here/ci/action.sh" check >"$scratch/log" 2>&1; then exit 1; fi
echo "ok: $sarif"
