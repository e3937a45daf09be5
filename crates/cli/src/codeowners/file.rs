//! A CODEOWNERS file, and the owners of a path.

use super::{
    dialect::Dialect,
    parse::{self, Entry, Section},
};
use std::path::{Path, PathBuf};

/// The files that hosts look for, in their order.
const FILES: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// A CODEOWNERS file.
#[derive(Debug)]
pub(crate) struct CodeOwners {
    dialect: Dialect,
    /// One section with GitHub's rules.
    sections: Vec<Section>,
    /// The lines that the host ignores: their numbers, and why.
    pub(crate) ignored: Vec<(usize, String)>,
}

impl CodeOwners {
    /// Reads the file of a repository, if there is one. Returns its name, too.
    pub(crate) fn of_repository(root: &Path) -> Result<Option<(&'static str, Self)>, String> {
        for name in FILES {
            let path: PathBuf = root.join(name);
            match archcheck_core::files::read_to_string(&path) {
                Ok(_) if !crate::outside::is_in(&path, root) => {
                    return Err(format!("`{name}` is outside the repository, so it is not read"));
                }
                Ok(text) => {
                    let is_gitlab = name.starts_with(".gitlab/") || parse::has_sections(&text);
                    let dialect = if is_gitlab { Dialect::GitLab } else { Dialect::GitHub };
                    return Ok(Some((name, Self::parse(&text, dialect))));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(format!("can't read `{name}`: {error}")),
            }
        }
        Ok(None)
    }

    /// Parses a file.
    pub(crate) fn parse(text: &str, dialect: Dialect) -> Self {
        let (sections, ignored) = parse::parse(text, dialect);
        Self { dialect, sections, ignored }
    }

    /// Returns the owners of a file, in the order of the CODEOWNERS file. The path is relative to the repository, with `/`.
    pub(crate) fn owners(&self, path: &str) -> Vec<&str> {
        let path: Vec<&str> = path.split('/').collect();
        let mut owners: Vec<&str> = Vec::new();
        for section in &self.sections {
            for owner in self.owners_in(section, &path) {
                if !owners.contains(&owner.as_str()) {
                    owners.push(owner);
                }
            }
        }
        owners
    }

    fn owners_in<'s>(&self, section: &'s Section, path: &[&str]) -> &'s [String] {
        let matches = |entry: &&Entry| entry.pattern.matches(path);
        if section.entries.iter().filter(|entry| entry.is_exclusion).any(|entry| matches(&entry)) {
            return &[];
        }
        match section.entries.iter().rev().find(matches) {
            Some(entry) if entry.owners.is_empty() && self.dialect == Dialect::GitLab => &section.defaults,
            Some(entry) => &entry.owners,
            None => &[],
        }
    }
}

/// Writes a path as a pattern that matches it and, if it is a directory (`a/b/`), all that it contains. Returns `None` if no
/// pattern can contain it.
pub(crate) fn pattern_of(path: &str) -> Option<String> {
    let is_plain = |char: char| !char.is_control() && !matches!(char, '*' | '?' | '[' | ']' | '#' | '\\' | '!');
    path.chars().all(is_plain).then(|| format!("/{}", path.replace(' ', "\\ ")))
}
