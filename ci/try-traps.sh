#!/usr/bin/env bash
# Shows that checking a hostile repository runs nothing of it.
#
#   ci/try-traps.sh plant DIRECTORY MARKS   makes a repository in which every known way to have a program started leads to a
#                                           trap: a program that creates a file in the directory MARKS
#   ci/try-traps.sh BINARY                  plants one, and runs the checks under strace: only Cargo and git may be started
#
# `plant` needs git alone; the tests use it. The second form needs strace.
set -euo pipefail

plant() { # plant DIRECTORY MARKS
    local directory=$1 marks=$2
    mkdir -p "$directory/src" "$directory/.cargo" "$directory/evil/bin" "$directory/bare.git" "$marks"
    cd "$directory"
    trap_program() { # trap_program FILE NAME
        printf '#!/bin/sh\n: >"%s/%s"\ncat\n' "$marks" "$2" >"$1"
        chmod +x "$1"
    }
    local name
    for name in cargo rustc rustdoc git cargo-archcheck; do trap_program "evil/bin/$name" "toolchain-$name"; done
    for name in rustc rustdoc rustc-wrapper workspace-wrapper runner linker credential fsmonitor ssh clean smudge process \
        textconv external hook askpass proxy pager editor alias diff merge gpg upload; do
        trap_program "evil/$name" "$name"
    done
    local evil=$PWD/evil
    printf '[toolchain]\npath = "evil"\n' >rust-toolchain.toml
    cat >.cargo/config.toml <<TOML
paths = ["evil"]

[alias]
archcheck = ["run", "--quiet"]
metadata = ["run", "--quiet"]
check = ["run", "--quiet"]

[build]
rustc = "$evil/rustc"
rustdoc = "$evil/rustdoc"
rustc-wrapper = "$evil/rustc-wrapper"
rustc-workspace-wrapper = "$evil/workspace-wrapper"
rustflags = ["-Clinker=$evil/linker"]

[target.'cfg(all())']
runner = "$evil/runner"
linker = "$evil/linker"

[registry]
global-credential-providers = ["$evil/credential"]

[net]
git-fetch-with-cli = true

[env]
PATH = { value = "$evil/bin", force = true }
RUSTC = { value = "$evil/rustc", force = true }
CARGO = { value = "$evil/bin/cargo", force = true }
TOML
    cat >Cargo.toml <<'TOML'
[package]
name = "shop"
version = "0.1.0"
edition = "2024"
build = "build.rs"

[dependencies]
far = { git = "ssh://nowhere.invalid/far.git" }

[workspace]
TOML
    printf 'fn main() { std::fs::write("%s/build-script", "").unwrap(); }\n' "$marks" >build.rs
    printf 'fn main() { std::fs::write("%s/program", "").unwrap(); }\n' "$marks" >src/main.rs
    printf 'pub fn f() {}\n' >src/lib.rs
    printf 'version = 1\n\n[[rules]]\nid = "no-io"\ntype = "forbid"\nfrom = ["shop"]\nto = ["std::fs"]\n' >archcheck.toml
    printf '* filter=evil diff=evil merge=evil\n' >.gitattributes
    printf '/target\n' >.gitignore
    git init -q .
    git add .
    git -c user.name=t -c user.email=t@t -c commit.gpgsign=false commit -qm first
    # A repository inside the repository, which git finds when it runs in that directory.
    git init -q --bare bare.git
    git --git-dir=bare.git config core.fsmonitor "$evil/fsmonitor"
    git --git-dir=bare.git config core.worktree "$PWD"
    # Nobody gets this configuration with a clone, but somebody may with an archive.
    mkdir -p evil/hooks
    for name in pre-commit post-index-change reference-transaction post-checkout fsmonitor-watchman; do
        trap_program "evil/hooks/$name" "hook-$name"
        trap_program ".git/hooks/$name" "hook-$name"
    done
    git config core.fsmonitor "$evil/fsmonitor"
    git config core.hooksPath "$evil/hooks"
    git config core.sshCommand "$evil/ssh"
    git config core.askPass "$evil/askpass"
    git config core.gitProxy "$evil/proxy"
    git config core.pager "$evil/pager"
    git config core.editor "$evil/editor"
    git config core.alternateRefsCommand "$evil/upload"
    git config credential.helper "$evil/credential"
    git config diff.external "$evil/external"
    git config diff.evil.textconv "$evil/textconv"
    git config diff.evil.command "$evil/diff"
    git config merge.evil.driver "$evil/merge"
    git config filter.evil.clean "$evil/clean"
    git config filter.evil.smudge "$evil/smudge"
    git config filter.evil.process "$evil/process"
    git config filter.evil.required true
    git config gpg.program "$evil/gpg"
    git config interactive.diffFilter "$evil/diff"
    git config uploadpack.packObjectsHook "$evil/upload"
    for name in rev-parse diff ls-files cat-file config; do git config "alias.$name" "!$evil/alias"; done
    # git compares the content of a file whose times have changed, and so runs its filter.
    printf '\n' >>archcheck.toml
    touch -d 2001-01-01 src/lib.rs src/main.rs
    printf 'pub fn g() {}\n' >src/other.rs
    rm -f "$marks"/*
}

run() { # run BINARY
    local binary here scratch failed=0
    binary=$(realpath "$1")
    here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
    scratch=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$scratch'" EXIT
    plant "$scratch/repository" "$scratch/marks"
    mkdir -p "$scratch/root/bin"
    cp "$binary" "$scratch/root/bin/cargo-archcheck"
    unset CARGO RUSTUP_TOOLCHAIN
    export PATH="$scratch/root/bin:$PATH" ARCHCHECK_ROOT="$scratch/root" ARCHCHECK_OUT="$scratch/reports"
    traced() { # traced NAME ALLOWED COMMAND…: ALLOWED is a pattern of the names of further programs
        local name=$1 allowed=$2
        shift 2
        strace -f -qq -s 4096 -e trace=execve,execveat -o "$scratch/trace" "$@" >"$scratch/out" 2>&1 || true
        # Failed attempts are the search in the PATH.
        sed -n 's/.*execve("\([^"]*\)".*= 0$/\1/p' "$scratch/trace" | sort -u >"$scratch/programs"
        echo "$name started:"
        sed 's/^/    /' "$scratch/programs"
        if grep "^$scratch/repository/" "$scratch/programs" ||
            sed 's|.*/||' "$scratch/programs" | grep -Evx "cargo-archcheck|cargo|git${allowed:+|$allowed}"; then
            echo "FAILED: $name started another program"
            failed=1
        fi
        if [ -n "$(ls "$scratch/marks")" ]; then
            echo "FAILED: $name ran a trap:" "$scratch"/marks/*
            failed=1
        fi
        if ! grep -q 'no-io\|violation' "$scratch/out"; then
            echo "FAILED: $name did not check:"
            cat "$scratch/out"
            failed=1
        fi
    }
    cd "$scratch/repository"
    traced "check" "" cargo-archcheck check
    traced "check of one configuration" "" cargo-archcheck check --cfg active
    traced "hook run" "" cargo-archcheck hook run
    # The binary that pre-commit installs is the same program, and pre-commit calls it in this way.
    (cd bare.git && traced "hook run in a bare repository" "" cargo-archcheck hook run)
    # git starts the hook with its own index.
    GIT_INDEX_FILE=$PWD/.git/index traced "pre-commit" "" cargo-archcheck hook run
    traced "the action" "action\.sh|bash|env|dirname|mkdir|rm" \
        "$here/ci/action.sh" check
    [ "$failed" = 0 ] && echo "ok: nothing of the repository was run"
    return "$failed"
}

case ${1:-} in
    plant) plant "$2" "$3" ;;
    "") echo "usage: ci/try-traps.sh BINARY" >&2 && exit 2 ;;
    *) run "$1" ;;
esac
