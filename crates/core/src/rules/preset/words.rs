//! Compares the names of folders and crates with the usual names of roles.

/// Converts a name to the form in which names are compared.
pub(super) fn normalize(name: &str) -> String {
    name.chars().filter(|char| !matches!(char, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// The words with which the name of a crate may start: `adapters-postgres` is an adapter, but `api-types` is no API.
const FIRST_WORDS: &[&str] =
    &["domain", "application", "usecase", "adapter", "adapters", "infrastructure", "infra", "persistence", "ports"];

/// How well the name or directory of a crate fits a name of a role. Smaller is better; `None` if it does not fit.
pub(super) fn fit(package: &str, directory: &str, name: &str) -> Option<usize> {
    let words: Vec<&str> = package.split(['-', '_']).collect();
    let folders: Vec<String> = directory.split('/').map(normalize).collect();
    let joined = |words: &[&str]| words.concat().to_lowercase();
    if normalize(package) == name {
        return Some(0);
    }
    if folders.last().is_some_and(|last| last == name) {
        return Some(1);
    }
    if (1..words.len()).any(|at| joined(&words[at..]) == name) {
        return Some(2);
    }
    if FIRST_WORDS.contains(&name) && (1..words.len()).any(|at| joined(&words[..at]) == name) {
        return Some(3);
    }
    let (_, above) = folders.split_last()?;
    above.iter().rev().position(|folder| folder == name).map(|at| 4 + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_fit_by_name_or_directory() {
        assert_eq!(fit("domain", "crates/domain", "domain"), Some(0));
        assert_eq!(fit("shop", "crates/domain", "domain"), Some(1));
        assert_eq!(fit("shop-use-cases", "crates/x", "usecases"), Some(2));
        assert_eq!(fit("adapters-postgres", "x", "adapters"), Some(3));
        assert_eq!(fit("api-types", "x", "api"), None);
        assert_eq!(fit("postgres", "crates/adapters/postgres", "adapters"), Some(4));
        assert_eq!(fit("subdomain", "x", "domain"), None);
    }
}
