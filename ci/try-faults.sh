#!/usr/bin/env bash
# Runs the checker while things fail, for longer than the tests do: kills, runs at once, and disks that are full.
#
#   ci/try-faults.sh BINARY [ROUNDS]     ROUNDS is the number of kills [default: 300]
#
# A full disk is a small tmpfs in a mount namespace. Where that is not permitted, this part is skipped.
set -euo pipefail

binary=$(realpath "${1:?usage: ci/try-faults.sh BINARY [ROUNDS]}")
rounds=${2:-300}
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

check() { # check DIRECTORY FILE [ARGUMENTS]: writes the report and the exit status to FILE
    local status=0 file=$2
    (cd "$1" && shift 2 && "$binary" check --format json "$@") >"$file" 2>"$file.err" || status=$?
    echo "exit status $status" >>"$file"
}

same() { # same WHAT DIRECTORY: compares a run with the cache with one without
    check "$2" "$scratch/without" --no-cache
    check "$2" "$scratch/with"
    cmp -s "$scratch/without" "$scratch/with" || fail "$1: the cache changes the result"
}

cp -R "$here/tests/fixtures/layers" "$scratch/w"
file=$(find "$scratch/w" -name lib.rs | head -n 1)
cp "$file" "$scratch/lib.rs"

# Each round edits a file, and kills a run after a while that grows with the round.
for ((round = 0; round < rounds; round++)); do
    { cat "$scratch/lib.rs" && echo "fn round_$round() {}"; } >"$file"
    (cd "$scratch/w" && exec "$binary" check -q) >/dev/null 2>&1 &
    run=$!
    sleep "0.$(printf '%03d' $((round * 7 % 250)))"
    kill -KILL "$run" 2>/dev/null || true
    wait "$run" 2>/dev/null || true
    if ((round % 5 == 4)); then same "after $round kills" "$scratch/w"; fi
done
same "after all kills" "$scratch/w"
echo "ok: $rounds kills"

# Twenty runs at once, on a cache of another state, ten times.
for ((round = 0; round < 10; round++)); do
    { cat "$scratch/lib.rs" && echo "fn at_once_$round() {}"; } >"$file"
    check "$scratch/w" "$scratch/without" --no-cache
    runs=()
    for ((run = 0; run < 20; run++)); do
        check "$scratch/w" "$scratch/run-$run" &
        runs+=($!)
    done
    wait "${runs[@]}"
    for ((run = 0; run < 20; run++)); do
        cmp -s "$scratch/without" "$scratch/run-$run" || fail "round $round, run $run at once differs"
    done
done
echo "ok: 200 runs, 20 at once"

# A disk of each size from too small for anything to large enough. The report goes elsewhere.
full_disks() {
    local size
    mkdir -p "$scratch/w/target"
    for size in 4 8 12 16 20 24 28 32 40 48 64 96 128; do
        mount -t tmpfs -o "size=${size}k" tmpfs "$scratch/w/target"
        same "a disk of $size KiB" "$scratch/w"
        if find "$scratch/w/target" -name '.archcheck-*' | grep .; then fail "a temporary file is left"; fi
        umount "$scratch/w/target"
    done
    echo "ok: 13 full disks"
}
rm -rf "$scratch/w/target"
if unshare --mount true 2>/dev/null; then
    export scratch binary
    unshare --mount bash -c "$(declare -f fail check same full_disks); set -euo pipefail; full_disks"
elif unshare --map-root-user --mount true 2>/dev/null; then
    export scratch binary
    unshare --map-root-user --mount bash -c "$(declare -f fail check same full_disks); set -euo pipefail; full_disks"
else
    echo "skipped: a full disk needs a mount namespace"
fi
