#!/usr/bin/env bash
# The steps of action.yml, for GitHub Actions and for any other machine:
#
#   ci/action.sh key         prints a cache key: a hash of everything that the build reads
#   ci/action.sh install     installs cargo-archcheck into $ARCHCHECK_ROOT/bin
#   ci/action.sh check       checks $ARCHCHECK_DIRECTORY; writes SARIF and a comment to $ARCHCHECK_OUT. With $ARCHCHECK_BASE, the
#                            comment also shows what changes since that commit
#   ci/action.sh comment     writes or replaces the comment on pull request $ARCHCHECK_PULL_REQUEST
#
# `check` succeeds if it wrote the reports, and passes the exit status of archcheck on as the output `status`. So the
# reports are uploaded before the job fails. Outside GitHub Actions, outputs go to standard output.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
root=${ARCHCHECK_ROOT:-$here/target/action}
out=${ARCHCHECK_OUT:-$root/reports}

output() { # output NAME VALUE
    if [ -n "${GITHUB_OUTPUT:-}" ]; then
        printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
    else
        printf '%s=%s\n' "$1" "$2"
    fi
}

key() {
    cd -- "$here"
    local inputs=() input files
    for input in Cargo.toml Cargo.lock rust-toolchain rust-toolchain.toml .cargo crates; do
        if [ -e "$input" ]; then inputs+=("$input"); fi
    done
    files=$(find "${inputs[@]}" -type f | LC_ALL=C sort)
    # The names count too: moving a file changes the build. `git hash-object` exists wherever git does, whereas the name
    # of a checksum program differs between systems.
    output key "$({
        rustc --version --verbose
        printf '%s\n' "$files"
        git hash-object --no-filters --stdin-paths <<<"$files"
    } | git hash-object --stdin)"
}

install() {
    if "$root/bin/cargo-archcheck" --version 2>/dev/null; then return; fi
    cargo install --locked --quiet --path "$here/crates/cli" --root "$root"
    "$root/bin/cargo-archcheck" --version
}

check() {
    mkdir -p "$out"
    out=$(cd -- "$out" && pwd)
    rm -f "$out/archcheck.sarif" "$out/comment.md"
    local status=0 args=() formats=(--format human)
    # Split like a shell would, but run nothing: quotes count, `$(…)` does not.
    if [ -n "${ARCHCHECK_ARGS:-}" ]; then
        while IFS= read -r -d '' arg; do args+=("$arg"); done < <(xargs printf '%s\0' <<<"$ARCHCHECK_ARGS")
    fi
    if [ "${GITHUB_ACTIONS:-}" = true ]; then formats+=(--format github); fi
    cd -- "${ARCHCHECK_DIRECTORY:-.}"
    "$root/bin/cargo-archcheck" check "${formats[@]}" --format "sarif=$out/archcheck.sarif" \
        --format "markdown=$out/comment.md" ${args[@]+"${args[@]}"} || status=$?
    if [ ! -s "$out/archcheck.sarif" ]; then
        # No report: the arguments were wrong, or archcheck failed.
        exit "$((status > 0 ? status : 2))"
    fi
    if [ -n "${ARCHCHECK_BASE:-}" ]; then add_difference; fi
    output sarif "$out/archcheck.sarif"
    output status "$status"
}

# Adds what changes since the base to the comment. A difference that can't be shown does not fail the check.
add_difference() {
    # The checkout of a pull request may have no other commit than its own.
    git cat-file -e "$ARCHCHECK_BASE^{commit}" 2>/dev/null || git fetch --quiet --depth 1 origin "$ARCHCHECK_BASE" || true
    if ! "$root/bin/cargo-archcheck" diff "$ARCHCHECK_BASE" --format markdown >"$out/difference.md"; then
        printf '%s\n' 'What changes in the architecture could not be shown; the log tells why.' >"$out/difference.md"
    fi
    # GitHub accepts 65,536 characters.
    if [ "$(cat "$out/comment.md" "$out/difference.md" | wc -m)" -gt 65000 ]; then
        printf '%s\n' 'What changes in the architecture is too long for this comment. Run `cargo archcheck diff` to see it.' >"$out/difference.md"
    fi
    printf '\n' >>"$out/comment.md"
    cat "$out/difference.md" >>"$out/comment.md"
}

comment() {
    local mark='<!-- archcheck -->' author id
    # Anybody can write a comment that starts with the mark. The token of a workflow may not ask who it is.
    author=$(gh api user --jq .login 2>/dev/null) || author='github-actions[bot]'
    id=$(gh api "repos/$GITHUB_REPOSITORY/issues/$ARCHCHECK_PULL_REQUEST/comments" --paginate \
        --jq ".[] | select(.user.login == \"$author\" and (.body | startswith(\"$mark\"))) | .id" | head -n 1)
    if [ -n "$id" ]; then
        gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field "body=@$out/comment.md" >/dev/null
    else
        gh api "repos/$GITHUB_REPOSITORY/issues/$ARCHCHECK_PULL_REQUEST/comments" --field "body=@$out/comment.md" >/dev/null
    fi
}

case ${1:-} in
    key | install | check | comment) "$1" ;;
    *)
        echo "usage: ci/action.sh key|install|check|comment" >&2
        exit 2
        ;;
esac
