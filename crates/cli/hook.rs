//! The binary that pre-commit's `language: rust` installs from the root package: the same entry as
//! `cargo-archcheck`, under the name of the hook.

/// As in `cargo-archcheck`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cargo_archcheck::main()
}
