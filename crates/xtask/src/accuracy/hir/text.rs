//! Parses identifiers, definitions and spans in the lines of a dump. Malformed ones yield `None`.

use super::{Def, Interner, Span};

/// Parses `name#7` into the name and whether it occurs in the source.
pub(super) fn ident(text: &str) -> Option<(&str, bool)> {
    let (name, context) = text.trim_end_matches(',').rsplit_once('#')?;
    Some((name, context == "0"))
}

/// Parses `DefId(0:13 ~ shop[293e]::a::inner)`, with any text after it.
pub(super) fn def(text: &str) -> Option<Def> {
    let (number, rest) = text.strip_prefix("DefId(")?.split_once(" ~ ")?;
    let (krate_number, index) = number.split_once(':')?;
    let path = &rest[..rest.rfind(')')?];
    let (krate, rest) = path.split_once('[')?;
    let (hash, rest) = rest.split_once(']')?;
    let local = if krate_number == "0" { Some(index.parse().ok()?) } else { None };
    Some(Def {
        local,
        krate: krate.to_owned(),
        hash: hash.to_owned(),
        path: without_disambiguators(rest.strip_prefix("::").unwrap_or(rest)),
    })
}

/// Removes the numbers of names that also mean something else, such as a parameter: `f::a#1` is the module `a` in `f`.
fn without_disambiguators(path: &str) -> String {
    if !path.contains('#') {
        return path.to_owned();
    }
    let plain = |name: &'_ str| match name.split_once('#') {
        Some((name, _)) if !name.starts_with('{') => name.to_owned(),
        _ => name.to_owned(),
    };
    path.split("::").map(plain).collect::<Vec<_>>().join("::")
}

/// Parses `src/lib.rs:4:13: 4:30 (#0)`, from the end because the name of the file can contain any characters.
pub(super) fn span(text: &str, texts: &mut Interner) -> Option<Span> {
    let (range, _context) = text.trim_end_matches(',').rsplit_once(" (")?;
    let (start, end) = range.rsplit_once(": ")?;
    let end = line_column(end)?;
    let (start, column) = start.rsplit_once(':')?;
    let (file, line) = start.rsplit_once(':')?;
    let start = (line.parse().ok()?, column.parse().ok()?);
    Some(Span { file: texts.insert(file).0, start, end })
}

fn line_column(text: &str) -> Option<(u32, u32)> {
    let (line, column) = text.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?))
}
