//! The binary `cargo-archcheck`: the process around the library, and nothing else.

fn main() -> std::process::ExitCode {
    cargo_archcheck::main()
}
