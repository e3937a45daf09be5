//! Finds the code of each role of a preset: folders of one crate, folders of several containers, or whole crates. It makes
//! no rules.

use super::{
    adapters,
    catalog::{ADAPTER_ROLES, ADAPTERS_ROLE, FEATURE_FOLDERS, Preset, ROOT, Role, SHARED, Shape},
    places::Places,
    words,
};
use crate::{
    codes::Code,
    graph::RustModuleId,
    rules::{
        coverage::report_no_match,
        matching::Binding,
        names::Names,
        pattern::Pattern,
        suggest,
        table::{Problems, Text},
    },
    workspace::{CrateKind, PackageId},
};
use std::collections::{BTreeMap, BTreeSet};

/// The parameters that narrow the search.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parameters<'d> {
    pub(super) within: Option<&'d [Text]>,
    pub(super) crates: Option<&'d [Text]>,
    pub(super) roles: &'d [(Text, Vec<Text>)],
    pub(super) layers: Option<&'d [Vec<Text>]>,
    /// In the rules file of a package, that package.
    pub(super) member: Option<PackageId>,
}

/// The code of the roles of a preset.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The roles with code, in the order of the preset.
    pub(super) roles: Vec<FoundRole>,
    /// For presets of parts, the parts.
    pub(super) parts: Vec<FoundRole>,
    /// Patterns that match exactly the parts, so that they match new ones, too. Empty if some children of the place are no
    /// parts.
    pub(super) part_patterns: Vec<String>,
    /// The levels of `layers`, each with the names of its roles.
    pub(super) levels: Vec<Vec<String>>,
    /// Selectors whose matches are the adapters of the role `adapters`. Empty if there are not several.
    pub(super) adapters: Vec<String>,
    /// What is missing, in one sentence each.
    pub(super) missing: Vec<String>,
    /// Whether the parts are in a place for them: a folder or directory of features.
    pub(super) of_features: bool,
    /// A name of code for each role without any, which can exist in another configuration.
    pub(super) elsewhere: Vec<FoundRole>,
}

/// The code of one role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FoundRole {
    pub(super) name: String,
    pub(super) paths: Vec<String>,
    pub(super) crates: Vec<String>,
    /// Whether other roles are inside of this one.
    pub(super) contains_roles: bool,
}

impl Found {
    pub(super) fn role(&self, name: &str) -> Option<&FoundRole> {
        self.roles.iter().find(|role| role.name == name)
    }

    /// Returns how many roles or parts have code, without those that any code can have.
    pub(super) fn count(&self) -> usize {
        self.parts.len() + self.roles.iter().filter(|role| ![ROOT, SHARED].contains(&role.name.as_str())).count()
    }
}

/// What to search for one role.
struct Search<'d> {
    name: String,
    names: Vec<Vec<String>>,
    inside: Option<(&'static str, Vec<String>)>,
    patterns: Vec<(Pattern, &'d Text)>,
    globs: Vec<&'d Text>,
    /// Names that the rules file contains, each of which must match.
    chosen: Vec<&'d Text>,
}

impl<'d> Search<'d> {
    fn of(role: &Role) -> Self {
        let all = |names: &&[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            name: role.name.to_owned(),
            names: role.names.iter().map(all).collect(),
            inside: role.inside.map(|(outer, names)| (outer, all(&names))),
            patterns: Vec::new(),
            globs: Vec::new(),
            chosen: Vec::new(),
        }
    }

    /// Replaces the usual names with those that the rules file contains.
    fn choose(&mut self, entries: &'d [Text], names: &Names<'_>, problems: &mut Problems) {
        self.names = vec![Vec::new()];
        self.inside = None;
        for text in entries {
            if text.value.starts_with("crate:") {
                self.globs.push(text);
            } else if text.value.contains("::") || text.value.starts_with('=') {
                self.patterns.extend(names.pattern(text, problems).map(|pattern| (pattern, text)));
            } else {
                self.names[0].push(words::normalize(&text.value));
                self.chosen.push(text);
            }
        }
    }

    fn is_explicit(&self) -> bool {
        !self.patterns.is_empty() || !self.globs.is_empty()
    }

    fn is_special(&self) -> bool {
        self.name == ROOT || self.name == SHARED
    }
}

impl Places<'_> {
    /// Returns the children of a container that have each role, by the index of the role.
    fn roles_in(&self, container: RustModuleId, searches: &[Search<'_>]) -> BTreeMap<usize, Vec<RustModuleId>> {
        let mut found = BTreeMap::new();
        for (index, search) in searches.iter().enumerate() {
            let named = |names: &Vec<String>, within: RustModuleId| -> Vec<RustModuleId> {
                self.children(within).iter().copied().filter(|id| names.contains(&self.last(*id))).collect()
            };
            let first = search.names.iter().map(|names| named(names, container)).find(|found| !found.is_empty());
            let mut all = first.unwrap_or_default();
            if let Some((outer, names)) = &search.inside
                && let Some(outer) = searches.iter().find(|other| other.name == *outer)
            {
                let outer = outer.names.iter().flat_map(|names| named(names, container));
                all.extend(outer.flat_map(|outer| named(names, outer)));
            }
            if !all.is_empty() {
                found.insert(index, all);
            }
        }
        found
    }

    /// Returns the packages that have each role, by the index of the role.
    fn roles_of_packages(
        &self,
        among: &BTreeSet<PackageId>,
        searches: &[Search<'_>],
    ) -> BTreeMap<usize, Vec<PackageId>> {
        let mut best: BTreeMap<PackageId, (usize, usize, usize)> = BTreeMap::new();
        for (index, search) in searches.iter().enumerate() {
            for id in among {
                let package = self.code.workspace.package(*id);
                let fits = search.names.iter().enumerate().flat_map(|(tier, names)| {
                    let fit = |name: &String| words::fit(&package.name, &package.directory, name);
                    names.iter().filter_map(fit).map(move |fit| (fit, index, tier))
                });
                if let Some(fit) = fits.min() {
                    best.entry(*id).and_modify(|best| *best = fit.min(*best)).or_insert(fit);
                }
            }
        }
        let mut found: BTreeMap<usize, Vec<PackageId>> = BTreeMap::new();
        for (id, (_, index, tier)) in &best {
            let first = best.values().filter(|(_, other, _)| other == index).map(|(_, _, tier)| *tier).min();
            if first == Some(*tier) {
                found.entry(*index).or_default().push(*id);
            }
        }
        found
    }
}

/// Searches the workspace for the roles or parts of a preset. Reports the parameters that match nothing.
pub(super) fn find(preset: &Preset, given: Parameters<'_>, names: &Names<'_>, problems: &mut Problems) -> Found {
    let places = Places::new(&names.code, given.member);
    let (searches, levels) = searches(preset, given, names, problems);
    let within = given.within.map(|within| containers(within, names, problems));
    let packages = given.crates.map(|globs| {
        let mut chosen = BTreeSet::new();
        for text in globs {
            chosen.extend(packages(text, &text.value, names, problems));
        }
        chosen
    });
    let (place, of_features) = match preset.shape {
        Shape::Parts => part_place(preset, within, packages, &places),
        Shape::Roles => (role_place(preset, within, packages, &searches, &places), false),
        Shape::Crates => (Place::Packages(packages.unwrap_or_else(|| places.packages.clone())), false),
    };
    let mut found = collect(preset, &place, &searches, &places, names, problems);
    found.levels = levels;
    found.of_features = of_features;
    report_unmatched(&searches, &found, names, problems);
    found.missing = missing(preset, given, &found, &place, &places);
    found
}

/// Where the roles or parts are.
enum Place {
    /// The children of these Rust modules.
    Folders(Vec<RustModuleId>),
    /// Some of these packages.
    Packages(BTreeSet<PackageId>),
}

fn searches<'d>(
    preset: &Preset,
    given: Parameters<'d>,
    names: &Names<'_>,
    problems: &mut Problems,
) -> (Vec<Search<'d>>, Vec<Vec<String>>) {
    let mut searches: Vec<Search<'d>> = Vec::new();
    let mut levels: Vec<Vec<String>> = Vec::new();
    let own_layers = given.layers.filter(|_| preset.has_layers);
    let is_kept = |role: &&&Role| own_layers.is_none() || role.name == ROOT || role.name == SHARED;
    for role in preset.roles.iter().filter(is_kept).filter(|role| !role.names.is_empty()) {
        searches.push(Search::of(role));
    }
    for level in own_layers.into_iter().flatten() {
        let mut own = Vec::new();
        for text in level {
            let name = layer_name(&text.value);
            if name.is_empty() || own.contains(&name) || levels.iter().flatten().any(|other| *other == name) {
                let message = format!("`layers` lists the layer `{}` twice, or its name has no letters", text.value);
                problems.report(Code::DuplicateName, text.span.clone(), message);
                continue;
            }
            searches.retain(|search| search.name != name);
            let mut search = Search::of(&Role { name: "", doc: "", names: &[], inside: None });
            search.name.clone_from(&name);
            let entry = std::slice::from_ref(text);
            if preset.shape == Shape::Crates && !text.value.contains("::") {
                search.globs.push(text);
            } else {
                search.choose(entry, names, problems);
            }
            own.push(name);
            searches.push(search);
        }
        levels.push(own);
    }
    for (name, entries) in given.roles {
        if let Some(search) = searches.iter_mut().find(|search| search.name == name.value) {
            search.choose(entries, names, problems);
        } else {
            let message = format!("the preset `{}` has no role `{}`", preset.name, name.value);
            let known = searches.iter().map(|search| search.name.as_str());
            let listed: Vec<String> = known.clone().map(|name| format!("`{name}`")).collect();
            let help = suggest::sentence(&name.value, known);
            let help = help.unwrap_or_else(|| format!("its roles are {}", listed.join(", ")));
            problems.report(Code::UnknownName, name.span.clone(), message).help.push(help);
        }
    }
    // What the rules file names for one role is not that of another one by its usual name.
    let chosen: BTreeSet<String> =
        searches.iter().flat_map(|search| &search.chosen).map(|text| words::normalize(&text.value)).collect();
    for search in searches.iter_mut().filter(|search| search.chosen.is_empty()) {
        for names in &mut search.names {
            names.retain(|name| !chosen.contains(name));
        }
    }
    (searches, levels)
}

/// Returns the name of the module for an entry of `layers`: its last word.
fn layer_name(text: &str) -> String {
    let last = text.rsplit("::").next().unwrap_or(text);
    let last = last.strip_prefix("crate:").unwrap_or(last);
    let mut parts = last.split('/').filter(|part| part.contains(char::is_alphanumeric));
    let known = |char: char| if char.is_alphanumeric() || char == '_' { char } else { '-' };
    parts.next_back().unwrap_or_default().chars().map(known).collect::<String>().trim_matches(['-', '_']).to_owned()
}

/// Returns the Rust modules that patterns match.
fn containers(within: &[Text], names: &Names<'_>, problems: &mut Problems) -> Vec<RustModuleId> {
    let mut all = BTreeSet::new();
    for text in within {
        let Some(pattern) = names.pattern(text, problems) else { continue };
        let code = &names.code;
        let ids = code.graph.modules().map(|(id, _)| id);
        let found: Vec<_> = ids.filter(|id| code.matches(&pattern, *id, &Binding::new())).collect();
        if found.is_empty() {
            report_no_match(text, code, problems);
        }
        all.extend(found);
    }
    all.into_iter().collect()
}

fn packages(text: &Text, glob: &str, names: &Names<'_>, problems: &mut Problems) -> Vec<PackageId> {
    let found = names.packages(text, glob, problems);
    if found.as_ref().is_some_and(Vec::is_empty) {
        problems.report(Code::MatchesNothing, text.span.clone(), format!("`{}` matches no package", text.value));
    }
    found.unwrap_or_default()
}

/// Returns whether enough roles have code, where `has` tells it for one.
fn is_complete(preset: &Preset, has: &dyn Fn(&str) -> bool, found: usize) -> bool {
    found >= preset.minimum && preset.required.iter().all(|group| group.iter().any(|role| has(role)))
}

/// Finds where the roles are: in the folders with most of them, or else in packages.
fn role_place(
    preset: &Preset,
    within: Option<Vec<RustModuleId>>,
    packages: Option<BTreeSet<PackageId>>,
    searches: &[Search<'_>],
    places: &Places<'_>,
) -> Place {
    if let Some(packages) = packages {
        return Place::Packages(packages);
    }
    if let Some(within) = within {
        return Place::Folders(within);
    }
    // Explicit code counts, wherever it is.
    let score = |roles: &BTreeSet<usize>| -> (bool, usize) {
        let all: BTreeSet<usize> =
            (0..searches.len()).filter(|index| roles.contains(index) || searches[*index].is_explicit()).collect();
        let has = |name: &str| all.iter().any(|index| searches[*index].name == name);
        let count = |all: &BTreeSet<usize>| all.iter().filter(|index| !searches[**index].is_special()).count();
        (is_complete(preset, &has, count(&all)), count(roles))
    };
    let mut scored: Vec<((bool, usize), RustModuleId)> = Vec::new();
    for id in &places.shipped {
        let roles: BTreeSet<usize> = places.roles_in(*id, searches).into_keys().collect();
        let score = score(&roles);
        let is_inside = |other: &RustModuleId| places.code.is_below(*id, *other);
        // A container inside of a container is a detail of that one.
        if score.1 > 0 && !scored.iter().any(|(above, other)| above.0 && is_inside(other)) {
            scored.push((score, *id));
        }
    }
    let best = scored.iter().map(|(score, _)| *score).max();
    let roles: BTreeSet<usize> = places.roles_of_packages(&places.packages, searches).into_keys().collect();
    let of_packages = score(&roles);
    if places.packages.len() > 1 && of_packages.1 > 0 && best.is_none_or(|best| of_packages >= best) {
        return Place::Packages(places.packages.clone());
    }
    let Some(best) = best else { return Place::Folders(Vec::new()) };
    let is_chosen = |score: &(bool, usize)| if best.0 { score.0 } else { *score == best };
    Place::Folders(scored.into_iter().filter(|(score, _)| is_chosen(score)).map(|(_, id)| id).collect())
}

/// Finds where the parts are: in a folder that is called like one of features, in packages, or at the root of a crate. Returns
/// whether the place is one of features.
fn part_place(
    preset: &Preset,
    within: Option<Vec<RustModuleId>>,
    packages: Option<BTreeSet<PackageId>>,
    places: &Places<'_>,
) -> (Place, bool) {
    if let Some(packages) = packages {
        return (Place::Packages(packages), true);
    }
    if let Some(within) = within {
        return (Place::Folders(within), true);
    }
    let is_features = |id: &RustModuleId| {
        let is_nested = places.code.upward(*id).skip(1).any(|above| FEATURE_FOLDERS.contains(&&*places.last(above)));
        FEATURE_FOLDERS.contains(&&*places.last(*id))
            && places.code.graph.module(*id).parent.is_some()
            && !is_nested
            && places.children(*id).len() >= preset.minimum
    };
    let folders: Vec<_> = places.shipped.iter().copied().filter(is_features).collect();
    if !folders.is_empty() {
        return (Place::Folders(folders), true);
    }
    let is_feature = |id: &PackageId| {
        let directory = &places.code.workspace.package(*id).directory;
        directory.rsplit('/').skip(1).any(|folder| FEATURE_FOLDERS.contains(&&*words::normalize(folder)))
    };
    let features: BTreeSet<_> = places.packages.iter().copied().filter(is_feature).collect();
    if features.len() >= preset.minimum {
        return (Place::Packages(features), true);
    }
    if places.packages.len() > 2 {
        return (Place::Packages(places.packages.clone()), false);
    }
    let roots = places.shipped.iter().copied().filter(|id| places.code.graph.module(*id).parent.is_none());
    let largest = roots.max_by_key(|id| (places.children(*id).len(), std::cmp::Reverse(*id)));
    (Place::Folders(largest.into_iter().collect()), false)
}

/// Collects the code of all roles.
fn collect(
    preset: &Preset,
    place: &Place,
    searches: &[Search<'_>],
    places: &Places<'_>,
    names: &Names<'_>,
    problems: &mut Problems,
) -> Found {
    let mut roles: Vec<FoundRole> =
        searches.iter().map(|search| FoundRole { name: search.name.clone(), ..FoundRole::default() }).collect();
    let mut parts = Vec::new();
    let mut part_patterns = Vec::new();
    for (role, search) in roles.iter_mut().zip(searches) {
        for (pattern, text) in &search.patterns {
            let is_matched =
                places.code.graph.modules().any(|(id, _)| places.code.matches(pattern, id, &Binding::new()));
            if is_matched || problems.keeps_unmatched() {
                role.paths.push(text.value.clone());
            }
            if !is_matched {
                report_no_match(text, places.code, problems);
            }
        }
        for text in &search.globs {
            let glob = text.value.strip_prefix("crate:").unwrap_or(&text.value);
            if !packages(text, glob, names, problems).is_empty() {
                role.crates.push(glob.to_owned());
            }
        }
    }
    let mut elsewhere = Vec::new();
    match place {
        Place::Folders(containers) => {
            let mut taken = BTreeSet::new();
            for container in containers {
                for (index, ids) in places.roles_in(*container, searches) {
                    roles[index].paths.extend(ids.iter().map(|id| places.path(*id)));
                    roles[index].contains_roles |= ids.iter().any(|id| {
                        let inner = searches.iter().filter_map(|search| search.inside.as_ref());
                        inner.filter(|(outer, _)| *outer == roles[index].name).any(|(_, names)| {
                            places.children(*id).iter().any(|child| names.contains(&places.last(*child)))
                        })
                    });
                    taken.extend(ids);
                }
            }
            // Shared code is often beside a container, and not in it.
            for above in around(containers, places) {
                for (index, ids) in places.roles_in(above, searches) {
                    let is_container = |id: &RustModuleId| containers.iter().any(|one| places.code.is_below(*one, *id));
                    let ids = ids.into_iter().filter(|id| searches[index].is_special() && !is_container(id));
                    roles[index].paths.extend(ids.map(|id| places.path(id)));
                }
            }
            if preset.shape == Shape::Parts {
                let children = containers.iter().flat_map(|id| places.children(*id)).copied();
                if !containers.iter().any(|id| places.children(*id).iter().any(|child| taken.contains(child))) {
                    part_patterns = containers.iter().map(|id| format!("{}::*", places.path(*id))).collect();
                }
                parts = named_parts(children.filter(|id| !taken.contains(id)), places);
            }
            if let Some(role) = roles.iter_mut().zip(searches).find(|(_, search)| search.name == ROOT) {
                role.0.paths.extend(root_paths(containers, places));
            }
            if let Some(container) = containers.first().filter(|_| problems.keeps_unmatched()) {
                elsewhere = unfound(&roles, searches, &places.path(*container));
            }
        }
        Place::Packages(packages) => {
            let mut taken = BTreeSet::new();
            let name = |id: &PackageId| places.code.workspace.package(*id).name.clone();
            for (index, mut ids) in places.roles_of_packages(packages, searches) {
                ids.retain(|id| preset.shape == Shape::Crates || !is_only_program(places, *id));
                roles[index].crates.extend(ids.iter().map(name));
                taken.extend(ids);
            }
            let others = || packages.iter().filter(|id| !taken.contains(id));
            if preset.shape == Shape::Parts {
                let part =
                    |id: &PackageId| FoundRole { name: name(id), crates: vec![name(id)], ..FoundRole::default() };
                parts = others().filter(|id| has_library(places, **id)).map(part).collect();
            }
            // The root of a program connects the other crates, also if the rest of its package has a role.
            if preset.shape == Shape::Roles
                && let Some((role, _)) = roles.iter_mut().zip(searches).find(|(_, search)| search.name == ROOT)
            {
                let others = taken.iter().copied().filter(|id| !role.crates.contains(&name(id))).collect();
                role.paths.extend(program_roots(&others, places));
            }
            // Programs without a library connect the other crates.
            let outermost = if preset.shape == Shape::Crates { "apps" } else { ROOT };
            if let Some((role, _)) = roles.iter_mut().zip(searches).find(|(_, search)| search.name == outermost) {
                role.crates.extend(others().filter(|id| !has_library(places, **id)).map(name));
            }
        }
    }
    leave_chosen_code(&mut roles, searches);
    for role in roles.iter_mut().chain(&mut parts) {
        let mut seen = BTreeSet::new();
        role.paths.retain(|path| seen.insert(path.clone()));
    }
    roles.retain(|role| !role.paths.is_empty() || !role.crates.is_empty());
    let role = |name: &str| roles.iter().find(|role| role.name == name);
    let adapters = role(ADAPTERS_ROLE).map(|role| {
        adapters::in_folders(&role.paths, role.contains_roles, places)
            .chain(adapters::in_crates(&role.crates, places))
            .collect()
    });
    let sides: Vec<&String> =
        ADAPTER_ROLES.iter().filter_map(|name| role(name)).flat_map(|role| &role.crates).collect();
    let adapters = adapters.unwrap_or_else(Vec::new).into_iter().chain(adapters::crates(&sides, places)).collect();
    Found { roles, parts, part_patterns, adapters, elsewhere, ..Found::default() }
}

/// Takes the code that the rules file gives to a role away from the roles that have it only by its name.
fn leave_chosen_code(roles: &mut [FoundRole], searches: &[Search<'_>]) {
    let chosen = |own: usize| {
        let others = searches.iter().enumerate().filter(move |(index, _)| *index != own).map(|(_, search)| search);
        others.flat_map(|search| search.patterns.iter().map(|(_, text)| text).chain(&search.globs))
    };
    for (index, role) in roles.iter_mut().enumerate().filter(|(index, _)| !searches[*index].is_explicit()) {
        role.paths.retain(|path| chosen(index).all(|text| text.value != *path));
        role.crates.retain(|krate| chosen(index).all(|text| text.value.strip_prefix("crate:") != Some(krate)));
    }
}

/// Returns the Rust modules that contain containers.
fn around(containers: &[RustModuleId], places: &Places<'_>) -> BTreeSet<RustModuleId> {
    containers.iter().flat_map(|id| places.code.upward(*id).skip(1)).collect()
}

/// Returns a usual path for each role without code.
fn unfound(roles: &[FoundRole], searches: &[Search<'_>], container: &str) -> Vec<FoundRole> {
    let empty = roles.iter().zip(searches).filter(|(role, _)| role.paths.is_empty() && role.crates.is_empty());
    let first = |(role, search): (&FoundRole, &Search<'_>)| {
        let name = search.names.first()?.first()?;
        let paths = vec![format!("{container}::{name}")];
        Some(FoundRole { name: role.name.clone(), paths, ..FoundRole::default() })
    };
    empty.filter_map(first).collect()
}

/// Returns the paths of the root modules of programs in some packages.
fn program_roots(packages: &BTreeSet<PackageId>, places: &Places<'_>) -> Vec<String> {
    let is_root = |id: &&RustModuleId| {
        let module = places.code.graph.module(**id);
        module.parent.is_none()
            && packages.contains(&places.code.package(**id))
            && places.code.workspace.krate(module.krate).kind == CrateKind::Bin
    };
    places.shipped.iter().filter(is_root).map(|id| format!("={}", places.path(*id))).collect()
}

/// Returns whether the code of a package is nothing but the root of a program.
fn is_only_program(places: &Places<'_>, package: PackageId) -> bool {
    let mut own = places.shipped.iter().filter(|id| places.code.package(**id) == package);
    !has_library(places, package) && own.all(|id| places.code.graph.module(*id).parent.is_none())
}

fn has_library(places: &Places<'_>, package: PackageId) -> bool {
    places.code.workspace.crates.iter().any(|krate| krate.package == package && krate.kind == CrateKind::Lib)
}

/// Returns one part for each Rust module, named by its last segment. Parts of the same name are one part.
fn named_parts(ids: impl Iterator<Item = RustModuleId>, places: &Places<'_>) -> Vec<FoundRole> {
    let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for id in ids {
        let name = places.code.segments(id).last().copied().unwrap_or_default();
        parts.entry(name.to_owned()).or_default().push(places.path(id));
    }
    parts.into_iter().map(|(name, paths)| FoundRole { name, paths, ..FoundRole::default() }).collect()
}

/// Returns the paths of the code around some containers: themselves and what contains them, without their other children,
/// and the binaries of their packages.
fn root_paths(containers: &[RustModuleId], places: &Places<'_>) -> Vec<String> {
    let above: BTreeSet<RustModuleId> = containers.iter().flat_map(|id| places.code.upward(*id)).collect();
    let packages: BTreeSet<PackageId> = containers.iter().map(|id| places.code.package(*id)).collect();
    let crates: BTreeSet<_> = above.iter().map(|id| places.code.graph.module(*id).krate).collect();
    let is_other_root = |id: &RustModuleId| {
        let module = places.code.graph.module(*id);
        module.parent.is_none()
            && packages.contains(&places.code.package(*id))
            && !crates.contains(&module.krate)
            && places.code.workspace.krate(module.krate).kind == CrateKind::Bin
    };
    let own = above.iter().map(|id| format!("={}", places.path(*id)));
    own.chain(places.shipped.iter().copied().filter(is_other_root).map(|id| places.path(id))).collect()
}

/// Reports the names that the rules file gives to roles, and that no folder or crate has.
fn report_unmatched(searches: &[Search<'_>], found: &Found, names: &Names<'_>, problems: &mut Problems) {
    for search in searches {
        let role = found.role(&search.name);
        for text in &search.chosen {
            let name = words::normalize(&text.value);
            let is_path = |path: &String| path.rsplit("::").next().is_some_and(|last| words::normalize(last) == name);
            let is_crate = |krate: &String| {
                let package = names.code.workspace.packages.iter().find(|package| package.name == *krate);
                package.is_some_and(|package| words::fit(&package.name, &package.directory, &name).is_some())
            };
            if role.is_some_and(|role| role.paths.iter().any(is_path) || role.crates.iter().any(is_crate)) {
                continue;
            }
            let message = format!("no folder or crate of the role `{}` is called `{}`", search.name, text.value);
            let last = |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned();
            let known: BTreeSet<String> = names.code.graph.modules.iter().map(|module| last(&module.path)).collect();
            let help = suggest::sentence(&text.value, known.iter().map(String::as_str));
            let diagnostic = problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message);
            diagnostic.help.extend(help);
            diagnostic.help.push("a name with `::` is a pattern of Rust modules, and `crate:NAME` a crate".into());
        }
    }
}

/// Returns what is missing of a preset.
fn missing(preset: &Preset, given: Parameters<'_>, found: &Found, place: &Place, places: &Places<'_>) -> Vec<String> {
    let mut missing = Vec::new();
    let place = match place {
        Place::Folders(containers) => match containers.as_slice() {
            [] => "in this workspace".to_owned(),
            [one] => format!("in `{}`", places.path(*one)),
            [one, other] => format!("in `{}` and `{}`", places.path(*one), places.path(*other)),
            [one, ..] => format!("in `{}` and {} other places", places.path(*one), containers.len() - 1),
        },
        Place::Packages(_) => "in this workspace".to_owned(),
    };
    for group in preset.required.iter().filter(|group| !group.iter().any(|role| found.role(role).is_some())) {
        let roles: Vec<String> = group.iter().map(|role| format!("`{role}`")).collect();
        let is_usual = |role: &&&Role| group.contains(&role.name);
        let chosen = given.roles.iter().find(|(name, _)| group.contains(&name.value.as_str()));
        // Each entry of the rules file that matches nothing is reported on its own.
        if chosen.is_some_and(|(_, entries)| !entries.is_empty()) {
            continue;
        }
        let usual = preset.roles.iter().filter(is_usual).flat_map(|role| role.names.iter().flat_map(|names| *names));
        let usual: Vec<String> = usual.take(6).map(|name| format!("`{name}`")).collect();
        let role = if roles.len() == 1 { "role" } else { "roles" };
        missing.push(if chosen.is_some() {
            format!("no code has the {role} {}", roles.join(", "))
        } else {
            format!(
                "no folder or crate {place} has a usual name of the {role} {}: {}, …",
                roles.join(", "),
                usual.join(", ")
            )
        });
    }
    let is_all_chosen = |group: &&&[&str]| given.roles.iter().any(|(name, _)| group.contains(&name.value.as_str()));
    let is_reported =
        preset.required.iter().filter(is_all_chosen).any(|group| !group.iter().any(|role| found.role(role).is_some()));
    if missing.is_empty() && !is_reported && found.count() < preset.minimum {
        let what = if preset.shape == Shape::Parts { "parts" } else { "roles with code" };
        missing.push(format!(
            "it needs at least {} {what}, but {} found {place}",
            preset.minimum,
            match found.count() {
                0 => "none was".to_owned(),
                1 => "only one was".to_owned(),
                count => format!("only {count} were"),
            }
        ));
    }
    missing
}
