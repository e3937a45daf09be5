//! Builds analyses by hand, for the unit tests of renderers.

use archcheck_core::{
    analysis::{Analysis, Counts},
    cfg::{Cfg, Cfgs},
    codes::Code,
    diagnostic::{Diagnostic, Severity, Violation},
    graph::{
        Context, End, Graph, ModuleDeclaration, NameId, Outside, OutsideId, PointOfEntry, Reference, ReferenceKind,
        RustModule, RustModuleId, Target, TargetId,
    },
    source::{FileId, Place, Source, Sources, Span},
    workspace::{Crate, CrateId, CrateKind, Edition, FeatureResolver, Package, PackageId, Workspace},
};
use proptest::prelude::*;
use std::{collections::BTreeMap, path::PathBuf};

/// Builds an analysis.
#[derive(Default)]
pub(crate) struct AnalysisBuilder {
    sources: Sources,
    files: BTreeMap<&'static str, FileId>,
    crates: Vec<(&'static str, CrateKind)>,
    modules: BTreeMap<String, Vec<(FileId, Context, Cfg)>>,
    references: Vec<TestReference>,
}

/// A reference with names in the place of ids.
#[derive(Clone, Copy)]
pub(crate) struct TestReference {
    /// The Rust module that contains the reference.
    pub(crate) from: &'static str,
    /// The path as written, which occurs in the file of that module.
    pub(crate) path: &'static str,
    /// The Rust modules through which the path leads.
    pub(crate) via: &'static [&'static str],
    /// The Rust module that defines the target, or `extern:` and an external path.
    pub(crate) defined: &'static str,
    /// The item.
    pub(crate) item: Option<&'static str>,
    /// Its kind.
    pub(crate) kind: ReferenceKind,
    /// Its predicate.
    pub(crate) cfg: Cfg,
}

/// Creates a reference of kind `use` to an item in the module that defines it.
pub(crate) fn used(from: &'static str, path: &'static str, defined: &'static str, item: &'static str) -> TestReference {
    TestReference { from, path, via: &[], defined, item: Some(item), kind: ReferenceKind::Use, cfg: Cfg::ALWAYS }
}

impl AnalysisBuilder {
    pub(crate) fn krate(mut self, path: &'static str, kind: CrateKind) -> Self {
        self.crates.push((path, kind));
        self
    }

    pub(crate) fn file(mut self, path: &'static str, text: &str) -> Self {
        let id = self.sources.add(Source::new(path.to_owned(), text.to_owned()));
        self.files.insert(path, id);
        self
    }

    pub(crate) fn module(mut self, path: &str, file: &'static str) -> Self {
        self.modules.entry(path.to_owned()).or_default().push((self.files[file], Context::Production, Cfg::ALWAYS));
        self
    }

    pub(crate) fn reference(mut self, written: TestReference) -> Self {
        self.references.push(written);
        self
    }

    pub(crate) fn finish(self) -> Analysis {
        let ids: BTreeMap<String, RustModuleId> =
            self.modules.keys().enumerate().map(|(index, path)| (path.clone(), RustModuleId(index as u32))).collect();
        let mut crates: Vec<_> = self.crates.clone();
        crates.sort_unstable_by_key(|(path, _)| *path);
        let mut graph = Graph::default();
        for (path, declarations) in &self.modules {
            let parent = path.rsplit_once("::").and_then(|(parent, _)| ids.get(parent)).copied();
            let krate = crates.iter().position(|(krate, _)| path.split("::").next() == Some(krate));
            let declaration = |&(file, _, cfg): &(FileId, Context, Cfg)| ModuleDeclaration {
                file,
                place: Place { file, span: Span::default() },
                inline: false,
                cfg,
            };
            graph.modules.push(RustModule {
                path: path.clone(),
                krate: CrateId(krate.unwrap_or(0) as u32),
                parent,
                declarations: declarations.iter().map(declaration).collect(),
                context: declarations[0].1,
                has_items: true,
                names: Vec::new(),
            });
        }
        let outside = self.references.iter().filter_map(|written| written.defined.strip_prefix("extern:"));
        let mut outside: Vec<_> = outside.map(str::to_owned).collect();
        outside.sort_unstable();
        outside.dedup();
        let crate_len = |path: &str| path.find("::").unwrap_or(path.len()) as u32;
        graph.outside = outside.iter().map(|path| Outside { path: path.clone(), crate_len: crate_len(path) }).collect();
        for (index, written) in self.references.iter().enumerate() {
            let file = self.modules[written.from][0].0;
            let start = self.sources.get(file).text().find(written.path).expect("the path occurs in the file");
            let end = |path: &str| match path.strip_prefix("extern:") {
                Some(path) => End::Outside(OutsideId(outside.binary_search(&path.to_owned()).unwrap_or(0) as u32)),
                None => End::Module(ids[path]),
            };
            let mut name = |text: &str| {
                graph.names.push(text.to_owned());
                NameId(graph.names.len() as u32 - 1)
            };
            let path = name(written.path);
            let item = written.item.map(&mut name);
            let defined = [written.defined];
            let via =
                if written.via.is_empty() && !written.defined.starts_with("extern:") { &defined } else { written.via };
            let via = via.iter().map(|path| PointOfEntry { module: ids[*path], name: item, reexport: true });
            graph.targets.push(Target {
                via: via.collect(),
                written: Some(end(written.via.first().unwrap_or(&written.defined))),
                defined: end(written.defined),
                item,
                unknown: false,
            });
            graph.references.push(Reference {
                from: ids[written.from],
                target: TargetId(index as u32),
                file,
                span: Span::new(start..start + written.path.len()),
                path,
                kind: written.kind,
                context: Context::Production,
                cfg: written.cfg,
                import: None,
                visible_in: None,
                through: None,
                call: None,
            });
        }
        graph.references.sort_by_key(|reference| (reference.from, reference.file, reference.span));
        let files = self.sources.iter().filter(|(_, source)| source.path.to_ascii_lowercase().contains(".rs")).count();
        Analysis {
            workspace: workspace(&crates),
            sources: self.sources,
            cfgs: Cfgs::default(),
            graph,
            diagnostics: Vec::new(),
            counts: Counts { files, ..Counts::default() },
            comments: Vec::new(),
        }
    }
}

fn workspace(crates: &[(&'static str, CrateKind)]) -> Workspace {
    let krate = |&(path, kind): &(&str, CrateKind)| Crate {
        path: path.to_owned(),
        package: PackageId(0),
        kind,
        proc_macro: false,
        target: path.to_owned(),
        name: path.to_owned(),
        root: PathBuf::from("/ws/src/lib.rs"),
        edition: Edition::E2024,
        required_features: Vec::new(),
        externs: [].into(),
    };
    Workspace {
        root: PathBuf::from("/ws"),
        target_directory: PathBuf::from("/ws/target"),
        resolver: FeatureResolver::Two,
        packages: vec![Package {
            name: "shop".to_owned(),
            cargo_id: "path+file:///ws#shop@0.1.0".to_owned(),
            manifest: PathBuf::from("/ws/Cargo.toml"),
            directory: String::new(),
            features: BTreeMap::new(),
            dependencies: Vec::new(),
        }],
        crates: crates.iter().map(krate).collect(),
    }
}

/// Builds a shop: a catalog with a private store, orders that use the store, and a cycle.
pub(crate) fn shop() -> Analysis {
    let store = used("shop::orders", "crate::catalog::store::Row", "shop::catalog::store", "Row");
    AnalysisBuilder::default()
        .krate("shop", CrateKind::Lib)
        .file("src/lib.rs", "pub mod catalog;\npub mod orders;\npub mod prices;\n")
        .file("src/catalog.rs", "pub mod store;\npub use self::store::Row;\nuse crate::prices::Price;\n")
        .file("src/catalog/store.rs", "use std::fs;\n\npub struct Row;\n")
        .file(
            "src/orders.rs",
            "use crate::catalog::store::Row;\n\nfn f() {\n\tlet 注文 = crate::catalog::Row;\n    std::fs::read(\"x\");\n}\n",
        )
        .file("src/prices.rs", "use crate::catalog::Row;\nuse serde::Serialize;\n")
        .file(
            "archcheck.toml",
            "version = 1\n\n[modules.catalog]\npaths = [\"shop::catalog\"]\nexposes = [\"=shop::catalog\"]\n\n\
             [[rules]]\nid = \"no-io\"\ntype = \"forbid\"\nfrom = [\"shop\"]\nto = [\"std::fs\"]\n",
        )
        .module("shop", "src/lib.rs")
        .module("shop::catalog", "src/catalog.rs")
        .module("shop::catalog::store", "src/catalog/store.rs")
        .module("shop::orders", "src/orders.rs")
        .module("shop::prices", "src/prices.rs")
        .reference(TestReference { kind: ReferenceKind::Reexport, ..used("shop::catalog", "self::store::Row", "shop::catalog::store", "Row") })
        .reference(used("shop::catalog", "crate::prices::Price", "shop::prices", "Price"))
        .reference(TestReference { item: None, ..used("shop::catalog::store", "std::fs", "extern:std::fs", "fs") })
        .reference(store)
        .reference(TestReference {
            via: &["shop::catalog"],
            kind: ReferenceKind::Path,
            cfg: Cfg::NEVER,
            ..used("shop::orders", "crate::catalog::Row", "shop::catalog::store", "Row")
        })
        .reference(TestReference { item: None, kind: ReferenceKind::Path, ..used("shop::orders", "std::fs::read", "extern:std::fs::read", "x") })
        .reference(TestReference { via: &["shop::catalog"], ..used("shop::prices", "crate::catalog::Row", "shop::catalog::store", "Row") })
        .reference(used("shop::prices", "serde::Serialize", "extern:serde::Serialize", "Serialize"))
        .finish()
}

/// Returns the place of a text in a file of an analysis.
pub(crate) fn place(analysis: &Analysis, path: &str, text: &str) -> Place {
    let (file, source) = analysis.sources.iter().find(|(_, source)| source.path == path).expect("the file exists");
    let start = source.text().find(text).expect("the text occurs in the file");
    Place { file, span: Span::new(start..start + text.len()) }
}

/// Returns diagnostics about the shop, with each severity, class and shape.
pub(crate) fn violations(analysis: &Analysis) -> Vec<Diagnostic> {
    let at = |path, text| place(analysis, path, text);
    let violation = |rule: &str, from: &str, to: &str, references: Vec<Place>| {
        Some(Violation {
            rule: rule.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            kind: "use",
            context: "production",
            cfg: None,
            count: 1,
            is_guess: false,
            references,
            calls: Vec::new(),
            end: None,
            reached: Vec::new(),
            dependencies: Vec::new(),
            cause: None,
        })
    };
    let row = at("src/orders.rs", "crate::catalog::store::Row");
    let again = at("src/orders.rs", "crate::catalog::Row");
    let mut exposed = Diagnostic::new(
        Code::NotExposed,
        "module `orders` depends on non-exposed item `shop::catalog::store::Row` of module `catalog`",
    )
    .at(row, "not exposed")
    .related(at("archcheck.toml", "exposes"), "`catalog` exposes only this")
    .help("`shop::catalog::Row` re-exports it, and is exposed");
    exposed.violation =
        violation("modules.catalog.exposes", "shop::orders", "shop::catalog::store::Row", vec![row, again]);
    let forbidden = |from: &str, path: &'static str, text: &'static str, to: &str| {
        let mut one = Diagnostic::new(Code::Forbidden, format!("`{from}` must not reach `{to}`"))
            .at(at(path, text), "forbidden")
            .related(at("archcheck.toml", "id = \"no-io\""), "by this rule");
        one.notes = vec![
            "reason: the domain must run without I/O, on every platform that we ship to, tests included, and \
                          whatever reads a file belongs to the adapters"
                .to_owned(),
        ];
        one.violation = violation("no-io", from, to, vec![at(path, text)]);
        one
    };
    let mut unassigned =
        Diagnostic::new(Code::Unassigned, "`shop::prices` is in no module").at(at("src/prices.rs", ""), "");
    unassigned.violation = violation("unassigned", "shop::prices", "shop::prices", Vec::new());
    unassigned.severity = Severity::Warn;
    vec![
        exposed,
        forbidden("shop::orders", "src/orders.rs", "std::fs::read", "std::fs::read"),
        forbidden("shop::catalog::store", "src/catalog/store.rs", "std::fs", "std::fs"),
        unassigned,
        Diagnostic::new(Code::UnknownKey, "unknown key `expose`")
            .at(at("archcheck.toml", "exposes"), "did you mean `exposes`?"),
        Diagnostic::new(Code::MissingModuleElsewhere, "`mod win;` has no file, and needs none here")
            .at(at("src/lib.rs", "pub mod prices;"), ""),
        Diagnostic {
            notes: vec!["Caused by:\n  a manifest: of two\n\tlines".to_owned()],
            ..Diagnostic::new(Code::Metadata, "Cargo says:\nsomething with a second line")
        },
    ]
}

/// Texts with much of what terminals, runners and Markdown obey.
pub(crate) fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        any::<char>().prop_map(String::from),
        "[ -~]{0,3}",
        proptest::sample::select(vec![
            "\n",
            "\r\n",
            "\r",
            "\t",
            "\u{1b}[31m",
            "\u{9b}1m",
            "\u{7}",
            "\u{202e}",
            "\u{2066}",
            "\u{200b}",
            "\u{feff}",
            "\u{2028}",
            "\u{e0041}",
            "::error::x",
            "::set-output name=a::b",
            "##[add-mask]",
            "##vso[task]",
            "# ",
            "- ",
            "1. ",
            "<img src=x>",
            "-->",
            "](",
            "[a](b)",
            "![",
            "`",
            "```",
            "@name",
            "#12",
            "$a$",
            "&lt;",
            "|",
            "\\",
            "\"",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

/// Whether a line is a command for a CI runner.
pub(crate) fn is_command(text: &str) -> bool {
    let after = |at: usize| text[at + 2..].trim_start_matches(|char: char| char.is_ascii_alphanumeric());
    let starts =
        text.trim_start().strip_prefix("::").is_some_and(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
    starts || text.match_indices("##").any(|(at, _)| after(at).starts_with('['))
}
