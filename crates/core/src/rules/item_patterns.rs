//! Patterns of what items have: the paths that they name, their names, and texts such as the type that a function returns. It
//! knows no items.

use super::{
    code::Codebase,
    coverage::covers_module,
    matching::{self, Binding},
    model::{Meaning, Selector},
    pattern::{self, PatternError, Piece, Segment, SelectorSyntax},
    scope::{Scope, ends},
};
use crate::{
    graph::{End, OutsideId, RustModuleId, Target},
    workspace::canonical_crate,
};
use globset::GlobSet;

/// A pattern of the paths of items: in the workspace, in crates outside, or both if it starts with a wildcard.
#[derive(Clone, Debug)]
pub struct PathPattern {
    /// The selector.
    pub selector: Selector,
    /// The segments, if the first one is a wildcard.
    pub anywhere: Option<Vec<Segment>>,
}

/// A pattern of paths, prepared for matching.
#[derive(Debug)]
pub struct PathScope<'r> {
    scope: Scope<'r>,
    pattern: &'r PathPattern,
}

impl<'r> PathScope<'r> {
    /// Prepares a pattern.
    pub fn new(pattern: &'r PathPattern, code: &Codebase<'_>) -> Self {
        Self { scope: Scope::of(&pattern.selector.meaning, code), pattern }
    }

    /// Returns whether the pattern covers an end of a target: where it is defined, or a re-export that the path goes through.
    pub fn covers_target(&self, code: &Codebase<'_>, target: &Target) -> bool {
        let free = Binding::new();
        (0..ends(target)).any(|end| self.scope.covers_end(code, target, end, &free))
            || match target.defined {
                End::Outside(outside) => {
                    self.covers_anywhere(&outside_path(code, outside, target.item.map(|item| code.graph.name(item))))
                }
                End::Module(_) => false,
            }
    }

    /// Returns whether the pattern may cover what a target leads to, if that is a guess.
    pub fn may_cover_target(&self, code: &Codebase<'_>, target: &Target) -> bool {
        match (target.defined, target.item) {
            (End::Outside(outside), Some(item)) if target.unknown => {
                self.may_cover_name(code, outside, code.graph.name(item))
            }
            _ => false,
        }
    }

    /// Returns whether the pattern may cover a name that a glob of an external path supplies. Which paths of a crate lead to the
    /// same item is not known, so every path of the crate with this name counts.
    pub fn may_cover_name(&self, code: &Codebase<'_>, outside: OutsideId, name: &str) -> bool {
        let path = outside_path(code, outside, Some(name));
        let is_of_crate = |segments: &[Segment]| {
            segments.first().is_some_and(|first| {
                code.covers_outside_path(std::slice::from_ref(first), &path[..1], None, &Binding::new())
            })
        };
        let covers = |segments: &[Segment]| is_of_crate(segments) && may_end_in(segments, name);
        may_cover(&self.pattern.selector.meaning, &covers) || self.covers_anywhere(&path)
    }

    /// Returns whether the last segment of the pattern is a name of an external crate.
    pub fn ends_in(&self, name: &str) -> bool {
        let is_name = |segments: &[Segment]| segments.last().is_some_and(|last| last.literal() == Some(name));
        may_cover(&self.pattern.selector.meaning, &is_name)
            || self.pattern.anywhere.as_ref().is_some_and(|segments| is_name(segments))
    }

    /// Returns whether the pattern can cover a name of an external crate that is the last one of a path.
    pub fn may_end_in(&self, name: &str) -> bool {
        may_cover(&self.pattern.selector.meaning, &|segments| may_end_in(segments, name))
            || self.pattern.anywhere.as_ref().is_some_and(|segments| may_end_in(segments, name))
    }

    /// Returns whether the pattern covers an item of a Rust module, or the Rust module.
    pub fn covers_item(&self, code: &Codebase<'_>, module: RustModuleId, name: &str) -> bool {
        let free = Binding::new();
        self.scope.find(code, module, &free, super::Nested::Deepest).is_some()
            || covers_item(&self.pattern.selector.meaning, code, module, name)
    }

    /// Returns whether the pattern covers a path of the standard library.
    pub fn covers_std(&self, code: &Codebase<'_>, path: &[&str]) -> bool {
        covers_std(&self.pattern.selector.meaning, code, path) || self.covers_anywhere(path)
    }

    fn covers_anywhere(&self, path: &[&str]) -> bool {
        let Some(segments) = &self.pattern.anywhere else { return false };
        (1..=path.len()).any(|length| matching::matches(segments, &path[..length], &Binding::new()))
    }
}

/// Returns the names of a path outside the workspace.
fn outside_path<'c>(code: &Codebase<'c>, outside: OutsideId, item: Option<&'c str>) -> Vec<&'c str> {
    let outside = code.graph.outside(outside);
    std::iter::once(canonical_crate(outside.krate()))
        .chain(outside.path[outside.crate_len as usize..].split("::").skip(1))
        .chain(item)
        .collect()
}

/// Returns whether a path can end in a name. A crate alone covers all of its names.
fn may_end_in(path: &[Segment], name: &str) -> bool {
    match path {
        [_, .., last] => matching::matches(std::slice::from_ref(last), &[name], &Binding::new()),
        _ => true,
    }
}

/// Returns whether a meaning includes a path of a crate outside for which a test holds.
fn may_cover(meaning: &Meaning, test: &dyn Fn(&[Segment]) -> bool) -> bool {
    match meaning {
        Meaning::Outside(segments) => test(segments),
        Meaning::Any(all) => all.iter().any(|one| may_cover(one, test)),
        Meaning::Except(own, _) => may_cover(own, test),
        Meaning::Code(_) | Meaning::Modules(_) | Meaning::Crates(_) | Meaning::Files(_) | Meaning::Owned(..) => false,
    }
}

/// Returns whether a meaning covers an item by its own path.
pub(crate) fn covers_item(meaning: &Meaning, code: &Codebase<'_>, module: RustModuleId, name: &str) -> bool {
    match meaning {
        Meaning::Code(pattern) => code.matches_item(pattern, module, name, &Binding::new()),
        Meaning::Any(all) => all.iter().any(|one| covers_item(one, code, module, name)),
        Meaning::Except(own, others) => {
            let covers_other = |other: &Selector| {
                let other = &other.meaning;
                covers_item(other, code, module, name) || covers_module(other, code, module)
            };
            covers_item(own, code, module, name) && !others.iter().any(covers_other)
        }
        Meaning::Modules(_) | Meaning::Crates(_) | Meaning::Outside(_) | Meaning::Files(_) | Meaning::Owned(..) => {
            false
        }
    }
}

fn covers_std(meaning: &Meaning, code: &Codebase<'_>, path: &[&str]) -> bool {
    match meaning {
        Meaning::Outside(segments) => code.covers_outside_path(segments, path, None, &Binding::new()),
        Meaning::Any(all) => all.iter().any(|one| covers_std(one, code, path)),
        Meaning::Except(own, others) => {
            covers_std(own, code, path) && !others.iter().any(|other| covers_std(&other.meaning, code, path))
        }
        Meaning::Code(_) | Meaning::Modules(_) | Meaning::Crates(_) | Meaning::Files(_) | Meaning::Owned(..) => false,
    }
}

/// The traits and derives of the prelude, with the module of the standard library that defines each.
const PRELUDE: [(&str, &str); 33] = [
    ("AsMut", "convert"),
    ("AsRef", "convert"),
    ("Clone", "clone"),
    ("Copy", "marker"),
    ("Debug", "fmt"),
    ("Default", "default"),
    ("DoubleEndedIterator", "iter"),
    ("Drop", "ops"),
    ("Eq", "cmp"),
    ("ExactSizeIterator", "iter"),
    ("Extend", "iter"),
    ("Fn", "ops"),
    ("FnMut", "ops"),
    ("FnOnce", "ops"),
    ("From", "convert"),
    ("FromIterator", "iter"),
    ("Future", "future"),
    ("Hash", "hash"),
    ("Into", "convert"),
    ("IntoFuture", "future"),
    ("IntoIterator", "iter"),
    ("Iterator", "iter"),
    ("Ord", "cmp"),
    ("PartialEq", "cmp"),
    ("PartialOrd", "cmp"),
    ("Send", "marker"),
    ("Sized", "marker"),
    ("Sync", "marker"),
    ("ToOwned", "borrow"),
    ("ToString", "string"),
    ("TryFrom", "convert"),
    ("TryInto", "convert"),
    ("Unpin", "marker"),
];

/// Returns the path of a trait or derive that needs no import.
pub fn prelude_path(name: &str) -> Option<[&'static str; 3]> {
    PRELUDE.iter().find(|(known, _)| *known == name).map(|(name, module)| ["std", *module, *name])
}

/// A pattern of names.
#[derive(Clone, Debug)]
pub struct NamePattern {
    /// The text as written.
    pub text: String,
    form: NameForm,
}

#[derive(Clone, Debug)]
enum NameForm {
    Convention(Convention),
    Pattern(Segment),
}

/// A convention for the case of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Convention {
    Snake,
    ScreamingSnake,
    UpperCamel,
    LowerCamel,
}

impl Convention {
    fn of(text: &str) -> Option<Self> {
        match text {
            "snake_case" => Some(Self::Snake),
            "SCREAMING_SNAKE_CASE" | "UPPER_SNAKE_CASE" => Some(Self::ScreamingSnake),
            "UpperCamelCase" | "PascalCase" => Some(Self::UpperCamel),
            "lowerCamelCase" | "camelCase" => Some(Self::LowerCamel),
            _ => None,
        }
    }

    /// Returns the convention whose name a text has in other letters: `snakecase`.
    fn meant(text: &str) -> Option<&'static str> {
        let letters: String = text.chars().filter(|char| !matches!(char, '_' | '-' | ' ')).collect();
        match letters.to_lowercase().as_str() {
            "snakecase" | "lowersnakecase" => Some("snake_case"),
            "screamingsnakecase" | "screamingsnake" | "uppersnakecase" | "uppercase" => Some("SCREAMING_SNAKE_CASE"),
            "uppercamelcase" | "uppercamel" | "pascalcase" => Some("UpperCamelCase"),
            "lowercamelcase" | "lowercamel" | "camelcase" => Some("lowerCamelCase"),
            _ => None,
        }
    }

    /// Returns whether a name follows the convention. Leading and trailing underscores do not count.
    fn holds(self, name: &str) -> bool {
        let name = name.trim_matches('_');
        let has = |test: fn(char) -> bool| name.chars().any(test);
        let first = name.chars().next();
        match self {
            Self::Snake => !has(char::is_uppercase) && !name.contains("__"),
            Self::ScreamingSnake => !has(char::is_lowercase) && !name.contains("__"),
            Self::UpperCamel => !name.contains('_') && first.is_none_or(|char| !char.is_lowercase()),
            Self::LowerCamel => !name.contains('_') && first.is_none_or(|char| !char.is_uppercase()),
        }
    }
}

impl NamePattern {
    /// Parses a pattern of names: a convention such as `snake_case`, or text with `*`.
    pub(super) fn parse(text: &str) -> Result<Self, PatternError> {
        if let Some(convention) = Convention::of(text) {
            return Ok(Self { text: text.to_owned(), form: NameForm::Convention(convention) });
        }
        if let Some(convention) = Convention::meant(text) {
            return Err(PatternError {
                span: 0..text.len(),
                message: "this is almost the name of a convention".into(),
                help: Some(format!("write `{convention}`")),
            });
        }
        let parsed = pattern::pattern(text)?;
        let error = |message: &str, help: &str| PatternError {
            span: 0..text.len(),
            message: message.into(),
            help: Some(help.into()),
        };
        let segment = match parsed.segments.as_slice() {
            [segment] if !parsed.exact && parsed.kind.is_none() && parsed.package.is_none() => segment.clone(),
            _ => return Err(error("a name is no path", "select the code with `within`, and the name alone here")),
        };
        if segment == Segment::Any {
            return Err(error("`**` must not be used in names", "use `*`"));
        }
        if segment.has_capture() {
            return Err(error("a name has no captures", "use `*`"));
        }
        Ok(Self { text: text.to_owned(), form: NameForm::Pattern(segment) })
    }

    /// Returns whether a name fits.
    pub fn matches(&self, name: &str) -> bool {
        match &self.form {
            NameForm::Convention(convention) => convention.holds(name),
            NameForm::Pattern(segment) => matching::matches(std::slice::from_ref(segment), &[name], &Binding::new()),
        }
    }

    /// Returns whether it is a convention rather than a pattern.
    pub fn is_convention(&self) -> bool {
        matches!(self.form, NameForm::Convention(_))
    }
}

/// A pattern of code as written, such as `Result<*>`. Spaces do not matter.
#[derive(Clone, Debug)]
pub struct TextPattern {
    /// The text as written.
    pub text: String,
    pieces: Vec<Piece>,
}

impl TextPattern {
    /// Reads a pattern: each `*` stands for any text.
    pub(crate) fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        for (at, part) in without_spaces(text).split('*').enumerate() {
            if at > 0 {
                pieces.push(Piece::Star);
            }
            if !part.is_empty() {
                pieces.push(Piece::Text(part.to_owned()));
            }
        }
        Self { text: text.to_owned(), pieces }
    }

    /// Returns whether a text fits.
    pub fn matches(&self, text: &str) -> bool {
        let segment = Segment::One(self.pieces.clone());
        matching::matches(&[segment], &[&without_spaces(text)], &Binding::new())
    }
}

/// Removes the spaces that do not separate two words.
fn without_spaces(text: &str) -> String {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    let mut short = String::new();
    let mut chars = text.trim().chars().peekable();
    while let Some(char) = chars.next() {
        let separates = short.ends_with(is_word) && chars.peek().is_some_and(|next| is_word(*next));
        if !char.is_whitespace() || separates {
            short.push(if char.is_whitespace() { ' ' } else { char });
        }
    }
    short
}

/// A glob of files.
#[derive(Clone, Debug)]
pub struct FilePattern {
    /// The text as written.
    pub text: String,
    pub(super) glob: GlobSet,
}

impl FilePattern {
    /// Returns whether a path, relative to the root of the workspace, fits.
    pub fn matches(&self, path: &str) -> bool {
        self.glob.is_match(path)
    }
}

/// Returns whether a text is a pattern of paths that starts with a wildcard, and its segments.
pub(super) fn wildcard_segments(text: &str) -> Option<Vec<Segment>> {
    let Ok(SelectorSyntax::Pattern(pattern)) = pattern::selector(text) else { return None };
    let is_open = pattern.segments.first().is_some_and(|first| first.literal().is_none());
    (is_open && !pattern.exact && pattern.kind.is_none()).then_some(pattern.segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conventions_hold_as_in_the_lints_of_rustc() {
        let holds = |pattern: &str, name: &str| NamePattern::parse(pattern).unwrap().matches(name);
        for (pattern, name, expected) in [
            ("snake_case", "place_order", true),
            ("snake_case", "_place2", true),
            ("snake_case", "placeOrder", false),
            ("UpperCamelCase", "OrderRepository", true),
            ("PascalCase", "HTTP2", true),
            ("UpperCamelCase", "order", false),
            ("UpperCamelCase", "Order_Row", false),
            ("SCREAMING_SNAKE_CASE", "MAX_SIZE", true),
            ("SCREAMING_SNAKE_CASE", "MaxSize", false),
            ("camelCase", "maxSize", true),
            ("*Repository", "OrderRepository", true),
            ("*Repository", "RepositoryOrder", false),
            ("Order", "Order", true),
        ] {
            assert_eq!(holds(pattern, name), expected, "{pattern} {name}");
        }
        for pattern in ["shop::Order", "**", "{x}Repository", "=Order", "a b"] {
            assert!(NamePattern::parse(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn spaces_do_not_matter_in_code() {
        let matches = |pattern: &str, text: &str| TextPattern::new(pattern).matches(text);
        assert!(matches("Result<*>", "Result<Order, Error>"));
        assert!(matches("Result<Order,Error>", "Result<Order, Error>"));
        assert!(matches("impl Future*", "impl Future<Output = ()> + Send"));
        assert!(!matches("Result<*>", "Option<Result<u8, ()>>"));
        assert!(!matches("implFuture*", "impl Future<Output = ()>"));
        assert!(matches("()", "()"));
    }
}
