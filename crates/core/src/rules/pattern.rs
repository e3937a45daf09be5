//! The grammar of patterns and selectors: what a string of the rules file says, before anyone asks what it
//! means. One parser, written by hand, whose errors point into the string. It knows no workspace.
//!
//! ```ebnf
//! selector = "tag:" NAME | "layer:" ID [ "/" NAME ] | "module:" NAME [ "#" ( NAME | "*" ) ]
//!          | "crate:" GLOB | "extern:" NAME { "::" segment } | pattern ;
//! pattern  = [ "=" ] head { "::" segment } ;
//! head     = [ kind ":" ] segment [ "@" PACKAGE ] ;
//! kind     = "lib" | "bin" | "test" | "example" | "bench" | "build" ;
//! segment  = "**" | ( CHAR | "*" | "{" NAME "}" | "{!" NAME "}" )+ ;
//! ```

use super::suggest;
use crate::workspace::CrateKind;
use std::ops::Range;

/// What a selector says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectorSyntax {
    /// `tag:NAME`
    Tag(String),
    /// `layer:ID`, `layer:ID/NAME`
    Layer {
        /// The id of the stack.
        id: String,
        /// One of its layers; all of them where left out.
        name: Option<String>,
    },
    /// `module:NAME`, `module:NAME#PART`
    Module {
        /// The module.
        name: String,
        /// Which interface of it; the whole module where left out.
        part: Option<InterfacePart>,
    },
    /// `crate:GLOB`
    Crate(String),
    /// `extern:NAME::…`; the segments start with the crate's name.
    Extern(Vec<Segment>),
    /// Everything else.
    Pattern(Pattern),
}

/// Which interfaces of a module an entry names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InterfacePart {
    /// `#*`: all of them.
    Every,
    /// `#NAME`
    One(String),
}

/// A pattern over crate paths and what is below them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// `=`: what it matches, and nothing below.
    pub exact: bool,
    /// The kind of crate; a lib or bin where left out.
    pub kind: Option<CrateKind>,
    /// The package of the crate; any where left out.
    pub package: Option<String>,
    /// The crate's name, then the Rust modules and maybe an item below it. Never empty.
    pub segments: Vec<Segment>,
}

/// What one segment of a path must look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// `**`: any number of segments, none too.
    Any,
    /// One segment, made of these.
    One(Vec<Piece>),
}

/// A part of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// This text.
    Text(String),
    /// `*`: any text, none too.
    Star,
    /// `{x}`: some text, the same wherever `x` stands.
    Capture(String),
    /// `{!x}`: some text that is not what `x` is.
    Differs(String),
}

/// Why a string is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The bytes of the string that are wrong.
    pub span: Range<usize>,
    /// What is wrong with them.
    pub message: String,
    /// What to write instead, where that can be said.
    pub help: Option<String>,
}

impl Segment {
    /// The text, where it is nothing but text.
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::One(pieces) => match pieces.as_slice() {
                [Piece::Text(text)] => Some(text),
                _ => None,
            },
            Self::Any => None,
        }
    }

    /// The pieces; none of `**`.
    pub fn pieces(&self) -> &[Piece] {
        match self {
            Self::One(pieces) => pieces,
            Self::Any => &[],
        }
    }
}

impl Pattern {
    /// The word, where the pattern is a single one and nothing else.
    pub fn bare_word(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [segment] if !self.exact && self.kind.is_none() && self.package.is_none() => segment.literal(),
            _ => None,
        }
    }

    /// The same pattern with more segments: `within` followed by a layer's name.
    #[must_use]
    pub fn join(mut self, below: &[Segment]) -> Self {
        self.segments.extend_from_slice(below);
        self
    }
}

/// The names that segments capture (`{x}`), in order of appearance.
pub(super) fn captures(segments: &[Segment]) -> impl Iterator<Item = &str> {
    segments.iter().flat_map(Segment::pieces).filter_map(|piece| match piece {
        Piece::Capture(name) => Some(name.as_str()),
        _ => None,
    })
}

/// The names that segments must differ from (`{!x}`), in order of appearance.
pub(super) fn differing(segments: &[Segment]) -> impl Iterator<Item = &str> {
    segments.iter().flat_map(Segment::pieces).filter_map(|piece| match piece {
        Piece::Differs(name) => Some(name.as_str()),
        _ => None,
    })
}

/// Reads a selector.
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
        "extern" => {
            let segments = segments(rest, at)?;
            match segments.first().and_then(Segment::literal) {
                Some(_) => Ok(SelectorSyntax::Extern(segments)),
                None => Err(PatternError {
                    span: at..text.len(),
                    message: "`extern:` takes the name of a crate, without wildcards".into(),
                    help: None,
                }),
            }
        }
        _ => pattern(text).map(SelectorSyntax::Pattern),
    }
}

/// Reads a pattern.
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
        // `build@PACKAGE` is how the crate path of a build script is written.
        kind = Some(CrateKind::Build);
        segments[0] = Segment::One(vec![Piece::Star]);
    }
    Ok(Pattern { exact, kind, package, segments })
}

/// Reads `NAME` or `NAME#PART`, as `depends-on` has it.
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

/// What stands before the first `:` that is not part of a `::`.
fn prefix(text: &str) -> Option<(&str, &str)> {
    let at = text.find(':')?;
    let rest = &text[at + 1..];
    (!rest.starts_with(':')).then(|| (&text[..at], rest))
}

fn crate_kind(text: &str, at: usize) -> Result<CrateKind, PatternError> {
    const KINDS: [CrateKind; 6] =
        [CrateKind::Lib, CrateKind::Bin, CrateKind::Test, CrateKind::Example, CrateKind::Bench, CrateKind::Build];
    KINDS.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
        let others = ["tag", "layer", "module", "crate", "extern"];
        let all = KINDS.iter().map(|kind| kind.as_str()).chain(others);
        PatternError {
            span: at..at + text.len(),
            message: format!("`{text}:` is no kind of crate and no selector"),
            help: suggest::nearest(text, all)
                .map(|nearest| format!("did you mean `{nearest}:`?"))
                .or_else(|| Some("segments are separated by `::`".into())),
        }
    })
}

fn segments(text: &str, at: usize) -> Result<Vec<Segment>, PatternError> {
    let mut segments = Vec::new();
    let mut start = at;
    for (index, part) in text.split("::").enumerate() {
        let segment = segment(part, start, index == 0)?;
        // `**::**` says nothing that `**` does not.
        if segment != Segment::Any || segments.last() != Some(&Segment::Any) {
            segments.push(segment);
        }
        start += part.len() + 2;
    }
    Ok(segments)
}

fn segment(text: &str, at: usize, head: bool) -> Result<Segment, PatternError> {
    if text.is_empty() {
        return Err(missing(at, "a segment"));
    }
    if text == "**" {
        return Ok(Segment::Any);
    }
    if let Some(found) = text.find("**") {
        return Err(PatternError {
            span: at + found..at + found + 2,
            message: "`**` stands for whole segments".into(),
            help: Some("write `*` for a part of one segment".into()),
        });
    }
    if matches!(text, "crate" | "self" | "super") {
        return Err(PatternError {
            span: at..at + text.len(),
            message: format!("a pattern starts with a crate's name, not with `{text}`"),
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
                        message: "this `{` is never closed".into(),
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
            // A bare word may be the name of a module, which is free to have hyphens.
            char if char.is_alphanumeric() || char == '_' || (head && char == '-') => {
                literal.push(char);
                continue;
            }
            char => {
                return Err(PatternError {
                    span: at + offset..at + offset + char.len_utf8(),
                    message: format!("`{}` can't stand in a segment", char.escape_debug()),
                    help: match char {
                        ':' => Some("segments are separated by `::`".into()),
                        '-' => Some("hyphens are written `_` in crates and Rust modules".into()),
                        '@' => Some("a package stands behind the crate's name: `shop@PACKAGE::orders`".into()),
                        '/' => Some("a pattern is a path of Rust modules; folders go with `crate:`".into()),
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

/// A name without `::`.
fn name(text: &str, at: usize, what: &str) -> Result<String, PatternError> {
    named(text, at, what, |char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.'))
}

/// A name that may be a path: discovered modules are named by theirs.
fn path_name(text: &str, at: usize, what: &str) -> Result<String, PatternError> {
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
            message: format!("`{}` can't stand in the name of {what}", char.escape_debug()),
            help: None,
        }),
    }
}

fn missing(at: usize, what: &str) -> PatternError {
    PatternError { span: at..at, message: format!("here {what} is missing"), help: None }
}

/// Moves an error behind the head by what was cut out of the head.
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
    fn captures_stand_inside_segments() {
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
    fn errors_point_into_the_string() {
        let at = |text: &str| {
            let error = selector(text).unwrap_err();
            format!("{:?} {}", error.span, error.message)
        };
        assert_eq!(at("shop::"), "6..6 here a segment is missing");
        assert_eq!(at("shop:orders"), "0..4 `shop:` is no kind of crate and no selector");
        assert_eq!(at("shop::a**"), "7..9 `**` stands for whole segments");
        assert_eq!(at("shop::{x"), "6..8 this `{` is never closed");
        assert_eq!(at("shop::a-b"), "7..8 `-` can't stand in a segment");
        assert_eq!(at("shop@pkg::a b"), "11..12 ` ` can't stand in a segment");
        assert_eq!(at("crate::a"), "0..5 a pattern starts with a crate's name, not with `crate`");
        assert_eq!(at(""), "0..0 here a segment is missing");
        assert_eq!(at("tag:"), "4..4 here the name of a tag is missing");
    }
}
