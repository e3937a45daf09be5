//! Sets the checker's edges against rustc's.
//!
//! Both are brought to the same words: crate paths as the checker has them, modules below them, and outside crates by
//! their own names. What only one of both has is a difference. An edge that rustc knows but a macro wrote in part
//! counts neither way.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::Path,
};

use serde::Serialize;

use super::{
    answer::{Answer, CrateKey, Definition, Edge, End, Location, TargetKind, is_std},
    ask::Answers,
    checker::{Graph, Reference},
    derive::deepest_prefix,
    score::{CrateScore, Score},
};

/// Who has an edge or module that the other has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Side {
    /// Only rustc.
    Missing,
    /// Only the checker.
    Extra,
}

/// What a difference is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum About {
    /// A module of the crate.
    Module,
    /// An edge to what a path names.
    Written,
    /// An edge to what a path resolves to.
    Defined,
}

/// Something that rustc and the checker disagree on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Difference {
    /// What it is about.
    pub(crate) about: About,
    /// Who has it.
    pub(crate) side: Side,
    /// The module, or the one that the edge is from.
    pub(crate) from: String,
    /// Where the edge leads; empty for a module.
    pub(crate) to: String,
    /// A path that makes the edge.
    pub(crate) path: String,
    /// Where that stands.
    pub(crate) location: Location,
}

/// Compares a workspace, crate by crate.
pub(crate) fn compare(answers: &Answers, graph: &Graph) -> Vec<CrateScore> {
    let names = Names::new(answers, graph);
    let mut checker = names.checker_edges(graph);
    answers
        .crates
        .iter()
        .map(|answer| {
            let prefix = names.prefix(&answer.krate);
            let (written, defined) = checker.remove(prefix).unwrap_or_default();
            let mut differences = Vec::new();
            let modules = names.compare_modules(answer, graph, &mut differences);
            let mut edges =
                |about, end, edges: Edges| score(about, &names.rustc_edges(answer, end), &edges, &mut differences);
            let written = edges(About::Written, End::Written, written);
            let defined = edges(About::Defined, End::Defined, defined);
            differences.sort();
            CrateScore { krate: answer.krate.label(), written, defined, modules, differences }
        })
        .collect()
}

/// Edges by their two ends, with a sample each.
type Edges = BTreeMap<(String, String), Sample>;

struct Sample {
    firm: bool,
    path: String,
    location: Location,
}

fn score(about: About, rustc: &Edges, checker: &Edges, differences: &mut Vec<Difference>) -> Score {
    let mut score = Score::default();
    let mut differ = |side, (from, to): &(String, String), sample: &Sample| {
        let (from, to) = (from.clone(), to.clone());
        let (path, location) = (sample.path.clone(), sample.location.clone());
        differences.push(Difference { about, side, from, to, path, location });
    };
    for (edge, sample) in rustc.iter().filter(|(_, sample)| sample.firm) {
        if checker.contains_key(edge) {
            score.both += 1;
        } else {
            score.missing += 1;
            differ(Side::Missing, edge, sample);
        }
    }
    for (edge, sample) in checker.iter().filter(|(edge, _)| !rustc.contains_key(*edge)) {
        score.extra += 1;
        differ(Side::Extra, edge, sample);
    }
    score
}

/// How crates and modules are called on either side.
struct Names<'a> {
    /// The crate path of each crate that answered.
    prefixes: HashMap<&'a CrateKey, String>,
    /// Libraries that answered, by the name that rustc gives them.
    libs: HashMap<&'a str, Vec<&'a Answer>>,
    /// The modules of each crate that answered.
    modules: HashMap<&'a CrateKey, HashSet<&'a str>>,
    /// What a first name means in a crate path: the crate's answer, or for libraries without one, its outside name.
    by_prefix: HashMap<&'a str, &'a Answer>,
    unanswered: HashMap<&'a str, String>,
    /// What libraries outside are called, by their packages' names.
    libraries: &'a BTreeMap<String, String>,
    /// The root of the workspace.
    folder: &'a Path,
}

impl<'a> Names<'a> {
    fn new(answers: &'a Answers, graph: &'a Graph) -> Self {
        let mut prefixes: HashMap<&CrateKey, String> =
            answers.crates.iter().map(|answer| (&answer.krate, answer.krate.label())).collect();
        let (mut by_prefix, mut unanswered) = (HashMap::new(), HashMap::new());
        for krate in &graph.crates {
            let Some(key) = krate.key() else { continue };
            if let Some(answer) = answers.crates.iter().find(|answer| answer.krate == key) {
                prefixes.insert(&answer.krate, krate.path.clone());
                by_prefix.insert(krate.path.as_str(), answer);
            } else {
                unanswered.insert(krate.path.as_str(), key.target);
            }
        }
        let mut libs: HashMap<&str, Vec<&Answer>> = HashMap::new();
        for answer in &answers.crates {
            if answer.krate.kind == TargetKind::Lib {
                libs.entry(&answer.root.krate).or_default().push(answer);
            }
        }
        let modules = answers
            .crates
            .iter()
            .map(|answer| (&answer.krate, answer.modules.iter().map(|module| module.path.as_str()).collect()))
            .collect();
        let (libraries, folder) = (&answers.libraries, answers.folder.as_path());
        Self { prefixes, libs, modules, by_prefix, unanswered, libraries, folder }
    }

    fn prefix(&self, key: &CrateKey) -> &str {
        self.prefixes.get(key).map_or("", String::as_str)
    }

    fn in_crate(&self, key: &CrateKey, path: &str) -> String {
        let prefix = self.prefix(key);
        if path.is_empty() { prefix.to_owned() } else { format!("{prefix}::{path}") }
    }

    /// The edges of one end that rustc sees from a crate.
    fn rustc_edges(&self, answer: &Answer, end: End) -> Edges {
        let mut edges = Edges::new();
        for edge in answer.edges.iter().filter(|edge| edge.end == end) {
            let Some(to) = self.rustc_end(answer, edge) else { continue };
            let from = self.in_crate(&answer.krate, &edge.from);
            if from == to {
                continue;
            }
            let firm = edge.firm && self.is_in_source(answer, edge);
            let sample = Sample { firm, path: edge.path.clone(), location: edge.location.clone() };
            let known = edges.entry((from, to)).or_insert(sample);
            if firm && !known.firm {
                *known = Sample { firm: true, path: edge.path.clone(), location: edge.location.clone() };
            }
        }
        edges
    }

    /// Whether an edge stands in the files of the workspace, and between modules that do. What a build script writes
    /// nobody can read without running it.
    fn is_in_source(&self, answer: &Answer, edge: &Edge) -> bool {
        let file = Path::new(&edge.location.file);
        let is_written = |path: &str| {
            let module = answer.modules.binary_search_by(|module| module.path.as_str().cmp(path));
            module.is_ok_and(|module| answer.modules[module].firm)
        };
        (file.is_relative() || file.starts_with(self.folder))
            && is_written(&edge.from)
            && (!is(&edge.to, &answer.root) || is_written(&edge.to.path))
    }

    fn rustc_end(&self, answer: &Answer, edge: &Edge) -> Option<String> {
        // What a path passes through once it is outside can't be seen from here.
        let outside = edge.through.iter().find(|krate| !is(krate, &answer.root) && self.member(krate).is_none());
        let to = outside.unwrap_or(&edge.to);
        if is(to, &answer.root) {
            return Some(self.in_crate(&answer.krate, &to.path));
        }
        if let Some(member) = self.member(to) {
            let modules = self.modules.get(&member.krate);
            let known = |prefix: &str| modules?.get(prefix).map(|module| (*module).to_owned());
            return Some(self.in_crate(&member.krate, &deepest_prefix(&to.path, known).unwrap_or_default()));
        }
        (edge.end == End::Written && !is_std(&to.krate)).then(|| to.krate.clone())
    }

    /// The library of the workspace that a definition is in.
    fn member(&self, to: &Definition) -> Option<&'a Answer> {
        let same = |lib: &&&Answer| to.hash.is_empty() || lib.hashes.contains(&to.hash);
        self.libs.get(to.krate.as_str())?.iter().find(same).copied()
    }

    /// The written and the defined edges that the checker sees, by the crate path that they are from.
    fn checker_edges(&self, graph: &'a Graph) -> HashMap<&'a str, (Edges, Edges)> {
        let modules = graph.module_paths();
        let mut crates: HashMap<&str, (Edges, Edges)> = HashMap::new();
        for reference in graph.references.iter().filter(|reference| reference.is_compared()) {
            let Some(answer) = self.by_prefix.get(first_name(&reference.from)) else { continue };
            let (written, defined) = crates.entry(first_name(&reference.from)).or_default();
            let add = |edges: &mut Edges, to: Option<String>| {
                if let Some(to) = to.filter(|to| *to != reference.from) {
                    edges.entry((reference.from.clone(), to)).or_insert_with(|| sample(reference));
                }
            };
            let end = |to: &Option<String>, end| self.checker_end(answer, to.as_deref()?, end, &modules);
            add(written, end(&reference.written, End::Written));
            // Where something unknown leads is no claim; what its path names is.
            if !reference.outside && !reference.unknown {
                add(defined, end(&reference.defined, End::Defined));
            }
        }
        crates
    }

    fn checker_end(&self, answer: &Answer, to: &str, end: End, modules: &HashSet<&str>) -> Option<String> {
        let name = first_name(to);
        let name = if !modules.contains(to) {
            answer.renames.get(name).or_else(|| self.libraries.get(name)).map_or(name, String::as_str)
        } else if self.by_prefix.contains_key(name) {
            return Some(to.to_owned());
        } else {
            self.unanswered.get(name).map_or(name, String::as_str)
        };
        (end == End::Written && !is_std(name)).then(|| name.to_owned())
    }

    /// The modules of a crate on both sides, and how they differ.
    fn compare_modules(&self, answer: &Answer, graph: &Graph, differences: &mut Vec<Difference>) -> Score {
        let prefix = self.prefix(&answer.krate);
        let checker: BTreeMap<&str, Location> = graph
            .modules
            .iter()
            .filter(|module| module.context == "production" && first_name(&module.path) == prefix)
            .map(|module| {
                let location = Location { file: module.file.clone(), line: module.line, column: 1 };
                (module.path.as_str(), location)
            })
            .collect();
        let mut score = Score::default();
        let mut known = BTreeSet::new();
        let mut differ = |side, from: &str, location: &Location| {
            let (from, location) = (from.to_owned(), location.clone());
            let (to, path) = (String::new(), String::new());
            differences.push(Difference { about: About::Module, side, from, to, path, location });
        };
        for module in &answer.modules {
            let path = self.in_crate(&answer.krate, &module.path);
            if checker.contains_key(path.as_str()) {
                score.both += 1;
            } else if module.firm {
                score.missing += 1;
                differ(Side::Missing, &path, &module.location);
            }
            known.insert(path);
        }
        for (path, location) in checker.iter().filter(|(path, _)| !known.contains(**path)) {
            score.extra += 1;
            differ(Side::Extra, path, location);
        }
        score
    }
}

/// Whether a definition is in the crate of a root.
fn is(to: &Definition, root: &Definition) -> bool {
    to.krate == root.krate && to.hash == root.hash
}

fn first_name(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}

fn sample(reference: &Reference) -> Sample {
    let location = Location { file: reference.file.clone(), line: reference.line, column: reference.column };
    Sample { firm: true, path: reference.path.clone(), location }
}
