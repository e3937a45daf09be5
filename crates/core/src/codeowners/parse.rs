//! Parses the lines of a CODEOWNERS file. It finds no files.

use super::{dialect::Dialect, pattern::Pattern};

/// A section of a file. GitHub's files have one.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    name: String,
    /// The owners in its heading.
    pub(super) defaults: Vec<String>,
    pub(super) entries: Vec<Entry>,
}

/// A line with a pattern.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) pattern: Pattern,
    /// Whether the pattern takes files out of the section.
    pub(super) is_exclusion: bool,
    pub(super) owners: Vec<String>,
}

/// A section heading: `[Name]`, `^[Name]`, `[Name][2] @owner`.
struct Heading<'t> {
    name: &'t str,
    owners: &'t str,
}

fn heading(line: &str) -> Option<Heading<'_>> {
    let (name, rest) = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?.split_once(']')?;
    // The number of approvals.
    let owners = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(rest, |(_, owners)| owners);
    (!name.trim().is_empty() && (owners.is_empty() || owners.starts_with(char::is_whitespace)))
        .then_some(Heading { name: name.trim(), owners })
}

/// Returns whether a file has sections, which only GitLab knows.
pub(super) fn has_sections(text: &str) -> bool {
    text.lines().any(|line| heading(line.trim()).is_some())
}

/// Parses a file. Returns the ignored lines, too.
pub(super) fn parse(text: &str, dialect: Dialect) -> (Vec<Section>, Vec<(usize, String)>) {
    let mut sections = vec![Section::default()];
    let mut current = 0;
    let mut ignored = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(heading) = heading(line).filter(|_| dialect == Dialect::GitLab) {
            let defaults = owners(heading.owners).0;
            // Sections of one name are combined.
            let same = |section: &Section| section.name.to_lowercase() == heading.name.to_lowercase();
            current = sections.iter().position(same).unwrap_or(sections.len());
            if current == sections.len() {
                sections.push(Section { name: heading.name.to_owned(), ..Section::default() });
            }
            if !defaults.is_empty() {
                sections[current].defaults = defaults;
            }
            continue;
        }
        match entry(line, dialect) {
            Ok(entry) => sections[current].entries.push(entry),
            Err(why) => ignored.push((index + 1, why)),
        }
    }
    (sections, ignored)
}

fn entry(line: &str, dialect: Dialect) -> Result<Entry, String> {
    let (pattern, rest) = split_pattern(line);
    let exclusion = pattern.strip_prefix('!');
    if exclusion.is_some() && dialect == Dialect::GitHub {
        return Err("GitHub does not support patterns with `!`".to_owned());
    }
    let pattern = Pattern::parse(exclusion.unwrap_or(&pattern), dialect)?;
    let (owners, others) = owners(rest);
    match others.first() {
        Some(other) if dialect == Dialect::GitHub => Err(format!("`{other}` is no owner: write `@name` or an address")),
        _ => Ok(Entry { pattern, is_exclusion: exclusion.is_some(), owners }),
    }
}

/// Splits a line after its pattern, which may contain escaped spaces.
fn split_pattern(line: &str) -> (String, &str) {
    let mut pattern = String::new();
    let mut chars = line.char_indices();
    while let Some((at, char)) = chars.next() {
        if char.is_whitespace() {
            return (pattern, &line[at..]);
        }
        if char == '\\' && line[at + 1..].starts_with(' ') {
            chars.next();
            pattern.push(' ');
        } else {
            pattern.push(char);
        }
    }
    (pattern, "")
}

/// Splits the text after a pattern into owners and other words. A comment ends it.
fn owners(text: &str) -> (Vec<String>, Vec<&str>) {
    let words = text.split_whitespace().take_while(|word| !word.starts_with('#'));
    let (owners, others): (Vec<_>, Vec<_>) = words.partition(|word| word.contains('@'));
    (owners.into_iter().map(str::to_owned).collect(), others)
}
