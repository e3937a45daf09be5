//! What the modules of a first rules file are: the packages of a workspace that has many, else the top-level Rust
//! modules of each lib and bin, and the code of each root beside them.

use archcheck_core::{
    analysis::Analysis,
    graph::{Context, RustModuleId},
    workspace::{CrateKind, PackageId},
};
use std::collections::{BTreeMap, BTreeSet};

/// From how many packages on each of them is a module.
const MANY_PACKAGES: usize = 8;
/// Above how many modules packages are taken instead, where there are several: a first file must be one to read.
const MANY_UNITS: usize = 30;

/// A module to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Its name in the rules file.
    pub(super) name: String,
    /// The key of the rules file that claims its code: `paths` or `crates`.
    pub(super) key: &'static str,
    /// What that key lists.
    pub(super) value: String,
    /// Whether it is the code of a crate's root alone.
    pub(super) root: bool,
    /// Whether a crate of other code has its name too, so that a selector has to say which is meant.
    pub(super) like_crate: bool,
}

/// All modules to be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Units {
    /// Sorted by what they claim.
    pub(super) all: Vec<Unit>,
    /// For each Rust module of the graph.
    pub(super) of: Vec<Option<u32>>,
    /// Whether they are packages.
    pub(super) packages: bool,
}

impl Unit {
    /// As a selector of the rules file names it.
    pub(super) fn selector(&self) -> String {
        if self.like_crate { format!("module:{}", self.name) } else { self.name.clone() }
    }
}

impl Units {
    /// Those of an analysis.
    pub(super) fn of(analysis: &Analysis) -> Self {
        let packages: BTreeSet<PackageId> = shipped(analysis).map(|id| package(id, analysis)).collect();
        let by_module = Self::by_module(analysis);
        let many = packages.len() >= MANY_PACKAGES || (by_module.all.len() > MANY_UNITS && packages.len() > 1);
        let mut units = if many { Self::by_package(&packages, analysis) } else { by_module };
        let crates: BTreeSet<_> = analysis
            .workspace
            .crates
            .iter()
            .filter(|krate| matches!(krate.kind, CrateKind::Lib | CrateKind::Bin))
            .map(|krate| (krate.name.as_str(), &analysis.workspace.package(krate.package).name))
            .collect();
        for unit in &mut units.all {
            // The crate of the package that a module is means the same code.
            let other = |(krate, package): &(&str, &String)| {
                *krate == unit.name.replace('-', "_") && !(unit.key == "crates" && **package == unit.value)
            };
            unit.like_crate = crates.iter().any(other);
        }
        units
    }

    fn by_package(packages: &BTreeSet<PackageId>, analysis: &Analysis) -> Self {
        let unit = |id: &PackageId| {
            let name = analysis.workspace.package(*id).name.clone();
            Unit { value: name.clone(), name, key: "crates", root: false, like_crate: false }
        };
        let numbers: BTreeMap<_, _> = packages.iter().zip(0u32..).collect();
        let ids = analysis.graph.modules().map(|(id, _)| id);
        Self {
            all: packages.iter().map(unit).collect(),
            of: ids.map(|id| numbers.get(&package(id, analysis)).copied()).collect(),
            packages: true,
        }
    }

    fn by_module(analysis: &Analysis) -> Self {
        let graph = &analysis.graph;
        let mut units = Self { of: vec![None; graph.modules.len()], ..Self::default() };
        let mut names = Names::default();
        // A Rust module's path sorts after its parent's, so the parent's unit is known.
        for id in shipped(analysis) {
            let module = graph.module(id);
            let above = module.parent.filter(|parent| graph.module(*parent).parent.is_some());
            units.of[id.0 as usize] = match (above, module.parent) {
                (Some(above), _) => units.of[above.0 as usize],
                (None, parent) => {
                    let name = names.name(&module.path, parent.is_none());
                    let value = if parent.is_none() { format!("={}", module.path) } else { module.path.clone() };
                    let root = parent.is_none();
                    units.all.push(Unit { name, key: "paths", value, root, like_crate: false });
                    Some(units.all.len() as u32 - 1)
                }
            };
        }
        units
    }
}

/// The Rust modules of libs and bins that are no tests.
fn shipped(analysis: &Analysis) -> impl Iterator<Item = RustModuleId> {
    let modules = analysis.graph.modules().filter(|(_, module)| {
        let kind = analysis.workspace.krate(module.krate).kind;
        matches!(kind, CrateKind::Lib | CrateKind::Bin) && module.context == Context::Production
    });
    modules.map(|(id, _)| id)
}

fn package(id: RustModuleId, analysis: &Analysis) -> PackageId {
    analysis.workspace.krate(analysis.graph.module(id).krate).package
}

/// Names that are taken.
#[derive(Debug, Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// A name for what is at a path: the last segment where that is free, else with the crate's before it.
    fn name(&mut self, path: &str, root: bool) -> String {
        let plain = |text: &str| -> String {
            let known = |char: char| if char.is_alphanumeric() || char == '_' { char } else { '-' };
            text.chars().map(known).collect::<String>().trim_matches('-').to_owned()
        };
        let (krate, last) = path.split_once("::").map_or((path, path), |(krate, rest)| (krate, rest));
        let last = last.rsplit("::").next().unwrap_or(last);
        let long = if root { format!("{}-root", plain(krate)) } else { format!("{}-{}", plain(krate), plain(last)) };
        let short = if root { long.clone() } else { plain(last) };
        let numbered = (2..).map(|number| format!("{long}-{number}"));
        let free = [short, long.clone()].into_iter().chain(numbered).find(|name| !self.0.contains(name));
        let name = free.unwrap_or(long);
        self.0.insert(name.clone());
        name
    }
}
