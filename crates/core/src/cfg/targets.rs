//! The built-in targets of rustc, and the `cfg` names that it sets for each: a copy of `rustc --print cfg --target T`.

/// One line for each target, sorted by triple. The first lines of the file explain the columns.
const TABLE: &str = include_str!("targets.txt");

/// One built-in target: a line of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct TargetSpec {
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

/// Returns the target with a triple.
pub(super) fn find(triple: &str) -> Option<TargetSpec> {
    TABLE.lines().find_map(|line| {
        let mut columns = line.split(' ').map(|column| if column == "-" { "" } else { column });
        if columns.next() != Some(triple) || triple == "#" {
            return None;
        }
        let mut next = || columns.next().unwrap_or_default();
        Some(TargetSpec {
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

impl TargetSpec {
    /// Returns the names and values that distinguish the target from all others.
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

    /// Returns the names and values that rustc sets for the target in the `dev` profile.
    pub(super) fn atoms(self) -> Vec<(&'static str, Option<&'static str>)> {
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
    fn every_line_of_the_table_is_a_target() {
        let lines: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.is_sorted() && lines.len() > 300);
        for line in lines {
            assert_eq!(line.split(' ').count(), 12, "{line}");
            let target = find(line.split(' ').next().unwrap()).unwrap();
            assert!(["big", "little"].contains(&target.endian), "{line}");
        }
        assert!(find("#").is_none() && find("").is_none());
    }

    /// What is "known" about `cfg` must not contradict any target.
    #[test]
    fn known_relations_hold_for_every_target() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let mut cfgs = Cfgs::default();
            let target = find(line.split(' ').next().unwrap()).unwrap();
            let atoms: Vec<Cfg> =
                target.atoms().into_iter().map(|(key, value)| cfgs.atom(Atom::global(key, value))).collect();
            let mut all = atoms.iter().fold(Cfg::ALWAYS, |all, atom| cfgs.and(all, *atom));
            for family in ["unix", "windows", "wasm"] {
                let family = cfgs.atom(Atom::global("target_family", Some(family)));
                if !atoms.contains(&family) {
                    let not = cfgs.not(family);
                    all = cfgs.and(all, not);
                }
            }
            assert!(cfgs.is_satisfiable(all), "{line}");
        }
    }
}
