//! Keeps the numbers of commits in the cache, so that each is analyzed once. They depend on the files of the commit and the
//! program alone, so they are stored by tree.

use super::point::Numbers;
use crate::output::write_file;
use archcheck_core::{cache, files, input::Digest};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// The known numbers.
pub(crate) struct Store {
    /// `None` if nothing is kept.
    file: Option<PathBuf>,
    content: Content,
}

#[derive(Default, Serialize, Deserialize)]
struct Content {
    /// What computed the numbers, and with which flags.
    program: String,
    /// By tree; a commit that can't be analyzed has a message.
    trees: BTreeMap<String, Result<Numbers, String>>,
}

impl Store {
    /// Reads what an earlier run has kept in the cache directory. Numbers of another program or other flags are discarded.
    pub(crate) fn open(directory: Option<&Path>, program: Option<Digest>, flags: &str) -> Self {
        let program = format!("{program:?} {flags}");
        let file =
            directory.filter(|directory| cache::is_marked(directory)).map(|directory| directory.join(cache::TREND));
        let read = file.as_ref().and_then(|file| files::read_to_string(file).ok());
        let content = read.and_then(|text| serde_json::from_str::<Content>(&text).ok());
        let content = content.filter(|content| content.program == program);
        let fresh = || Content { program: program.clone(), trees: BTreeMap::new() };
        Self { file, content: content.unwrap_or_else(fresh) }
    }

    /// Returns what is known of a tree.
    pub(crate) fn get(&self, tree: &str) -> Option<&Result<Numbers, String>> {
        self.content.trees.get(tree)
    }

    /// Adds the numbers of a tree, and writes all to the cache. A failure to write costs time in the next run, and nothing else.
    pub(crate) fn add(&mut self, tree: &str, numbers: Result<Numbers, String>) {
        self.content.trees.insert(tree.to_owned(), numbers);
        if let (Some(file), Ok(text)) = (&self.file, serde_json::to_string(&self.content)) {
            let _ = write_file(file, &text);
        }
    }
}
