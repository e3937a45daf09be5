//! What an edit of a file makes of an analysis, told from the facts of that file, is what a new analysis gives: on every
//! case of every page, and on the fixtures, with edits of every kind at random places.

use crate::resolution::configuration;
use archcheck_core::{
    analysis::{Analysis, Comments, Counts},
    cache::Store,
    cfg::{Cfgs, Configuration},
    diagnostic::Diagnostic,
    graph::{FileOrder, Graph, ImportId},
    input::{Digest, Stamp},
    resolve::{self, Begun, Left, Linked, MacroNames},
    revise::{self, Asked, Edit, Parts},
    source::{FileId, Place, Sources},
    syntax,
    workspace::{self, Workspace},
};
use archcheck_testing::{copy, documents, fixtures};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Numbers that look random, the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

/// What is put between two lines.
const LINES: [&str; 46] = [
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
    "extern crate alloc;",
    "fn far() { crate::far::away(); std::fs::read(\"x\").ok(); }",
    "fn holds_items() { fn inner() {} inner(); }",
    "}",
    "fn cut_off(",
    "const _: () = ();",
];

/// A text with one edit somewhere.
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
            // One word of the file instead of another.
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

/// All that an analysis says, without the numbers that it gives things.
fn whole(
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
            "{} {} `{}` {:?} {:?} {:?} {:?} via {:?} written {:?} reached {} {} {:?} {:?}",
            graph.module(reference.from).path,
            at(reference.place()),
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

fn whole_of(analysis: &Analysis) -> String {
    let Analysis { graph, cfgs, sources, diagnostics, counts, comments, .. } = analysis;
    whole((graph, cfgs, sources), (diagnostics, counts, comments))
}

/// An analysis, edited.
struct Subject {
    workspace: Workspace,
    configuration: Option<Configuration>,
    analysis: Analysis,
    linked: Vec<u8>,
}

/// How something could be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// From facts alone.
    Facts,
    /// By linking the files again.
    Linked,
}

impl Subject {
    /// Of all `cfg`s at once, or of one configuration.
    fn of(root: &Path, one: bool) -> Self {
        let cargo = option_env!("CARGO").unwrap_or("cargo");
        let words = ["active".to_owned()];
        let workspace = workspace::load(None, Path::new(cargo), root).expect("Cargo reads the manifests");
        let configuration = configuration(&workspace, if one { &words } else { &[] });
        let (analysis, left) = Self::analyse(&workspace, configuration.as_ref());
        let linked = left.linked.expect("it is kept").encode();
        Self { workspace, configuration, analysis, linked }
    }

    fn analyse(workspace: &Workspace, configuration: Option<&Configuration>) -> (Analysis, Left) {
        let configuration = configuration.cloned();
        let options = resolve::Options { configuration, threads: Some(1), names: false };
        resolve::analyse_with(Begun::new(Some(1)), workspace.clone(), &options, Some(&Store::default()), &|_| {})
    }

    /// The files that can be edited: each with its readings.
    fn files(&self) -> Vec<(PathBuf, Vec<(FileId, workspace::Edition)>)> {
        let mut files: BTreeMap<PathBuf, Vec<(FileId, workspace::Edition)>> = BTreeMap::new();
        for (file, edition) in &self.analysis.basis.lowered {
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

    /// What is told of some edits, each of another file, and how; none if nothing can be told.
    fn told(&self, edits: &[Edit]) -> Option<(String, How)> {
        let Analysis { graph, cfgs, sources, diagnostics, counts, comments, basis, .. } = &self.analysis;
        let (mut graph, mut diagnostics) = (graph.clone(), diagnostics.clone());
        let (mut counts, mut comments, mut cfgs) = (counts.clone(), comments.clone(), cfgs.clone());
        let mut parts = Parts {
            graph: &mut graph,
            diagnostics: &mut diagnostics,
            counts: &mut counts,
            comments: &mut comments,
            basis,
        };
        let how = if let Some(told) = revise::tell(edits, basis) {
            revise::revise(&mut parts, edits, &told).then_some(How::Facts)?
        } else {
            let linked = Linked::decode(&self.linked).expect("what was kept can be read");
            let macros = MacroNames::of(&linked);
            let plans = revise::plan(edits, &macros, basis)?;
            let (workspace, configuration) = (&self.workspace, self.configuration.as_ref());
            // As those that were kept are.
            cfgs.restore(workspace, configuration);
            let (cfgs, files) = (&mut cfgs, FileOrder::of(sources));
            let asked = Asked { linked, macros: &macros, workspace, configuration, cfgs, files };
            revise::relink(&mut parts, edits, plans, asked).then_some(How::Linked)?
        };
        archcheck_core::diagnostic::sort(&mut diagnostics, sources);
        Some((whole((&graph, &cfgs, sources), (&diagnostics, &counts, &comments)), how))
    }

    /// Edits files at random, and puts them back. How often something could be told from facts, and by linking files again.
    fn edit(&self, times: usize, random: &mut Random) -> [usize; 2] {
        let files = self.files();
        let mut told = [0, 0];
        for _ in 0..times {
            let mut edits = Vec::new();
            let mut before: Vec<(&Path, String)> = Vec::new();
            for _ in 0..=random.below(3) / 2 {
                let (path, readings) = &files[random.below(files.len())];
                let Ok(old) = fs::read_to_string(path) else { continue };
                if before.iter().any(|(other, _)| other == path) {
                    continue;
                }
                let mut new = edited(&old, random);
                if random.below(4) == 0 {
                    new = edited(&new, random);
                }
                for (file, edition) in readings {
                    let lower = |text| syntax::lower_file(text, 0, *edition);
                    edits.push(Edit { file: *file, old: Arc::new(lower(&old)), new: Arc::new(lower(&new)) });
                }
                fs::write(path, new).expect("it can be written");
                before.push((path, old));
            }
            let result = self.told(&edits);
            if let Some((result, how)) = result {
                told[usize::from(how == How::Linked)] += 1;
                let anew = whole_of(&Self::analyse(&self.workspace, self.configuration.as_ref()).0);
                if result != anew {
                    let lines = |of: &str, other: &str, sign: &str| {
                        let more = of.lines().filter(|line| !other.lines().any(|one| one == *line));
                        more.map(|line| format!("{sign} {line}")).collect::<Vec<_>>().join("\n")
                    };
                    let texts: Vec<_> = before.iter().map(|(path, _)| fs::read_to_string(path)).collect();
                    panic!(
                        "{}: {before:#?}\nbecame {texts:#?}\n{}\n{}",
                        self.workspace.root.display(),
                        lines(&result, &anew, "told"),
                        lines(&anew, &result, "true"),
                    );
                }
            }
            for (path, text) in before {
                fs::write(path, text).expect("it can be written");
            }
        }
        told
    }
}

/// How often each is edited: a few times, or as often as `ARCHCHECK_EDITS` says, and then otherwise.
fn times() -> usize {
    std::env::var("ARCHCHECK_EDITS").ok().and_then(|times| times.parse().ok()).unwrap_or(6)
}

#[test]
fn an_edit_of_any_case_is_told_as_it_is() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("revise");
    let mut random = Random(times() as u64);
    let (mut by_facts, mut by_links, mut all) = (0, 0, 0);
    for case in documents::read_all().expect("the pages can be read").iter().flat_map(|page| &page.cases) {
        let root = case.write(&folder).expect("the case can be written");
        let one = random.below(3) == 0;
        let [facts, links] = Subject::of(&root, one).edit(times(), &mut random);
        by_facts += facts;
        by_links += links;
        all += times();
    }
    assert!(by_facts * 5 > all && by_links * 10 > all, "little is told: {by_facts} and {by_links} of {all}");
}

#[test]
fn an_edit_of_any_fixture_is_told_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut random = Random(times() as u64);
    let mut entries: Vec<_> = fs::read_dir(fixtures()).expect("they are there").flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let root = folder.path().join(entry.file_name());
        copy(&entry.path(), &root);
        let one = random.below(3) == 0;
        Subject::of(&root, one).edit(times(), &mut random);
    }
}

/// Reads what a stamp and digest are of, as a session does.
#[test]
fn what_is_lowered_is_among_the_inputs() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let root = folder.path().join("w");
    copy(&fixtures().join("two-crates"), &root);
    let subject = Subject::of(&root, false);
    for (path, _) in subject.files() {
        let text = fs::read(&path).expect("it is there");
        let inputs = &subject.analysis.inputs.files;
        let input = inputs.iter().find(|input| Path::new(&input.path) == path).expect("it was read");
        assert_eq!((input.digest, input.stamp), (Digest::of(&text), Stamp::of(&path).expect("it is there")));
    }
}
