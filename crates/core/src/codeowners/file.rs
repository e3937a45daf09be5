//! A CODEOWNERS file, and the owners of a path.

use super::{
    dialect::Dialect,
    parse::{self, Entry, Section},
};

/// The files that hosts look for in a repository, in their order.
pub const FILES: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// A CODEOWNERS file.
#[derive(Clone, Debug)]
pub struct CodeOwners {
    dialect: Dialect,
    /// One section with GitHub's rules.
    sections: Vec<Section>,
    /// The lines that the host ignores: their numbers, and why.
    pub ignored: Vec<(usize, String)>,
}

impl CodeOwners {
    /// Parses the file of a repository. Its path there and its text show whether it is for GitHub or GitLab.
    pub fn parse_file(path: &str, text: &str) -> Self {
        let is_gitlab = path.starts_with(".gitlab/") || parse::has_sections(text);
        Self::parse(text, if is_gitlab { Dialect::GitLab } else { Dialect::GitHub })
    }

    /// Parses a file.
    pub fn parse(text: &str, dialect: Dialect) -> Self {
        let (sections, ignored) = parse::parse(text, dialect);
        Self { dialect, sections, ignored }
    }

    /// Returns all owners that the file names, in no particular order.
    pub fn all_owners(&self) -> impl Iterator<Item = &str> {
        let entries = self.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| &entry.owners);
        entries.chain(self.sections.iter().flat_map(|section| &section.defaults)).map(String::as_str)
    }

    /// Returns the owners of a file, in the order of the CODEOWNERS file. The path is relative to the repository, with `/`.
    pub fn owners(&self, path: &str) -> Vec<&str> {
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
pub fn pattern_of(path: &str) -> Option<String> {
    let is_plain = |char: char| !char.is_control() && !matches!(char, '*' | '?' | '[' | ']' | '#' | '\\' | '!');
    path.chars().all(is_plain).then(|| format!("/{}", path.replace(' ', "\\ ")))
}
