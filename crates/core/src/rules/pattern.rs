//! Parses patterns and selectors. Errors have their place in the string. It knows no workspace: `names` finds what a
//! selector means.
//!
//! ```ebnf
//! selector = "tag:" NAME | "layer:" ID [ "/" NAME ] | "module:" NAME [ "#" ( NAME | "*" ) ]
//!          | "crate:" GLOB | "file:" GLOB | "owner:" GLOB | "extern:" NAME { "::" segment } | pattern ;
//! pattern  = [ "=" ] head { "::" segment } ;
//! head     = [ kind ":" ] segment [ "@" PACKAGE ] ;
//! kind     = "lib" | "bin" | "test" | "example" | "bench" | "build" ;
//! segment  = "**" | ( CHAR | "*" | "{" NAME "}" | "{!" NAME "}" )+ ;
//! ```

use super::suggest;
use crate::{identifier::normalize, workspace::CrateKind};
use std::borrow::Cow;
use std::ops::Range;

/// A parsed selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectorSyntax {
    /// `tag:NAME`
    Tag(String),
    /// `layer:ID`, `layer:ID/NAME`
    Layer {
        /// The id of the stack.
        id: String,
        /// One of its layers; all layers if `None`.
        name: Option<String>,
    },
    /// `module:NAME`, `module:NAME#PART`
    Module {
        /// The module.
        name: String,
        /// An interface of it; the whole module if `None`.
        part: Option<InterfacePart>,
    },
    /// `crate:GLOB`
    Crate(String),
    /// `file:GLOB`
    File(String),
    /// `owner:GLOB`
    Owner(String),
    /// `extern:NAME::…`; the segments start with the crate's name, which can have `*`.
    Extern(Vec<Segment>),
    /// Any other text.
    Pattern(Pattern),
}

/// The interfaces of a module that a selector names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InterfacePart {
    /// `#*`: all interfaces.
    Every,
    /// `#NAME`
    One(String),
}

/// A pattern of paths of Rust modules and items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// `=`: matches the path itself, but nothing below it.
    pub exact: bool,
    /// The kind of crate; libraries and binaries if `None`.
    pub kind: Option<CrateKind>,
    /// The package of the crate; any package if `None`.
    pub package: Option<String>,
    /// The name of the crate, then Rust modules, and optionally an item. Never empty.
    pub segments: Vec<Segment>,
}

/// One segment of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// `**`: any number of segments, including none.
    Any,
    /// One segment, as a sequence of pieces.
    One(Vec<Piece>),
}

/// A part of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Literal text.
    Text(String),
    /// `*`: any text, including none.
    Star,
    /// `{x}`: non-empty text, the same for every `{x}`.
    Capture(String),
    /// `{!x}`: non-empty text that differs from `{x}`.
    Differs(String),
}

impl Piece {
    /// Returns the piece with underscores for hyphens, as in the names of crates.
    #[must_use]
    pub fn with_underscores(&self) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.replace('-', "_")),
            other => other.clone(),
        }
    }
}

/// An error in a pattern or selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The wrong part of the string, as a byte range.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// How to fix it, if that is known.
    pub help: Option<String>,
}

impl Segment {
    /// Returns the text of a segment without wildcards and captures.
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::One(pieces) => match pieces.as_slice() {
                [Piece::Text(text)] => Some(text),
                _ => None,
            },
            Self::Any => None,
        }
    }

    /// Returns whether the segment contains `{x}` or `{!x}`.
    pub fn has_capture(&self) -> bool {
        self.pieces().iter().any(|piece| matches!(piece, Piece::Capture(_) | Piece::Differs(_)))
    }

    /// Returns the pieces; none for `**`.
    pub fn pieces(&self) -> &[Piece] {
        match self {
            Self::One(pieces) => pieces,
            Self::Any => &[],
        }
    }
}

impl Pattern {
    /// Returns the word if the pattern consists of a single word.
    pub fn bare_word(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [segment] if !self.exact && self.kind.is_none() && self.package.is_none() => segment.literal(),
            _ => None,
        }
    }

    /// Returns the pattern with more segments appended.
    #[must_use]
    pub fn join(mut self, below: &[Segment]) -> Self {
        self.segments.extend_from_slice(below);
        self
    }
}

/// Returns the names of captures (`{x}`), in order of appearance.
pub(super) fn captures(segments: &[Segment]) -> impl Iterator<Item = &str> {
    segments.iter().flat_map(Segment::pieces).filter_map(|piece| match piece {
        Piece::Capture(name) => Some(name.as_str()),
        _ => None,
    })
}

/// Returns the names in `{!x}`, in order of appearance.
pub(super) fn differing(segments: &[Segment]) -> impl Iterator<Item = &str> {
    segments.iter().flat_map(Segment::pieces).filter_map(|piece| match piece {
        Piece::Differs(name) => Some(name.as_str()),
        _ => None,
    })
}

/// Parses a selector.
pub fn selector(text: &str) -> Result<SelectorSyntax, PatternError> {
    let Some((prefix, rest)) = prefix(text) else { return pattern(text).map(SelectorSyntax::Pattern) };
    let at = prefix.len() + 1;
    match prefix {
        "tag" => name(rest, at, "a tag").map(SelectorSyntax::Tag),
        "layer" => {
            let (id, layer) = rest.split_once('/').map_or((rest, None), |(id, layer)| (id, Some(layer)));
            let id = name(id, at, "the id of layers")?;
            let after = at + id.len() + 1;
            let layer = layer.map(|layer| path_name(layer, after, "the name of a layer")).transpose()?;
            Ok(SelectorSyntax::Layer { id, name: layer })
        }
        "module" => module(rest, at).map(|(name, part)| SelectorSyntax::Module { name, part }),
        "crate" if rest.is_empty() => Err(missing(at, "a package's name or directory")),
        "crate" => Ok(SelectorSyntax::Crate(rest.to_owned())),
        "file" if rest.is_empty() => Err(missing(at, "the path of a file")),
        "file" => Ok(SelectorSyntax::File(rest.to_owned())),
        "owner" if rest.trim().is_empty() => Err(missing(at, "the name of an owner")),
        "owner" => Ok(SelectorSyntax::Owner(rest.to_owned())),
        "extern" => {
            let segments = segments(rest, at)?;
            match segments.first() {
                Some(head @ Segment::One(_)) if !head.has_capture() => Ok(SelectorSyntax::Extern(segments)),
                _ => Err(PatternError {
                    span: at..text.len(),
                    message: "`extern:` must be followed by the name of a crate, without `**` and captures".into(),
                    help: Some("`*` matches any part of the name: `extern:aws-*`".into()),
                }),
            }
        }
        _ => pattern(text).map(SelectorSyntax::Pattern),
    }
}

/// Parses a pattern.
pub fn pattern(text: &str) -> Result<Pattern, PatternError> {
    let exact = text.starts_with('=');
    let mut at = usize::from(exact);
    let mut kind = None;
    if let Some((prefix, _)) = prefix(&text[at..]) {
        kind = Some(crate_kind(prefix, at)?);
        at += prefix.len() + 1;
    }
    let head_end = text[at..].find("::").map_or(text.len(), |length| at + length);
    let mut package = None;
    let mut rest = text[at..].to_owned();
    if let Some(sign) = text[at..head_end].find('@') {
        let start = at + sign + 1;
        package = Some(name(&text[start..head_end], start, "a package")?);
        rest.replace_range(sign..head_end - at, "");
    }
    let removed = text.len() - at - rest.len();
    let mut segments = segments(&rest, at).map_err(|error| shift(error, head_end, removed))?;
    if kind.is_none() && package.is_some() && segments.first().and_then(Segment::literal) == Some("build") {
        // `build@PACKAGE` is the crate path of a build script.
        kind = Some(CrateKind::Build);
        segments[0] = Segment::One(vec![Piece::Star]);
    }
    Ok(Pattern { exact, kind, package, segments })
}

/// Parses `NAME` or `NAME#INTERFACE`, as in `depends-on`.
pub(super) fn module(text: &str, at: usize) -> Result<(String, Option<InterfacePart>), PatternError> {
    let (module, part) = text.split_once('#').map_or((text, None), |(module, part)| (module, Some(part)));
    let module = path_name(module, at, "a module")?;
    let part = match part {
        None => None,
        Some("*") => Some(InterfacePart::Every),
        Some(part) => Some(InterfacePart::One(name(part, at + module.len() + 1, "an interface")?)),
    };
    Ok((module, part))
}

/// Splits the text at a first `:` that is not part of `::`.
fn prefix(text: &str) -> Option<(&str, &str)> {
    let at = text.find(':')?;
    let rest = &text[at + 1..];
    (!rest.starts_with(':')).then(|| (&text[..at], rest))
}

fn crate_kind(text: &str, at: usize) -> Result<CrateKind, PatternError> {
    const KINDS: [CrateKind; 6] =
        [CrateKind::Lib, CrateKind::Bin, CrateKind::Test, CrateKind::Example, CrateKind::Bench, CrateKind::Build];
    KINDS.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
        let selectors = ["module", "tag", "layer", "crate", "file", "owner", "extern"];
        if selectors.contains(&text) {
            return PatternError {
                span: at..at + text.len(),
                message: format!("a pattern must not start with `{text}:`"),
                help: Some(
                    "write a pattern of Rust modules, such as `shop::orders`; for whole packages, modules have `crates = [\"shop\"]`"
                        .into(),
                ),
            };
        }
        let list = |names: &mut dyn Iterator<Item = &str>| {
            names.map(|name| format!("`{name}:`")).collect::<Vec<_>>().join(", ")
        };
        let kinds = KINDS.iter().map(|kind| kind.as_str());
        let known = || {
            format!(
                "the prefixes are {}, and {} before a path; segments of a path are separated by `::`",
                list(&mut selectors.into_iter()),
                list(&mut kinds.clone())
            )
        };
        let nearest = suggest::nearest(text, selectors.into_iter().chain(kinds.clone()));
        PatternError {
            span: at..at + text.len(),
            message: format!("unknown prefix `{text}:`"),
            help: Some(nearest.map_or_else(known, |nearest| format!("did you mean `{nearest}:`?"))),
        }
    })
}

fn segments(text: &str, at: usize) -> Result<Vec<Segment>, PatternError> {
    let mut segments = Vec::new();
    let mut start = at;
    for (index, part) in text.split("::").enumerate() {
        let segment = segment(part, start, index == 0)?;
        // `**::**` means the same as `**`.
        if segment != Segment::Any || segments.last() != Some(&Segment::Any) {
            segments.push(segment);
        }
        start += part.len() + 2;
    }
    if ambiguity(&segments) > MAX_AMBIGUITY {
        return Err(PatternError {
            span: at..at + text.len(),
            message: "too many captures: a path could be divided among them in too many ways".into(),
            help: Some("separate captures with `::`, or write several patterns".into()),
        });
    }
    Ok(segments)
}

/// The largest [`ambiguity`] of a pattern. With it, the number of ways to match a path is at most the square of the path's
/// length.
const MAX_AMBIGUITY: usize = 2;

/// Returns how many pieces of a pattern with captures could match a text of any length, beyond those for which there is only
/// one: one in each segment, and one `**`.
fn ambiguity(segments: &[Segment]) -> usize {
    let mut known: Vec<&str> = Vec::new();
    let mut ambiguity = 0;
    for segment in segments {
        let is_open = |piece: &&Piece| match piece {
            Piece::Capture(name) => !known.contains(&name.as_str()),
            Piece::Differs(_) => true,
            Piece::Text(_) | Piece::Star => false,
        };
        let stars = segment.pieces().iter().filter(|piece| **piece == Piece::Star).count();
        // Where the captures are known, the first place of each text will do.
        match segment.pieces().iter().filter(is_open).count() {
            0 => {}
            open => ambiguity += open + stars - 1,
        }
        known.extend(captures(std::slice::from_ref(segment)));
    }
    let double_stars = segments.iter().filter(|segment| **segment == Segment::Any).count();
    let has_captures = segments.iter().any(Segment::has_capture);
    if has_captures { ambiguity + double_stars.saturating_sub(1) } else { 0 }
}

fn segment(text: &str, at: usize, head: bool) -> Result<Segment, PatternError> {
    match normalize(text) {
        Cow::Borrowed(text) => normal_segment(text, at, head),
        // The places in another text are not those in the pattern.
        Cow::Owned(normal) => {
            normal_segment(&normal, at, head).map_err(|error| PatternError { span: at..at + text.len(), ..error })
        }
    }
}

fn normal_segment(text: &str, at: usize, head: bool) -> Result<Segment, PatternError> {
    if text.is_empty() {
        return Err(missing(at, "a segment"));
    }
    if text == "**" {
        return Ok(Segment::Any);
    }
    if let Some(found) = text.find("**") {
        return Err(PatternError {
            span: at + found..at + found + 2,
            message: "`**` must be a whole segment".into(),
            help: Some("use `*` for a part of a segment".into()),
        });
    }
    if matches!(text, "crate" | "self" | "super") {
        return Err(PatternError {
            span: at..at + text.len(),
            message: format!("a pattern must start with the name of a crate, not with `{text}`"),
            help: Some("write the name of the crate: `shop::orders`".into()),
        });
    }
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((offset, char)) = chars.next() {
        let piece = match char {
            '*' => Piece::Star,
            '{' => {
                let Some(length) = text[offset..].find('}') else {
                    return Err(PatternError {
                        span: at + offset..at + text.len(),
                        message: "unclosed `{`".into(),
                        help: None,
                    });
                };
                let inside = &text[offset + 1..offset + length];
                let differs = inside.strip_prefix('!');
                let start = at + offset + 1 + usize::from(differs.is_some());
                let captured = name(differs.unwrap_or(inside), start, "a capture")?;
                while chars.next_if(|(next, _)| *next <= offset + length).is_some() {}
                if differs.is_some() { Piece::Differs(captured) } else { Piece::Capture(captured) }
            }
            // A bare word may be the name of a module, which can contain hyphens.
            char if char.is_alphanumeric() || char == '_' || (head && char == '-') => {
                literal.push(char);
                continue;
            }
            char => {
                return Err(PatternError {
                    span: at + offset..at + offset + char.len_utf8(),
                    message: format!("a segment must not contain `{}`", char.escape_debug()),
                    help: match char {
                        ':' => Some("separate segments with `::`".into()),
                        '!' => Some(
                            "one `!` before a selector takes its code away from a list of a rule: `from`, `to`, `among`, \
                             `within`, `except`"
                                .into(),
                        ),
                        '-' => Some("write `_` for hyphens in the names of crates and Rust modules".into()),
                        '@' => Some("write the package after the name of the crate: `shop@PACKAGE::orders`".into()),
                        '/' => Some("a pattern is a path of Rust modules; use `crate:` for directories".into()),
                        _ => None,
                    },
                });
            }
        };
        if !literal.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut literal)));
        }
        pieces.push(piece);
    }
    if !literal.is_empty() {
        pieces.push(Piece::Text(literal));
    }
    Ok(Segment::One(pieces))
}

/// Parses a name without `::`.
pub(super) fn name(text: &str, at: usize, what: &str) -> Result<String, PatternError> {
    named(text, at, what, |char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.'))
}

/// Parses a name that may be a path: the name of a discovered module is its path.
pub(super) fn path_name(text: &str, at: usize, what: &str) -> Result<String, PatternError> {
    named(text, at, what, |char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | ':' | '@'))
}

fn named(text: &str, at: usize, what: &str, allowed: impl Fn(char) -> bool) -> Result<String, PatternError> {
    if text.is_empty() {
        return Err(missing(at, &format!("the name of {what}")));
    }
    match text.char_indices().find(|(_, char)| !allowed(*char)) {
        None => Ok(text.to_owned()),
        Some((offset, char)) => Err(PatternError {
            span: at + offset..at + offset + char.len_utf8(),
            message: format!("the name of {what} must not contain `{}`", char.escape_debug()),
            help: None,
        }),
    }
}

fn missing(at: usize, what: &str) -> PatternError {
    PatternError { span: at..at, message: format!("{what} is missing here"), help: None }
}

/// Shifts the place of an error after the head by the length of the package that was cut out.
fn shift(mut error: PatternError, head_end: usize, removed: usize) -> PatternError {
    if error.span.start + removed >= head_end {
        error.span = error.span.start + removed..error.span.end + removed;
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Segment {
        Segment::One(vec![Piece::Text(text.into())])
    }

    #[test]
    fn a_pattern_has_a_kind_a_package_and_segments() {
        let read = pattern("=test:it@shop-core::a::**::x_*").unwrap();
        assert!(read.exact);
        assert_eq!(read.kind, Some(CrateKind::Test));
        assert_eq!(read.package.as_deref(), Some("shop-core"));
        let last = Segment::One(vec![Piece::Text("x_".into()), Piece::Star]);
        assert_eq!(read.segments, [text("it"), text("a"), Segment::Any, last]);
        assert_eq!(pattern("build@shop").unwrap().kind, Some(CrateKind::Build));
    }

    #[test]
    fn a_path_can_be_divided_in_a_few_ways_only() {
        for good in [
            "w::{a}_{b}_{c}",
            "**::{a}::**::b::**",
            "w::{a}*::{b}*::{c}",
            "w::*a*a*a*a::{a}",
            "**::a::**::b::**::c::**",
        ] {
            assert!(pattern(good).is_ok(), "{good}");
        }
        for bad in ["w::{a}{b}{c}{d}", "w::{a}{b}::{c}{d}::{e}{f}", "w::*{a}*{b}", "**::{a}::**::b::**::c::**"] {
            assert!(pattern(bad).unwrap_err().message.starts_with("too many captures"), "{bad}");
        }
    }

    #[test]
    fn captures_can_be_part_of_a_segment() {
        let read = pattern("shop::{feature}_api::{!feature}").unwrap();
        assert_eq!(captures(&read.segments).collect::<Vec<_>>(), ["feature"]);
        assert_eq!(differing(&read.segments).collect::<Vec<_>>(), ["feature"]);
    }

    #[test]
    fn selectors_have_prefixes() {
        assert_eq!(selector("tag:domain"), Ok(SelectorSyntax::Tag("domain".into())));
        let layer = SelectorSyntax::Layer { id: "onion".into(), name: Some("app".into()) };
        assert_eq!(selector("layer:onion/app"), Ok(layer));
        let module = SelectorSyntax::Module { name: "shop::orders".into(), part: Some(InterfacePart::Every) };
        assert_eq!(selector("module:shop::orders#*"), Ok(module));
        assert_eq!(selector("crate:crates/*"), Ok(SelectorSyntax::Crate("crates/*".into())));
        assert_eq!(selector("extern:tokio::fs"), Ok(SelectorSyntax::Extern(vec![text("tokio"), text("fs")])));
        assert!(matches!(selector("lib:shop::a"), Ok(SelectorSyntax::Pattern(_))));
    }

    #[test]
    fn errors_have_their_place_in_the_string() {
        let at = |text: &str| {
            let error = selector(text).unwrap_err();
            format!("{:?} {}", error.span, error.message)
        };
        assert_eq!(at("shop::"), "6..6 a segment is missing here");
        assert_eq!(at("shop:orders"), "0..4 unknown prefix `shop:`");
        assert_eq!(at("shop::a**"), "7..9 `**` must be a whole segment");
        assert_eq!(at("shop::{x"), "6..8 unclosed `{`");
        assert_eq!(at("shop::a-b"), "7..8 a segment must not contain `-`");
        assert_eq!(at("shop@pkg::a b"), "11..12 a segment must not contain ` `");
        assert_eq!(at("crate::a"), "0..5 a pattern must start with the name of a crate, not with `crate`");
        assert_eq!(at(""), "0..0 a segment is missing here");
        assert_eq!(at("tag:"), "4..4 the name of a tag is missing here");
    }
}
