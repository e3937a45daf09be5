//! Finds out which members a change of `Cargo.lock` concerns.

use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// The packages of a lock file.
#[derive(Debug)]
pub(super) struct Lock {
    packages: Vec<LockedPackage>,
}

#[derive(Debug)]
struct LockedPackage {
    name: String,
    /// `None` for a package in this repository.
    source: Option<String>,
    /// Everything that the file records about the package.
    text: String,
    /// The packages that it depends on.
    dependencies: Vec<usize>,
}

impl Lock {
    /// Parses a lock file.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let table: Table = toml::from_str(text).ok()?;
        let entries: Vec<&Table> = table
            .get("package")
            .map_or(Some(Vec::new()), |packages| packages.as_array()?.iter().map(Value::as_table).collect())?;
        let text_of = |entry: &Table, key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            by_name.entry(text_of(entry, "name")?).or_default().push(at);
        }
        let dependency = |text: &str| -> Option<usize> {
            let mut words = text.split(' ');
            let candidates = by_name.get(words.next()?)?;
            let (version, source) = (words.next(), words.next().map(|source| source.trim_matches(['(', ')'])));
            let fits = |at: &&usize| {
                let entry = entries[**at];
                version.is_none_or(|version| text_of(entry, "version").as_deref() == Some(version))
                    && source.is_none_or(|source| text_of(entry, "source").is_some_and(|own| own.starts_with(source)))
            };
            candidates.iter().find(fits).copied()
        };
        let mut packages = Vec::new();
        for entry in &entries {
            let names = entry.get("dependencies").and_then(Value::as_array).into_iter().flatten();
            let names: Vec<&str> = names.map(Value::as_str).collect::<Option<_>>()?;
            packages.push(LockedPackage {
                name: text_of(entry, "name")?,
                source: text_of(entry, "source"),
                text: entry.to_string(),
                dependencies: names.into_iter().map(dependency).collect::<Option<_>>()?,
            });
        }
        Some(Self { packages })
    }

    /// Returns whether a package is in this repository, but none of its members.
    pub(super) fn has_other_packages(&self, members: &BTreeSet<&str>) -> bool {
        self.packages.iter().any(|package| package.source.is_none() && !members.contains(&*package.name))
    }

    /// Returns pairs of members of which the first depends on the second through packages of others.
    pub(super) fn indirect(&self, members: &BTreeSet<&str>) -> BTreeSet<(&str, &str)> {
        let is_member = |at: usize| self.packages[at].source.is_none() && members.contains(&*self.packages[at].name);
        let mut pairs = BTreeSet::new();
        for from in (0..self.packages.len()).filter(|at| is_member(*at)) {
            let mut seen = BTreeSet::new();
            let others = |at: usize| self.packages[at].dependencies.iter().copied();
            let mut stack: Vec<usize> = others(from).filter(|at| !is_member(*at)).collect();
            while let Some(at) = stack.pop() {
                if is_member(at) {
                    pairs.insert((&*self.packages[from].name, &*self.packages[at].name));
                } else if seen.insert(at) {
                    stack.extend(others(at));
                }
            }
        }
        pairs
    }

    /// Returns the packages that differ from those of another lock file.
    fn different(&self, other: &Self) -> BTreeSet<usize> {
        let theirs: BTreeSet<&str> = other.packages.iter().map(|package| &*package.text).collect();
        (0..self.packages.len()).filter(|at| !theirs.contains(&*self.packages[*at].text)).collect()
    }

    /// Returns the packages that a change of some packages can alter: those that depend on one of them. A changed package may
    /// also turn on features of those that it depends on, which alters whatever else uses these.
    fn altered(&self, changed: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.packages.len()];
        for (at, package) in self.packages.iter().enumerate() {
            for dependency in &package.dependencies {
                users[*dependency].push(at);
            }
        }
        let down = closure(changed, |at| &self.packages[at].dependencies);
        closure(&down, |at| &users[at])
    }
}

fn closure<'a>(start: &BTreeSet<usize>, next: impl Fn(usize) -> &'a [usize]) -> BTreeSet<usize> {
    let mut seen = start.clone();
    let mut stack: Vec<usize> = start.iter().copied().collect();
    while let Some(at) = stack.pop() {
        stack.extend(next(at).iter().filter(|other| seen.insert(**other)));
    }
    seen
}

/// Returns the names of the packages that differ, and of the members that they can alter.
pub(super) fn difference(old: &Lock, new: &Lock) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut changed, mut altered) = (BTreeSet::new(), BTreeSet::new());
    for (lock, other) in [(old, new), (new, old)] {
        let different = lock.different(other);
        changed.extend(different.iter().map(|at| lock.packages[*at].name.clone()));
        let own = lock.altered(&different).into_iter().filter(|at| lock.packages[*at].source.is_none());
        altered.extend(own.map(|at| lock.packages[at].name.clone()));
    }
    (changed, altered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(packages: &[(&str, &str, bool, &[&str])]) -> Lock {
        let entry = |(name, version, outside, dependencies): &(&str, &str, bool, &[&str])| {
            let source = if *outside { "source = \"registry+x\"\n" } else { "" };
            format!(
                "[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n{source}dependencies = {dependencies:?}\n"
            )
        };
        Lock::parse(&packages.iter().map(entry).collect::<String>()).expect("it is a lock file")
    }

    fn names(set: &BTreeSet<String>) -> String {
        set.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_changed_package_alters_those_that_depend_on_it_or_share_a_dependency_with_it() {
        let base = |json: &str, log: &str| {
            lock(&[
                ("a", "0.1.0", false, &["json"]),
                ("b", "0.1.0", false, &["core"]),
                ("c", "0.1.0", false, &["log"]),
                ("d", "0.1.0", false, &["a"]),
                ("json", json, true, &["core"]),
                ("core", "1.0.0", true, &[]),
                ("log", log, true, &[]),
            ])
        };
        let (changed, altered) = difference(&base("1.0.0", "1.0.0"), &base("1.0.1", "1.0.0"));
        assert_eq!((names(&changed).as_str(), names(&altered).as_str()), ("json", "a b d"));
        let (changed, altered) = difference(&base("1.0.0", "1.0.0"), &base("1.0.0", "1.1.0"));
        assert_eq!((names(&changed).as_str(), names(&altered).as_str()), ("log", "c"));
        let (changed, altered) = difference(&base("1.0.0", "1.0.0"), &base("1.0.0", "1.0.0"));
        assert!(changed.is_empty() && altered.is_empty());
    }

    #[test]
    fn members_can_depend_on_members_through_packages_of_others() {
        let lock = lock(&[
            ("app", "0.1.0", false, &["log 0.4.0"]),
            ("log", "0.3.0", true, &[]),
            ("log", "0.4.0", true, &["mine"]),
            ("mine", "0.1.0", false, &[]),
        ]);
        let members = BTreeSet::from(["app", "mine"]);
        assert_eq!(lock.indirect(&members), BTreeSet::from([("app", "mine")]));
        assert!(!lock.has_other_packages(&members));
        assert!(lock.has_other_packages(&BTreeSet::from(["app"])));
        assert!(Lock::parse("not = [valid").is_none());
    }
}
