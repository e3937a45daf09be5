//! Checks of graphs that tests write as text.
//!
//! Each line `FROM -> DEFINED.ITEM` is one reference. Words after it change what a plain path has:
//!
//! - `via a::b.Name* c::d`: the points of entry, with `*` for a re-export; by default, the module that defines the item
//! - `bare`: a bare name, with no points of entry and no written module
//! - `use`, `reexport`, `macro`, …: the kind; `test`, `build`: the context
//! - `import=1`, `through=1`: the import that the reference is, or goes through
//! - `in a::b`: the Rust module in which a re-export is visible
//! - `as Name`: the path as written
//!
//! `^serde::Serialize` is outside the workspace. `mod shop::a` declares a Rust module that no reference mentions. After
//! it, `empty` means that it has no items, `test` that it is for tests, and `item=X` that it declares an `X`. The file of
//! a Rust module is named after its path, and contains one reference per line.

use crate::{
    analysis::{Analysis, Counts},
    cfg::{Cfg, Cfgs},
    check,
    date::Date,
    diagnostic::Diagnostic,
    graph::{
        Context, End, Graph, ImportId, ModuleDeclaration, NameId, Outside, OutsideId, PointOfEntry, Reference,
        ReferenceKind, RustModule, RustModuleId, Target, TargetId,
    },
    resolve,
    source::{Place, Source, Sources, Span},
    workspace::{
        self, Crate, CrateId, CrateKind, Edition, FeatureResolver, Package, PackageId, Workspace,
        testing::{Directory, cargo},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// The length of each line of a file in bytes, with its end.
const LINE: u32 = 10;

/// Checks a graph, and returns the diagnostics: first the mistakes in the rules file, then the violations.
pub(super) fn check(graph: &str, rules: &str) -> String {
    let (analysis, found) = check_graph(graph, rules);
    found.iter().map(|diagnostic| short(&analysis, diagnostic)).collect()
}

/// Does the same as [`check`], and also returns labels, notes and help.
pub(super) fn check_in_full(graph: &str, rules: &str) -> String {
    let (analysis, found) = check_graph(graph, rules);
    let mut text = String::new();
    for diagnostic in &found {
        text += &short(&analysis, diagnostic);
        for label in &diagnostic.related {
            let (path, at) = analysis.sources.locate(label.place);
            writeln!(text, "  {path}:{}: {}", at.line, label.text).unwrap();
        }
        for line in diagnostic
            .notes
            .iter()
            .map(|note| format!("  {note}"))
            .chain(diagnostic.help.iter().map(|help| format!("  help: {help}")))
        {
            writeln!(text, "{line}").unwrap();
        }
    }
    text
}

/// Checks a real workspace, which it writes to a temporary directory.
pub(crate) fn check_workspace(files: &[(&str, &str)], rules: &str) -> String {
    let directory = Directory::with(files);
    let workspace = workspace::load(None, &cargo(), directory.path()).unwrap();
    let analysis =
        resolve::analyze(workspace, &resolve::Options { configuration: None, threads: Some(1), names: false }, &|_| {})
            .unwrap();
    let (analysis, found) = check_analysis(analysis, rules);
    found.iter().map(|diagnostic| short(&analysis, diagnostic)).collect()
}

fn check_graph(graph: &str, text: &str) -> (Analysis, Vec<Diagnostic>) {
    check_analysis(analysis(graph), text)
}

/// Checks an analysis, on the first day of 2027.
pub(super) fn check_analysis(mut analysis: Analysis, text: &str) -> (Analysis, Vec<Diagnostic>) {
    let text = if text.contains("version") { text.to_owned() } else { format!("version = 1\n{text}") };
    let file = analysis.sources.add(Source::new("archcheck.toml".into(), text));
    check_file(analysis, file, &mut |path: &std::path::Path| std::fs::read_to_string(path))
}

/// Checks a graph with a file that the rules file names. Everything else does not exist.
pub(super) fn check_with_file(graph: &str, rules: &str, file: &str, text: &str) -> String {
    let mut analysis = analysis(graph);
    let own = analysis.sources.add(Source::new("archcheck.toml".into(), format!("version = 1\n{rules}")));
    let (analysis, found) = check_file(analysis, own, &mut |path: &std::path::Path| {
        if path.ends_with(file) { Ok(text.to_owned()) } else { Err(std::io::ErrorKind::NotFound.into()) }
    });
    found.iter().map(|diagnostic| short(&analysis, diagnostic)).collect()
}

fn check_file(
    mut analysis: Analysis,
    file: crate::source::FileId,
    load: crate::rules::Load<'_>,
) -> (Analysis, Vec<Diagnostic>) {
    let (rules, mut found) = check::read_rules(file, &mut analysis, load);
    if let Some(rules) = rules {
        let options = check::CheckOptions { today: Date::new(2027, 1, 1).unwrap(), whole: true };
        found.extend(check::check(&rules, &analysis, &options).diagnostics);
    }
    (analysis, found)
}

fn short(analysis: &Analysis, diagnostic: &Diagnostic) -> String {
    let place = diagnostic.primary.as_ref().map_or_else(String::new, |label| {
        let (path, at) = analysis.sources.locate(label.place);
        let column = if path == "archcheck.toml" { format!(":{}", at.column) } else { String::new() };
        format!("{path}:{}{column}: ", at.line)
    });
    let violation = diagnostic.violation.as_ref().map_or_else(String::new, |violation| {
        let count = violation.references.len();
        format!(" ({}{})", violation.rule, if count > 1 { format!(" x{count}") } else { String::new() })
    });
    let help = diagnostic.help.first().filter(|_| violation.is_empty());
    let help = help.map_or_else(String::new, |help| format!("; {help}"));
    let severity = format!("{:?}", diagnostic.severity).to_lowercase();
    format!("{place}{severity}[{}]: {}{violation}{help}\n", diagnostic.code.info().name, diagnostic.message)
}

/// Parses a graph.
pub(crate) fn analysis(text: &str) -> Analysis {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut builder = Builder::default();
    for line in &lines {
        builder.declare(line);
    }
    builder.finish_modules();
    for line in lines.iter().filter(|line| line.contains(" -> ")) {
        builder.reference(line);
    }
    builder.finish()
}

#[derive(Default)]
struct Builder {
    paths: BTreeSet<String>,
    flags: BTreeMap<String, String>,
    outside_paths: BTreeSet<String>,
    sources: Sources,
    workspace: Option<Workspace>,
    graph: Graph,
    lines: BTreeMap<RustModuleId, u32>,
}

impl Builder {
    fn declare(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix("mod ") {
            let (path, flags) = rest.split_once(' ').unwrap_or((rest, ""));
            self.path(path);
            self.flags.insert(path.into(), flags.into());
            return;
        }
        let words: Vec<&str> = line.split(' ').collect();
        self.path(words[0]);
        let written_as = words.iter().position(|word| *word == "as").unwrap_or(words.len());
        for word in words[2..written_as].iter().filter(|word| word.contains("::") || words[2] == **word) {
            let word = word.trim_end_matches('*');
            match word.strip_prefix('^') {
                Some(outside) => {
                    self.outside_paths.insert(outside.split('.').next().unwrap().into());
                }
                None => self.path(word.split('.').next().unwrap()),
            }
        }
    }

    fn path(&mut self, path: &str) {
        let mut so_far = String::new();
        for segment in path.split("::") {
            if !so_far.is_empty() {
                so_far += "::";
            }
            so_far += segment;
            self.paths.insert(so_far.clone());
        }
    }

    fn finish_modules(&mut self) {
        let roots: Vec<&str> = self.paths.iter().map(String::as_str).filter(|path| !path.contains("::")).collect();
        let (mut packages, mut crates) = (Vec::<Package>::new(), Vec::new());
        for root in roots {
            let (kind, rest) = root.split_once(':').unwrap_or(("lib", root));
            let (name, package) = rest.split_once('@').unwrap_or((rest, rest));
            let at = packages.iter().position(|known| known.name == package).unwrap_or_else(|| {
                packages.push(Package {
                    name: package.into(),
                    cargo_id: String::new(),
                    manifest: "Cargo.toml".into(),
                    directory: format!("crates/{package}"),
                    features: BTreeMap::new(),
                    dependencies: Vec::new(),
                });
                packages.len() - 1
            });
            crates.push(Crate {
                path: root.into(),
                package: PackageId(at as u32),
                kind: match kind {
                    "bin" => CrateKind::Bin,
                    "test" => CrateKind::Test,
                    _ => CrateKind::Lib,
                },
                proc_macro: false,
                target: name.into(),
                name: name.into(),
                root: format!("/{root}.rs").into(),
                edition: Edition::E2024,
                required_features: Vec::new(),
                externs: [].into(),
            });
        }
        for path in &self.paths.clone() {
            let krate = crates.iter().position(|krate| path.split("::").next() == Some(krate.path.as_str())).unwrap();
            let parent = path
                .rsplit_once("::")
                .map(|(above, _)| RustModuleId(self.paths.iter().position(|known| known == above).unwrap() as u32));
            let file = self.sources.add(Source::new(format!("{path}.rs"), format!("{:9}\n", "").repeat(30)));
            let flags = self.flags.get(path).cloned().unwrap_or_default();
            let place = Place { file, span: Span::default() };
            let items = flags.split(' ').filter_map(|flag| flag.strip_prefix("item="));
            let items: Vec<String> = items.map(str::to_owned).collect();
            let mut names: Vec<NameId> = items.iter().map(|item| self.name(item)).collect();
            names.sort_unstable();
            self.graph.modules.push(RustModule {
                path: path.clone(),
                krate: CrateId(krate as u32),
                parent,
                declarations: vec![ModuleDeclaration { file, place, inline: false, cfg: Cfg::ALWAYS }],
                context: if flags.contains("test") { Context::Test } else { Context::Production },
                has_items: !flags.contains("empty"),
                names,
            });
        }
        for path in &self.outside_paths {
            let crate_len = path.find("::").unwrap_or(path.len()) as u32;
            self.graph.outside.push(Outside { path: path.clone(), crate_len });
        }
        let root = std::env::temp_dir();
        self.workspace = Some(Workspace {
            target_directory: root.join("target"),
            root,
            resolver: FeatureResolver::Two,
            packages,
            crates,
        });
    }

    fn name(&mut self, text: &str) -> NameId {
        let at = self.graph.names.iter().position(|known| known == text).unwrap_or_else(|| {
            self.graph.names.push(text.into());
            self.graph.names.len() - 1
        });
        NameId(at as u32)
    }

    fn module(&self, path: &str) -> RustModuleId {
        RustModuleId(self.paths.iter().position(|known| known == path).unwrap() as u32)
    }

    fn entry(&mut self, word: &str) -> PointOfEntry {
        let reexport = word.ends_with('*');
        let word = word.trim_end_matches('*');
        let (path, name) = word.split_once('.').map_or((word, None), |(path, name)| (path, Some(name)));
        PointOfEntry { module: self.module(path), name: name.map(|name| self.name(name)), reexport }
    }

    fn reference(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        let from = self.module(words[0]);
        let (defined, item) = words[2].split_once('.').map_or((words[2], None), |(path, item)| (path, Some(item)));
        let end = match defined.strip_prefix('^') {
            Some(outside) => {
                End::Outside(OutsideId(self.outside_paths.iter().position(|known| known == outside).unwrap() as u32))
            }
            None => End::Module(self.module(defined)),
        };
        let after = |key: &str| words.iter().position(|word| *word == key);
        let via: Vec<PointOfEntry> = match (after("via"), end) {
            _ if words.contains(&"bare") => Vec::new(),
            (Some(at), _) => {
                let entries = words[at + 1..].iter().take_while(|word| word.contains("::") || word.contains('.'));
                entries.copied().collect::<Vec<_>>().into_iter().map(|word| self.entry(word)).collect()
            }
            (None, End::Module(_)) => vec![self.entry(words[2])],
            (None, End::Outside(_)) => Vec::new(),
        };
        let written = if words.contains(&"bare") {
            None
        } else {
            Some(via.last().map_or(end, |entry| End::Module(entry.module)))
        };
        let item = item.map(|item| self.name(item));
        let target = Target { via: via.into(), written, defined: end, item, unknown: false };
        let at = self.graph.targets.iter().position(|known| *known == target).unwrap_or_else(|| {
            self.graph.targets.push(target);
            self.graph.targets.len() - 1
        });
        let number =
            |key: &str| words.iter().find_map(|word| word.strip_prefix(key)).map(|n| ImportId(n.parse().unwrap()));
        let kind = ReferenceKind::ALL
            .iter()
            .copied()
            .find(|kind| words.contains(&kind.as_str()))
            .unwrap_or(ReferenceKind::Path);
        let context = Context::ALL
            .iter()
            .copied()
            .find(|context| words.contains(&context.as_str()))
            .unwrap_or(Context::Production);
        let written_as = after("as").map_or(words[2].trim_start_matches('^'), |at| words[at + 1]);
        let line = self.lines.entry(from).or_default();
        *line += 1;
        let start = *line * LINE;
        let visible_in = after("in").map(|at| self.module(words[at + 1]));
        let path = self.name(written_as);
        self.graph.references.push(Reference {
            from,
            target: TargetId(at as u32),
            file: self.graph.modules[from.0 as usize].declarations[0].file,
            span: Span { start, end: start + 5 },
            path,
            kind,
            context,
            cfg: Cfg::ALWAYS,
            visible_in,
            import: number("import="),
            through: number("through="),
            call: None,
        });
    }

    fn finish(mut self) -> Analysis {
        self.graph.references.sort_by_key(|reference: &Reference| (reference.from, reference.span));
        Analysis {
            workspace: self.workspace.unwrap(),
            sources: self.sources,
            cfgs: Cfgs::default(),
            graph: self.graph,
            diagnostics: Vec::new(),
            counts: Counts::default(),
            comments: Vec::new(),
        }
    }
}
