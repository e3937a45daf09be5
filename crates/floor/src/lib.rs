//! The floor of `cargo xtask bench`: reads the files of a workspace and parses each once with `syn`, on all cores.
//!
//! It is a package of its own because Cargo unifies features over all packages of a build. Built alone, its `syn` does not
//! record source positions, as the checker's does. The files come from a list, so that it does not search for them.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use rayon::prelude::*;

/// The stack size of each thread in bytes, since some real code is deeply nested. Untouched stack costs nothing.
const STACK: usize = 1 << 30;

/// The totals over all files.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    bytes: usize,
    lines: usize,
    unparsed: usize,
}

impl Totals {
    fn plus(self, other: Self) -> Self {
        Self {
            bytes: self.bytes + other.bytes,
            lines: self.lines + other.lines,
            unparsed: self.unparsed + other.unparsed,
        }
    }
}

/// Runs the program. Its arguments are `read`, `count` or `parse`, and a file that lists files.
pub fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.as_slice() {
        [what, list] => run(what, Path::new(list)),
        _ => Err("usage: archcheck-floor read|count|parse LIST".to_owned()),
    };
    match done {
        Ok(summary) if writeln!(io::stdout(), "{summary}").is_ok() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(2),
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(what: &str, list: &Path) -> Result<String, String> {
    let each: fn(&[u8]) -> Totals = match what {
        "read" => |bytes| Totals { bytes: bytes.len(), ..Totals::default() },
        "count" => |bytes| Totals { bytes: bytes.len(), lines: lines(bytes), unparsed: 0 },
        "parse" => |bytes| Totals { bytes: bytes.len(), lines: 0, unparsed: usize::from(!parses(bytes)) },
        _ => return Err(format!("unknown mode `{what}`: use `read`, `count` or `parse`")),
    };
    let failed = |path: &Path, error: io::Error| format!("failed to read {}: {error}", path.display());
    let text = fs::read_to_string(list).map_err(|error| failed(list, error))?;
    let files: Vec<PathBuf> = text.lines().map(PathBuf::from).collect();
    let pool = rayon::ThreadPoolBuilder::new()
        .stack_size(STACK)
        .build()
        .map_err(|error| format!("failed to start threads: {error}"))?;
    let sum = pool.install(|| {
        files
            .par_iter()
            .map(|path| fs::read(path).map(|bytes| each(&bytes)).map_err(|error| failed(path, error)))
            .try_reduce(Totals::default, |sum, one| Ok(sum.plus(one)))
    })?;
    Ok(format!("{} files, {} bytes, {} lines, {} unparsed", files.len(), sum.bytes, sum.lines, sum.unparsed))
}

fn lines(bytes: &[u8]) -> usize {
    let open = bytes.last().is_some_and(|last| *last != b'\n');
    memchr::memchr_iter(b'\n', bytes).count() + usize::from(open)
}

fn parses(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| syn::parse_file(text).is_ok())
}
