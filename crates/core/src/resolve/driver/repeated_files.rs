//! Files that a crate reads several times, through `#[path]` or `include!`. Their number is bounded: two such lines in each of a
//! few files make billions of Rust modules.

use super::Driver;
use crate::{codes::Code, diagnostic::Diagnostic, source::Place, syntax::Facts, workspace::CrateId};
use std::path::{Path, PathBuf};

/// What the second and further uses of files may cost in one crate: the number of their declarations and references.
const BUDGET: usize = 1 << 20;

/// How a crate uses a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileUse {
    /// As the file of a Rust module.
    Module,
    /// As a part of a Rust module, which then may declare the same names many times.
    Include,
}

impl FileUse {
    /// What a use costs beside its declarations and references.
    fn base_cost(self) -> usize {
        match self {
            Self::Module => 1 << 5,
            Self::Include => 1 << 10,
        }
    }
}

/// How often files are used by each crate.
#[derive(Debug, Default)]
pub(super) struct RepeatedFiles {
    used: rustc_hash::FxHashSet<(CrateId, PathBuf)>,
    spent: rustc_hash::FxHashMap<CrateId, usize>,
}

impl RepeatedFiles {
    /// Counts a use of a file. Returns whether there was anything left to spend on it.
    fn spend(&mut self, krate: CrateId, file_use: FileUse, file: &Path, facts: &Facts) -> bool {
        if self.used.insert((krate, file.to_owned())) {
            return true;
        }
        let spent = self.spent.entry(krate).or_default();
        *spent = spent.saturating_add(file_use.base_cost() + facts.declarations.len() + facts.references.len());
        *spent <= BUDGET
    }
}

impl Driver<'_> {
    /// Returns whether a crate may use a file here, and reports it otherwise; once for each place, since such uses multiply.
    pub(super) fn may_use(
        &mut self,
        krate: CrateId,
        file_use: FileUse,
        file: &Path,
        facts: &Facts,
        place: Place,
    ) -> bool {
        if self.repeated_files.spend(krate, file_use, file, facts) {
            return true;
        }
        let name = crate::resolve::source_files::display(file, &self.defs.workspace().root);
        let message = format!(
            "`{name}` can't be read once more: the files that the crate reads several times have more than {BUDGET} \
             declarations and references together"
        );
        if self.bounds.insert((place, message.clone())) {
            let help = "read each file once, and import what it declares";
            self.diagnostics.push(Diagnostic::new(Code::ExpansionBound, message).at(place, "").help(help));
        }
        false
    }
}
