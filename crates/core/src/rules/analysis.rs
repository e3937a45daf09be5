//! `[analysis]`: which files are excluded, and which packages contain only test code. It checks no code.

use super::{document::Document, names, names::Names, table::Problems};
use crate::{
    analysis::Analysis,
    codes::Code,
    graph::{Context, RustModule},
    source::FileId,
    workspace::PackageId,
};

/// The validated keys of `[analysis]`.
#[derive(Clone, Debug)]
pub struct AnalysisSettings {
    /// Whether `exclude` lists each source file.
    excluded: Vec<bool>,
    /// The packages of `test-crates`.
    test_packages: Vec<PackageId>,
}

impl AnalysisSettings {
    /// Reads the keys. Reports globs that match no file or package.
    pub(super) fn read(document: &Document, analysis: &Analysis, names: &Names<'_>, problems: &mut Problems) -> Self {
        let excluded = excluded(document, analysis, problems);
        Self { excluded, test_packages: test_packages(document, names, problems) }
    }

    /// Returns whether the references in a file are not checked.
    pub fn is_excluded(&self, file: FileId) -> bool {
        self.excluded.get(file.0 as usize).is_some_and(|excluded| *excluded)
    }

    /// Returns whether all declarations of a Rust module are in excluded files.
    pub fn is_module_excluded(&self, module: &RustModule) -> bool {
        let declarations = &module.declarations;
        !declarations.is_empty() && declarations.iter().all(|declaration| self.is_excluded(declaration.file))
    }

    /// Returns the context of some code of a package. `own` is the context in the graph.
    pub fn context(&self, package: PackageId, own: Context) -> Context {
        if self.test_packages.contains(&package) { Context::Test } else { own }
    }

    /// Returns whether rules for some contexts check code of a Rust module of a package.
    pub fn is_checked(&self, module: &RustModule, package: PackageId, contexts: &[Context]) -> bool {
        !self.is_module_excluded(module) && self.context(package, module.context).may_contain(contexts)
    }
}

/// Returns whether each source file is excluded. Reports globs that match no file.
fn excluded(document: &Document, analysis: &Analysis, problems: &mut Problems) -> Vec<bool> {
    let own: Vec<FileId> = problems.files().collect();
    let mut excluded = vec![false; analysis.sources.iter().len()];
    for text in &document.exclude {
        let Some(matcher) = names::glob(text, problems) else { continue };
        let mut used = false;
        for (id, source) in analysis.sources.iter() {
            if !own.contains(&id) && matcher.is_match(&source.path) {
                excluded[id.0 as usize] = true;
                used = true;
            }
        }
        if !used {
            let message = format!("`{}` matches no source file", text.value);
            problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message);
        }
    }
    excluded
}

fn test_packages(document: &Document, names: &Names<'_>, problems: &mut Problems) -> Vec<PackageId> {
    let mut packages = Vec::new();
    for text in &document.test_crates {
        let Some(found) = names.packages(text, &text.value, problems) else { continue };
        if found.is_empty() {
            let message = format!("`{}` matches no package", text.value);
            problems.report(Code::MatchesNothing, text.span.clone(), message);
        }
        packages.extend(found);
    }
    packages
}
