//! Reads the signatures of the files of some Rust modules, and assigns them to Rust modules.

use super::extent::Extents;
use crate::{
    analysis::Analysis,
    graph::RustModuleId,
    source::FileId,
    syntax::{self, FileSignatures, ImplSignature, ImportLeaf, ItemSignature},
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The signatures of files.
pub(super) struct Files {
    /// The Rust modules that each file is as a whole, and its signatures.
    read: BTreeMap<FileId, (Vec<RustModuleId>, FileSignatures)>,
}

/// What one Rust module declares.
#[derive(Default)]
pub(super) struct Declared<'f> {
    pub(super) items: Vec<(FileId, &'f ItemSignature)>,
    pub(super) imports: Vec<(FileId, &'f ImportLeaf)>,
    pub(super) impls: Vec<(FileId, &'f ImplSignature)>,
    /// The names that only tests have.
    pub(super) test_names: Vec<&'f str>,
}

impl Files {
    /// Reads the files of some Rust modules.
    pub(super) fn read(analysis: &Analysis, modules: &BTreeSet<RustModuleId>) -> Self {
        let mut roots: BTreeMap<FileId, Vec<RustModuleId>> = BTreeMap::new();
        for id in modules {
            for declaration in &analysis.graph.module(*id).declarations {
                roots.entry(declaration.file).or_default();
            }
        }
        for (id, module) in analysis.graph.modules() {
            for declaration in module.declarations.iter().filter(|one| !one.inline) {
                if let Some(own) = roots.get_mut(&declaration.file)
                    && own.last() != Some(&id)
                {
                    own.push(id);
                }
            }
        }
        let files: Vec<_> = roots.into_iter().collect();
        let read = |(file, roots): (FileId, Vec<RustModuleId>)| {
            // A file that is no sequence of tokens is reported by the analysis.
            let text = analysis.sources.get(file).text();
            let signatures = syntax::signatures(text).unwrap_or_default();
            (file, (roots, signatures))
        };
        Self { read: files.into_par_iter().map(read).collect() }
    }

    /// Returns what each Rust module of these files declares.
    pub(super) fn declared(&self, analysis: &Analysis, extents: &Extents<'_>) -> FxHashMap<RustModuleId, Declared<'_>> {
        let mut declared: FxHashMap<RustModuleId, Declared<'_>> = FxHashMap::default();
        for (file, (roots, signatures)) in &self.read {
            for root in roots {
                let path = &analysis.graph.module(*root).path;
                let module = |inner: &[String]| {
                    if inner.is_empty() { Some(*root) } else { extents.find(&format!("{path}::{}", inner.join("::"))) }
                };
                for item in &signatures.items {
                    if let Some(id) = module(&item.modules) {
                        declared.entry(id).or_default().items.push((*file, item));
                    }
                }
                for leaf in &signatures.imports {
                    if let Some(id) = module(&leaf.modules) {
                        declared.entry(id).or_default().imports.push((*file, leaf));
                    }
                }
                for (inner, name) in &signatures.test_names {
                    if let Some(id) = module(inner) {
                        declared.entry(id).or_default().test_names.push(name);
                    }
                }
                for block in &signatures.impls {
                    if let Some(id) = module(&block.modules) {
                        declared.entry(id).or_default().impls.push((*file, block));
                    }
                }
            }
        }
        declared
    }
}
