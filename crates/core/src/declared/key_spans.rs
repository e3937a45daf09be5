//! Finds the keys of dependencies in the text of a manifest. Their meaning comes from Cargo.

use crate::{
    source::Span,
    workspace::{Dependency, DependencyKind},
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Returns the span of each dependency's key in the text of a manifest, or the start of the file if it is not found.
pub(super) fn key_spans(text: &str, dependencies: &[Dependency]) -> Vec<Span> {
    // TOML allows no byte-order mark. Spaces in its place keep all offsets.
    let blanked = text.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
    let (root, _) = DeTable::parse_recoverable(blanked.as_deref().unwrap_or(text));
    dependencies.iter().map(|dependency| key_span(root.get_ref(), dependency).unwrap_or_default()).collect()
}

fn key_span(root: &DeTable<'_>, dependency: &Dependency) -> Option<Span> {
    // Cargo still accepts the names with `_`.
    let names: &[&str] = match dependency.kind {
        DependencyKind::Normal => &["dependencies"],
        DependencyKind::Dev => &["dev-dependencies", "dev_dependencies"],
        DependencyKind::Build => &["build-dependencies", "build_dependencies"],
    };
    let find = |table: &DeTable<'_>| names.iter().find_map(|name| key_in(value(table, name)?, &dependency.key));
    let Some(wanted) = &dependency.target else { return find(root) };
    let targets = table(value(root, "target")?)?;
    let plain = |text: &str| text.chars().filter(|char| !char.is_whitespace()).collect::<String>();
    let same = targets.iter().find(|(name, _)| plain(name.get_ref()) == plain(wanted));
    let of = |entry: &Spanned<DeValue<'_>>| find(table(entry)?);
    // Cargo can print a condition differently from the manifest, so fall back to any target table with the key.
    same.and_then(|(_, entry)| of(entry)).or_else(|| targets.iter().find_map(|(_, entry)| of(entry)))
}

fn value<'t>(table: &'t DeTable<'t>, name: &str) -> Option<&'t Spanned<DeValue<'t>>> {
    table.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value)
}

fn table<'t>(value: &'t Spanned<DeValue<'t>>) -> Option<&'t DeTable<'t>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

fn key_in(value: &Spanned<DeValue<'_>>, name: &str) -> Option<Span> {
    let key = table(value)?.iter().find(|(key, _)| key.get_ref() == name).map(|(key, _)| key.span())?;
    Some(Span::new(key))
}
