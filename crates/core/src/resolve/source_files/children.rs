//! Guesses, for reading ahead, which files the `mod`s of a file mean. `driver::declare` decides it under the real conditions.

use super::candidate::{FileCandidate, ModuleDirectories};
use crate::syntax::{Declared, Facts, Position, PredicateId, ScopeIndex};
use rustc_hash::FxHashMap;

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
        let mut modules: FxHashMap<ScopeIndex, ModuleDirectories> = FxHashMap::default();
        modules.insert(ScopeIndex::ROOT, candidate.directories.clone());
        for declaration in &facts.declarations {
            // A block has the directories of the Rust module around it.
            let mut scope = declaration.scope;
            while facts.scopes[scope.0 as usize].block {
                scope = facts.scopes[scope.0 as usize].parent;
            }
            let Some(directories) = modules.get(&scope) else { continue };
            let module = match &declaration.what {
                Declared::Module(module) => module,
                Declared::Call(call) if call.position == Position::Items => {
                    let names = call.arguments.modules();
                    children.guessed.extend(names.flat_map(|name| FileCandidate::of_module(&directories.files, name)));
                    continue;
                }
                _ => continue,
            };
            let name = facts.name(module.name);
            if let Some(inline) = module.inline {
                let path = module.paths.first().map(|(_, path)| facts.name(*path));
                let inner = directories.inline(name, path);
                modules.insert(inline, inner);
            } else {
                for (_, path) in &module.paths {
                    children.files.extend(FileCandidate::at_path(&directories.path_base, facts.name(*path)));
                }
                // If every `#[path]` is conditional, the usual files are possible, too.
                if module.paths.iter().all(|(when, _)| *when != PredicateId::ALWAYS) {
                    children.files.extend(FileCandidate::of_module(&directories.files, name));
                }
            }
        }
        children
    }
}
