//! The architecture of one side as names, since ids differ between two analyses.

use archcheck_core::{
    analysis::Analysis,
    diagnostic::{Diagnostic, Severity},
    graph::{Context, End, ReferenceKind, Structure},
    metrics::{CyclicGroup, dependencies},
    rules::{Codebase, Rules},
    source::Place,
    workspace::is_standard,
};
use std::collections::{BTreeMap, BTreeSet};

/// The architecture of one side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    /// The dependencies between modules of the rules file, or between crates if there are none.
    pub(super) modules: Level,
    /// The dependencies between crates.
    pub(super) crates: Level,
    /// The cycles of Rust modules.
    pub(super) rust_modules: Cycles,
    /// The dependencies between Rust modules, in production code.
    rust_dependencies: BTreeSet<(String, String)>,
    /// The references to external crates, by module and crate.
    pub(super) external: BTreeMap<(String, String), Vec<UsedReference>>,
    /// The violations, by what identifies them.
    pub(super) violations: BTreeMap<ViolationKey, FoundViolation>,
    /// The references whose target is a guess, by Rust module and path.
    pub(super) unknown: BTreeMap<(String, String), Vec<UsedReference>>,
    /// The number of all references.
    pub(super) references: usize,
}

/// The parts at one level.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    /// The names of the parts.
    pub(super) parts: BTreeSet<String>,
    /// The references of each dependency.
    pub(super) dependencies: BTreeMap<(String, String), Vec<UsedReference>>,
    /// The cycles of production code.
    pub(super) cycles: Cycles,
}

/// The cycles among some parts, and what follows from their dependencies.
#[derive(Clone, Debug, Default)]
pub(super) struct Cycles {
    /// The number of parts.
    pub(super) parts: usize,
    /// The parts that depend on each other, largest group first.
    pub(super) groups: Vec<Group>,
    /// The share of parts that a part reaches on average.
    pub(super) propagation_cost: f64,
}

/// Parts that depend on each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) parts: Vec<String>,
    /// Dependencies that break the cycle if they go.
    pub(super) cut: Vec<(String, String)>,
}

/// A reference of a dependency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct UsedReference {
    /// The Rust module that contains it.
    pub(super) from: String,
    /// The path that it leads to.
    pub(super) to: String,
    pub(super) kind: &'static str,
    pub(super) is_production: bool,
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

impl UsedReference {
    /// Returns what stays the same when lines move.
    pub(super) fn key(&self) -> (&str, &str, &str, bool) {
        (&self.from, &self.to, self.kind, self.is_production)
    }
}

/// The identity of a violation in both sides: rule, source and target.
pub(super) type ViolationKey = (String, String, String);

/// A violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundViolation {
    pub(super) message: String,
    /// True for a dependency of a cycle.
    pub(super) is_step: bool,
    pub(super) is_error: bool,
    /// The size: the number of references, or the value that a limit restricts.
    pub(super) count: u32,
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
    /// The module of the rules file that contains the code.
    pub(super) module: Option<String>,
}

impl Snapshot {
    /// Describes an analysis. `violations` are those of a check, without a baseline. `prefix` is the path of the workspace in
    /// the repository, with a slash at its end.
    pub(crate) fn of(analysis: &Analysis, rules: Option<&Rules>, violations: &[Diagnostic], prefix: &str) -> Self {
        let graph = &analysis.graph;
        let has_modules = rules.is_some_and(|rules| !rules.modules.is_empty());
        let crate_names: Vec<&str> =
            graph.modules.iter().map(|module| analysis.workspace.krate(module.krate).path.as_str()).collect();
        let names: Vec<&str> = graph
            .modules()
            .map(|(id, _)| {
                match rules.filter(|_| has_modules).and_then(|rules| Some(&rules.module(rules.owner(id)?).name)) {
                    Some(name) => name.as_str(),
                    None => crate_names[id.0 as usize],
                }
            })
            .collect();
        let mut this = Self::default();
        this.modules.parts = names.iter().map(|name| (*name).to_owned()).collect();
        this.crates.parts = crate_names.iter().map(|name| (*name).to_owned()).collect();
        for reference in &graph.references {
            if reference.kind == ReferenceKind::Manifest
                || rules.is_some_and(|rules| rules.analysis.is_excluded(reference.file))
            {
                continue;
            }
            this.references += 1;
            let target = graph.target(reference);
            let from = reference.from.0 as usize;
            let used = || {
                let (file, at) = place(analysis, reference.place(), prefix);
                UsedReference {
                    from: graph.module(reference.from).path.clone(),
                    to: graph.reached_path(target),
                    kind: reference.kind.as_str(),
                    is_production: reference.context == Context::Production,
                    file,
                    line: at.0,
                    column: at.1,
                }
            };
            if target.unknown {
                let key = (graph.module(reference.from).path.clone(), graph.name(reference.path).to_owned());
                this.unknown.entry(key).or_default().push(used());
            }
            match target.defined {
                End::Module(module) => {
                    let to = module.0 as usize;
                    if from != to && reference.context == Context::Production {
                        let path = |at: usize| graph.modules[at].path.clone();
                        this.rust_dependencies.insert((path(from), path(to)));
                    }
                    if names[from] != names[to] {
                        let key = (names[from].to_owned(), names[to].to_owned());
                        this.modules.dependencies.entry(key).or_default().push(used());
                    }
                    if crate_names[from] != crate_names[to] {
                        let key = (crate_names[from].to_owned(), crate_names[to].to_owned());
                        this.crates.dependencies.entry(key).or_default().push(used());
                    }
                }
                End::Outside(outside) => {
                    let krate = graph.outside(outside).krate();
                    if !is_standard(krate) {
                        let key = (names[from].to_owned(), krate.to_owned());
                        this.external.entry(key).or_default().push(used());
                    }
                }
            }
        }
        let paths: Vec<&str> = graph.modules.iter().map(|module| module.path.as_str()).collect();
        this.modules.cycles = cycles(analysis, rules, &names);
        this.crates.cycles = cycles(analysis, rules, &crate_names);
        this.rust_modules = cycles(analysis, rules, &paths);
        this.add_violations(analysis, rules, violations, prefix);
        this
    }

    fn add_violations(&mut self, analysis: &Analysis, rules: Option<&Rules>, violations: &[Diagnostic], prefix: &str) {
        let owners: BTreeMap<&str, &str> = analysis
            .graph
            .modules()
            .filter_map(|(id, module)| {
                let rules = rules?;
                Some((module.path.as_str(), rules.module(rules.owner(id)?).name.as_str()))
            })
            .collect();
        for diagnostic in violations {
            let Some(violation) = &diagnostic.violation else { continue };
            let placed = |at: Option<Place>| at.map(|at| place(analysis, at, prefix));
            let place = placed(diagnostic.primary.as_ref().map(|label| label.place));
            let is_module = |name: &&str| rules.is_some_and(|rules| rules.modules.iter().any(|one| one.name == **name));
            let from = violation.from.as_str();
            let module_of =
                |part: &str| owners.get(part).copied().or_else(|| Some(part).filter(is_module)).map(str::to_owned);
            let found = FoundViolation {
                message: diagnostic.message.clone(),
                is_step: false,
                is_error: diagnostic.severity == Severity::Error,
                count: violation.count,
                file: place.as_ref().map(|(file, _)| file.clone()),
                line: place.map(|(_, at)| at.0),
                module: module_of(from),
            };
            // Each dependency of a cycle is a violation of its own, as in the baseline.
            for step in &violation.dependencies {
                let key = (violation.rule.clone(), step.from.clone(), step.to.clone());
                let message = format!("`{}` depends on `{}`, which is part of a cycle", step.from, step.to);
                let place = placed(step.references.first().copied());
                let found = FoundViolation {
                    message,
                    is_step: true,
                    is_error: found.is_error,
                    count: 1,
                    file: place.as_ref().map(|(file, _)| file.clone()),
                    line: place.map(|(_, at)| at.0),
                    module: module_of(&step.from),
                };
                self.violations.insert(key, found);
            }
            if violation.dependencies.is_empty() {
                let key = (violation.rule.clone(), violation.from.clone(), violation.to.clone());
                self.violations.entry(key).and_modify(|known| known.count += found.count).or_insert(found);
            }
        }
    }

    /// Returns whether production code of a part depends on another one: a Rust module, crate or module.
    pub(super) fn has_dependency(&self, from: &str, to: &str) -> bool {
        let pair = (from.to_owned(), to.to_owned());
        self.rust_dependencies.contains(&pair)
            || [&self.modules, &self.crates]
                .iter()
                .any(|level| level.dependencies.get(&pair).into_iter().flatten().any(|used| used.is_production))
    }

    /// Returns whether modules of the rules file are compared.
    pub(super) fn has_modules(&self) -> bool {
        self.modules.parts != self.crates.parts
    }
}

/// Finds the cycles of production code among parts. `names` has the part of each Rust module.
fn cycles(analysis: &Analysis, rules: Option<&Rules>, names: &[&str]) -> Cycles {
    let parts: Vec<&str> = names.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let number = |name: &&str| parts.binary_search(name).ok().map(|at| at as u32);
    let part_of: Vec<Option<u32>> = names.iter().map(number).collect();
    let code = Codebase::new(analysis, rules.map_or(&[], |rules| &rules.owners));
    let structure = Structure::of(parts.len(), &dependencies(analysis, rules, &code, &part_of));
    let name = |node: &u32| parts[*node as usize].to_owned();
    let group = |group: &CyclicGroup| Group {
        parts: group.nodes.iter().map(name).collect(),
        cut: group.cut.iter().map(|(from, to)| (name(from), name(to))).collect(),
    };
    Cycles {
        parts: parts.len(),
        groups: structure.cycles.iter().map(group).collect(),
        propagation_cost: structure.propagation_cost(),
    }
}

/// Returns the file of a place, relative to the repository, and its line and column.
pub(super) fn place(analysis: &Analysis, place: Place, prefix: &str) -> (String, (u32, u32)) {
    let source = analysis.sources.get(place.file);
    let at = source.line_column(place.span.start);
    (format!("{prefix}{}", source.path), (at.line, at.column))
}
