#!/bin/sh
# Tests .pre-commit-hooks.yaml with the real pre-commit: clones the committed state of this project, builds the hook, and makes
# commits with and without violations. It needs the network and builds in release mode, so it is not part of `cargo test`.
#
#   ci/try-pre-commit.sh [DIRECTORY]     DIRECTORY caches pre-commit and its builds [default: target/try-pre-commit]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=${1:-$root/target/try-pre-commit}
mkdir -p "$work"
work=$(CDPATH='' cd -- "$work" && pwd)
if [ ! -x "$work/venv/bin/pre-commit" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet pre-commit
fi
pre_commit=$work/venv/bin/pre-commit
PRE_COMMIT_HOME=$work/home
export PRE_COMMIT_HOME
GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
git init -q
mkdir src
printf '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2024"\n' >Cargo.toml
printf 'version = 1\n\n[[rules]]\nid = "no-io"\ntype = "forbid"\nfrom = ["shop"]\nto = ["std::fs"]\n' >archcheck.toml
printf '/target\n/Cargo.lock\n' >.gitignore
good='pub fn f() {}'
bad='pub use std::fs::read;'
echo "$good" >src/lib.rs
cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: $root
    rev: $(git -C "$root" rev-parse HEAD)
    hooks:
      - id: archcheck
YAML
"$pre_commit" install
git add .

commits() { # commits MESSAGE: asserts that the commit passes
    git commit -qm "$1" || { echo "FAILED: $1 was blocked"; exit 1; }
    echo "ok: $1"
}
blocked() { # blocked MESSAGE: asserts that the commit is rejected
    if git commit -qm "$1"; then echo "FAILED: $1 passed"; exit 1; fi
    echo "ok: $1"
}

commits "a good commit passes"
echo "$bad" >src/lib.rs
git add src/lib.rs
blocked "a bad commit is blocked"
echo "$good" >src/lib.rs
blocked "a fix that is not staged is not in the commit"
test "$(cat src/lib.rs)" = "$good"
printf 'mod a;\n' >src/lib.rs
echo "$good" >src/a.rs
git add .
echo "$bad" >src/a.rs
commits "what is bad but not staged is not in the commit"
test "$(cat src/a.rs)" = "$bad"
git checkout -q src/a.rs
printf 'mod a;\nmod b;\n' >src/lib.rs
echo "$good" >src/b.rs
git add src/lib.rs
blocked "a file that was forgotten is missed"
git add .
commits "and found once it is staged"
"$pre_commit" run --all-files
