//! `include!`: the items, or the code, of another file.

use super::{Driver, IncludedFile, PendingCall, repeated_files::FileUse};
use crate::{
    cfg::Cfg,
    codes::Code,
    diagnostic::Diagnostic,
    files,
    input::Stamp,
    resolve::{
        def_map::GeneratorClass,
        source_files::{self, FileCandidate},
    },
    source::Source,
    syntax::{self, Facts},
    workspace::Edition,
};
use std::{path::Path, sync::Arc};

impl Driver<'_> {
    /// Declares the content of the file that an `include!` names. If the file is not known, it may declare any name.
    pub(super) fn include(&mut self, call: &PendingCall, cfg: Cfg) {
        let Some(name) = self.included_name(call) else {
            // Most likely a build script writes the file.
            if !call.position.is_code() {
                self.defs.add_generator(call.scope, GeneratorClass::BuiltFile);
            }
            return;
        };
        if call.depth >= self.max_depth(call.krate) {
            return self.report_bound(call, "include", "the file includes itself without end");
        }
        if !self.has_budget(call) {
            return self.report_bound(call, "include", "more is included than archcheck accepts");
        }
        let root = &self.defs.workspace().root;
        let including = root.join(&self.sources.get(call.outermost.file).path);
        let mut candidates = FileCandidate::at_path(including.parent().unwrap_or(root), &name);
        let Some(mut candidate) = candidates.pop() else { return };
        // A file whose name has a backslash comes first.
        if let Some(exact) = candidates.pop() {
            if exact.file.exists() {
                candidate = exact;
            } else {
                self.files.note_missing(&exact.file);
            }
        }
        let edition = self.defs.edition(call.krate);
        if candidate.file == including || included_files(call).any(|outer| outer.file == candidate.file) {
            return self.report_circular_include(call, &candidate.file);
        }
        if call.position.is_code() {
            self.include_code(call, candidate, edition, cfg);
        } else {
            self.include_items(call, candidate, edition, cfg);
        }
    }

    fn include_items(&mut self, call: &PendingCall, candidate: FileCandidate, edition: Edition, cfg: Cfg) {
        self.files.load(vec![(candidate.clone(), edition)], self.sources, &self.defs.workspace().root);
        let Some(loaded) = self.files.get(&candidate.file, edition).cloned() else {
            self.defs.add_generator(call.scope, GeneratorClass::File);
            return self.report_missing_include(call, &candidate.file, cfg);
        };
        self.reached.insert(loaded.file);
        self.files.included.push(loaded.file);
        self.report_problems(&loaded.facts, loaded.file);
        if !self.may_use(call.krate, FileUse::Include, &candidate.file, &loaded.facts, call.place) {
            return self.defs.add_generator(call.scope, GeneratorClass::File);
        }
        self.instantiate_included(call, candidate, &loaded.facts, cfg);
    }

    /// Declares the content of a file that is included among code. Only what its paths refer to matters.
    fn include_code(&mut self, call: &PendingCall, candidate: FileCandidate, edition: Edition, cfg: Cfg) {
        let file = &*candidate.file;
        let name = source_files::display(file, &self.defs.workspace().root);
        let stamp = Stamp::of(file).ok();
        let Ok(text) = files::read_to_string(file) else {
            // If the file exists but is not text, later changes of it cannot be noticed.
            self.files.inputs.uncertain |= stamp.is_some();
            self.files.note_missing(file);
            return self.report_missing_include(call, file, cfg);
        };
        self.files.note_read(file, stamp, &text);
        let id = self.sources.add(Source::loaded(name, file.to_owned(), text));
        self.reached.insert(id);
        let mut facts = syntax::lower_code(self.sources.get(id).text(), id.0, edition);
        facts.set_file(id.0);
        self.comments.push((id, facts.directives.clone()));
        self.report_problems(&facts, id);
        if !self.may_use(call.krate, FileUse::Include, file, &facts, call.place) {
            return;
        }
        self.instantiate_included(call, candidate, &Arc::new(facts), cfg);
    }

    /// Declares the facts of an included file. The file of a `mod x;` in it is beside it, wherever its items are declared.
    fn instantiate_included(&mut self, call: &PendingCall, candidate: FileCandidate, facts: &Arc<Facts>, cfg: Cfg) {
        let included = IncludedFile {
            file: candidate.file,
            module: self.defs.scope(call.scope).module,
            directories: candidate.directories,
            outer: call.included.clone(),
        };
        let outer = self.included.replace(Arc::new(included));
        let outer_call = self.outermost_call.take();
        self.instantiate(facts, None, call.scope, cfg, call.textual_scope, call.depth + 1);
        (self.included, self.outermost_call) = (outer, outer_call);
    }

    /// Returns the file that an `include!` names; none if only a build knows it.
    fn included_name(&self, call: &PendingCall) -> Option<String> {
        let workspace = self.defs.workspace();
        let krate = workspace.krate(call.krate);
        let package = workspace.package(krate.package);
        let variable = |name: &str| match name {
            "CARGO_MANIFEST_DIR" => package.manifest.parent().map(|directory| directory.to_string_lossy().into_owned()),
            "CARGO_PKG_NAME" => Some(package.name.clone()),
            "CARGO_CRATE_NAME" => Some(krate.name.clone()),
            _ => None,
        };
        syntax::text_of(&call.arguments, &variable)
    }

    /// Reports an `include!` of a file that contains it.
    fn report_circular_include(&mut self, call: &PendingCall, file: &Path) {
        self.defs.add_generator(call.scope, GeneratorClass::File);
        let name = source_files::display(file, &self.defs.workspace().root);
        let message = format!("`include!` leads back to `{name}`, which contains it");
        if self.bounds.insert((call.place, call.is_argument, message.clone())) {
            let help = Code::CircularModule.info().fix;
            self.diagnostics.push(Diagnostic::new(Code::CircularModule, message).at(call.place, "").help(help));
        }
    }

    fn report_missing_include(&mut self, call: &PendingCall, file: &Path, cfg: Cfg) {
        let name = source_files::display(file, &self.defs.workspace().root);
        let diagnostic = if self.is_left_out(call.krate, cfg) {
            let condition = self.queries.cfgs.render(cfg).unwrap_or_default();
            let message = format!(
                "`include!` of a file that does not exist: `{name}`; builds on this host may leave it out by `cfg({condition})`"
            );
            Diagnostic::new(Code::MissingModuleElsewhere, message)
        } else {
            Diagnostic::new(Code::MissingModule, format!("`include!` of a file that does not exist: `{name}`"))
        };
        self.diagnostics.push(diagnostic.at(call.place, ""));
    }
}

/// Returns the included files that contain a call, from the inside out.
fn included_files(call: &PendingCall) -> impl Iterator<Item = &IncludedFile> {
    std::iter::successors(call.included.as_deref(), |file| file.outer.as_deref())
}
