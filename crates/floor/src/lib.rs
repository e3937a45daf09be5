//! What the cost of a check is measured by: reading the files of a workspace, and parsing each once with `syn`, on all cores.
//!
//! It is a package of its own, since Cargo unifies features over the packages that one build is about: built alone, its
//! `syn` keeps no places of what it parses (the checker's has to). The files come as a list, so that it looks for none.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use rayon::prelude::*;

/// Bytes of stack of each thread, reserved and not touched: some real code is nested deeply.
const STACK: usize = 1 << 30;

/// What became of the files.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    bytes: usize,
    lines: usize,
    unparsed: usize,
}

impl Sum {
    fn and(self, other: Self) -> Self {
        Self {
            bytes: self.bytes + other.bytes,
            lines: self.lines + other.lines,
            unparsed: self.unparsed + other.unparsed,
        }
    }
}

/// `read`, `count` or `parse`, and a file that lists files.
pub fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.as_slice() {
        [what, list] => run(what, Path::new(list)),
        _ => Err("usage: archcheck-floor read|count|parse LIST".to_owned()),
    };
    match done {
        Ok(said) if writeln!(io::stdout(), "{said}").is_ok() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(2),
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(what: &str, list: &Path) -> Result<String, String> {
    let each: fn(&[u8]) -> Sum = match what {
        "read" => |bytes| Sum { bytes: bytes.len(), ..Sum::default() },
        "count" => |bytes| Sum { bytes: bytes.len(), lines: lines(bytes), unparsed: 0 },
        "parse" => |bytes| Sum { bytes: bytes.len(), lines: 0, unparsed: usize::from(!parses(bytes)) },
        _ => return Err(format!("`{what}` is neither `read` nor `count` nor `parse`")),
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
            .try_reduce(Sum::default, |sum, one| Ok(sum.and(one)))
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
