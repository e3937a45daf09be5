//! Random edits: an incremental update gives what a new analysis gives, or refuses the edit. Tested on every case of
//! `tests/resolution` and on every fixture.

use crate::resolution::configuration;
use archcheck_core::{
    analysis::{Analysis, Comments, Counts},
    cache::Store,
    cfg::{Cfgs, Configuration},
    diagnostic::Diagnostic,
    graph::{FileOrder, Graph, ImportId},
    incremental::{self, AnalysisParts, Edit, Refusal, ResolutionContext},
    input::{Digest, Stamp},
    resolve::{self, CacheData, DefSnapshot, Workers},
    source::{FileId, Place, Sources},
    syntax,
    workspace::{self, Workspace},
};
use archcheck_testing::{Directory, copy, documents, fixtures};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A pseudo-random number generator with a fixed seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

/// Lines that edits insert.
const LINES: [&str; 62] = [
    "enum Shape { Dot, Line } fn shapes() -> Shape { use Shape::*; Dot }",
    "fn renames() { use near as nearby; nearby(); }",
    "fn renames_outer() { use Thing as T; fn inner() { use Kind; println!(); } let _: Option<T> = None; }",
    "fn logs_renamed() { use far as away; log::debug!(\"{}\", 1); away(); }",
    "#[cfg(windows)] pub fn near() {}",
    "#[cfg(unix)] pub fn near() {}",
    "pub use crate::away as near;",
    "fn hides() { unknown!(alpha, beta); use alpha::Thing; let _ = Thing::new(); }",
    "unknown_items! { zeta }",
    "macro_rules! known { () => { fn made() {} } } fn calls_known() { known!(); unknown!(alpha); }",
    "fn prints() { println!(\"{}\", crate::far::away()); assert_eq!(1, std::mem::size_of::<u8>()); }",
    "fn logs() { log::debug!(\"{}\", self::near()); unknown_macro!(near, far); near(); far(); }",
    "fn imports() { use std::collections::BTreeMap; let _ = BTreeMap::<u8, u8>::new(); }",
    "fn imports_all() { use super::*; use crate::*; let _ = away(); }",
    "use std::fmt::Debug as NewlyCalled; fn shown(_: &dyn NewlyCalled) {}",
    "pub use std::sync::Arc as SharedNow;",
    "use crate::nowhere::Missing; fn missing() -> Missing { todo!() }",
    "#[cfg(unix)] fn on_unix() { std::os::unix::net::UnixStream::pair().ok(); }",
    "#[cfg(feature = \"new\")] use std::rc::Rc as Counted;",
    "#[cfg(feature = \"new\")] fn counted() -> Counted<u8> { Counted::new(1) }",
    "pub enum Kind { One, Two } use self::Kind::*; fn kinds() -> Kind { One }",
    "pub enum Kind { One, Two, Three } fn kinds() -> Kind { Kind::Three }",
    "fn shadows() { struct String; let _ = String; }",
    "mod tests { use super::*; #[test] fn works() { super::near(); } }",
    "fn binds() { let entirely_new = 1; match entirely_new { another_new => drop(another_new) } }",
    "const LATER: u8 = 1; fn meets() { match 1 { LATER => {} other => drop(other) } }",
    "",
    "// A comment.",
    "// archcheck: allow(some-rule, reason = \"late\")",
    "// archcheck: allow(",
    "fn quite_new() {}",
    "fn calls_itself() { calls_itself(); let _ = calls_itself; }",
    "struct QuiteNew; impl QuiteNew { fn new() -> Self { QuiteNew } }",
    "enum EntirelyNew { First, Second } impl EntirelyNew { const BEST: Self = EntirelyNew::First; }",
    "#[cfg(test)] fn only_tested() {}",
    "pub fn wide() -> Option<String> { let wide_too = String::new(); Some(wide_too) }",
    "impl Drop for NowhereToBeFound { fn drop(&mut self) {} }",
    "use std::collections::HashMap;",
    "use super::*;",
    "pub mod new_inside { pub fn deep() {} }",
    "mod without_a_file;",
    "macro_rules! quite_new { ($x:expr) => { crate::nothing($x) } }",
    "quite_new!(1);",
    "#[derive(Clone, Serialize)] struct Derived;",
    "#[derive(Clone, Builder)] pub struct Built;",
    "#[component] fn near_too() {}",
    "fn builds(_: BuiltBuilder, _: NearTooProps) { let _ = crate::BuiltBuilder::new(); }",
    "pub use crate::BuiltBuilder as Made;",
    "use crate::far::{BuiltBuilder, NearTooProps as Props};",
    "unknown_items!();",
    "include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));",
    "#[derive(DeriveEntityModel)] pub struct Model; fn entities(_: super::Entity, _: crate::Entity) {}",
    "extern crate alloc;",
    "use diesel::prelude::*; #[derive(Queryable)] pub struct Row; fn inserts() { insert!(near); }",
    "#[derive(Clone, Queryable)] #[instrument] struct Supplied;",
    "#[macro_use] extern crate log;",
    "pub use diesel::prelude::*;",
    "fn far() { crate::far::away(); std::fs::read(\"x\").ok(); }",
    "fn holds_items() { fn inner() {} inner(); }",
    "}",
    "fn cut_off(",
    "const _: () = ();",
];

/// Returns a text with one random edit.
fn edited(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = random.below(lines.len() + 1);
    let line = lines.get(at).copied().unwrap_or_default();
    let changed;
    match random.below(10) {
        0..=4 => {
            changed = format!("{}\n", LINES[random.below(LINES.len())]);
            lines.insert(at, &changed);
        }
        5 => lines.insert(at, line),
        6 if at < lines.len() => drop(lines.remove(at)),
        7 if at + 1 < lines.len() => lines.swap(at, at + 1),
        8 => {
            changed = format!("  {}", line.replace(' ', "  "));
            lines.splice(at..(at + 1).min(lines.len()), [changed.as_str()]);
        }
        _ => {
            // Replace one word of the file with another.
            let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            let (Some(from), Some(to)) = (words.get(random.below(words.len())), words.get(random.below(words.len())))
            else {
                return text.to_owned();
            };
            changed = line.replacen(from, to, 1);
            lines.splice(at..(at + 1).min(lines.len()), [changed.as_str()]);
        }
    }
    lines.concat()
}

/// Renders an analysis without the ids that it assigns.
fn render_parts(
    (graph, cfgs, sources): (&Graph, &Cfgs, &Sources),
    (diagnostics, counts, comments): (&[Diagnostic], &Counts, &Comments),
) -> String {
    let mut text = String::new();
    let at = |place: Place| {
        let path = if place.file == FileId(u32::MAX) { "" } else { sources.get(place.file).path.as_str() };
        format!("{path}:{}..{}", place.span.start, place.span.end)
    };
    for module in &graph.modules {
        let mut names: Vec<&str> = module.names.iter().map(|name| graph.name(*name)).collect();
        names.sort_unstable();
        let _ = writeln!(text, "{} {:?} {} {names:?}", module.path, module.context, module.has_items);
        for one in &module.declarations {
            let _ = writeln!(text, "  {} {} {:?}", at(one.place), one.inline, cfgs.render(one.cfg));
        }
    }
    let mut imports: BTreeMap<ImportId, String> = BTreeMap::new();
    for reference in &graph.references {
        imports.extend(reference.import.map(|import| (import, at(reference.place()))));
    }
    for reference in &graph.references {
        let target = graph.target(reference);
        let via = target
            .via
            .iter()
            .map(|one| (&graph.module(one.module).path, one.name.map(|name| graph.name(name)), one.reexport));
        let _ = writeln!(
            text,
            "{} {} {:?} `{}` {:?} {:?} {:?} {:?} via {:?} written {:?} reached {} {} {:?} {:?}",
            graph.module(reference.from).path,
            at(reference.place()),
            graph.call_place(reference).map(at),
            graph.name(reference.path),
            reference.kind,
            reference.context,
            cfgs.render(reference.cfg),
            reference.visible_in.map(|module| &graph.module(module).path),
            via.collect::<Vec<_>>(),
            target.written.map(|end| graph.end_path(end)),
            graph.reached_path(target),
            target.unknown,
            reference.import.is_some(),
            reference.through.map(|import| imports.get(&import)),
        );
    }
    let mut reached: Vec<String> = graph.targets.iter().map(|target| graph.reached_path(target)).collect();
    reached.sort();
    let _ = writeln!(text, "{reached:?}\n{:?}\n{counts:?}", graph.outside);
    for diagnostic in diagnostics {
        let Diagnostic { code, message, primary, related, notes, help, .. } = diagnostic;
        let labels = primary.iter().chain(related).map(|label| (at(label.place), &label.text));
        let _ = writeln!(text, "{code:?} {message} {:?} {notes:?} {help:?}", labels.collect::<Vec<_>>());
    }
    for (file, allows) in comments {
        let _ = writeln!(text, "{} {allows:?}", sources.get(*file).path);
    }
    text
}

fn render(analysis: &Analysis) -> String {
    let Analysis { graph, cfgs, sources, diagnostics, counts, comments, .. } = analysis;
    render_parts((graph, cfgs, sources), (diagnostics, counts, comments))
}

/// A workspace whose analysis is updated.
struct Subject {
    workspace: Workspace,
    configuration: Option<Configuration>,
    analysis: Analysis,
    cache_data: CacheData,
    definitions: Vec<u8>,
}

impl Subject {
    /// Analyzes all configurations at once, or a single one.
    fn new(root: &Path, single: bool) -> Self {
        let cargo = option_env!("CARGO").unwrap_or("cargo");
        let words = ["active".to_owned()];
        let workspace = workspace::load(None, Path::new(cargo), root).expect("Cargo reads the manifests");
        let configuration = configuration(&workspace, if single { &words } else { &[] });
        let (analysis, mut cache_data) = Self::analyze(&workspace, configuration.as_ref());
        let definitions =
            cache_data.snapshot.take().expect("an analysis with a store persists its definitions").encode();
        Self { workspace, configuration, analysis, cache_data, definitions }
    }

    fn analyze(workspace: &Workspace, configuration: Option<&Configuration>) -> (Analysis, CacheData) {
        let configuration = configuration.cloned();
        let options = resolve::Options { configuration, threads: Some(1), names: false };
        resolve::analyze_with(
            Workers::new(Some(1)).unwrap(),
            workspace.clone(),
            &options,
            Some(&Store::default()),
            &|_| {},
        )
    }

    /// Returns the files that can be edited, each with its ids and editions.
    fn files(&self) -> Vec<(PathBuf, Vec<(FileId, workspace::Edition)>)> {
        let mut files: BTreeMap<PathBuf, Vec<(FileId, workspace::Edition)>> = BTreeMap::new();
        for (file, edition) in &self.cache_data.records.lowered {
            let path = self.analysis.sources.get(*file).file().expect("it was read").to_owned();
            files.entry(path).or_default().push((*file, *edition));
        }
        // A text that stands amid code too is no file alone.
        files.retain(|path, readings| {
            let all = self.analysis.sources.iter().filter(|(_, source)| source.file() == Some(path));
            all.count() == readings.len()
        });
        files.into_iter().collect()
    }

    /// Updates the analysis for edits of different files, and renders it.
    fn update(&self, edits: &[Edit]) -> Result<String, Refusal> {
        let Analysis { graph, cfgs, sources, diagnostics, counts, comments, .. } = &self.analysis;
        let (mut graph, mut diagnostics) = (graph.clone(), diagnostics.clone());
        let (mut counts, mut comments, mut cfgs) = (counts.clone(), comments.clone(), cfgs.clone());
        let mut parts = AnalysisParts {
            graph: &mut graph,
            diagnostics: &mut diagnostics,
            counts: &mut counts,
            comments: &mut comments,
        };
        // As after decoding them.
        cfgs.restore(&self.workspace, self.configuration.as_ref());
        let context = ResolutionContext {
            definitions: DefSnapshot::decode(&self.definitions).expect("encoded definitions can be decoded"),
            records: &self.cache_data.records,
            workspace: &self.workspace,
            configuration: self.configuration.as_ref(),
            cfgs: &mut cfgs,
            files: FileOrder::of(sources),
        };
        incremental::update(&mut parts, edits, context)?;
        archcheck_core::diagnostic::sort(&mut diagnostics, sources);
        Ok(render_parts((&graph, &cfgs, sources), (&diagnostics, &counts, &comments)))
    }

    /// Returns the edits that change the text of a file, one for each edition that it is lowered in.
    fn edits(&self, path: &Path, old: &str, new: &str) -> Vec<Edit> {
        let (_, ids) = self.files().into_iter().find(|(file, _)| file == path).expect("the file can be edited");
        let lower = |text: &str, edition| Arc::new(syntax::lower_file(text, 0, edition));
        let edit = |(file, edition)| Edit { file, old: lower(old, edition), new: lower(new, edition) };
        ids.into_iter().map(edit).collect()
    }

    /// Asserts that an edit is handled incrementally, with the result of a new analysis.
    fn assert_updated(&self, path: &Path, old: &str, new: &str) {
        fs::write(path, new).expect("the file can be written");
        let updated = self.update(&self.edits(path, old, new));
        let expected = render(&Self::analyze(&self.workspace, self.configuration.as_ref()).0);
        fs::write(path, old).expect("the file can be written");
        assert_eq!(updated.as_deref(), Ok(expected.as_str()), "{new}");
    }

    /// Makes random edits, each undone before the next, and compares each update with a new analysis. Returns the number of
    /// edits that were not refused.
    fn edit(&self, times: usize, random: &mut Random) -> usize {
        let files = self.files();
        let mut updated = 0;
        for _ in 0..times {
            let mut edits = Vec::new();
            let mut before: Vec<(&Path, String)> = Vec::new();
            for _ in 0..=random.below(3) / 2 {
                let (path, _) = &files[random.below(files.len())];
                let Ok(old) = fs::read_to_string(path) else { continue };
                if before.iter().any(|(other, _)| other == path) {
                    continue;
                }
                let mut new = edited(&old, random);
                if random.below(4) == 0 {
                    new = edited(&new, random);
                }
                edits.extend(self.edits(path, &old, &new));
                fs::write(path, new).expect("the file can be written");
                before.push((path, old));
            }
            if let Ok(actual) = self.update(&edits) {
                updated += 1;
                let expected = render(&Self::analyze(&self.workspace, self.configuration.as_ref()).0);
                if actual != expected {
                    let difference = |of: &str, other: &str, sign: &str| {
                        let more = of.lines().filter(|line| !other.lines().any(|one| one == *line));
                        more.map(|line| format!("{sign} {line}")).collect::<Vec<_>>().join("\n")
                    };
                    let after: Vec<_> = before.iter().map(|(path, _)| fs::read_to_string(path)).collect();
                    panic!(
                        "{}: {before:#?}\nbecame {after:#?}\n{}\n{}",
                        self.workspace.root.display(),
                        difference(&actual, &expected, "actual"),
                        difference(&expected, &actual, "expected"),
                    );
                }
            }
            for (path, text) in before {
                fs::write(path, text).expect("the file can be written");
            }
        }
        updated
    }
}

/// Returns the number of edits of each workspace: a few, or as many as `ARCHCHECK_EDITS` says, which also seeds them.
fn times() -> usize {
    std::env::var("ARCHCHECK_EDITS").ok().and_then(|times| times.parse().ok()).unwrap_or(6)
}

#[test]
fn random_edits_of_resolution_cases_give_what_a_new_analysis_gives() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("incremental");
    let mut random = Random(times() as u64);
    let (mut updated, mut all) = (0, 0);
    for case in documents::read_all().expect("the pages can be read").iter().flat_map(|page| &page.cases) {
        let root = case.write(&directory).expect("the case can be written");
        let single = random.below(3) == 0;
        updated += Subject::new(&root, single).edit(times(), &mut random);
        all += times();
    }
    assert!(updated * 10 > all * 4, "only {updated} of {all} edits were handled incrementally");
}

#[test]
fn random_edits_of_fixtures_give_what_a_new_analysis_gives() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let mut random = Random(times() as u64);
    let mut entries: Vec<_> = fs::read_dir(fixtures()).expect("the fixtures can be listed").flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let root = directory.path().join(entry.file_name());
        copy(&entry.path(), &root).expect("the files can be copied");
        let single = random.below(3) == 0;
        Subject::new(&root, single).edit(times(), &mut random);
    }
}

/// A crate with many blocks, some of which an update can't create again, and with an included file.
const BLOCKS: [(&str, &str); 4] = [
    ("Cargo.toml", "[package]\nname = \"blocks\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"),
    (
        "src/included.rs",
        "// Included.\npub fn included() { use crate::far::away as a; a(); }\npub use crate::Thing as Also;\n",
    ),
    ("src/far.rs", "pub fn away() { use super::Thing as T; T::new(); }\npub fn near() { crate::near(); }\n"),
    (
        "src/lib.rs",
        "\
pub mod far;
include!(\"included.rs\");
fn first() { use Thing as T; let _ = T::new(); }
fn second() { use std::mem; println!(\"{}\", 1); let _ = mem::size_of::<u8>(); }
fn third() { log::debug!(\"{}\", alpha); use Kind; use Kind::*; let _ = (One, Kind::Two); }
pub struct Thing;
impl Thing {
    pub fn new() -> Self {
        use Thing as Alias;
        Alias
    }
}
mod inner {
    use super::*;
    fn nested() {
        use Kind as K;
        fn deep() { use K; use far as f; let _ = K::One; f::near(); }
        unknown!(beta);
        deep();
    }
    fn plain() { fn local() {} local(); }
}
pub fn near() { struct Local; use Local as L; let _ = L; }
pub enum Kind { One, Two }
fn last() { use far; far::away(); use near as nearby; nearby(); }
",
    ),
];

#[test]
fn random_edits_around_blocks_with_imports_give_what_a_new_analysis_gives() {
    let mut random = Random(times() as u64);
    for single in [false, true] {
        let directory = Directory::with(&BLOCKS);
        let all = times() * 20;
        let updated = Subject::new(directory.path(), single).edit(all, &mut random);
        assert!(updated * 5 > all, "only {updated} of {all} edits were handled incrementally");
    }
}

#[test]
fn items_beside_blocks_with_imports_are_added_incrementally() {
    let directory = Directory::with(&BLOCKS);
    let subject = Subject::new(directory.path(), false);
    let path = directory.path().join("src/lib.rs");
    let old = directory.read("src/lib.rs");
    for added in [
        "// A comment.",
        "pub struct QuiteNew;",
        "fn quite_new() { use std::collections::BTreeMap; let _ = BTreeMap::<u8, u8>::new(); }",
    ] {
        for before in ["fn first", "pub struct Thing", "mod inner", "pub fn near", "pub enum Kind", "fn last"] {
            let new = old.replace(before, &format!("{added}\n{before}"));
            subject.assert_updated(&path, &old, &new);
        }
        subject.assert_updated(&path, &old, &format!("{old}{added}\n"));
    }
}

/// A crate with names that only generated code can declare.
const GENERATED: [(&str, &str); 6] = [
    ("Cargo.toml", "[package]\nname = \"generated\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"),
    ("src/lib.rs", "pub mod ops;\npub mod api;\npub mod access;\npub mod far;\npub fn near() {}\npub struct Thing;\n"),
    (
        "src/ops.rs",
        "use orm::*;\n#[derive(EnumDiscriminants)]\npub enum Op { A, B }\npub struct Plain;\npub fn own(_: OpDiscriminants, _: Id) {}\n",
    ),
    ("src/api.rs", "pub use crate::ops::*;\npub use crate::far::*;\npub use crate::ops::OpDiscriminants as Renamed;\n"),
    (
        "src/access.rs",
        "use crate::api::OpDiscriminants;\nuse crate::api::*;\npub fn f(_: OpDiscriminants, _: PlainBuilder, _: crate::api::Renamed) {}\n",
    ),
    ("src/far.rs", "pub fn away() {}\npub fn generic(_: crate::ops::PlainBuilder, _: crate::ops::Id) {}\n"),
];

#[test]
fn random_edits_around_generated_names_give_what_a_new_analysis_gives() {
    let mut random = Random(times() as u64);
    for single in [false, true] {
        let directory = Directory::with(&GENERATED);
        let all = times() * 20;
        let updated = Subject::new(directory.path(), single).edit(all, &mut random);
        assert!(updated * 5 > all, "only {updated} of {all} edits were handled incrementally");
    }
}

#[test]
fn a_derive_is_added_incrementally_unless_others_may_mean_its_names() {
    let directory = Directory::with(&GENERATED);
    let subject = Subject::new(directory.path(), false);
    let refusal = |file: &str, from: &str, to: &str| {
        let (path, old) = (directory.path().join(file), directory.read(file));
        assert!(old.contains(from), "{file} contains `{from}`");
        subject.update(&subject.edits(&path, &old, &old.replace(from, to))).err()
    };
    let derive = "#[derive(Builder)] pub struct Plain;";
    assert_eq!(refusal("src/ops.rs", "pub struct Plain;", derive), Some(Refusal::AddedGenerator));
    assert_eq!(refusal("src/ops.rs", "#[derive(EnumDiscriminants)]\n", ""), Some(Refusal::RemovedGenerator));
    let (path, old) = (directory.path().join("src/lib.rs"), directory.read("src/lib.rs"));
    subject.assert_updated(&path, &old, &old.replace("pub struct Thing;", "#[derive(Builder)] pub struct Thing;"));
    let (path, old) = (directory.path().join("src/access.rs"), directory.read("src/access.rs"));
    subject.assert_updated(&path, &old, &format!("{old}#[derive(Builder)] pub struct Own; fn g(_: OwnBuilder) {{}}\n"));
}

#[test]
fn a_comment_in_an_included_file_is_added_incrementally() {
    let directory = Directory::with(&BLOCKS);
    let subject = Subject::new(directory.path(), false);
    let path = directory.path().join("src/included.rs");
    let old = directory.read("src/included.rs");
    subject.assert_updated(&path, &old, &format!("// Another comment.\n\n{}", old.replace('{', "{ /* inside */ ")));
    let edits = subject.edits(&path, &old, &format!("{old}fn more() {{}}\n"));
    assert_eq!(subject.update(&edits), Err(Refusal::IncludedFile));
}

#[test]
fn every_lowered_file_is_among_the_inputs() {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let root = directory.path().join("w");
    copy(&fixtures().join("two-crates"), &root).expect("the files can be copied");
    let subject = Subject::new(&root, false);
    for (path, _) in subject.files() {
        let text = fs::read(&path).expect("the file can be read");
        let inputs = &subject.cache_data.inputs.files;
        let input = inputs.iter().find(|input| Path::new(&input.path) == path).expect("the file is an input");
        assert_eq!((input.digest, input.stamp), (Digest::of(&text), Stamp::of(&path).expect("the file exists")));
    }
}
