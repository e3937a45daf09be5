//! Groups the packages of a large workspace: those in one directory, or with the same beginning of their names.

use archcheck_core::workspace::{DependencyKind, PackageId, Workspace};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// The number of packages above which there are families.
const FAMILIES: usize = 12;
/// The number above which the beginnings of names count, too.
const BEGINNINGS: usize = 16;
/// The number of packages of a family.
const MEMBERS: usize = 3;

/// Packages that become one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Family {
    /// The name of the directory, or the common beginning.
    pub(super) name: String,
    /// The globs of the packages.
    pub(super) crates: Vec<String>,
}

/// What the packages of a family have in common. Directories come first, since their globs cover what is added to them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Common {
    Directory(String),
    /// With hyphens instead of underscores.
    Beginning(String),
}

/// Finds families among the packages of `whole`, the largest first. Modules of families do not depend on each other in cycles:
/// packages of which a family would need to be above and below another module stay outside of it.
pub(super) fn families(
    whole: &BTreeSet<PackageId>,
    all: &[PackageId],
    workspace: &Workspace,
) -> BTreeMap<PackageId, Family> {
    let mut found: Vec<(Common, Vec<PackageId>)> = Vec::new();
    if whole.len() <= FAMILIES {
        return BTreeMap::new();
    }
    let mut candidates: BTreeMap<Common, Vec<PackageId>> = BTreeMap::new();
    for id in whole {
        for common in commons(*id, workspace) {
            candidates.entry(common).or_default().push(*id);
        }
    }
    // What most packages have in common is that of the project.
    candidates.retain(|common, members| {
        let quarters = match common {
            Common::Directory(directory) if directory.contains('/') => 3,
            Common::Directory(_) => 2,
            // A name says less than a place: many crates start with that of the project.
            Common::Beginning(_) if whole.len() <= BEGINNINGS => 0,
            Common::Beginning(_) => 1,
        };
        members.len() >= MEMBERS && members.len() * 4 <= whole.len() * quarters
    });
    let mut sorted: Vec<(Common, Vec<PackageId>)> = candidates.into_iter().collect();
    sorted.sort_by_key(|(common, members)| (Reverse(members.len()), common.clone()));
    let mut groups = Groups::new(all, workspace);
    for (common, members) in sorted {
        let is_free = |id: &PackageId| !found.iter().any(|(_, taken)| taken.contains(id));
        let free: BTreeSet<PackageId> = members.iter().copied().filter(is_free).collect();
        let kept = groups.without_returns(&free);
        // A name must fit most of what it could mean.
        if kept.len() >= MEMBERS && kept.len() * 3 >= members.len() * 2 {
            groups.merge(&kept);
            found.push((common, kept.into_iter().collect()));
        }
    }
    let globs = |common: &Common, members: &[PackageId]| {
        let is_other = |id: &PackageId| !members.contains(id) && commons(*id, workspace).contains(common);
        // A package outside of the family has a module with its exact name, unless it is in another family.
        let is_clear = !found.iter().flat_map(|(_, members)| members).any(is_other);
        let names = || members.iter().map(|id| workspace.package(*id).name.as_str());
        match common {
            Common::Directory(directory) if is_clear => vec![format!("{directory}/**")],
            Common::Beginning(start) if is_clear => {
                let start = written(start, members, workspace);
                let own = names().any(|own| own.len() == start.len()).then(|| start.to_owned());
                let has = |end: char| names().any(|own| own[start.len()..].starts_with(end));
                // A glob does not distinguish hyphens from underscores.
                let ends = ['-', '_'].into_iter().find(|end| has(*end));
                own.into_iter().chain(ends.map(|end| format!("{start}{end}*"))).collect()
            }
            _ => names().map(str::to_owned).collect(),
        }
    };
    let mut families = BTreeMap::new();
    for (common, members) in &found {
        let name = match common {
            Common::Directory(directory) => directory.rsplit('/').next().unwrap_or(directory),
            Common::Beginning(start) => written(start, members, workspace),
        };
        let family = Family { name: name.to_owned(), crates: globs(common, members) };
        families.extend(members.iter().map(|id| (*id, family.clone())));
    }
    families
}

/// Returns a beginning as the first package of a family writes it.
fn written<'w>(start: &str, members: &[PackageId], workspace: &'w Workspace) -> &'w str {
    members.first().map_or("", |id| &workspace.package(*id).name[..start.len()])
}

/// Returns what a package can have in common with others: the directories above it, and the parts that its name starts with.
fn commons(id: PackageId, workspace: &Workspace) -> Vec<Common> {
    let package = workspace.package(id);
    let (name, directory) = (&package.name, &package.directory);
    let slashes = directory.match_indices('/').map(|(at, _)| Common::Directory(directory[..at].to_owned()));
    let ends = name.match_indices(['-', '_']).map(|(at, _)| at).chain([name.len()]);
    slashes.chain(ends.filter(|end| *end > 0).map(|end| Common::Beginning(name[..end].replace('_', "-")))).collect()
}

/// The dependencies between packages, some of which are merged.
struct Groups<'w> {
    workspace: &'w Workspace,
    /// The first package of the group of each package.
    of: BTreeMap<PackageId, PackageId>,
}

impl<'w> Groups<'w> {
    fn new(all: &[PackageId], workspace: &'w Workspace) -> Self {
        Self { workspace, of: all.iter().map(|id| (*id, *id)).collect() }
    }

    fn merge(&mut self, members: &BTreeSet<PackageId>) {
        if let Some(first) = members.first() {
            self.of.extend(members.iter().map(|id| (*id, *first)));
        }
    }

    /// Returns packages without those that are above, or below, other groups between them. Merging the others makes no cycle.
    fn without_returns(&self, members: &BTreeSet<PackageId>) -> BTreeSet<PackageId> {
        let (mut down, mut up) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeMap::<_, BTreeSet<_>>::new());
        for (id, group) in &self.of {
            let dependencies = self.workspace.package(*id).dependencies.iter();
            let normal = dependencies.filter(|one| one.kind == DependencyKind::Normal).filter_map(|one| one.member);
            for other in normal.filter_map(|member| self.of.get(&member)).filter(|other| *other != group) {
                down.entry(*group).or_default().insert(*other);
                up.entry(*other).or_default().insert(*group);
            }
        }
        let rest = |edges: &BTreeMap<PackageId, BTreeSet<PackageId>>| -> BTreeSet<PackageId> {
            let next = |id: &PackageId| edges.get(id).into_iter().flatten().copied();
            let mut reached: BTreeSet<PackageId> =
                members.iter().flat_map(next).filter(|id| !members.contains(id)).collect();
            let mut open: Vec<PackageId> = reached.iter().copied().collect();
            while let Some(id) = open.pop() {
                open.extend(next(&id).filter(|id| reached.insert(*id)));
            }
            members.difference(&reached).copied().collect()
        };
        let (above, below) = (rest(&down), rest(&up));
        if above.len() >= below.len() { above } else { below }
    }
}
