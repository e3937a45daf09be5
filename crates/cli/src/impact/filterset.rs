//! Renders the tests as a filterset of nextest.

use super::answer::ImpactAnswer;

/// Returns the filterset: `all()`, `none()`, or packages and binaries by their exact names.
pub(crate) fn filterset(answer: &ImpactAnswer) -> String {
    let mut parts = Vec::new();
    let packages = answer.packages.iter().filter(|package| package.has_tests());
    for package in packages {
        if package.is_all_tested() {
            parts.push(format!("package(={})", name(&package.name)));
        } else {
            parts.extend(package.binary_ids().map(|id| format!("binary_id(={})", name(id))));
        }
    }
    let text = match parts.len() {
        0 => "none()".to_owned(),
        _ if answer.is_everything() => "all()".to_owned(),
        _ => parts.join(" + "),
    };
    text + "\n"
}

/// Escapes a name for a filterset. Cargo accepts only letters, digits, `-` and `_`, but targets can have other characters.
fn name(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for char in name.chars() {
        match char {
            '\\' | ')' | '(' | ',' => text.extend(['\\', char]),
            _ if char.is_control() => text.extend(char.escape_unicode()),
            _ => text.push(char),
        }
    }
    text
}
