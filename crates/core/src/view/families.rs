//! Finds names with a common beginning, so that similar nodes can be merged: `hir-def` and `hir-ty` to `hir*`.

use std::collections::BTreeMap;

/// Returns for each name the families that it belongs to, outermost first. A family has at least two names, and at
/// most half of them: merging a larger one would leave no picture.
pub(super) fn families(names: &[&str]) -> Vec<Vec<String>> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for beginning in names.iter().flat_map(|name| beginnings(name)) {
        *sizes.entry(beginning).or_default() += 1;
    }
    let is_family = |beginning: &&str| (2..=names.len() / 2).contains(&sizes[*beginning]);
    names
        .iter()
        .map(|name| {
            let mut last = 0;
            let mut own = Vec::new();
            for beginning in beginnings(name).into_iter().filter(is_family) {
                // A longer beginning with the same names is the same family.
                if sizes[beginning] == last {
                    own.pop();
                }
                last = sizes[beginning];
                own.push(format!("{beginning}*"));
            }
            own
        })
        .collect()
}

/// Returns the beginnings of a name that end before a separator, and the name itself: `hir` and `hir-def`.
fn beginnings(name: &str) -> Vec<&str> {
    let is_path = name.contains("::");
    let ends: Vec<usize> = if is_path {
        name.match_indices("::").map(|(at, _)| at).collect()
    } else {
        name.match_indices(['-', '_']).map(|(at, _)| at).collect()
    };
    ends.into_iter().chain([name.len()]).filter(|end| *end > 0).map(|end| &name[..end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_common_beginning_are_a_family() {
        let found = families(&["hir", "hir-def", "hir-ty", "ide", "ide-db-a", "ide-db-b", "vfs"]);
        let found: Vec<_> = found.iter().map(|own| own.join(" ")).collect();
        assert_eq!(found, ["hir*", "hir*", "hir*", "ide*", "ide* ide-db*", "ide* ide-db*", ""]);
    }

    #[test]
    fn a_beginning_of_most_names_is_no_family() {
        assert_eq!(families(&["axum", "axum-core", "axum-extra"]), [const { Vec::<String>::new() }; 3]);
        assert_eq!(families(&["a-b", "a-c", "d"]), [const { Vec::<String>::new() }; 3]);
        let found = families(&["a::b", "a::c", "d", "e"]);
        assert_eq!(found, [vec!["a*".to_owned()], vec!["a*".to_owned()], Vec::new(), Vec::new()]);
    }
}
