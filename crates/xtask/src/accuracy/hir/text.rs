//! The small texts inside a dump's lines: identifiers, definitions, spans. None of them is trusted to be well-formed.

use super::{Def, Interner, Text};

/// A range of the source. Lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    /// The file as rustc names it: relative to the directory that it ran in.
    pub(crate) file: Text,
    /// Line and column of the first character.
    pub(crate) start: (u32, u32),
    /// Line and column behind the last character.
    pub(crate) end: (u32, u32),
}

/// `name#7`: the name, and whether it stands in the source.
pub(super) fn ident(text: &str) -> Option<(&str, bool)> {
    let (name, context) = text.trim_end_matches(',').rsplit_once('#')?;
    Some((name, context == "0"))
}

/// `DefId(0:13 ~ shop[293e]::a::inner)`, with anything behind it.
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
        path: rest.strip_prefix("::").unwrap_or(rest).to_owned(),
    })
}

/// `src/lib.rs:4:13: 4:30 (#0)`. The file's name may hold anything, so it is read from behind.
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
