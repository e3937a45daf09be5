//! Matches the patterns of CODEOWNERS files against paths. Linear in the length of the path for each segment.

use super::dialect::Dialect;

/// A pattern, as segments between slashes.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    segments: Vec<Segment>,
    /// Whether it also matches what is below a directory that it matches.
    is_deep: bool,
    /// Whether it must match a directory.
    is_directory: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    /// `**`: any number of segments.
    Any,
    /// A segment with `*` and `?`.
    One(Vec<char>),
}

impl Pattern {
    /// Parses a pattern. Returns why the host ignores it.
    pub(super) fn parse(text: &str, dialect: Dialect) -> Result<Self, String> {
        if dialect == Dialect::GitHub && text.starts_with("\\#") {
            return Err("GitHub does not support patterns that start with `\\#`".to_owned());
        }
        if dialect == Dialect::GitHub && text.contains(['[', ']']) {
            return Err("GitHub does not support `[ ]` in patterns".to_owned());
        }
        let text = text.replace("\\#", "#");
        let is_directory = text.ends_with('/');
        let inner = text.trim_end_matches('/');
        let is_anchored = match dialect {
            Dialect::GitHub => inner.contains('/'),
            Dialect::GitLab => inner.starts_with('/'),
        } || text == "/";
        let inner = inner.trim_start_matches('/');
        let mut segments: Vec<Segment> = Vec::new();
        if !is_anchored {
            segments.push(Segment::Any);
        }
        for part in inner.split('/').filter(|part| !part.is_empty()) {
            let segment = if part == "**" { Segment::Any } else { Segment::One(part.chars().collect()) };
            // `**/**` means the same as `**`.
            if segment != Segment::Any || segments.last() != Some(&Segment::Any) {
                segments.push(segment);
            }
        }
        // `docs/*` does not match `docs/a/b`, but `*` matches everything.
        let ends_with_star = segments.last() == Some(&Segment::One(vec!['*']));
        let is_deep = match dialect {
            Dialect::GitHub => is_directory || !(ends_with_star && is_anchored),
            Dialect::GitLab => is_directory,
        };
        Ok(Self { segments, is_deep, is_directory })
    }

    /// Returns whether the pattern matches the path of a file.
    pub(super) fn matches(&self, path: &[&str]) -> bool {
        // The lengths of the beginnings of the path that the segments so far match.
        let mut reached = vec![false; path.len() + 1];
        reached[0] = true;
        for segment in &self.segments {
            let mut next = vec![false; path.len() + 1];
            for at in 0..=path.len() {
                next[at] = match segment {
                    Segment::Any => reached[at] || (at > 0 && next[at - 1]),
                    Segment::One(glob) => at > 0 && reached[at - 1] && is_match(glob, path[at - 1]),
                };
            }
            reached = next;
        }
        let whole = reached[path.len()] && !self.is_directory;
        whole || (self.is_deep && reached[..path.len()].iter().any(|reached| *reached))
    }
}

/// Returns whether a glob with `*` and `?` matches a whole name.
fn is_match(glob: &[char], name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut from) = (0, 0);
    // The last `*`, and where in the name the text after it was tried.
    let mut star: Option<(usize, usize)> = None;
    while from < name.len() {
        match glob.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(char) if *char == '?' || *char == name[from] => (at, from) = (at + 1, from + 1),
            _ => {
                let Some((before, tried)) = star else { return false };
                star = Some((before, tried + 1));
                (at, from) = (before + 1, tried + 1);
            }
        }
    }
    glob[at..].iter().all(|char| *char == '*')
}
