//! The floor with the system's allocator.

fn main() -> std::process::ExitCode {
    archcheck_floor::main()
}
