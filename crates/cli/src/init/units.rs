//! Chooses the modules of a first rules file: the roles of a preset, crates, and folders, named as people name them.

use super::families::{Family, families};
use archcheck_core::{
    analysis::Analysis,
    graph::{Context, RustModuleId},
    rules::ModuleText,
    workspace::{Crate, CrateKind, PackageId},
};
use std::collections::{BTreeMap, BTreeSet};

/// The number of packages from which each package becomes a module.
const MANY_PACKAGES: usize = 4;
/// The number of modules of one package above which its files without folders are no modules.
const MANY_UNITS: usize = 16;
/// The percentage of a workspace that one package contains before its folders become modules.
const LARGE: usize = 60;
/// The same for a package with a program that is large by itself, and its number of Rust modules.
const LARGE_BY_ITSELF: (usize, usize) = (30, 100);
/// How many times as many Rust modules as those that ship a package has if it is one of tests.
const MOSTLY: usize = 5;
/// The number of modules that are still read, if much code is in files rather than folders.
const READABLE: usize = 30;
/// The folders that contain modules.
const CONTAINERS: [&str; 6] = ["features", "slices", "modules", "domains", "contexts", "components"];

/// How to divide a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Division {
    /// Each package is a module
    Crates,
    /// Each top-level folder or file of a crate is a module
    Folders,
}

/// What declares a module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Origin {
    /// The rules file itself, for code that it found.
    #[default]
    Code,
    /// A preset, as a role.
    Role,
    /// A preset that leaves the dependencies between its parts open, as a part.
    Part,
}

/// A module of the first rules file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unit {
    /// The name in the rules file.
    pub(super) name: String,
    /// `paths`
    pub(super) paths: Vec<String>,
    /// `crates`
    pub(super) crates: Vec<String>,
    /// Whether it contains the root of a crate, so that most code and it depend on each other.
    pub(super) root: bool,
    /// What declares it.
    pub(super) origin: Origin,
    /// Whether a crate with other code has the same name, so that a selector must be explicit.
    pub(super) like_crate: bool,
    /// Whether nearly all of its code is in tests, so that a rule about the rest says nothing.
    pub(super) only_tests: bool,
}

/// The modules of the first rules file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Units {
    /// The modules.
    pub(super) all: Vec<Unit>,
    /// The module that contains each Rust module of the graph.
    pub(super) of: Vec<Option<u32>>,
    /// Whether most modules are packages.
    pub(super) packages: bool,
    /// The folders whose children are modules.
    pub(super) containers: BTreeSet<RustModuleId>,
}

impl Unit {
    /// Returns the selector for the module in rules.
    pub(super) fn selector(&self) -> String {
        if self.like_crate { format!("module:{}", self.name) } else { self.name.clone() }
    }
}

impl Units {
    /// Chooses the modules of a workspace. Those of a preset come first.
    pub(super) fn of(analysis: &Analysis, preset: &[ModuleText], division: Option<Division>) -> Self {
        let mut builder = Builder::new(analysis, division);
        let split = builder.split.iter().filter_map(|id| builder.modules.get(id)).flatten().copied();
        builder.units.containers = split.filter(|id| builder.is_folder_of_modules(*id)).collect();
        builder.add_preset(preset);
        let whole = builder.packages.iter().copied().filter(|id| !builder.split.contains(id)).collect();
        builder.families = families(&whole, &builder.packages, &analysis.workspace);
        for package in builder.packages.clone() {
            builder.add_package(package);
        }
        builder.finish()
    }
}

/// Returns the Rust modules of libraries and binaries, without tests.
pub(super) fn shipped(analysis: &Analysis) -> impl Iterator<Item = RustModuleId> {
    let modules = analysis.graph.modules().filter(|(_, module)| {
        let kind = analysis.workspace.krate(module.krate).kind;
        matches!(kind, CrateKind::Lib | CrateKind::Bin) && module.context == Context::Production
    });
    modules.map(|(id, _)| id)
}

struct Builder<'a> {
    analysis: &'a Analysis,
    units: Units,
    /// The packages with production code, and its Rust modules.
    modules: BTreeMap<PackageId, Vec<RustModuleId>>,
    packages: Vec<PackageId>,
    children: BTreeMap<RustModuleId, Vec<RustModuleId>>,
    /// The packages whose folders are modules.
    split: BTreeSet<PackageId>,
    names: BTreeSet<String>,
    /// The family of each package that is in one.
    families: BTreeMap<PackageId, Family>,
}

impl<'a> Builder<'a> {
    fn new(analysis: &'a Analysis, division: Option<Division>) -> Self {
        let mut modules: BTreeMap<PackageId, Vec<RustModuleId>> = BTreeMap::new();
        let mut children: BTreeMap<RustModuleId, Vec<RustModuleId>> = BTreeMap::new();
        for id in shipped(analysis) {
            let module = analysis.graph.module(id);
            modules.entry(analysis.workspace.krate(module.krate).package).or_default().push(id);
            if let Some(parent) = module.parent {
                children.entry(parent).or_default().push(id);
            }
        }
        let total: usize = modules.values().map(Vec::len).sum();
        // Others use a library as a whole.
        let is_of_program = |id: &RustModuleId| {
            let krate = analysis.graph.module(*id).krate;
            analysis.workspace.krate(krate).kind == CrateKind::Bin
        };
        let is_large = |ids: &Vec<RustModuleId>| {
            let share = ids.len() * 100 / total.max(1);
            let is_by_itself = share >= LARGE_BY_ITSELF.0 && ids.len() >= LARGE_BY_ITSELF.1;
            share >= LARGE && ids.len() > 8 || is_by_itself && ids.iter().any(is_of_program)
        };
        let is_split = |ids: &Vec<RustModuleId>| match division {
            Some(Division::Crates) => false,
            Some(Division::Folders) => true,
            None => modules.len() == 1 || is_large(ids) || (modules.len() < MANY_PACKAGES && ids.len() > 4),
        };
        let split: BTreeSet<_> = modules.iter().filter(|(_, ids)| is_split(ids)).map(|(id, _)| *id).collect();
        let units =
            Units { of: vec![None; analysis.graph.modules.len()], packages: split.is_empty(), ..Units::default() };
        let packages = modules.keys().copied().collect();
        Self { analysis, units, packages, modules, children, split, names: BTreeSet::new(), families: BTreeMap::new() }
    }

    /// Returns the pattern of a Rust module. The name of a library alone also means the programs of that name.
    fn path(&self, id: RustModuleId) -> String {
        let module = self.analysis.graph.module(id);
        let krate = self.analysis.workspace.krate(module.krate);
        let is_like =
            |other: &Crate| other.kind == CrateKind::Bin && other.name == krate.name && other.package != krate.package;
        let is_ambiguous = krate.kind == CrateKind::Lib && self.analysis.workspace.crates.iter().any(is_like);
        if is_ambiguous { format!("lib:{}", module.path) } else { module.path.clone() }
    }

    fn package_name(&self, package: PackageId) -> &'a str {
        &self.analysis.workspace.package(package).name
    }

    fn add(&mut self, unit: Unit) -> u32 {
        self.names.insert(unit.name.clone());
        self.units.all.push(unit);
        self.units.all.len() as u32 - 1
    }

    /// Adds the modules of a preset, and the code in them.
    fn add_preset(&mut self, modules: &[ModuleText]) {
        let mut exact: BTreeMap<&str, u32> = BTreeMap::new();
        let mut below: BTreeMap<&str, u32> = BTreeMap::new();
        let mut crates: BTreeMap<&str, u32> = BTreeMap::new();
        for module in modules {
            let root = module.name == "composition-root";
            let (paths, held) = (module.paths.clone(), module.crates.clone());
            let id = self.add(Unit {
                name: module.name.clone(),
                paths,
                crates: held,
                root,
                origin: if module.exposes.is_some() { Origin::Part } else { Origin::Role },
                ..Unit::default()
            });
            for path in &module.paths {
                match path.strip_prefix('=') {
                    Some(path) => exact.insert(path, id),
                    None => below.insert(path, id),
                };
            }
            crates.extend(module.crates.iter().map(|krate| (krate.as_str(), id)));
        }
        for (package, ids) in &self.modules {
            let name = self.package_name(*package);
            for id in ids {
                let module = self.analysis.graph.module(*id);
                let path = module.path.as_str();
                // Code below an exact path is not part of that module.
                let above = module
                    .parent
                    .filter(|parent| !exact.contains_key(self.analysis.graph.module(*parent).path.as_str()));
                let inherited = above.and_then(|parent| self.units.of[parent.0 as usize]);
                let own = below.get(path).or_else(|| exact.get(path)).copied();
                self.units.of[id.0 as usize] = own.or(inherited).or_else(|| crates.get(name).copied());
            }
        }
    }

    /// Adds the modules for the code of a package that has none yet.
    fn add_package(&mut self, package: PackageId) {
        let ids = self.modules.get(&package).cloned().unwrap_or_default();
        let left: Vec<RustModuleId> = ids.iter().copied().filter(|id| self.unit_of(*id).is_none()).collect();
        if left.is_empty() {
            return;
        }
        let is_whole = left.len() == ids.len();
        let family = self.families.get(&package).cloned();
        if let Some(family) = family.filter(|_| is_whole && !self.split.contains(&package)) {
            let known =
                self.units.all.iter().position(|unit| unit.crates == family.crates && unit.origin == Origin::Code);
            let unit = known.map_or_else(
                || {
                    let name = self.free_name(&family.name, package);
                    self.add(Unit { name, crates: family.crates, ..Unit::default() })
                },
                |index| index as u32,
            );
            for id in left {
                self.units.of[id.0 as usize] = Some(unit);
            }
            return;
        }
        if is_whole && !self.split.contains(&package) {
            let name = self.free_name(self.package_name(package), package);
            let value = self.package_name(package).to_owned();
            let only_tests = self.is_of_tests(package, ids.len());
            let unit = self.add(Unit { name, crates: vec![value], only_tests, ..Unit::default() });
            for id in left {
                self.units.of[id.0 as usize] = Some(unit);
            }
            return;
        }
        self.add_folders(package, &left);
    }

    /// Returns whether nearly all Rust modules of a package are tests. `shipped` is the number of the others.
    fn is_of_tests(&self, package: PackageId, shipped: usize) -> bool {
        let workspace = &self.analysis.workspace;
        let own = self.analysis.graph.modules.iter().filter(|module| workspace.krate(module.krate).package == package);
        own.count() > shipped * MOSTLY
    }

    fn unit_of(&self, id: RustModuleId) -> Option<u32> {
        self.units.of[id.0 as usize]
    }

    fn children(&self, id: RustModuleId) -> &[RustModuleId] {
        self.children.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    fn last(&self, id: RustModuleId) -> &'a str {
        let path = &self.analysis.graph.module(id).path;
        path.rsplit("::").next().unwrap_or(path)
    }

    /// Adds a module for each folder, each file, and the root of a package.
    fn add_folders(&mut self, package: PackageId, left: &[RustModuleId]) {
        let mut groups: BTreeMap<String, Vec<RustModuleId>> = BTreeMap::new();
        let mut roots: Vec<RustModuleId> = Vec::new();
        for id in left {
            let module = self.analysis.graph.module(*id);
            match module.parent {
                None => roots.push(*id),
                Some(parent) if self.is_container(parent) || !left.contains(&parent) => {
                    groups.entry(self.last(*id).to_owned()).or_default().push(*id);
                }
                Some(_) => {}
            }
        }
        // With many files, only folders are modules; the files belong to the root.
        let is_folder = |ids: &Vec<RustModuleId>| ids.iter().any(|id| !self.children(*id).is_empty());
        let folders = groups.values().filter(|ids| is_folder(ids)).count();
        let in_files: usize = groups.values().filter(|ids| !is_folder(ids)).map(Vec::len).sum();
        let is_of_files = in_files * 5 > left.len() * 2 && groups.len() <= READABLE;
        let has_rest = groups.len() > MANY_UNITS && folders > 2 && !roots.is_empty() && !is_of_files;
        if has_rest {
            let files: Vec<String> =
                groups.iter().filter(|(_, ids)| !is_folder(ids)).map(|(name, _)| name.clone()).collect();
            for name in files {
                groups.remove(&name);
            }
        }
        // A folder that only contains modules belongs to the root, too.
        if !roots.is_empty() {
            groups.retain(|_, ids| !ids.iter().all(|id| self.is_container(*id)));
        }
        let mut of: BTreeMap<RustModuleId, u32> = BTreeMap::new();
        if !roots.is_empty() {
            let paths = self.root_paths(&roots, left, has_rest);
            let name = self.root_name(&roots, package);
            let unit = self.add(Unit { name, paths, root: true, ..Unit::default() });
            of.extend(roots.iter().map(|id| (*id, unit)));
        }
        for (name, ids) in groups {
            let name = self.free_name(&name, package);
            let paths = ids.iter().map(|id| self.path(*id)).collect();
            let unit = self.add(Unit { name, paths, ..Unit::default() });
            of.extend(ids.iter().map(|id| (*id, unit)));
        }
        // Parents come before their children.
        for id in left {
            let parent = self.analysis.graph.module(*id).parent;
            let unit = of.get(id).copied().or_else(|| parent.and_then(|parent| self.unit_of(parent)));
            self.units.of[id.0 as usize] = unit;
        }
    }

    /// Returns whether the children of a Rust module are modules: that of the root of a crate, or of a folder of features.
    fn is_container(&self, id: RustModuleId) -> bool {
        self.analysis.graph.module(id).parent.is_none() || self.units.containers.contains(&id)
    }

    /// Returns whether a top-level Rust module is a folder of features or similar.
    fn is_folder_of_modules(&self, id: RustModuleId) -> bool {
        let Some(parent) = self.analysis.graph.module(id).parent else { return false };
        let is_top = self.analysis.graph.module(parent).parent.is_none();
        let folders = self.children(id).iter().filter(|child| !self.children(**child).is_empty()).count();
        let is_of_features = ["features", "slices"].contains(&self.last(id)) && self.children(id).len() > 1;
        is_top && CONTAINERS.contains(&self.last(id)) && (folders > 1 || is_of_features)
    }

    /// Returns the paths of the roots of a package's crates, with the containers in them.
    fn root_paths(&self, roots: &[RustModuleId], left: &[RustModuleId], has_rest: bool) -> Vec<String> {
        let mut paths = Vec::new();
        for root in roots {
            let is_alone = self.children(*root).is_empty();
            paths.push(if has_rest || is_alone { self.path(*root) } else { format!("={}", self.path(*root)) });
        }
        let containers = left.iter().filter(|id| !roots.contains(id) && self.is_container(**id));
        if !has_rest {
            paths.extend(containers.map(|id| format!("={}", self.path(*id))));
        }
        paths
    }

    /// Returns the name of the module with the roots of a package: `main` if it is the only package and has no library.
    fn root_name(&self, roots: &[RustModuleId], package: PackageId) -> String {
        let kind = |id: &RustModuleId| self.analysis.workspace.krate(self.analysis.graph.module(*id).krate).kind;
        let has_library = roots.iter().any(|id| kind(id) == CrateKind::Lib);
        let name = if has_library || self.packages.len() > 1 { self.package_name(package) } else { "main" };
        self.free_name(name, package)
    }

    /// Returns a name that is not taken: the name itself, or with that of the package before it.
    fn free_name(&self, name: &str, package: PackageId) -> String {
        let plain = |text: &str| -> String {
            let known = |char: char| if char.is_alphanumeric() || char == '_' { char } else { '-' };
            text.chars().map(known).collect::<String>().trim_matches('-').to_owned()
        };
        let short = plain(name);
        let long = format!("{}-{short}", plain(self.package_name(package)));
        let numbered = (2..).map(|number| format!("{long}-{number}"));
        let free = [short, long.clone()].into_iter().chain(numbered).find(|name| !self.names.contains(name));
        free.unwrap_or(long)
    }

    fn finish(mut self) -> Units {
        let crates: BTreeSet<_> = self
            .analysis
            .workspace
            .crates
            .iter()
            .filter(|krate| matches!(krate.kind, CrateKind::Lib | CrateKind::Bin))
            .map(|krate| (krate.name.as_str(), &self.analysis.workspace.package(krate.package).name))
            .collect();
        for unit in &mut self.units.all {
            // The crate of a package that is a module has the same code.
            let other = |(krate, package): &(&str, &String)| {
                *krate == unit.name.replace('-', "_") && unit.crates.as_slice() != std::slice::from_ref(*package)
            };
            unit.like_crate = crates.iter().any(other);
        }
        self.units
    }
}
