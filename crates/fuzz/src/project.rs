//! A workspace of one package in a temporary directory, and runs of the command line in it.

use archcheck_core::{
    input::Digest,
    workspace::{self, MetadataOutput, Workspace},
};
use archcheck_testing::{Directory, cargo};
use cargo_archcheck::{Environment, Streams};
use std::{
    env,
    ffi::OsString,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// The file with the output of `cargo metadata`, below the target directory.
const METADATA: &str = "target/metadata.json";

/// Prints the metadata of the current directory if this process was started as Cargo. Most of the time of a run on a small
/// package would be Cargo's.
#[must_use]
pub fn act_as_cargo() -> bool {
    let is_called = env::args_os().nth(1).is_some_and(|word| word == "metadata");
    if is_called {
        let _ = fs::read(METADATA).and_then(|text| io::stdout().write_all(&text));
    }
    is_called
}

/// The program of this crate, which can act as Cargo: this process, or beside the test that this process is.
fn own_program() -> Option<PathBuf> {
    let name = format!("archcheck-fuzz{}", env::consts::EXE_SUFFIX);
    let this = env::current_exe().ok()?;
    if this.file_name().is_some_and(|file| file == &*name) {
        return Some(this);
    }
    Some(this.parent()?.parent()?.join(name)).filter(|program| program.is_file())
}

/// The result of a run of the command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) status: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A package.
pub(crate) struct Project {
    directory: Directory,
    cargo: PathBuf,
    pub(crate) workspace: Workspace,
}

impl Project {
    /// Creates a package of an edition, without sources.
    pub(crate) fn new(edition: &str) -> Self {
        let directory = Directory::new();
        let manifest =
            format!("[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"{edition}\"\n[workspace]\n");
        directory.write("Cargo.toml", manifest);
        directory.write("src/lib.rs", "");
        let pending = workspace::start_metadata(None, &cargo(), directory.path());
        let output: MetadataOutput =
            pending.and_then(workspace::PendingMetadata::wait).expect("Cargo reads the manifest");
        let workspace = output.to_workspace().expect("the workspace is valid");
        directory.write(METADATA, &output.json);
        Self { directory, cargo: own_program().unwrap_or_else(cargo), workspace }
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Replaces the sources, and removes the cache.
    pub(crate) fn write(&self, files: &[(String, String)]) {
        for directory in ["src", "target/archcheck"] {
            let _ = fs::remove_dir_all(self.path().join(directory));
        }
        for (path, text) in files {
            // Something that is no path stays out.
            let path = self.path().join(path);
            let _ = fs::create_dir_all(path.parent().unwrap_or(&path)).and_then(|()| fs::write(&path, text));
        }
    }

    /// Runs the command line.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let mut environment = Environment::of_process();
        self.path().clone_into(&mut environment.current_dir);
        environment.cargo.clone_from(&self.cargo);
        environment.build_cargo.clone_from(&self.cargo);
        environment.temporary = Some(self.path().join("target/temporary"));
        environment.repository = Some(self.path().to_owned());
        environment.job_summary = None;
        if let Some(caching) = &mut environment.caching {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            caching.now = i64::try_from(now.as_nanos()).unwrap_or(i64::MAX);
            caching.program = Digest::of(b"fuzz");
            caching.directory = Some(self.path().join("target/archcheck"));
        }
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut streams = Streams { out: &mut out, err: &mut err, progress: None, input: None };
        let args = ["cargo-archcheck"].iter().chain(args).map(OsString::from);
        let status = cargo_archcheck::run(args, &environment, &mut streams).code();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { status, out: text(out), err: text(err) }
    }
}

/// Splits a text at lines `//- PATH`. The text before the first is `src/lib.rs`.
pub(crate) fn files_of(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let header = line.strip_prefix("//- ").and_then(|rest| rest.split_whitespace().next());
        match header.filter(|path| is_inside(path)) {
            Some(path) => files.push((path.to_owned(), String::new())),
            None if files.is_empty() => files.push(("src/lib.rs".to_owned(), line.to_owned())),
            None => files.last_mut().expect("the list is not empty").1.push_str(line),
        }
    }
    files
}

/// Whether a path is below `src`, so that writing it harms nothing.
fn is_inside(path: &str) -> bool {
    path.starts_with("src/") && !path.contains("..") && !path.contains(['\0', '\\', ':'])
}
