//! The items of the Rust modules of a crate, with their visibility as written.

use archcheck_core::{
    analysis::Analysis,
    graph::RustModuleId,
    source::{FileId, Place, Span},
    syntax::{self, FileSignatures, ImplSignature, SignatureKind, WrittenVisibility},
    workspace::CrateId,
};
use std::collections::{BTreeMap, BTreeSet};

/// The items of a crate.
#[derive(Debug, Default)]
pub(super) struct CrateCode {
    items: BTreeMap<(RustModuleId, String), Item>,
    pub(super) impls: Vec<ImplBlock>,
}

/// An item with a name.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: SignatureKind,
    pub(super) is_public: bool,
    /// True for a macro with `#[macro_export]`.
    pub(super) is_exported: bool,
    pub(super) place: Place,
}

/// An `impl` block.
#[derive(Debug)]
pub(super) struct ImplBlock {
    pub(super) module: RustModuleId,
    pub(super) file: FileId,
    /// The path of the type; `None` for a type without a name.
    pub(super) of: Option<Vec<String>>,
    /// The path of the trait; `None` for an inherent `impl`.
    pub(super) of_trait: Option<Vec<String>>,
    pub(super) signature: String,
    pub(super) span: Span,
}

impl CrateCode {
    /// Reads the files of a crate.
    pub(super) fn read(analysis: &Analysis, krate: CrateId) -> Self {
        let graph = &analysis.graph;
        let numbers: BTreeMap<&str, RustModuleId> = graph
            .modules()
            .filter(|(_, module)| module.krate == krate)
            .map(|(id, module)| (module.path.as_str(), id))
            .collect();
        let mut code = Self::default();
        let mut seen: BTreeSet<(FileId, RustModuleId)> = BTreeSet::new();
        for (path, id) in &numbers {
            for declaration in graph.module(*id).declarations.iter().filter(|one| !one.inline) {
                if seen.insert((declaration.file, *id)) {
                    let text = analysis.sources.get(declaration.file).text();
                    let module = |inner: &[String]| {
                        if inner.is_empty() {
                            return Some(*id);
                        }
                        numbers.get(format!("{path}::{}", inner.join("::")).as_str()).copied()
                    };
                    // A file that is no sequence of tokens is reported by the analysis.
                    code.add(declaration.file, syntax::signatures(text).unwrap_or_default(), &module);
                }
            }
        }
        code
    }

    fn add(&mut self, file: FileId, found: FileSignatures, module: &dyn Fn(&[String]) -> Option<RustModuleId>) {
        for item in found.items {
            let Some(id) = module(&item.modules) else { continue };
            let is_public = item.visibility == WrittenVisibility::Public;
            let entry = self.items.entry((id, item.name)).or_insert(Item {
                kind: item.kind,
                is_public,
                is_exported: item.is_exported,
                place: Place { file, span: item.span },
            });
            // `cfg` can select between several declarations.
            entry.is_public &= is_public;
            entry.is_exported &= item.is_exported;
        }
        for block in found.impls {
            let Some(id) = module(&block.modules) else { continue };
            let ImplSignature { of, of_trait, signature, span, .. } = block;
            self.impls.push(ImplBlock { module: id, file, of, of_trait, signature, span });
        }
    }

    /// Returns the item of a name in a Rust module.
    pub(super) fn item(&self, module: RustModuleId, name: &str) -> Option<&Item> {
        self.items.get(&(module, name.to_owned()))
    }
}
