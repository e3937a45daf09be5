//! The files of the module tree: reading the file that a `mod x;` means, and reporting that there is none.

use super::{
    Driver, PendingModule,
    repeated_files::{BUDGET, FileUse},
};
use crate::{
    cfg::{Atom, Cfg, Cfgs, Configuration},
    codes::Code,
    diagnostic::Diagnostic,
    resolve::{
        def_map::{GeneratorClass, ModuleOrigin, ScopeKind},
        ids::ScopeId,
        source_files::{self, FileCandidate, LoadedFile, ModuleDirectories},
    },
    source::{FileId, Place, Span},
    stage::Stage,
    syntax::{Facts, ProblemKind},
    workspace::{Crate, CrateId, CrateKind},
};
use std::{path::Path, sync::Arc};

impl Driver<'_> {
    /// Reads the files of all pending modules together, and declares their facts, until no module is pending.
    pub(super) fn load_modules(&mut self) {
        while !self.modules.is_empty() {
            let modules = std::mem::take(&mut self.modules);
            let wanted: Vec<(&FileCandidate, &PendingModule)> = modules
                .iter()
                .flat_map(|module| {
                    module.candidates.iter().flat_map(|(_, files)| files).map(move |file| (file, module))
                })
                .collect();
            self.stages.enter(Stage::Read);
            let files = wanted.iter().map(|(file, module)| ((*file).clone(), module.edition)).collect();
            self.files.load(files, self.sources, &self.defs.workspace().root);
            self.stages.enter(Stage::Expand);
            let roots =
                wanted.iter().map(|(file, module)| (&*file.file, self.defs.scope(module.scope).krate, module.edition));
            self.speculation.start(roots, &self.files);
            self.stages.enter(Stage::Declare);
            for module in &modules {
                self.declare_file(module);
            }
        }
    }

    /// Declares the facts of a module's file; of several, if it has candidates under different conditions.
    fn declare_file(&mut self, module: &PendingModule) {
        let mut entered = 0;
        for (when, candidates) in &module.candidates {
            let cfg = self.queries.cfgs.and(module.cfg, *when);
            let loaded = |candidate: &FileCandidate| self.files.get(&candidate.file, module.edition).cloned();
            let existing = candidates.iter().find_map(|candidate| Some((candidate, loaded(candidate)?)));
            let Some((candidate, loaded)) = existing else {
                self.report_missing(module, candidates, cfg);
                continue;
            };
            if self.is_within_file(module.scope, loaded.file) {
                self.report_circular(module, loaded.file);
                continue;
            }
            // A second candidate is a Rust module of the same name under another condition.
            let scope = if entered == 0 { module.scope } else { self.add_twin(module, cfg) };
            entered += 1;
            if module.candidates.len() > 1 {
                self.defs.set_module_cfg(scope, cfg);
            }
            self.declare_file_in(module, scope, cfg, candidate, &loaded);
        }
    }

    /// Adds another Rust module of the same name, under another condition.
    fn add_twin(&mut self, module: &PendingModule, cfg: Cfg) -> ScopeId {
        let first = self.defs.scope(module.scope);
        let (parent, krate, name) = (first.parent, first.krate, first.name);
        let scope = self.defs.add_scope(ScopeKind::Module, parent, None, krate, name, cfg);
        if let Some(parent) = parent {
            self.add_module_entry(parent, scope, module.visibility, cfg);
        }
        scope
    }

    fn declare_file_in(
        &mut self,
        module: &PendingModule,
        scope: ScopeId,
        cfg: Cfg,
        candidate: &FileCandidate,
        loaded: &LoadedFile,
    ) {
        let file = loaded.file;
        self.defs.set_origin(
            scope,
            ModuleOrigin {
                place: Place { file, span: Span::default() },
                is_inline: false,
                directories: candidate.directories.clone(),
            },
        );
        self.reached.insert(file);
        // Only the root file of a crate is declared without a `mod`.
        if module.place.is_none() {
            self.set_recursion_limit(self.defs.scope(scope).krate, loaded.facts.recursion_limit);
        }
        self.report_problems(&loaded.facts, file);
        let krate = self.defs.scope(scope).krate;
        let place = module.place.unwrap_or(Place { file, span: Span::default() });
        if !self.may_use(krate, FileUse::Module, &candidate.file, &loaded.facts, place) {
            return self.set_unknown_content(scope, place);
        }
        let outer = self.included.take();
        let last =
            self.instantiate(&Arc::clone(&loaded.facts), Some(file), scope, cfg, module.textual_scope, module.depth);
        self.included = outer;
        if let Some(hole) = module.hole {
            self.defs.fill_hole(hole, last);
        }
    }

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
        let name = source_files::display(file, &self.defs.workspace().root);
        let message = format!(
            "`{name}` can't be read once more: the files that the crate reads several times have more than {BUDGET} \
             declarations and references together"
        );
        if self.bounds.insert((place, false, message.clone())) {
            let help = "read each file once, and import what it declares";
            self.diagnostics.push(Diagnostic::new(Code::ExpansionBound, message).at(place, "").help(help));
        }
        false
    }

    /// Reports the problems of a file, once.
    pub(super) fn report_problems(&mut self, facts: &Facts, file: FileId) {
        if !self.reported.insert(file) {
            return;
        }
        for problem in &facts.problems {
            let code = match problem.kind {
                ProblemKind::Unreadable => Code::Unreadable,
                ProblemKind::Syntax => Code::Syntax,
                ProblemKind::TooDeep => Code::TooDeep,
            };
            let path = &self.sources.get(file).path;
            let message = match problem.kind {
                ProblemKind::Unreadable => format!("`{path}` can't be read: {}", problem.message),
                ProblemKind::Syntax | ProblemKind::TooDeep => format!("`{path}` can't be parsed: {}", problem.message),
            };
            let place = Place { file, span: problem.span };
            self.diagnostics.push(Diagnostic::new(code, message).at(place, "").help(code.info().fix));
        }
    }

    /// Reports that a module has no file under a condition.
    fn report_missing(&mut self, module: &PendingModule, candidates: &[FileCandidate], cfg: Cfg) {
        let workspace = self.defs.workspace();
        let files: Vec<String> = candidates
            .iter()
            .map(|candidate| format!("`{}`", source_files::display(&candidate.file, &workspace.root)))
            .collect();
        let files = files.join(" or ");
        let Some(place) = module.place else {
            let krate = workspace.krate(self.defs.scope(module.scope).krate);
            let message = format!("the root file of `{}` is missing: {files}", krate.path);
            self.diagnostics.push(Diagnostic::new(Code::MissingModule, message).help(format!("create {files}")));
            return;
        };
        let krate = self.defs.scope(module.scope).krate;
        let name = &module.name;
        let diagnostic = if self.is_left_out(krate, cfg) {
            let condition = self.queries.cfgs.render(cfg).unwrap_or_default();
            let message =
                format!("`mod {name}` has no file; builds on this host may leave it out by `cfg({condition})`");
            Diagnostic::new(Code::MissingModuleElsewhere, message)
        } else if module.candidates.len() > 1 && self.has_file_in_other_builds(module.cfg, cfg) {
            let condition = self.queries.cfgs.render(cfg).unwrap_or_default();
            let message = format!("`mod {name}` has no file under `cfg({condition})`, but has one in other builds");
            Diagnostic::new(Code::MissingModuleElsewhere, message)
        } else {
            let message = format!("`mod {name}` has no file: {files} does not exist");
            Diagnostic::new(Code::MissingModule, message).help(format!("create {files}, or remove the declaration"))
        };
        self.diagnostics.push(diagnostic.at(place, "declared here"));
        self.set_unknown_content(module.scope, place);
    }

    /// Whether a build on this host leaves out all code under a condition: by its system, or by a name that the build script of
    /// the package may set.
    pub(super) fn is_left_out(&mut self, krate: CrateId, cfg: Cfg) -> bool {
        let workspace = self.defs.workspace();
        let package = workspace.krate(krate).package;
        let is_script = |other: &Crate| other.package == package && other.kind == CrateKind::Build;
        let has_script = workspace.crates().any(|(_, other)| is_script(other));
        // A name that nobody sets on this host does not hold: `docsrs`, `loom`.
        let unset =
            project_on_host(&mut self.queries.cfgs, cfg, |atom| Configuration::host().decide(atom, CrateKind::Lib));
        let set = project_on_host(&mut self.queries.cfgs, cfg, |_| Some(true));
        !self.queries.cfgs.is_satisfiable(unset) || (has_script && !self.queries.cfgs.is_satisfiable(set))
    }

    /// Whether a module that exists under one condition, and has no file under another, has a file in some build on this host.
    fn has_file_in_other_builds(&mut self, declared: Cfg, missing: Cfg) -> bool {
        let declared = project_on_host(&mut self.queries.cfgs, declared, |_| None);
        let missing = project_on_host(&mut self.queries.cfgs, missing, |_| None);
        let found = self.queries.cfgs.not(missing);
        let both = self.queries.cfgs.and(declared, found);
        self.queries.cfgs.is_satisfiable(both)
    }

    /// Reports a module whose file contains the module's own declaration.
    fn report_circular(&mut self, module: &PendingModule, file: FileId) {
        let Some(place) = module.place else { return };
        let path = &self.sources.get(file).path;
        let message = format!("`mod {}` leads back to `{path}`, which contains it", module.name);
        let help = Code::CircularModule.info().fix;
        self.diagnostics.push(Diagnostic::new(Code::CircularModule, message).at(place, "").help(help));
        self.set_unknown_content(module.scope, place);
    }

    /// Whether one of the Rust modules around a scope is in a file.
    fn is_within_file(&self, scope: ScopeId, file: FileId) -> bool {
        let parent = |at: &ScopeId| self.defs.scope(*at).parent;
        std::iter::successors(parent(&scope), parent)
            .any(|at| self.defs.scope(at).origin.as_ref().is_some_and(|origin| origin.place.file == file))
    }

    /// Notes that the content of a module is unknown, so that paths into it are not unresolved.
    fn set_unknown_content(&mut self, module: ScopeId, place: Place) {
        self.defs.add_generator(module, GeneratorClass::File);
        self.defs.set_origin_if_unknown(module, || ModuleOrigin {
            place,
            is_inline: true,
            directories: ModuleDirectories::default(),
        });
    }
}

/// Replaces the names that rustc sets by their values on this host, and custom names by the values that `custom` returns.
fn project_on_host(cfgs: &mut Cfgs, cfg: Cfg, custom: impl Fn(&Atom) -> Option<bool>) -> Cfg {
    let host = Configuration::host();
    cfgs.project(cfg, &|atom: &Atom| match atom {
        Atom::Global { .. } => host.decide(atom, CrateKind::Lib),
        Atom::Custom { .. } => custom(atom),
        Atom::Test(_) | Atom::Feature(..) => None,
    })
}
