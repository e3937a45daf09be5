//! Compares the checker's edges with those of rustc.
//!
//! Both are first translated to the same names: crate paths of the checker with module paths below them, and outside
//! crates by their own names. An edge that only one side has is a difference. An edge of rustc that is not required,
//! because a macro wrote a part of its path, counts neither way.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::Path,
};

use super::{
    answer::{Answer, CrateKey, Definition, Edge, End, Location, TargetKind, is_std},
    answers::Answers,
    checker::{Graph, Reference},
    derive::{Detail, deepest_prefix},
    difference::{About, Difference, Side},
    score::{CrateScore, Score},
};

/// Compares all crates of a workspace.
pub(crate) fn compare(answers: &Answers, graph: &Graph, detail: Detail) -> Vec<CrateScore> {
    let names = Names::new(answers, graph, detail);
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

/// The edges, each with a sample path.
type Edges = BTreeMap<EdgeKey, Sample>;

/// The two ends of an edge. With [`Detail::Lines`], also the file and the line.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct EdgeKey {
    from: String,
    to: String,
    line: Option<(String, u32)>,
}

struct Sample {
    /// Whether the edge is a difference if only one side has it.
    required: bool,
    path: String,
    location: Location,
}

fn score(about: About, rustc: &Edges, checker: &Edges, differences: &mut Vec<Difference>) -> Score {
    let mut score = Score::default();
    let mut differ = |side, edge: &EdgeKey, sample: &Sample| {
        let (from, to) = (edge.from.clone(), edge.to.clone());
        let (path, location) = (sample.path.clone(), sample.location.clone());
        differences.push(Difference { about, side, from, to, path, location });
    };
    for (edge, sample) in rustc.iter().filter(|(_, sample)| sample.required) {
        if checker.contains_key(edge) {
            score.both += 1;
        } else {
            score.missing += 1;
            differ(Side::Missing, edge, sample);
        }
    }
    let anywhere = |edge: &EdgeKey| EdgeKey { from: edge.from.clone(), to: edge.to.clone(), line: None };
    let confirmed = |edge: &EdgeKey| rustc.contains_key(edge) || rustc.contains_key(&anywhere(edge));
    for (edge, sample) in checker.iter().filter(|(edge, sample)| sample.required && !confirmed(edge)) {
        score.extra += 1;
        differ(Side::Extra, edge, sample);
    }
    score
}

/// The names of crates and modules on both sides.
struct Names<'a> {
    /// The crate path of each crate with an answer.
    prefixes: HashMap<&'a CrateKey, String>,
    /// The libraries with an answer, by the name that rustc uses.
    libs: HashMap<&'a str, Vec<&'a Answer>>,
    /// The module paths of each crate with an answer.
    modules: HashMap<&'a CrateKey, HashSet<&'a str>>,
    /// The answer for each crate path.
    by_prefix: HashMap<&'a str, &'a Answer>,
    /// The name of each crate without an answer, by its crate path.
    unanswered: HashMap<&'a str, String>,
    /// The names of outside libraries, by the names of their packages.
    libraries: &'a BTreeMap<String, String>,
    /// The root of the workspace.
    directory: &'a Path,
    detail: Detail,
}

impl<'a> Names<'a> {
    fn new(answers: &'a Answers, graph: &'a Graph, detail: Detail) -> Self {
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
        let (libraries, directory) = (&answers.libraries, answers.directory.as_path());
        Self { prefixes, libs, modules, by_prefix, unanswered, libraries, directory, detail }
    }

    fn prefix(&self, key: &CrateKey) -> &str {
        self.prefixes.get(key).map_or("", String::as_str)
    }

    fn in_crate(&self, key: &CrateKey, path: &str) -> String {
        let prefix = self.prefix(key);
        if path.is_empty() { prefix.to_owned() } else { format!("{prefix}::{path}") }
    }

    /// Returns the edges of rustc from a crate to one end.
    fn rustc_edges(&self, answer: &Answer, end: End) -> Edges {
        let mut edges = Edges::new();
        for edge in answer.edges.iter().filter(|edge| edge.end == end) {
            let Some(to) = self.rustc_end(answer, edge) else { continue };
            let from = self.in_crate(&answer.krate, &edge.from);
            if from == to {
                continue;
            }
            let required = edge.required && self.is_in_source(answer, edge);
            let sample = Sample { required, path: edge.path.clone(), location: edge.location.clone() };
            let line = self.line(&edge.location).filter(|_| !edge.is_elsewhere);
            let known = edges.entry(EdgeKey { from, to, line }).or_insert(sample);
            if required && !known.required {
                *known = Sample { required: true, path: edge.path.clone(), location: edge.location.clone() };
            }
        }
        edges
    }

    fn line(&self, location: &Location) -> Option<(String, u32)> {
        (self.detail == Detail::Lines).then(|| (location.file.clone(), location.line))
    }

    /// Returns whether an edge is in the files of the workspace and between modules that are. Files that a build script
    /// writes cannot be read without running it.
    fn is_in_source(&self, answer: &Answer, edge: &Edge) -> bool {
        let file = Path::new(&edge.location.file);
        let is_written = |path: &str| {
            let module = answer.modules.binary_search_by(|module| module.path.as_str().cmp(path));
            module.is_ok_and(|module| answer.modules[module].required)
        };
        (file.is_relative() || file.starts_with(self.directory))
            && is_written(&edge.from)
            && (!is_in_crate(&edge.to, &answer.root) || is_written(&edge.to.path))
    }

    fn rustc_end(&self, answer: &Answer, edge: &Edge) -> Option<String> {
        // The checker cannot see where a path goes after it leaves the workspace.
        let outside =
            edge.through.iter().find(|krate| !is_in_crate(krate, &answer.root) && self.member(krate).is_none());
        let to = outside.unwrap_or(&edge.to);
        if is_in_crate(to, &answer.root) {
            return Some(self.in_crate(&answer.krate, &to.path));
        }
        if let Some(member) = self.member(to) {
            let modules = self.modules.get(&member.krate);
            let known = |prefix: &str| modules?.get(prefix).map(|module| (*module).to_owned());
            return Some(self.in_crate(&member.krate, &deepest_prefix(&to.path, known).unwrap_or_default()));
        }
        (edge.end == End::Written && !is_std(&to.krate)).then(|| to.krate.clone())
    }

    /// Returns the workspace library that contains a definition.
    fn member(&self, to: &Definition) -> Option<&'a Answer> {
        let same = |lib: &&&Answer| to.hash.is_empty() || lib.hashes.contains(&to.hash);
        self.libs.get(to.krate.as_str())?.iter().find(same).copied()
    }

    /// Returns the written and the defined edges of the checker, by the crate path of the referring crate.
    fn checker_edges(&self, graph: &'a Graph) -> HashMap<&'a str, (Edges, Edges)> {
        let modules = graph.module_paths();
        let mut crates: HashMap<&str, (Edges, Edges)> = HashMap::new();
        for reference in graph.references.iter().filter(|reference| reference.is_compared()) {
            let Some(answer) = self.by_prefix.get(first_name(&reference.from)) else { continue };
            let (written, defined) = crates.entry(first_name(&reference.from)).or_default();
            let add = |edges: &mut Edges, to: Option<String>, is_guess: bool| {
                if let Some(to) = to.filter(|to| *to != reference.from) {
                    let sample = sample(reference);
                    let (from, line) = (reference.from.clone(), self.line(&sample.location));
                    let required = sample.required && !is_guess;
                    edges.entry(EdgeKey { from, to, line }).or_insert(Sample { required, ..sample }).required |=
                        required;
                }
            };
            let end = |to: &Option<String>, end| self.checker_end(answer, to.as_deref()?, end, &modules);
            add(written, end(&reference.written, End::Written), false);
            // A guess counts where rustc agrees, and is no difference otherwise. The written path is none.
            if !reference.outside {
                add(defined, end(&reference.defined, End::Defined), reference.unknown);
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

    /// Compares the modules of a crate.
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
            } else if module.required {
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

/// Returns whether a definition is in the crate of a root.
fn is_in_crate(to: &Definition, root: &Definition) -> bool {
    to.krate == root.krate && to.hash == root.hash
}

fn first_name(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}

fn sample(reference: &Reference) -> Sample {
    let location = Location { file: reference.file.clone(), line: reference.line, column: reference.column };
    Sample { required: reference.is_required(), path: reference.path.clone(), location }
}
