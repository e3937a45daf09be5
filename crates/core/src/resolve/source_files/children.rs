//! Guesses, for reading ahead, which files the `mod`s of a file mean. `driver::declare` decides it under the real conditions.

use super::candidate::{FileCandidate, normalize};
use crate::syntax::{Declared, Facts, Position, PredicateId, ScopeIndex};
use rustc_hash::FxHashMap;
use std::path::PathBuf;

/// The files that a file leads to.
#[derive(Default)]
pub(super) struct Children {
    /// The files that the file's own `mod`s can mean.
    pub(super) files: Vec<FileCandidate>,
    /// The files that `mod`s in the arguments of macro calls might mean.
    pub(super) guessed: Vec<FileCandidate>,
}

impl Children {
    /// Returns the files that a file leads to, as far as its facts tell.
    pub(super) fn of(facts: &Facts, candidate: &FileCandidate) -> Self {
        let mut children = Self::default();
        let mut folders: FxHashMap<ScopeIndex, (PathBuf, PathBuf)> = FxHashMap::default();
        folders.insert(ScopeIndex::ROOT, (candidate.folder.clone(), candidate.path_folder.clone()));
        for declaration in &facts.declarations {
            // A block has the folders of the Rust module around it.
            let mut scope = declaration.scope;
            while facts.scopes[scope.0 as usize].block {
                scope = facts.scopes[scope.0 as usize].parent;
            }
            let Some((folder, path_folder)) = folders.get(&scope).cloned() else { continue };
            let module = match &declaration.what {
                Declared::Module(module) => module,
                Declared::Call(call) if call.among == Position::Items => {
                    let names = call.arguments.modules();
                    children.guessed.extend(names.flat_map(|name| FileCandidate::of_module(&folder, name)));
                    continue;
                }
                _ => continue,
            };
            let name = facts.name(module.name);
            if let Some(inline) = module.inline {
                let below = match module.paths.first() {
                    Some((_, path)) => normalize(&path_folder.join(facts.name(*path))),
                    None => folder.join(name),
                };
                folders.insert(inline, (below.clone(), below));
            } else {
                for (_, path) in &module.paths {
                    children.files.push(FileCandidate::at_path(&path_folder, facts.name(*path)));
                }
                // If every `#[path]` is conditional, the usual files are possible, too.
                if module.paths.iter().all(|(when, _)| *when != PredicateId::ALWAYS) {
                    children.files.extend(FileCandidate::of_module(&folder, name));
                }
            }
        }
        children
    }
}
