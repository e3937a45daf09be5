//! Subjects of the measurement: workspaces on disk and crates from crates.io.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use super::answer::FORMAT;

/// The origin of a subject's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A directory with a Cargo.toml.
    Directory(PathBuf),
    /// An exact version from crates.io.
    Registry {
        /// The name of the package.
        name: String,
        /// The version.
        version: String,
    },
}

/// The features to enable, both for Cargo and for the checker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Features {
    /// `--features`.
    pub(crate) named: Vec<String>,
    /// `--all-features`.
    pub(crate) all: bool,
    /// `--no-default-features`.
    pub(crate) no_default: bool,
}

impl Features {
    /// Returns the arguments for Cargo or the checker.
    pub(crate) fn args(&self) -> Vec<String> {
        let mut args = Vec::new();
        if !self.named.is_empty() {
            args.extend(["--features".to_owned(), self.named.join(",")]);
        }
        if self.all {
            args.push("--all-features".to_owned());
        }
        if self.no_default {
            args.push("--no-default-features".to_owned());
        }
        args
    }
}

/// A subject of the measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    /// The origin of the code.
    pub(crate) origin: Origin,
    /// The features to enable.
    pub(crate) features: Features,
    /// Why the checker cannot see all of the subject. If set, it is exempt from `--fail-under`.
    pub(crate) beyond: Option<String>,
}

impl Subject {
    /// Parses `NAME@VERSION` or the path of a directory.
    pub(crate) fn parse(text: &str, features: Features) -> Result<Self, String> {
        let directory = Path::new(text);
        let directory = if directory.file_name().is_some_and(|name| name == "Cargo.toml") {
            directory.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
        } else {
            directory
        };
        if directory.join("Cargo.toml").is_file() {
            let directory = directory.canonicalize().map_err(|error| format!("failed to find {text}: {error}"))?;
            return Ok(Self { origin: Origin::Directory(directory), features, beyond: None });
        }
        let plain =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+".contains(c));
        match text.split_once('@') {
            Some((name, version)) if plain(name) && plain(version) => Ok(Self {
                origin: Origin::Registry { name: name.to_owned(), version: version.to_owned() },
                features,
                beyond: None,
            }),
            _ => Err(format!("`{text}` is neither a directory with a Cargo.toml nor NAME@VERSION")),
        }
    }

    /// Returns the name for reports.
    pub(crate) fn label(&self) -> String {
        match &self.origin {
            Origin::Directory(directory) => directory
                .file_name()
                .map_or_else(|| directory.display().to_string(), |name| name.to_string_lossy().into_owned()),
            Origin::Registry { name, version } => format!("{name}@{version}"),
        }
    }

    /// Returns the file name for cached answers. It changes when anything changes that can affect them.
    pub(crate) fn cache_key(&self, directory: &Path, rustc: &str) -> io::Result<String> {
        let mut hasher = DefaultHasher::new();
        (FORMAT, rustc, &self.features).hash(&mut hasher);
        if let Origin::Directory(directory) = &self.origin {
            directory.hash(&mut hasher);
            hash_tree(directory, &mut hasher)?;
        }
        let name = if let Origin::Directory(_) = self.origin {
            self.label()
        } else {
            // The name of the copy's directory contains the version.
            directory.file_name().map_or_else(|| self.label(), |name| name.to_string_lossy().into_owned())
        };
        Ok(format!("{name}-{:016x}", hasher.finish()))
    }
}

/// Hashes the names, sizes and modification times of all files. Cargo.lock is left out because the build can write it.
fn hash_tree(directory: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(directory)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let kind = entry.file_type()?;
        if name.to_string_lossy().starts_with('.') || name == "target" || name == "Cargo.lock" {
            continue;
        }
        name.hash(hasher);
        if kind.is_dir() {
            hash_tree(&entry.path(), hasher)?;
        } else if let Ok(metadata) = entry.metadata() {
            (metadata.len(), metadata.modified().ok()).hash(hasher);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_a_directory_or_an_exact_version() {
        let parse = |text: &str| Subject::parse(text, Features::default());
        let here = parse(env!("CARGO_MANIFEST_DIR")).unwrap();
        assert_eq!(here.label(), "xtask");
        assert_eq!(parse(&format!("{}/Cargo.toml", env!("CARGO_MANIFEST_DIR"))), Ok(here));
        assert_eq!(parse("itoa@1.0.18").unwrap().label(), "itoa@1.0.18");
        assert!(parse("itoa").is_err());
        assert!(parse("../itoa@1").is_err());
    }
}
