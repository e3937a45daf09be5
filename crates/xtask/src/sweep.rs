//! `cargo xtask sweep`: runs the checker on each Rust file of some trees as the root of a crate, in every edition.
//!
//! Files of compilers, formatters and their tests are odder than anything that people write. Each run must end in time, without
//! a panic or a signal, and give the same output with one and two threads, and with a cold and a warm cache. Many files are
//! crates of one workspace, because most of the time of a small run is Cargo's. If such a batch fails, its halves are run, until
//! the file is found.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::tools;

const EDITIONS: [&str; 4] = ["2015", "2018", "2021", "2024"];

/// What is run, and compared with the first.
const STEPS: [(&str, &[&str], &str); 4] = [
    ("one thread", &["--no-cache"], "1"),
    ("two threads", &["--no-cache"], "2"),
    ("a cold cache", &[], "2"),
    ("a warm cache", &[], "2"),
];

/// Run the checker on every Rust file of some trees, and compare threads and caches
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The directories
    #[arg(required = true, value_name = "DIRECTORY")]
    directories: Vec<PathBuf>,
    /// The number of files that are crates of one workspace
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..))]
    batch: u16,
    /// The time in seconds in which a run must end, for each file of it
    #[arg(long, default_value_t = 10)]
    timeout: u64,
    /// Run only about this many files, evenly spread
    #[arg(long, value_name = "N")]
    files: Option<usize>,
    /// The checker [default: a release build of this workspace]
    #[arg(long, value_name = "PROGRAM")]
    checker: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, String> {
    let checker = match &args.checker {
        Some(checker) => checker.canonicalize().map_err(|error| format!("{}: {error}", checker.display()))?,
        None => build()?,
    };
    let mut files = Vec::new();
    for directory in &args.directories {
        let directory = directory.canonicalize().map_err(|error| format!("{}: {error}", directory.display()))?;
        gather(&directory, &mut files).map_err(|error| format!("{}: {error}", directory.display()))?;
    }
    if let Some(wanted) = args.files {
        files = files.iter().step_by(files.len().div_ceil(wanted).max(1)).cloned().collect();
    }
    let sweep = Sweep { checker, timeout: Duration::from_secs(args.timeout) };
    let (started, mut found, mut done) = (Instant::now(), 0, 0);
    let mut err = io::stderr();
    for batch in files.chunks(args.batch.into()) {
        for (file, failure) in sweep.batch(batch)? {
            found += 1;
            let _ = writeln!(err, "{}: {failure}", file.display());
        }
        done += batch.len();
        if done / 1000 > (done - batch.len()) / 1000 {
            let _ = writeln!(err, "{done} of {} files", files.len());
        }
    }
    let (crates, seconds) = (files.len() * EDITIONS.len(), started.elapsed().as_secs());
    let _ = writeln!(err, "{} files, {crates} crates, {found} failures, {seconds} s", files.len());
    Ok(if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn build() -> Result<PathBuf, String> {
    let root = archcheck_testing::repository();
    tools::output(tools::cargo(&root).args(["build", "--release", "--package", "cargo-archcheck"]))?;
    Ok(root.join("target/release").join(format!("cargo-archcheck{}", std::env::consts::EXE_SUFFIX)))
}

/// Lists the Rust files below a directory, sorted. Links are not followed.
fn gather(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(directory)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() && entry.file_name() != ".git" {
            gather(&path, files)?;
        } else if kind.is_file()
            && path.extension().is_some_and(|extension| extension == "rs")
            && path.to_str().is_some()
        {
            files.push(path);
        }
    }
    Ok(())
}

struct Sweep {
    checker: PathBuf,
    timeout: Duration,
}

impl Sweep {
    /// Runs files as the crates of one workspace. If anything is wrong, runs each half, down to the file.
    fn batch(&self, files: &[PathBuf]) -> Result<Vec<(PathBuf, String)>, String> {
        let Some(failure) = self.compare(files).map_err(|error| error.to_string())? else { return Ok(Vec::new()) };
        if let [file] = files {
            return Ok(vec![(file.clone(), failure)]);
        }
        let (first, second) = files.split_at(files.len() / 2);
        let mut found = self.batch(first)?;
        found.extend(self.batch(second)?);
        if found.is_empty() {
            found.push((files[0].clone(), format!("together with the {} files after it: {failure}", files.len() - 1)));
        }
        Ok(found)
    }

    /// Returns what is wrong with the runs on some files.
    fn compare(&self, files: &[PathBuf]) -> io::Result<Option<String>> {
        let workspace = tempfile::tempdir()?;
        write_workspace(workspace.path(), files)?;
        let mut first = None;
        for (name, more, threads) in STEPS {
            let result = match self.step(workspace.path(), files.len(), more, threads)? {
                Ok(result) => result,
                Err(failure) => return Ok(Some(format!("with {name}: {failure}"))),
            };
            match &first {
                None => first = Some(result),
                Some(first) if *first != result => {
                    let (a, b) = (first, result);
                    let what = if a.0 == b.0 { "the output".to_owned() } else { format!("the exit status {:?}", b.0) };
                    return Ok(Some(format!("with {name}: {what} differs from that with {}", STEPS[0].0)));
                }
                Some(_) => {}
            }
        }
        Ok(None)
    }

    /// Runs the checker once. Returns its exit status and output, or what is wrong.
    #[expect(clippy::type_complexity, reason = "an output, or a failure of the checker, or one of the machine")]
    fn step(
        &self,
        directory: &Path,
        files: usize,
        more: &[&str],
        threads: &str,
    ) -> io::Result<Result<(Option<i32>, Vec<u8>), String>> {
        let (out, err) = (directory.join("out"), directory.join("err"));
        let mut child = Command::new(&self.checker)
            .args(["graph", "--format", "json", "--references"])
            .args(more)
            .current_dir(directory)
            .env("RAYON_NUM_THREADS", threads)
            .stdin(Stdio::null())
            .stdout(File::create(&out)?)
            .stderr(File::create(&err)?)
            .spawn()?;
        let limit = self.timeout * u32::try_from(files).unwrap_or(u32::MAX);
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if started.elapsed() > limit {
                child.kill()?;
                child.wait()?;
                return Ok(Err(format!("no result after {} s", limit.as_secs())));
            }
            thread::sleep(Duration::from_millis(5));
        };
        let message = || {
            let text = fs::read(&err).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
            text.lines().take(5).collect::<Vec<_>>().join(" ")
        };
        Ok(match status.code() {
            Some(0..=2) => {
                let out = fs::read(&out)?;
                // Without a workspace, nothing was tested.
                if out.is_empty() { Err(format!("no output: {}", message())) } else { Ok((status.code(), out)) }
            }
            Some(101) => Err(format!("panic: {}", message())),
            _ => Err(format!("{status}: {}", message())),
        })
    }
}

/// Writes a package for each edition, with the files as its programs.
fn write_workspace(directory: &Path, files: &[PathBuf]) -> io::Result<()> {
    let members = EDITIONS.map(|edition| format!("e{edition}"));
    fs::write(directory.join("Cargo.toml"), format!("[workspace]\nresolver = \"2\"\nmembers = {members:?}\n"))?;
    for edition in EDITIONS {
        let package = directory.join(format!("e{edition}"));
        let mut manifest = format!("[package]\nname = \"e{edition}\"\nversion = \"0.1.0\"\nedition = \"{edition}\"\n");
        manifest += "autobins = false\nautotests = false\nautoexamples = false\nautobenches = false\nbuild = false\n";
        for (index, file) in files.iter().enumerate() {
            // JSON's strings are strings of TOML.
            let path = serde_json::to_string(file)?;
            manifest.extend(["[[bin]]\nname = \"e", edition, "_", &index.to_string(), "\"\npath = ", &path, "\n"]);
        }
        fs::create_dir_all(&package)?;
        fs::write(package.join("Cargo.toml"), manifest)?;
    }
    Ok(())
}
