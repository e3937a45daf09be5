//! The two doors: a file's text, and the tokens of an expansion. Both lead to the same lowering.

use super::{lowerer::Lowerer, texts};
use crate::{
    source::Span,
    syntax::{
        Tokens, allows,
        facts::{Facts, Position, PredicateId, Problem, ProblemKind},
        lex::to_proc_macro2,
        nesting, old_editions, recovery,
        shallow::Look,
        span_map::SpanMap,
        unstable,
    },
    workspace::Edition,
};
use proc_macro2::TokenStream;
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
    let mut lowerer = Lowerer::new(map, &text[base..], edition);
    let mut facts = match read(&text[base..], edition) {
        Ok((tree, problems)) => {
            lowerer.problems.extend(problems.into_iter().map(|problem| problem.after(base)));
            let (predicate, said) = lowerer.attributes(&tree.attrs, true);
            lowerer.predicate = predicate;
            lowerer.scopes[0].predicate = predicate;
            lowerer.items(&tree.items);
            lowerer.finish(predicate, said.macro_use)
        }
        Err(problem) => {
            lowerer.problems.push(problem.after(base));
            lowerer.finish(PredicateId::ALWAYS, false)
        }
    };
    forget_spans();
    facts.allows = allows(text);
    facts
}

/// Lowers the text of a file that `include!` puts where an expression or statements stand. Local names around the
/// call can't be seen from there.
pub fn lower_code(text: &str, file: u32, edition: Edition) -> Facts {
    let base = prefix_length(text);
    let mut lowerer = Lowerer::new(SpanMap::File { file, base: base as u32 }, &text[base..], edition);
    let read = lex(&text[base..], edition).and_then(|stream| {
        let parse = |stream| old_editions::parse(Block::parse_within, stream, edition);
        let parsed = parse(stream.clone());
        let parsed = parsed.or_else(|error| unstable::plain(stream).and_then(|plain| parse(plain).ok()).ok_or(error));
        parsed.map_err(|error| problem(&error, &text[base..]))
    });
    match read {
        Ok(statements) => lowerer.possibly(false, |this| this.statements(&statements)),
        Err(problem) => lowerer.problems.push(problem.after(base)),
    }
    forget_spans();
    Facts { allows: allows(text), ..lowerer.finish(PredicateId::ALWAYS, false) }
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
    let stream = bounded(to_proc_macro2(tokens).ok()?, &nesting::look_at(&tokens.text), edition).ok()?;
    let mut lowerer = Lowerer::new(SpanMap::Expansion(tokens), &tokens.text, edition);
    lowerer.bind_generics(generics);
    lowerer.macro_arguments(&stream);
    forget_spans();
    Some(lowerer.finish(PredicateId::ALWAYS, false))
}

/// The text that tokens stand for where a macro of the compiler takes a text: a literal, `env!` of what `variable` knows,
/// `concat!` of such. None for anything else, which only a build knows.
pub fn text_of(tokens: &Tokens, variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let stream = bounded(to_proc_macro2(tokens).ok()?, &nesting::look_at(&tokens.text), Edition::E2024).ok();
    let text = stream.and_then(|stream| texts::single(stream, variable));
    forget_spans();
    text
}

fn lower_tokens(tokens: &Tokens, position: Position, generics: &[&str], edition: Edition) -> Option<Facts> {
    let stream = bounded(to_proc_macro2(tokens).ok()?, &nesting::look_at(&tokens.text), edition).ok()?;
    let mut lowerer = Lowerer::new(SpanMap::Expansion(tokens), &tokens.text, edition);
    lowerer.bind_generics(generics);
    match position {
        Position::Associated => {
            let items = old_editions::parse(associated_items, stream, edition).ok()?;
            for item in &items {
                match item {
                    Associated::Impl(item) => lowerer.visit_impl_item(item),
                    Associated::Trait(item) => lowerer.visit_trait_item(item),
                }
            }
        }
        Position::Items => {
            let tree = parse(stream, edition).ok()?;
            lowerer.items(&tree.items);
        }
        Position::Statements => {
            let statements = old_editions::parse(Block::parse_within, stream, edition).ok()?;
            for statement in &statements {
                match statement {
                    Stmt::Item(item) => lowerer.item(item),
                    Stmt::Macro(statement) if Lowerer::may_declare(&statement.mac) => {
                        lowerer
                            .gated(&statement.attrs, |this, _| this.macro_call(&statement.mac, Position::Statements));
                    }
                    _ => {}
                }
            }
        }
    }
    Some(lowerer.finish(PredicateId::ALWAYS, false))
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
fn read(text: &str, edition: Edition) -> Result<(File, Vec<Problem>), Problem> {
    let tokens = lex(text, edition)?;
    if let Ok(file) = parse(tokens.clone(), edition) {
        return Ok((file, Vec::new()));
    }
    let tokens = unstable::plain(tokens.clone()).unwrap_or(tokens);
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

fn lex(text: &str, edition: Edition) -> Result<TokenStream, Problem> {
    let look = nesting::look_at(text);
    let tokens: TokenStream = look.without_docs(text).parse().map_err(|error: proc_macro2::LexError| Problem {
        kind: ProblemKind::Syntax,
        message: error.to_string(),
        span: Span::new(error.span().byte_range()),
    })?;
    bounded(tokens, &look, edition)
}

/// The tokens of a text, where they are not nested too deeply, as a parser that knows no editions reads them.
fn bounded(tokens: TokenStream, look: &Look, edition: Edition) -> Result<TokenStream, Problem> {
    if let Some(nesting::TooDeep { message, place }) = nesting::too_deep(look, &tokens) {
        return Err(Problem { kind: ProblemKind::TooDeep, message, span: Span::new(place.byte_range()) });
    }
    Ok(old_editions::modernise(tokens, edition))
}

fn parse(tokens: TokenStream, edition: Edition) -> syn::Result<File> {
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
