//! The targets that rustc knows, and what it sets for each: the built-in answer to `rustc --print cfg --target T`.

/// One line per target, sorted by triple; see its own head for the columns.
const TABLE: &str = include_str!("triples.txt");

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    arch: &'static str,
    vendor: &'static str,
    os: &'static str,
    env: &'static str,
    abi: &'static str,
    families: &'static str,
    width: &'static str,
    endian: &'static str,
    panic: &'static str,
    atomics: &'static str,
    features: &'static str,
}

/// A target by its triple.
pub(super) fn find(triple: &str) -> Option<Target> {
    TABLE.lines().find_map(|line| {
        let mut columns = line.split(' ').map(|column| if column == "-" { "" } else { column });
        if columns.next() != Some(triple) || triple == "#" {
            return None;
        }
        let mut next = || columns.next().unwrap_or_default();
        Some(Target {
            arch: next(),
            vendor: next(),
            os: next(),
            env: next(),
            abi: next(),
            families: next(),
            width: next(),
            endian: next(),
            panic: next(),
            atomics: next(),
            features: next(),
        })
    })
}

impl Target {
    /// What tells it from other targets; the rest follows.
    pub(super) fn identity(self) -> Vec<(&'static str, &'static str)> {
        let mut all = vec![
            ("target_arch", self.arch),
            ("target_vendor", self.vendor),
            ("target_os", self.os),
            ("target_env", self.env),
        ];
        if !self.abi.is_empty() {
            all.push(("target_abi", self.abi));
        }
        all
    }

    /// Everything that rustc sets for it in a build of the `dev` profile.
    pub(super) fn facts(self) -> Vec<(&'static str, Option<&'static str>)> {
        let list = |text: &'static str| text.split(',').filter(|value| !value.is_empty());
        let single = [
            ("target_arch", self.arch),
            ("target_vendor", self.vendor),
            ("target_os", self.os),
            ("target_env", self.env),
            ("target_abi", self.abi),
            ("target_pointer_width", self.width),
            ("target_endian", self.endian),
            ("panic", self.panic),
        ];
        std::iter::once(("debug_assertions", None))
            .chain(single.map(|(key, value)| (key, Some(value))))
            .chain(list(self.families).map(|value| ("target_family", Some(value))))
            .chain(list(self.atomics).map(|value| ("target_has_atomic", Some(value))))
            .chain(list(self.features).map(|value| ("target_feature", Some(value))))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cfg::{Atom, Cfg, Cfgs};

    #[test]
    fn every_line_is_a_target() {
        let lines: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.is_sorted() && lines.len() > 300);
        for line in lines {
            assert_eq!(line.split(' ').count(), 12, "{line}");
            let target = find(line.split(' ').next().unwrap()).unwrap();
            assert!(["big", "little"].contains(&target.endian), "{line}");
        }
        assert!(find("#").is_none() && find("").is_none());
    }

    /// The facts are rustc's: what is "known" must not contradict a single target.
    #[test]
    fn what_is_known_of_cfg_holds_for_every_target() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let mut cfgs = Cfgs::default();
            let target = find(line.split(' ').next().unwrap()).unwrap();
            let facts: Vec<Cfg> =
                target.facts().into_iter().map(|(key, value)| cfgs.atom(Atom::global(key, value))).collect();
            let mut all = facts.iter().fold(Cfg::ALWAYS, |all, fact| cfgs.and(all, *fact));
            for family in ["unix", "windows", "wasm"] {
                let family = cfgs.atom(Atom::global("target_family", Some(family)));
                if !facts.contains(&family) {
                    let not = cfgs.not(family);
                    all = cfgs.and(all, not);
                }
            }
            assert!(cfgs.possible(all), "{line}");
        }
    }
}
