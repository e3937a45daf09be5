//! Chooses the modules of a first rules file: packages if there are many, else top-level Rust modules and crate roots.

use archcheck_core::{
    analysis::Analysis,
    graph::{Context, RustModuleId},
    workspace::{CrateKind, PackageId},
};
use std::collections::{BTreeMap, BTreeSet};

/// The number of packages from which each package becomes a module.
const MANY_PACKAGES: usize = 8;
/// The number of modules above which packages become modules, so that a first file stays readable.
const MANY_UNITS: usize = 30;

/// A module of the first rules file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// The name in the rules file.
    pub(super) name: String,
    /// The key that selects its code: `paths` or `crates`.
    pub(super) key: &'static str,
    /// The value of that key.
    pub(super) value: String,
    /// Whether it is the root of a crate, without its modules.
    pub(super) root: bool,
    /// Whether a crate with other code has the same name, so that a selector must be explicit.
    pub(super) like_crate: bool,
}

/// The modules of the first rules file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Units {
    /// The modules, sorted by the code they select.
    pub(super) all: Vec<Unit>,
    /// The module that contains each Rust module of the graph.
    pub(super) of: Vec<Option<u32>>,
    /// Whether the modules are packages.
    pub(super) packages: bool,
}

impl Unit {
    /// Returns the selector for the module in rules.
    pub(super) fn selector(&self) -> String {
        if self.like_crate { format!("module:{}", self.name) } else { self.name.clone() }
    }
}

impl Units {
    /// Chooses the modules of a workspace.
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
            // The crate of a package that is a module has the same code.
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

/// Returns the Rust modules of libraries and binaries, without tests.
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

/// The names that are taken.
#[derive(Debug, Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// Takes a name for a path: the last segment if it is free, else with the crate's name before it.
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
