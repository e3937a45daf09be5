//! The files of the module tree: what a `mod x;` or an `include!` means, and what to say where it is not there.

use super::{
    driver::{Awaited, Beside, Driver, Pending},
    expand::DEPTH,
    load::{self, Loaded},
    modfile::{self, Candidate},
    world::{Entry, Origin, ScopeId, ScopeKind, What},
};
use crate::{
    cfg::{Atom, Cfg, Configuration},
    codes::Code,
    diagnostic::Diagnostic,
    input::Stamp,
    source::{FileId, Place, Source, Span},
    stage::Stage,
    syntax::{self, Facts, Position, Spaces},
    workspace::{CrateKind, Edition},
};
use std::{path::Path, sync::Arc};

impl Driver<'_> {
    /// Reads the files that `mod`s wait for, in one go, and declares what they say.
    pub(super) fn load_awaited(&mut self) {
        while !self.awaited.is_empty() {
            let awaited = std::mem::take(&mut self.awaited);
            let wanted = awaited
                .iter()
                .flat_map(|one| one.candidates.iter().flat_map(|(_, files)| files))
                .zip(
                    awaited
                        .iter()
                        .flat_map(|one| one.candidates.iter().flat_map(|(_, files)| files).map(|_| one.edition)),
                )
                .map(|(candidate, edition)| (candidate.clone(), edition))
                .collect();
            self.stages.enter(Stage::Read);
            self.files.load(wanted, self.sources, &self.world.workspace.root);
            self.stages.enter(Stage::Expand);
            let roots = awaited.iter().flat_map(|one| {
                let krate = self.world.scope(one.scope).krate;
                let candidates = one.candidates.iter().flat_map(|(_, files)| files);
                candidates.map(move |candidate| (&*candidate.file, krate, one.edition))
            });
            self.ahead.start(roots, &self.files);
            self.stages.enter(Stage::Declare);
            for one in awaited {
                self.enter_file(&one);
            }
        }
    }

    /// Declares what the file of a `mod` says; several, if it has candidates under different conditions.
    pub(super) fn enter_file(&mut self, awaited: &Awaited) {
        let krate = self.world.scope(awaited.scope).krate;
        let mut entered = 0;
        for (when, candidates) in &awaited.candidates {
            let cfg = self.world.cfgs.and(awaited.cfg, *when);
            let there: Vec<(Candidate, Loaded)> = candidates
                .iter()
                .filter_map(|candidate| {
                    Some((candidate.clone(), self.files.get(&candidate.file, awaited.edition)?.clone()))
                })
                .collect();
            let Some((candidate, loaded)) = there.into_iter().next() else {
                self.missing(awaited, candidates, cfg);
                continue;
            };
            if self.is_within(awaited.scope, loaded.file) {
                let path = &self.sources.get(loaded.file).path;
                let message = format!("`mod {}` leads back to `{path}`, which it stands in", awaited.name);
                let help = Code::CircularModule.info().fix;
                self.diagnostics.push(Diagnostic::new(Code::CircularModule, message).at(awaited.place, "").help(help));
                self.without_file(awaited);
                continue;
            }
            // A second candidate is a Rust module of the same name under another condition.
            let scope = if entered == 0 {
                awaited.scope
            } else {
                let first = self.world.scope(awaited.scope);
                let (parent, name) = (first.parent, first.name);
                let scope = self.world.add_scope(ScopeKind::Module, parent, None, krate, name, cfg);
                if let Some(parent) = parent {
                    let entry =
                        Entry { spaces: Spaces::TYPE, what: What::Module(scope), visibility: awaited.visibility, cfg };
                    self.world.add_entry(parent, name, entry);
                }
                scope
            };
            entered += 1;
            if awaited.candidates.len() > 1 {
                self.narrow(scope, cfg);
            }
            let place = Place { file: loaded.file, span: Span::default() };
            self.world.scopes[scope.0 as usize].origin = Some(Origin {
                file: loaded.file,
                place,
                inline: false,
                folder: candidate.folder,
                path_folder: candidate.path_folder,
            });
            let facts = Arc::clone(&loaded.facts);
            self.reached.insert(loaded.file);
            self.report_problems(&facts, loaded.file);
            let outer = self.beside.take();
            let last = self.enter(&facts, Some(loaded.file), scope, cfg, awaited.text, awaited.depth);
            self.beside = outer;
            if let Some(hole) = awaited.hole {
                self.world.fill(hole, last);
            }
        }
    }

    /// Limits a Rust module, and its entry in its parent, to a condition.
    pub(super) fn narrow(&mut self, scope: ScopeId, cfg: Cfg) {
        self.world.scope_mut(scope).cfg = cfg;
        let (parent, name) = (self.world.scope(scope).parent, self.world.scope(scope).name);
        if let Some(parent) = parent {
            for entry in self.world.scope_mut(parent).entries.get_mut(&name).into_iter().flatten() {
                if entry.what == What::Module(scope) {
                    entry.cfg = cfg;
                }
            }
        }
    }

    pub(super) fn report_problems(&mut self, facts: &Facts, file: FileId) {
        if !self.reported.insert(file) {
            return;
        }
        for problem in &facts.problems {
            let code = match problem.kind {
                syntax::ProblemKind::Unreadable => Code::Unreadable,
                syntax::ProblemKind::Syntax => Code::Syntax,
                syntax::ProblemKind::TooDeep => Code::TooDeep,
            };
            let path = &self.sources.get(file).path;
            let message = match problem.kind {
                syntax::ProblemKind::Unreadable => format!("`{path}` can't be read: {}", problem.message),
                _ => format!("`{path}` can't be parsed: {}", problem.message),
            };
            let place = Place { file, span: problem.span };
            self.diagnostics.push(Diagnostic::new(code, message).at(place, "").help(code.info().fix));
        }
    }

    /// Says that a `mod` has no file.
    pub(super) fn missing(&mut self, awaited: &Awaited, candidates: &[Candidate], cfg: Cfg) {
        let root = &self.world.workspace.root;
        let files: Vec<String> =
            candidates.iter().map(|candidate| format!("`{}`", load::display(&candidate.file, root))).collect();
        let files = files.join(" or ");
        if awaited.place.file == FileId(u32::MAX) {
            let krate = self.world.workspace.krate(self.world.scope(awaited.scope).krate);
            let message = format!("the root file of `{}` is missing: {files}", krate.path);
            self.diagnostics.push(Diagnostic::new(Code::MissingModule, message).help(format!("create {files}")));
            return;
        }
        let here = Configuration::host();
        let decide = |atom: &Atom| match atom {
            // A name that nobody sets here does not hold either: `docsrs`, `loom`.
            Atom::Global { .. } | Atom::Custom { .. } => here.decide(atom, CrateKind::Lib),
            Atom::Test(_) | Atom::Feature(..) => None,
        };
        let on_host = self.world.cfgs.project(cfg, &decide);
        let diagnostic = if self.world.cfgs.is_satisfiable(on_host) {
            let message = format!("`mod {}` has no file: {files} does not exist", awaited.name);
            Diagnostic::new(Code::MissingModule, message).help(format!("create {files}, or remove the declaration"))
        } else {
            let condition = self.world.cfgs.render(cfg).unwrap_or_default();
            let message =
                format!("`mod {}` has no file, but is left out on this host by `cfg({condition})`", awaited.name);
            Diagnostic::new(Code::MissingModuleElsewhere, message)
        };
        self.diagnostics.push(diagnostic.at(awaited.place, "declared here"));
        self.without_file(awaited);
    }

    /// Whether one of the Rust modules that a scope stands in is of this file.
    fn is_within(&self, scope: ScopeId, file: FileId) -> bool {
        let parent = |at: &ScopeId| self.world.scope(*at).parent;
        std::iter::successors(parent(&scope), parent)
            .any(|at| self.world.scope(at).origin.as_ref().is_some_and(|origin| origin.file == file))
    }

    /// What is in such a `mod` is not known; what names it is not unresolved.
    fn without_file(&mut self, awaited: &Awaited) {
        self.world.scope_mut(awaited.scope).generated = true;
        let place = awaited.place;
        self.world.scope_mut(awaited.scope).origin.get_or_insert_with(|| Origin {
            file: place.file,
            place,
            inline: true,
            folder: std::path::PathBuf::new(),
            path_folder: std::path::PathBuf::new(),
        });
    }

    /// `include!("file")` among items: that file's items stand here. Where they can't be known, anything may.
    pub(super) fn include(&mut self, call: &Pending, cfg: Cfg) {
        let Some(name) = self.included_name(call) else {
            // Made by a build script, most likely: what it declares can't be known.
            if call.among != Position::Statements {
                let scope = self.world.scope_mut(call.scope);
                scope.generated = true;
                scope.built = true;
            }
            return;
        };
        if call.depth >= DEPTH || !self.pay(call, 0) {
            self.bound(call, "include", "the file includes itself without end");
            return;
        }
        let from = self.sources.get(call.place.file).path.clone();
        let from = self.world.workspace.root.join(from);
        let folder = from.parent().unwrap_or(&self.world.workspace.root).to_owned();
        let candidate = modfile::at_path(&folder, &name);
        let edition = self.editions[call.krate.0 as usize];
        if call.among == Position::Statements {
            return self.include_code(call, &candidate.file, edition, cfg);
        }
        self.files.load(vec![(candidate.clone(), edition)], self.sources, &self.world.workspace.root);
        let Some(loaded) = self.files.get(&candidate.file, edition).cloned() else {
            self.world.scope_mut(call.scope).generated = true;
            return self.include_missing(call, &candidate.file);
        };
        self.reached.insert(loaded.file);
        self.files.included.push(loaded.file);
        self.report_problems(&loaded.facts, loaded.file);
        // A `mod x;` in it is looked for beside it, wherever its items stand.
        let module = self.world.scope(call.scope).module;
        let beside = Beside { module, folder: candidate.folder, path_folder: candidate.path_folder };
        let outer = self.beside.replace(Arc::new(beside));
        self.enter(&loaded.facts, None, call.scope, cfg, call.text, call.depth + 1);
        self.beside = outer;
    }

    /// The file that an `include!` names; none where only a build knows it.
    fn included_name(&self, call: &Pending) -> Option<String> {
        let krate = self.world.workspace.krate(call.krate);
        let package = self.world.workspace.package(krate.package);
        let variable = |name: &str| match name {
            "CARGO_MANIFEST_DIR" => package.manifest.parent().map(|folder| folder.to_string_lossy().into_owned()),
            "CARGO_PKG_NAME" => Some(package.name.clone()),
            "CARGO_CRATE_NAME" => Some(krate.name.clone()),
            _ => None,
        };
        syntax::text_of(&call.arguments, &variable)
    }

    /// `include!("file")` among code: what the file's own paths name.
    fn include_code(&mut self, call: &Pending, file: &Path, edition: Edition, cfg: Cfg) {
        let name = load::display(file, &self.world.workspace.root);
        let stamp = Stamp::of(file).ok();
        let Ok(text) = std::fs::read_to_string(file) else {
            // It may be there and no text: what it is later can't be told from that.
            self.files.inputs.uncertain |= stamp.is_some();
            self.files.note_missing(file);
            return self.include_missing(call, file);
        };
        self.files.note_read(file, stamp, &text);
        let id = self.sources.add(Source::loaded(name, file.to_owned(), text));
        self.reached.insert(id);
        let mut facts = syntax::lower_code(self.sources.get(id).text(), id.0, edition);
        facts.set_file(id.0);
        self.comments.push((id, facts.directives.clone()));
        self.report_problems(&facts, id);
        self.enter(&Arc::new(facts), None, call.scope, cfg, call.text, call.depth + 1);
    }

    fn include_missing(&mut self, call: &Pending, file: &Path) {
        let name = load::display(file, &self.world.workspace.root);
        let message = format!("`include!` of a file that does not exist: `{name}`");
        self.diagnostics.push(Diagnostic::new(Code::MissingModule, message).at(call.place, ""));
    }
}
