//! Watches files by polling their sizes and times, which works on every file system, and needs no support from the system. It must not know what the files are for.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant, SystemTime},
};

/// The time between two polls. A poll that takes long is followed by a longer pause.
const PAUSE: Duration = Duration::from_millis(200);

/// The shortest pause after a poll, as a multiple of its duration, so that watching is cheap in large workspaces.
const PAUSE_FACTOR: u32 = 10;

/// How long files must be unchanged after a change: editors and `git checkout` write several.
const SETTLED: Duration = Duration::from_millis(60);

/// How long to wait for that: a log file may change all the time.
const LONGEST: Duration = Duration::from_secs(2);

/// The file that marks the directories of caches, such as the one that Cargo builds into.
const CACHE_TAG: &str = "CACHEDIR.TAG";

/// The files to watch.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    /// Directories with all files below, except in hidden directories and those of caches.
    pub(crate) directories: Vec<PathBuf>,
    /// Other files.
    pub(crate) files: Vec<PathBuf>,
    /// Files to ignore, such as the reports that a run writes.
    pub(crate) ignored: BTreeSet<PathBuf>,
}

/// The size of a file, and when it was modified. `None` if there is no such file.
type Stamp = Option<(u64, SystemTime)>;

/// The files and their stamps at one time.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Snapshot(Vec<(PathBuf, Stamp)>);

impl Snapshot {
    /// Returns the number of files.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the manifests of packages, with their stamps.
    pub(crate) fn manifests(&self) -> impl Iterator<Item = &(PathBuf, Stamp)> {
        self.0.iter().filter(|(path, _)| path.file_name().is_some_and(|name| name == "Cargo.toml"))
    }
}

impl Watched {
    /// Reads the sizes and times of all files.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let mut seen: Vec<_> = self.files.iter().map(|file| (file.clone(), stamp(file))).collect();
        let mut open = self.directories.clone();
        while let Some(directory) = open.pop() {
            // A directory that can't be read has no files.
            for entry in fs::read_dir(&directory).into_iter().flatten().flatten() {
                let (path, name) = (entry.path(), entry.file_name());
                // Symbolic links to directories are not followed, since they may lead in a circle.
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() && is_watched_directory(&path, &name.to_string_lossy()) => {
                        open.push(path);
                    }
                    Ok(kind) if !kind.is_dir() && self.is_watched_file(&path, &name.to_string_lossy()) => {
                        let stamp = stamp(&path);
                        seen.push((path, stamp));
                    }
                    _ => {}
                }
            }
        }
        seen.sort_by(|(one, _), (other, _)| one.cmp(other));
        Snapshot(seen)
    }

    /// Returns whether a file is neither hidden nor the backup of an editor, nor ignored.
    fn is_watched_file(&self, path: &Path, name: &str) -> bool {
        !name.starts_with('.') && !name.ends_with('~') && !self.ignored.contains(path)
    }

    /// Waits until the files differ from an earlier snapshot. Returns the new one.
    pub(crate) fn wait(&self, before: &Snapshot) -> Snapshot {
        loop {
            let started = Instant::now();
            let mut now = self.snapshot();
            if now != *before {
                loop {
                    thread::sleep(SETTLED);
                    let later = self.snapshot();
                    if later == now || started.elapsed() > LONGEST {
                        return later;
                    }
                    now = later;
                }
            }
            thread::sleep(PAUSE.max(started.elapsed() * PAUSE_FACTOR));
        }
    }
}

fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}

fn is_watched_directory(path: &Path, name: &str) -> bool {
    let is_hidden = name.starts_with('.') && ![".cargo", ".github", ".gitlab"].contains(&name);
    !is_hidden && name != "node_modules" && !path.join(CACHE_TAG).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_seen_and_caches_are_not() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let write = |path: &str, text: &str| {
            let path = directory.path().join(path);
            fs::create_dir_all(path.parent().expect("it is in a directory")).expect("a directory can be made");
            fs::write(path, text).expect("a file can be written");
        };
        write("src/lib.rs", "");
        write("target/CACHEDIR.TAG", "");
        write("other/rules.toml", "");
        let watched = Watched {
            directories: vec![directory.path().to_owned()],
            files: vec![directory.path().join("missing")],
            ignored: BTreeSet::from([directory.path().join("report.json")]),
        };
        let first = watched.snapshot();
        assert_eq!(first.len(), 3);
        for ignored in ["target/debug/a", ".git/index", "src/.lib.rs.swp", "src/lib.rs~", "report.json"] {
            write(ignored, "");
            assert_eq!(watched.snapshot(), first, "{ignored}");
        }
        write("src/new.rs", "");
        assert_ne!(watched.snapshot(), first);
        fs::remove_file(directory.path().join("src/new.rs")).expect("the file exists");
        assert_eq!(watched.snapshot(), first);
        write("src/lib.rs", "mod a;");
        watched.wait(&first);
        let second = watched.snapshot();
        write("missing", "");
        watched.wait(&second);
    }
}
