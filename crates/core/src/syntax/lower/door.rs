//! The two doors: a file's text, and the tokens of an expansion. Both lead to the same lowering.

use super::{lowerer::Lowerer, texts};
use crate::{
    source::Span,
    syntax::{
        Tokens,
        code::{Code, Holder, Reader},
        directives::find_directives,
        facts::{Facts, Position, PredicateId, Problem, ProblemKind},
        lex::to_proc_macro2,
        nesting, old_editions, recovery,
        span_map::{Offsets, SpanMap},
        unstable,
    },
    workspace::Edition,
};
use proc_macro2::TokenStream;
use std::borrow::Cow;
use syn::{
    Block, File, Stmt,
    parse::{Parse, ParseStream, discouraged::Speculative},
    visit::Visit,
};

/// Lowers the text of a file, under the number that its places will carry.
///
/// What can't be read is one of the facts: the rest of the workspace is still analysed.
pub fn lower_file(text: &str, file: u32, edition: Edition) -> Facts {
    let base = prefix_length(text);
    let map = SpanMap::File { file, base: base as u32 };
    let text_after = &text[base..];
    let code = Code::of(text_after);
    let told = code.as_ref().and_then(|code| lower_told(code, &map, edition));
    let mut facts = told.unwrap_or_else(|| lower_whole(text_after, code.as_ref(), map, edition));
    forget_spans();
    facts.directives = find_directives(text);
    facts
}

/// Lowers a text without a tree, but for some of its items. None where only a tree of all can tell.
pub(super) fn lower_told(code: &Code<'_>, map: &SpanMap<'_>, edition: Edition) -> Option<Facts> {
    let mut lowerer = Lowerer::of_told(code, map.clone(), edition)?;
    let (inner, told) = Reader::items_of(code, Holder::Module)?;
    let (predicate, macro_use) = lowerer.told_file(code, inner, &told)?;
    (!lowerer.lost).then(|| lowerer.finish(predicate, macro_use))
}

/// Lowers the tree of a text, or of what can be read of it.
pub(super) fn lower_whole(text: &str, code: Option<&Code<'_>>, map: SpanMap<'_>, edition: Edition) -> Facts {
    let base = match &map {
        SpanMap::File { base, .. } => *base as usize,
        SpanMap::Expansion(_) => 0,
    };
    let mut lowerer = Lowerer::new(map, Offsets::of(text), edition);
    match read(text, code, edition) {
        Ok((tree, problems)) => {
            lowerer.problems.extend(problems.into_iter().map(|problem| problem.after(base)));
            let (predicate, macro_use) = lowerer.file(&tree);
            lowerer.finish(predicate, macro_use)
        }
        Err(problem) => {
            lowerer.problems.push(problem.after(base));
            lowerer.finish(PredicateId::ALWAYS, false)
        }
    }
}

/// Lowers the text of a file that `include!` puts where an expression or statements stand. Local names around the
/// call can't be seen from there.
pub fn lower_code(text: &str, file: u32, edition: Edition) -> Facts {
    let base = prefix_length(text);
    let map = SpanMap::File { file, base: base as u32 };
    let mut lowerer = Lowerer::new(map, Offsets::of(&text[base..]), edition);
    let read = lex(&text[base..], Code::of(&text[base..]).as_ref(), edition).and_then(|stream| {
        let parse = |stream| old_editions::parse(Block::parse_within, stream, edition);
        let parsed = parse(stream.clone());
        let parsed = parsed
            .or_else(|error| unstable::without_unstable_words(stream).and_then(|plain| parse(plain).ok()).ok_or(error));
        parsed.map_err(|error| problem(&error, &text[base..]))
    });
    match read {
        Ok(statements) => lowerer.possibly(false, |this| this.statements(&statements)),
        Err(problem) => lowerer.problems.push(problem.after(base)),
    }
    forget_spans();
    Facts { directives: find_directives(text), ..lowerer.finish(PredicateId::ALWAYS, false) }
}

/// Lowers the tokens of an expansion, or of a call's arguments that read as such. None if they do not. `generics` are
/// the generic parameters around it.
pub fn lower_expansion(tokens: &Tokens, position: Position, generics: &[&str], edition: Edition) -> Option<Facts> {
    let facts = lower_tokens(tokens, position, generics, edition);
    forget_spans();
    facts
}

/// Lowers the arguments of a call whose macro can't be expanded: as items where they read as such, and as bare paths
/// otherwise.
pub fn lower_arguments(tokens: &Tokens, position: Position, generics: &[&str], edition: Edition) -> Option<Facts> {
    if let Some(facts) = lower_expansion(tokens, position, generics, edition) {
        return Some(facts);
    }
    let stream = bounded(to_proc_macro2(tokens).ok()?, false, edition).ok()?;
    let mut lowerer = Lowerer::new(SpanMap::Expansion(tokens), Offsets::of(&tokens.text), edition);
    lowerer.bind_generics(generics);
    lowerer.macro_arguments(&stream);
    forget_spans();
    Some(lowerer.finish(PredicateId::ALWAYS, false))
}

/// The text that tokens stand for where a macro of the compiler takes a text: a literal, `env!` of what `variable` knows,
/// `concat!` of such. None for anything else, which only a build knows.
pub fn text_of(tokens: &Tokens, variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let stream = bounded(to_proc_macro2(tokens).ok()?, false, Edition::E2024).ok();
    let text = stream.and_then(|stream| texts::single(stream, variable));
    forget_spans();
    text
}

fn lower_tokens(tokens: &Tokens, position: Position, generics: &[&str], edition: Edition) -> Option<Facts> {
    let code = Code::of_expansion(tokens);
    let told = code.as_ref().and_then(|code| lower_tokens_told(tokens, code, position, generics, edition));
    told.or_else(|| lower_tokens_whole(tokens, code.as_ref(), position, generics, edition))
}

/// Lowers an expansion without a tree, but for some of its items. None where only a tree of all can tell.
pub(super) fn lower_tokens_told(
    tokens: &Tokens,
    code: &Code<'_>,
    position: Position,
    generics: &[&str],
    edition: Edition,
) -> Option<Facts> {
    let mut lowerer = Lowerer::of_told(code, SpanMap::Expansion(tokens), edition)?;
    lowerer.bind_generics(generics);
    let holder = match position {
        Position::Items => Holder::Module,
        Position::Associated => Holder::Impl,
        Position::Statements => {
            lowerer.told_declarations(code, &Reader::statements_of(code)?);
            return (!lowerer.lost).then(|| lowerer.finish(PredicateId::ALWAYS, false));
        }
    };
    let ((from, to), told) = Reader::items_of(code, holder)?;
    if from < to {
        return None;
    }
    lowerer.tell(code, &told);
    (!lowerer.lost).then(|| lowerer.finish(PredicateId::ALWAYS, false))
}

/// Lowers the tree of an expansion; none if it does not read as what it should.
pub(super) fn lower_tokens_whole(
    tokens: &Tokens,
    code: Option<&Code<'_>>,
    position: Position,
    generics: &[&str],
    edition: Edition,
) -> Option<Facts> {
    let shallow = code.is_some_and(nesting::is_shallow);
    let stream = bounded(to_proc_macro2(tokens).ok()?, shallow, edition).ok()?;
    let mut lowerer = Lowerer::new(SpanMap::Expansion(tokens), Offsets::of(&tokens.text), edition);
    lowerer.bind_generics(generics);
    lowerer.expansion(stream, position)?;
    Some(lowerer.finish(PredicateId::ALWAYS, false))
}

impl<'a> Lowerer<'a> {
    /// For code that is read without a tree. None where only the tree of all can be lowered.
    fn of_told(code: &'a Code<'a>, map: SpanMap<'a>, edition: Edition) -> Option<Self> {
        // What edition 2015 alone reads so is made readable on the tokens of the whole.
        if edition == Edition::E2015 || !nesting::is_shallow(code) {
            return None;
        }
        Some(Self::new(map, Offsets::of(""), edition))
    }
}

impl Lowerer<'_> {
    /// Lowers what an expansion reads as where it stands; none if it does not.
    fn expansion(&mut self, stream: TokenStream, position: Position) -> Option<()> {
        let edition = self.edition;
        match position {
            Position::Associated => {
                let items = old_editions::parse(associated_items, stream, edition).ok()?;
                for item in &items {
                    match item {
                        Associated::Impl(item) => self.visit_impl_item(item),
                        Associated::Trait(item) => self.visit_trait_item(item),
                    }
                }
            }
            Position::Items => {
                let tree = parse(stream, edition).ok()?;
                self.items(&tree.items);
            }
            Position::Statements => {
                let statements = old_editions::parse(Block::parse_within, stream, edition).ok()?;
                for statement in &statements {
                    match statement {
                        Stmt::Item(item) => self.item(item),
                        Stmt::Macro(statement) if Lowerer::may_declare(&statement.mac) => {
                            self.gated(&statement.attrs, |this, _| {
                                this.macro_call(&statement.mac, Position::Statements);
                            });
                        }
                        _ => {}
                    }
                }
            }
        }
        Some(())
    }
}

/// An item of an `impl` or of a trait.
enum Associated {
    Impl(syn::ImplItem),
    Trait(syn::TraitItem),
}

/// The items of an `impl`, or else those of a trait, which need no bodies.
fn associated_items(input: ParseStream<'_>) -> syn::Result<Vec<Associated>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        let ahead = input.fork();
        items.push(match ahead.parse() {
            Ok(item) => {
                input.advance_to(&ahead);
                Associated::Impl(item)
            }
            Err(_) => Associated::Trait(input.parse()?),
        });
    }
    Ok(items)
}

/// Parses a text. Where it can't be read as a whole, even without what only nightly compilers know, each of its items is
/// read by itself, and what is wrong with some is said.
fn read(text: &str, code: Option<&Code<'_>>, edition: Edition) -> Result<(File, Vec<Problem>), Problem> {
    let tokens = lex(text, code, edition)?;
    if let Ok(file) = parse(tokens.clone(), edition) {
        return Ok((file, Vec::new()));
    }
    let tokens = unstable::without_unstable_words(tokens.clone()).unwrap_or(tokens);
    if let Ok(file) = parse(tokens.clone(), edition) {
        return Ok((file, Vec::new()));
    }
    let (file, errors) = recovery::parse(tokens, edition);
    Ok((file, errors.iter().map(|error| problem(error, text)).collect()))
}

/// What is wrong with a text that can't be parsed; at its end where the parser names no place.
fn problem(error: &syn::Error, text: &str) -> Problem {
    let range = error.span().byte_range();
    let span = if range.is_empty() { Span::new(text.len()..text.len()) } else { Span::new(range) };
    Problem { kind: ProblemKind::Syntax, message: error.to_string(), span }
}

impl Problem {
    /// The same in a text that starts so many bytes earlier.
    fn after(mut self, bytes: usize) -> Self {
        self.span.start += bytes as u32;
        self.span.end += bytes as u32;
        self
    }
}

fn lex(text: &str, code: Option<&Code<'_>>, edition: Edition) -> Result<TokenStream, Problem> {
    let plain = code.map_or(Cow::Borrowed(text), |code| code.plain(0..text.len()));
    let tokens = plain.parse().map_err(|error: proc_macro2::LexError| Problem {
        kind: ProblemKind::Syntax,
        message: error.to_string(),
        span: Span::new(error.span().byte_range()),
    })?;
    bounded(tokens, code.is_some_and(nesting::is_shallow), edition)
}

/// The tokens of a text, where they are not nested too deeply, as a parser that knows no editions reads them.
fn bounded(tokens: TokenStream, shallow: bool, edition: Edition) -> Result<TokenStream, Problem> {
    if !shallow && let Some(nesting::TooDeep { message, place }) = nesting::too_deep(&tokens) {
        return Err(Problem { kind: ProblemKind::TooDeep, message, span: Span::new(place.byte_range()) });
    }
    Ok(old_editions::modernize(tokens, edition))
}

pub(super) fn parse(tokens: TokenStream, edition: Edition) -> syn::Result<File> {
    old_editions::parse(File::parse, tokens, edition)
}

/// How many bytes stand before the first token: a byte-order mark, a shebang line, which `#![…]` is not (the Rust
/// reference, "Input format"), and a manifest between lines of dashes (RFC 3503).
pub(in crate::syntax) fn prefix_length(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &text[mark..];
    let shebang = match rest.strip_prefix("#!") {
        Some(after) if !after.trim_start_matches(|c: char| c.is_whitespace()).starts_with('[') => {
            rest.find('\n').unwrap_or(rest.len())
        }
        _ => 0,
    };
    mark + shebang + frontmatter_length(&rest[shebang..])
}

/// How long a frontmatter is: a line of three dashes or more, and all up to a line of as many.
fn frontmatter_length(text: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    let dashes = text[start..].bytes().take_while(|byte| *byte == b'-').count();
    if dashes < 3 || (start > 0 && !text[..start].ends_with('\n')) {
        return 0;
    }
    let mut at = start;
    for (number, line) in text[start..].split_inclusive('\n').enumerate() {
        at += line.len();
        if number > 0 && line.trim_end().bytes().eq(std::iter::repeat_n(b'-', dashes)) {
            return at;
        }
    }
    0
}

/// `proc_macro2` keeps every text it lexed for its spans: per thread, and without end.
fn forget_spans() {
    proc_macro2::extra::invalidate_current_thread_spans();
}
