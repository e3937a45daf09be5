//! Finds the meaning of selectors in the workspace, and reports unknown and ambiguous names. It knows no rule.

use super::{
    analysis_settings::LibraryNames,
    code::Codebase,
    matching::{self, Binding},
    model::{Meaning, ModuleId, Selector},
    owned_code::{self, OwnedCode},
    pattern::{self, InterfacePart, Pattern, Piece, Segment, SelectorSyntax},
    suggest,
    table::{Problems, Text},
};
use crate::{
    codeowners::FileOwners,
    codes::Code,
    graph::RustModuleId,
    workspace::{Crate, CrateKind, ExternTarget, PackageId, is_standard},
};
use globset::{ErrorKind, GlobBuilder, GlobSet, GlobSetBuilder};
use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

/// The names that selectors can use.
#[derive(Debug)]
pub(super) struct Names<'a> {
    /// The code, with its owners.
    pub code: Codebase<'a>,
    /// Modules by name. A discovered module can have two names.
    pub modules: BTreeMap<String, ModuleId>,
    /// The modules of each tag.
    pub tags: BTreeMap<String, Vec<ModuleId>>,
    /// The interfaces of each module.
    pub interfaces: BTreeMap<ModuleId, BTreeMap<String, Vec<Meaning>>>,
    /// The layers of each stack, over all its containers.
    pub layers: BTreeMap<String, Vec<(String, Meaning)>>,
    /// The libraries of external packages that call them differently.
    pub libraries: LibraryNames,
    /// The `owner` of each module; `None` before the modules are read.
    pub module_owners: Option<Vec<Option<String>>>,
    /// What CODEOWNERS says; or why it can't be read.
    pub file_owners: Result<Option<FileOwners>, String>,
    owned: OnceCell<OwnedCode>,
}

/// Compiles a glob for names and directories. `*` does not match `/`.
pub(super) fn glob(text: &Text, problems: &mut Problems) -> Option<GlobSet> {
    let glob = GlobBuilder::new(&text.value).literal_separator(true).build();
    // Unlike a single glob, a set reports a glob that is too large to compile.
    match glob.and_then(|glob| GlobSetBuilder::new().add(glob).build()) {
        Ok(glob) => Some(glob),
        Err(error) => {
            let why = match error.kind() {
                ErrorKind::Regex(_) => "it is too large".to_owned(),
                kind => kind.to_string(),
            };
            let message = format!("`{}` is not a valid glob: {why}", text.value);
            problems.report(Code::BadPattern, text.span.clone(), message);
            None
        }
    }
}

impl<'a> Names<'a> {
    /// Creates a table with the names of the workspace only.
    pub(super) fn new(code: Codebase<'a>) -> Self {
        Self {
            code,
            modules: BTreeMap::new(),
            tags: BTreeMap::new(),
            interfaces: BTreeMap::new(),
            layers: BTreeMap::new(),
            libraries: LibraryNames::default(),
            module_owners: None,
            file_owners: Ok(None),
            owned: OnceCell::new(),
        }
    }

    /// Returns whether a selector covers only code of the package whose rules file contains it, and reports it
    /// otherwise.
    pub(super) fn is_limited_to_member(
        &self,
        text: &Text,
        covered: impl IntoIterator<Item = RustModuleId>,
        problems: &mut Problems,
    ) -> bool {
        let Some(package) = problems.member(text) else { return true };
        let Some(other) = covered.into_iter().find(|id| self.code.package(*id) != package) else { return true };
        let name = &self.code.workspace.package(package).name;
        let message = format!(
            "`{}` selects code outside the package `{name}`: `{}`",
            text.value,
            self.code.graph.module(other).path
        );
        let diagnostic = problems.report(Code::WrongValue, text.span.clone(), message);
        diagnostic.help.push(format!(
            "this file may only restrict the code of `{name}`; move the entry to the rules file of the workspace"
        ));
        false
    }

    /// Parses a selector and finds its meaning.
    pub(super) fn selector(&self, text: &Text, problems: &mut Problems) -> Option<Selector> {
        let meaning = match pattern::selector(&text.value) {
            Ok(written) => self.meaning(written, text, problems)?,
            Err(error) => {
                problems.bad_pattern(text, error);
                return None;
            }
        };
        Some(Selector { text: text.value.clone(), place: problems.place(text.span.clone()), meaning })
    }

    /// Parses a pattern for a key that does not take selectors: `paths`, `within`, `exposes`.
    pub(super) fn pattern(&self, text: &Text, problems: &mut Problems) -> Option<Pattern> {
        match pattern::pattern(&text.value) {
            Ok(pattern) => self.head_is_known(&pattern, text, problems).then_some(pattern),
            Err(error) => {
                problems.bad_pattern(text, error);
                None
            }
        }
    }

    /// Returns a module by name, and reports an unknown name.
    pub(super) fn module(&self, name: &str, text: &Text, problems: &mut Problems) -> Option<ModuleId> {
        let found = self.modules.get(name).copied();
        if found.is_none() {
            Self::unknown("module", name, self.modules.keys(), text, problems);
        }
        found
    }

    /// Returns the packages that a glob matches by package name, library name or directory. The names of other targets
    /// do not count: a binary is often called like another package.
    pub(super) fn packages(&self, text: &Text, glob_text: &str, problems: &mut Problems) -> Option<Vec<PackageId>> {
        let glob_text = glob_text.trim_end_matches('/');
        let matcher = glob(&Text { value: glob_text.to_owned(), span: text.span.clone() }, problems)?;
        let workspace = self.code.workspace;
        let ids = || (0u32..).map(PackageId).zip(&workspace.packages);
        let has_target = |id: PackageId, is_library: bool| {
            let own = workspace.crates.iter().filter(move |krate| krate.package == id);
            own.filter(move |krate| (krate.kind == CrateKind::Lib) == is_library)
        };
        let packages: Vec<_> = ids()
            .filter(|(id, package)| {
                let directory = if package.directory.is_empty() { "." } else { &package.directory };
                matcher.is_match(&package.name)
                    || matcher.is_match(directory)
                    || has_target(*id, true).any(|krate| matcher.is_match(&krate.name))
            })
            .map(|(id, _)| id)
            .collect();
        let literal = !glob_text.contains(['*', '?', '[', '{', '\\']);
        if packages.is_empty() && literal {
            let target = ids().find_map(|(id, package)| {
                let is_named = |krate: &&Crate| krate.name == glob_text || krate.target == glob_text;
                Some((package, has_target(id, false).find(is_named)?))
            });
            if let Some((package, krate)) = target {
                let message = format!("there is no package or library `{glob_text}`");
                let diagnostic = problems.report(Code::UnknownName, text.span.clone(), message);
                diagnostic.help.push(format!(
                    "write `{}`, the package whose {} target has this name",
                    package.name,
                    krate.kind.as_str()
                ));
                return None;
            }
            let known = workspace.packages.iter().flat_map(|package| [&package.name, &package.directory]);
            Self::unknown("crate", glob_text, known, text, problems);
            return None;
        }
        Some(packages)
    }

    fn unknown<'s>(
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'s String>,
        text: &Text,
        problems: &mut Problems,
    ) {
        let help = suggest::sentence(name, known.into_iter().map(String::as_str));
        let message = format!("there is no {what} `{name}`");
        let diagnostic = problems.report(Code::UnknownName, text.span.clone(), message);
        diagnostic.help.extend(help);
    }

    fn meaning(&self, written: SelectorSyntax, text: &Text, problems: &mut Problems) -> Option<Meaning> {
        match written {
            SelectorSyntax::Tag(tag) => {
                let found = self.tags.get(&tag);
                if found.is_none() {
                    Self::unknown("tag", &tag, self.tags.keys(), text, problems);
                }
                found.cloned().map(Meaning::Modules)
            }
            SelectorSyntax::Layer { id, name } => self.layer(&id, name.as_deref(), text, problems),
            SelectorSyntax::Module { name, part: None } => {
                Some(Meaning::Modules(vec![self.module(&name, text, problems)?]))
            }
            SelectorSyntax::Module { name, part: Some(part) } => {
                let module = self.module(&name, text, problems)?;
                self.interface(module, &part, text, problems)
            }
            SelectorSyntax::File(glob) => self.in_files(&glob, text, problems),
            SelectorSyntax::Owner(glob) => self.owned_by(&glob, text, problems),
            SelectorSyntax::Crate(glob) => self.packages(text, &glob, problems).map(Meaning::Crates),
            SelectorSyntax::Extern(segments) => Some(self.external(segments, text, problems)),
            SelectorSyntax::Pattern(pattern) => self.pattern_meaning(pattern, text, problems),
        }
    }

    /// Returns the meaning of `file:GLOB`.
    fn in_files(&self, written: &str, text: &Text, problems: &mut Problems) -> Option<Meaning> {
        let matcher = glob(&Text { value: written.to_owned(), span: text.span.clone() }, problems)?;
        Some(Meaning::Files(self.code.in_files(&|path| matcher.is_match(path))))
    }

    /// Returns the meaning of `owner:GLOB`: the code of each owner with such a name.
    fn owned_by(&self, written: &str, text: &Text, problems: &mut Problems) -> Option<Meaning> {
        let Some(of_modules) = &self.module_owners else {
            let message = "`owner:` can't be used here, since the modules, which can have an `owner`, are read later";
            let diagnostic = problems.report(Code::WrongValue, text.span.clone(), message);
            diagnostic.help.push("select the code by patterns, files or crates".into());
            return None;
        };
        let files = match &self.file_owners {
            Ok(files) => files.as_ref(),
            Err(why) => {
                problems.report(Code::RulesUnreadable, text.span.clone(), why.clone());
                return None;
            }
        };
        let owned = self.owned.get_or_init(|| OwnedCode::new(&self.code, of_modules, files));
        let found = owned.find(&owned_code::key(written));
        if found.is_empty() {
            let message = format!("there is no owner `{}`", written.trim());
            // In another commit, there may be one.
            let diagnostic = problems.report_unmatched(Code::UnknownName, text.span.clone(), message);
            diagnostic.help.push(suggest::sentence(written, owned.names()).unwrap_or_else(|| {
                "owners are those of modules (`owner = \"…\"`) and, for other code, those in CODEOWNERS".into()
            }));
            if !problems.keeps_unmatched() {
                return None;
            }
        }
        Some(Meaning::Any(found.into_iter().map(|(id, modules)| Meaning::Owned(id, modules.to_vec())).collect()))
    }

    /// Returns the names of all owners, if a selector named one.
    pub(super) fn owner_names(&self) -> Vec<String> {
        self.owned.get().map(|owned| owned.names().map(str::to_owned).collect()).unwrap_or_default()
    }

    /// Returns the meaning of `extern:NAME*`: the crates, and the libraries of packages, with such a name.
    fn external_like(&self, segments: &[Segment]) -> Meaning {
        let head = [Segment::One(segments[0].pieces().iter().map(Piece::with_underscores).collect())];
        let is_like = |name: &str| matching::matches(&head, &[name], &Binding::new());
        let libraries = self.libraries.all().filter(|(package, _)| is_like(package));
        let of_library =
            |library: &str| std::iter::once(literal(library)).chain(segments[1..].iter().cloned()).collect();
        let all = libraries.map(|(_, library)| Meaning::Outside(of_library(library)));
        Meaning::Any(all.chain([Meaning::Outside(segments.to_vec())]).collect())
    }

    /// Returns the meaning of `extern:NAME`: the crate of that name, and the library of the package of that name.
    fn external(&self, segments: Vec<Segment>, text: &Text, problems: &mut Problems) -> Meaning {
        let Some(name) = segments.first().and_then(Segment::literal) else { return self.external_like(&segments) };
        let packages = self.packages_named(name);
        if !packages.is_empty() && self.libraries.library(name).is_none() {
            let of_package =
                |package: &str| std::iter::once(literal(package)).chain(segments[1..].iter().cloned()).collect();
            let all = packages.iter().map(|package| Meaning::Outside(of_package(package)));
            return Meaning::Any(all.chain([Meaning::Outside(segments.clone())]).collect());
        }
        self.report_own_package(name, text, problems);
        self.libraries.report_unknown_library(name, text, self.code.workspace, self.code.graph, problems);
        let Some(library) = self.libraries.library(name) else { return Meaning::Outside(segments) };
        let of_library = std::iter::once(literal(library)).chain(segments[1..].iter().cloned()).collect();
        Meaning::Any(vec![Meaning::Outside(segments), Meaning::Outside(of_library)])
    }

    /// Reports the name of a package of the workspace that no external one has: nothing could ever match it.
    fn report_own_package(&self, name: &str, text: &Text, problems: &mut Problems) {
        let name = name.replace('-', "_");
        let mut packages = self.code.workspace.packages.iter();
        let own = packages.find(|package| package.name.replace('-', "_") == name);
        if let Some(own) = own.filter(|_| self.libraries.library(&name).is_none()) {
            let message = format!("`{}` is a package of the workspace, and no external one", own.name);
            let diagnostic = problems.report(Code::UnknownName, text.span.clone(), message);
            diagnostic.help.push(format!("write `crate:{}`", own.name));
        }
    }

    /// Returns the external packages that a manifest gives a name to: `name = { package = "…" }`.
    fn packages_named(&self, name: &str) -> BTreeSet<String> {
        let externs = self.code.workspace.crates.iter().flat_map(|krate| krate.externs.iter());
        let named = externs.filter(|external| external.name == name.replace('-', "_"));
        let packages = named.filter_map(|external| match &external.target {
            ExternTarget::Outside(package) => Some(package.replace('-', "_")),
            ExternTarget::Member(_) => None,
        });
        packages.filter(|package| *package != name.replace('-', "_")).collect()
    }

    fn layer(&self, id: &str, name: Option<&str>, text: &Text, problems: &mut Problems) -> Option<Meaning> {
        let Some(layers) = self.layers.get(id) else {
            Self::unknown("`[[layers]]` with the id", id, self.layers.keys(), text, problems);
            return None;
        };
        let Some(name) = name else {
            return Some(Meaning::Any(layers.iter().map(|(_, meaning)| meaning.clone()).collect()));
        };
        let found = layers.iter().find(|(layer, _)| layer == name).map(|(_, meaning)| meaning.clone());
        if found.is_none() {
            Self::unknown(
                &format!("layer of `{id}` named"),
                name,
                layers.iter().map(|(layer, _)| layer),
                text,
                problems,
            );
        }
        found
    }

    fn interface(
        &self,
        module: ModuleId,
        part: &InterfacePart,
        text: &Text,
        problems: &mut Problems,
    ) -> Option<Meaning> {
        let none = BTreeMap::new();
        let interfaces = self.interfaces.get(&module).unwrap_or(&none);
        match part {
            InterfacePart::Every => Some(Meaning::Any(interfaces.values().flatten().cloned().collect())),
            InterfacePart::One(name) => {
                let found = interfaces.get(name).map(|meanings| Meaning::Any(meanings.clone()));
                if found.is_none() {
                    Self::unknown("interface of this module named", name, interfaces.keys(), text, problems);
                }
                found
            }
        }
    }

    fn pattern_meaning(&self, pattern: Pattern, text: &Text, problems: &mut Problems) -> Option<Meaning> {
        let module = self.modules.get(&text.value).copied();
        let Some(word) = pattern.bare_word().map(str::to_owned) else {
            // The name of a discovered module is its path, and the pattern of that path covers its code.
            return self.head_is_known(&pattern, text, problems).then(|| self.inside_or_std(pattern));
        };
        let krate = Pattern { segments: vec![literal(&word.replace('-', "_"))], ..pattern };
        let Some(module) = module else {
            return self.head_is_known(&krate, text, problems).then(|| self.inside_or_std(krate));
        };
        if self.covers_other_code(&krate, module) {
            let message = format!("`{word}` is ambiguous: a module and a crate with different code have this name");
            let diagnostic = problems.report(Code::AmbiguousName, text.span.clone(), message);
            diagnostic.help.push(format!("write `module:{word}` or `crate:{word}`"));
            return None;
        }
        Some(Meaning::Modules(vec![module]))
    }

    /// Returns whether a crate with the name of a module has different code. Other targets of the same package make no
    /// difference.
    fn covers_other_code(&self, krate: &Pattern, module: ModuleId) -> bool {
        let covered = |id: RustModuleId| {
            self.code.head_fits(krate, id)
                && krate.segments.first().and_then(Segment::literal) == self.code.segments(id).first().copied()
        };
        let graph = self.code.graph;
        let packages: BTreeSet<_> =
            graph.modules().filter(|(id, _)| covered(*id)).map(|(id, _)| self.code.package(id)).collect();
        let differs = |id| match (covered(id), self.code.owner(id) == Some(module)) {
            (true, owned) => !owned,
            (false, owned) => owned && !packages.contains(&self.code.package(id)),
        };
        !packages.is_empty() && graph.modules().any(|(id, _)| differs(id))
    }

    fn inside_or_std(&self, pattern: Pattern) -> Meaning {
        if self.is_std(&pattern) { Meaning::Outside(pattern.segments) } else { Meaning::Code(pattern) }
    }

    fn is_std(&self, pattern: &Pattern) -> bool {
        let head = pattern.segments.first().and_then(Segment::literal);
        head.is_some_and(|head| is_standard(head) && self.crates_of(pattern).is_empty())
    }

    /// Returns the crates that the head of a pattern can mean: libraries and binaries, or those of the pattern's kind.
    fn crates_of(&self, pattern: &Pattern) -> Vec<usize> {
        let head = pattern.segments.first().and_then(Segment::literal).unwrap_or_default();
        let workspace = self.code.workspace;
        let fits = |krate: &&Crate| {
            krate.name == head
                && pattern.kind.map_or(matches!(krate.kind, CrateKind::Lib | CrateKind::Bin), |kind| kind == krate.kind)
                && pattern.package.as_ref().is_none_or(|package| *package == workspace.package(krate.package).name)
        };
        workspace.crates.iter().enumerate().filter(|(_, krate)| fits(krate)).map(|(index, _)| index).collect()
    }

    /// Returns whether the head of a pattern names exactly one library or has wildcards, and reports it otherwise.
    fn head_is_known(&self, pattern: &Pattern, text: &Text, problems: &mut Problems) -> bool {
        let workspace = self.code.workspace;
        if let Some(package) = &pattern.package
            && !workspace.packages.iter().any(|known| known.name == *package)
        {
            let known = workspace.packages.iter().map(|package| &package.name);
            Self::unknown("package", package, known, text, problems);
            return false;
        }
        let Some(head) = pattern.segments.first().and_then(Segment::literal) else { return true };
        let crates = self.crates_of(pattern);
        if crates.is_empty() && !self.is_std(pattern) {
            self.unknown_head(head, pattern.bare_word().is_some(), text, problems);
            return false;
        }
        let libs: BTreeSet<_> = crates
            .iter()
            .map(|index| &workspace.crates[*index])
            .filter(|krate| krate.kind == CrateKind::Lib)
            .map(|krate| format!("`{head}@{}`", workspace.package(krate.package).name))
            .collect();
        if libs.len() > 1 {
            let message = format!("`{head}` is ambiguous: {} packages have a library of this name", libs.len());
            let diagnostic = problems.report(Code::AmbiguousName, text.span.clone(), message);
            diagnostic.help.push(format!("write one of {}", libs.into_iter().collect::<Vec<_>>().join(", ")));
            return false;
        }
        true
    }

    /// Returns whether a name is that of a crate outside the workspace, and of no crate in it.
    pub(super) fn is_outside(&self, head: &str) -> bool {
        let name = head.replace('-', "_");
        let workspace = self.code.workspace;
        let is_known = || {
            let mut externs = workspace.crates.iter().flat_map(|krate| krate.externs.iter());
            let is_external = |target: &ExternTarget| matches!(target, ExternTarget::Outside(_));
            self.code.graph.outside.iter().any(|outside| outside.krate() == name)
                || externs.any(|external| external.name == name && is_external(&external.target))
        };
        !is_standard(head) && !workspace.crates.iter().any(|krate| krate.name == name) && is_known()
    }

    fn unknown_head(&self, head: &str, bare: bool, text: &Text, problems: &mut Problems) {
        let crates = self.code.workspace.crates.iter().map(|krate| krate.name.as_str());
        let modules = self.modules.keys().filter(|_| bare).map(String::as_str);
        let name = head.replace('-', "_");
        let mut externs = self.code.workspace.crates.iter().flat_map(|krate| krate.externs.iter());
        let known_outside = self.code.graph.outside.iter().any(|outside| outside.krate() == name)
            || externs.any(|external| external.name == name);
        let what = if bare { "module or crate" } else { "crate" };
        let message = format!("there is no {what} `{head}` in this workspace");
        let help = if known_outside {
            Some(format!("write `extern:{}` for an external crate", text.value.trim_start_matches('=')))
        } else {
            suggest::sentence(head, modules.chain(crates))
        };
        problems.report(Code::UnknownName, text.span.clone(), message).help.extend(help);
    }
}

fn literal(text: &str) -> Segment {
    Segment::One(vec![Piece::Text(text.to_owned())])
}
