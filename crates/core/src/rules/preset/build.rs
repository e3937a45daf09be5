//! Makes the modules, layers and rules of each preset from the code of its roles. It does not search for code.

use super::{
    catalog::{AVOIDED, Preset, ROOT, SHARED, Shape},
    expansion::{Expansion, LayersText, ModuleText, RuleText},
    find::{Found, FoundRole},
};
use crate::workspace::{Crate, CrateKind, Workspace};
use std::collections::BTreeMap;

/// The parameters that change the rules.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    /// The names of modules have this prefix.
    pub(super) prefix: String,
    /// What the domain must not use, instead of the usual list.
    pub(super) avoids: Option<Vec<String>>,
    /// What the domain may use nevertheless.
    pub(super) may_use: Vec<String>,
    /// Whether a layer may use only the one directly below it.
    pub(super) closed: bool,
    /// The names of crates, which a selector of a module must not be confused with.
    pub(super) crates: Vec<String>,
    /// A pattern of the library's root for each package that has a library.
    pub(super) roots: BTreeMap<String, String>,
}

/// Returns a pattern of the root of each library, by its package. A library can have another name than its package, and two
/// packages can have libraries of the same name.
pub(super) fn library_roots(workspace: &Workspace) -> BTreeMap<String, String> {
    let libraries = || workspace.crates.iter().filter(|krate| krate.kind == CrateKind::Lib);
    let root = |krate: &Crate| {
        let package = workspace.package(krate.package).name.clone();
        let is_unique = libraries().filter(|other| other.name == krate.name).count() == 1;
        let root = if is_unique { format!("={}", krate.name) } else { format!("={}@{package}", krate.name) };
        (package, root)
    };
    libraries().map(root).collect()
}

/// Makes the modules and rules of a preset.
pub(super) fn build(preset: &Preset, found: &Found, options: &Options) -> Expansion {
    let build = Build { found, options };
    let mut expansion = match preset.name {
        "layered" => build.layered(),
        "onion" => build.onion(),
        "hexagonal" => build.hexagonal(),
        "modulith" => build.modulith(),
        "vertical-slices" => build.vertical_slices(),
        "cqrs" => build.cqrs(),
        _ => build.workspace_layers(),
    };
    // The rules of `cqrs` name code, so that it can be used beside a preset whose modules contain this code.
    let needs_modules = preset.name != "cqrs";
    let roles = found.roles.iter().chain(&found.parts).chain(&found.elsewhere);
    for role in roles.filter(|_| needs_modules) {
        let is_part = found.parts.contains(role);
        let exposes = (preset.name == "modulith" && is_part).then(|| exposed(role, options));
        expansion.modules.push(ModuleText {
            name: build.name(&role.name),
            paths: role.paths.clone(),
            crates: role.crates.clone(),
            exposes,
        });
    }
    debug_assert!(preset.shape != Shape::Parts || expansion.layers.is_empty());
    expansion
}

struct Build<'f> {
    found: &'f Found,
    options: &'f Options,
}

impl Build<'_> {
    /// Returns the name of a role's module. All architectures share the modules of code that belongs to none of them.
    fn name(&self, role: &str) -> String {
        let prefix = if [ROOT, SHARED].contains(&role) { "" } else { &self.options.prefix };
        format!("{prefix}{role}")
    }

    /// Returns the selector of a role's module.
    fn module(&self, role: &str) -> String {
        let name = self.name(role);
        let is_crate = self.options.crates.iter().any(|krate| *krate == name.replace('-', "_"));
        if is_crate { format!("module:{name}") } else { name }
    }

    /// Returns the selectors of those roles that have code.
    fn modules(&self, roles: &[&str]) -> Vec<String> {
        let all = self.found.roles.iter().chain(&self.found.elsewhere);
        let has = |role: &&&str| all.clone().any(|found| found.name == ***role);
        roles.iter().filter(has).map(|role| self.module(role)).collect()
    }

    /// Returns the selectors of the code of roles, whichever module owns it.
    fn code(&self, roles: &[&str]) -> Vec<String> {
        roles.iter().filter_map(|role| self.found.role(role)).flat_map(code_of).collect()
    }

    /// Returns levels without those that are empty.
    fn levels(&self, levels: &[(&[&str], bool)]) -> Vec<(Vec<String>, bool)> {
        let levels = levels.iter().map(|(roles, is_free)| (self.modules(roles), *is_free));
        levels.filter(|(roles, _)| !roles.is_empty()).collect()
    }

    fn stack(&self, id: &'static str, order: Vec<(Vec<String>, bool)>, reason: &'static str) -> Vec<LayersText> {
        let is_useful = order.len() > 1 || order.iter().any(|(level, is_free)| level.len() > 1 && !is_free);
        let stack = LayersText { id, order, closed: self.options.closed, reason };
        is_useful.then_some(stack).into_iter().collect()
    }

    /// Keeps technology out of some roles.
    fn pure(&self, roles: &[&str]) -> Vec<RuleText> {
        let from = self.modules(roles);
        let usual = || AVOIDED.iter().map(|selector| (*selector).to_owned()).collect();
        let mut to: Vec<String> = self.options.avoids.clone().unwrap_or_else(usual);
        // An entry that is not in the list can be a part of one that is.
        let except: Vec<String> = self.options.may_use.iter().filter(|one| !to.contains(one)).cloned().collect();
        to.retain(|selector| !self.options.may_use.contains(selector));
        if from.is_empty() || to.is_empty() {
            return Vec::new();
        }
        let mut lists = vec![("from", from), ("to", to)];
        if !except.is_empty() {
            lists.push(("except", except));
        }
        let reason = "the domain must run, and be tested, without I/O and frameworks";
        vec![RuleText { id: "domain-is-pure", kind: "forbid", lists, reason }]
    }

    fn layered(&self) -> Expansion {
        let order = if self.found.levels.is_empty() {
            self.levels(&[
                (&["presentation"], false),
                (&["services"], false),
                (&["persistence"], false),
                (&["model"], false),
                (&[SHARED], false),
            ])
        } else {
            self.own_levels()
        };
        let reason = "each layer can be understood, and replaced, without those above it";
        Expansion { layers: self.stack("layers", order, reason), ..Expansion::default() }
    }

    fn onion(&self) -> Expansion {
        let order = self.levels(&[
            (&["presentation", "infrastructure"], false),
            (&["application"], false),
            (&["domain"], false),
            (&[SHARED], false),
        ]);
        let reason = "dependencies point inward: technology can change without the domain";
        Expansion {
            layers: self.stack("points-inward", order, reason),
            rules: self.pure(&["domain"]),
            ..Expansion::default()
        }
    }

    fn hexagonal(&self) -> Expansion {
        let nested = self.found.role("adapters").is_some_and(|role| role.contains_roles);
        let outer: &[(&[&str], bool)] = if nested {
            &[(&["inbound", "outbound"], false), (&["adapters"], false)]
        } else {
            &[(&["inbound", "outbound", "adapters"], false)]
        };
        let inner: &[(&[&str], bool)] = &[(&["application"], false), (&["ports", "domain"], true), (&[SHARED], false)];
        let reason = "dependencies point inward: an adapter can be replaced without the application";
        Expansion {
            layers: self.stack("points-inward", self.levels(&[outer, inner].concat()), reason),
            rules: self.adapters_apart().into_iter().chain(self.pure(&["domain", "ports"])).collect(),
            ..Expansion::default()
        }
    }

    /// Keeps adapters of the role `adapters` from knowing each other.
    fn adapters_apart(&self) -> Option<RuleText> {
        let among = self.found.adapters.clone();
        (!among.is_empty()).then_some(RuleText {
            id: "adapters-are-apart",
            kind: "independent",
            lists: vec![("among", among)],
            reason: "an adapter can be replaced, or removed, without looking at the others",
        })
    }

    fn workspace_layers(&self) -> Expansion {
        let order = if self.found.levels.is_empty() {
            self.levels(&[
                (&["apps"], true),
                (&["services"], true),
                (&["infrastructure"], true),
                (&["domain"], true),
                (&[SHARED], true),
            ])
        } else {
            self.own_levels()
        };
        let reason = "a crate can be built, tested and reused without the crates above it";
        Expansion { layers: self.stack("layers", order, reason), ..Expansion::default() }
    }

    /// Returns the levels that the rules file lists, above shared code.
    fn own_levels(&self) -> Vec<(Vec<String>, bool)> {
        let level = |level: &Vec<String>| {
            let roles: Vec<&str> = level.iter().map(String::as_str).collect();
            (self.modules(&roles), false)
        };
        let shared = (self.modules(&[SHARED]), false);
        let listed = self.found.levels.iter().flatten().any(|name| name == SHARED);
        let levels = self.found.levels.iter().map(level).chain((!listed).then_some(shared));
        levels.filter(|(roles, _)| !roles.is_empty()).collect()
    }

    fn parts(&self) -> Vec<String> {
        if !self.found.part_patterns.is_empty() {
            return self.found.part_patterns.clone();
        }
        self.found.parts.iter().flat_map(code_of).collect()
    }

    /// Keeps shared code from knowing the parts.
    fn shared(&self) -> Vec<RuleText> {
        let (from, to) = (self.code(&[SHARED]), self.parts());
        if from.is_empty() || to.is_empty() {
            return Vec::new();
        }
        vec![RuleText {
            id: "shared-code-stands-alone",
            kind: "forbid",
            lists: vec![("from", from), ("to", to)],
            reason: "what all parts use must not depend on one of them",
        }]
    }

    fn modulith(&self) -> Expansion {
        let cycles = RuleText {
            id: "acyclic-modules",
            kind: "acyclic",
            lists: vec![("among", self.parts())],
            reason: "without cycles, a module can be understood, changed and extracted on its own",
        };
        let cycles = (self.found.parts.len() > 1).then_some(cycles);
        Expansion { rules: cycles.into_iter().chain(self.shared()).collect(), ..Expansion::default() }
    }

    fn vertical_slices(&self) -> Expansion {
        let apart = RuleText {
            id: "features-are-apart",
            kind: "independent",
            lists: vec![("among", self.parts())],
            reason: "a feature can be changed, or removed, without looking at the others",
        };
        let apart = (self.found.parts.len() > 1).then_some(apart);
        Expansion { rules: apart.into_iter().chain(self.shared()).collect(), ..Expansion::default() }
    }

    fn cqrs(&self) -> Expansion {
        let forbid = |id, from: &[&str], to: &[&str], reason| {
            let (from, to) = (self.code(from), self.code(to));
            let lists = vec![("from", from), ("to", to)];
            let is_useful = lists.iter().all(|(_, list)| !list.is_empty());
            is_useful.then_some(RuleText { id, kind: "forbid", lists, reason })
        };
        let reads = "queries must not change anything, and can be scaled on their own";
        let writes = "a command must not depend on what is shown to readers";
        let inner = "the domain and shared code do not know which requests use them";
        let rules = [
            forbid("queries-know-no-commands", &["queries"], &["commands"], reads),
            forbid("commands-know-no-queries", &["commands"], &["queries"], writes),
            forbid("domain-knows-no-requests", &["domain", SHARED], &["commands", "queries"], inner),
        ];
        Expansion { rules: rules.into_iter().flatten().collect(), ..Expansion::default() }
    }
}

/// Returns the patterns of what a part exposes: the names in its root.
fn exposed(part: &FoundRole, options: &Options) -> Vec<String> {
    let crates = part.crates.iter().filter_map(|package| options.roots.get(package).cloned());
    part.paths.iter().map(|path| format!("={path}")).chain(crates).collect()
}

/// Returns the selectors of the code of a role.
fn code_of(role: &FoundRole) -> Vec<String> {
    let crates = role.crates.iter().map(|krate| format!("crate:{krate}"));
    role.paths.iter().cloned().chain(crates).collect()
}
