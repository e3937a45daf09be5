//! `cargo xtask generate LINES DIRECTORY`: writes a workspace of any size, to measure on.
//!
//! The code compiles and resembles code that people write. It has crates that depend on each other, directories of modules,
//! grouped imports, globs, re-exports and preludes, types with implementations, traits, generics, bodies full of paths and
//! method calls, macros that expand to items and modules, `cfg`s and tests.
//!
//! `plan` computes what exists, and its names, from a seed. So each file can be written independently of all others, and ten
//! million lines need no more memory than one file. The same seed yields the same bytes.

mod body;
mod items;
mod leaf;
mod paths;
mod plan;
mod roots;
mod text;

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use self::plan::Plan;

/// Write a workspace of generated code
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The approximate number of lines
    #[arg(value_parser = clap::value_parser!(u64).range(1_000..=100_000_000))]
    lines: u64,
    /// The directory to create
    directory: PathBuf,
    /// The seed of all random choices
    #[arg(long, default_value_t = SEED)]
    seed: u64,
}

/// The default seed.
pub(crate) const SEED: u64 = 12;

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<ExitCode, String> {
    let lines = workspace(&args.directory, args.lines, args.seed)?;
    writeln!(io::stdout().lock(), "{lines} lines in {}", args.directory.display())
        .map_err(|error| format!("failed to write the result: {error}"))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the workspace, and returns its number of lines of Rust.
pub(crate) fn workspace(directory: &Path, lines: u64, seed: u64) -> Result<u64, String> {
    if directory.exists() {
        return Err(format!("{} already exists: give a directory that does not", directory.display()));
    }
    let plan = Plan::new(lines, seed);
    write(directory, &plan).map_err(|error| format!("failed to write to {}: {error}", directory.display()))
}

fn write(directory: &Path, plan: &Plan) -> io::Result<u64> {
    let mut lines = 0;
    let mut put = |path: PathBuf, text: &str| {
        if path.extension().is_some_and(|extension| extension == "rs") {
            lines += text.lines().count() as u64;
        }
        fs::write(path, text)
    };
    fs::create_dir_all(directory.join("crates"))?;
    put(directory.join("Cargo.toml"), "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n")?;
    for krate in 0..plan.crates {
        let package = directory.join("crates").join(plan.package(krate));
        for part in ["src", "tests", "examples"] {
            fs::create_dir_all(package.join(part))?;
        }
        put(package.join("Cargo.toml"), &roots::manifest(plan, krate))?;
        put(package.join("src/lib.rs"), &roots::lib(plan, krate))?;
        put(package.join("src/prelude.rs"), &roots::prelude(plan, krate))?;
        put(package.join("tests/it.rs"), &roots::test(plan, krate))?;
        put(package.join("examples/show.rs"), &roots::example(plan, krate))?;
        for place in 0..plan.directories(krate) {
            let within = package.join("src").join(plan.directory(krate, place));
            fs::create_dir_all(&within)?;
            put(within.join("mod.rs"), &roots::directory(plan, krate, place))?;
        }
        for (file, target) in plan.files(krate) {
            let path = format!("src/{}/{}.rs", plan.directory(krate, file.directory()), plan.file(file));
            put(package.join(path), &leaf::leaf(plan, file, target))?;
        }
    }
    Ok(lines)
}
