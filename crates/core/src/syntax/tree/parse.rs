//! What can be parsed: files, expansions, and the arguments of macro calls.

use super::{
    emitter::Emitter,
    tokens::{code_of, stream_of},
};
use crate::{
    source::Span,
    syntax::{
        code::Code,
        events::{CallPlace, Events},
        facts::{Position, Problem, ProblemKind},
        nesting, old_editions, recovery,
        span_map::Offsets,
        unstable,
    },
    workspace::Edition,
};
use proc_macro2::TokenStream;
use std::{borrow::Cow, ops::Range};
use syn::{
    Block, File,
    parse::{Parse, ParseStream},
    visit::Visit,
};

/// A text that was parsed.
pub(in crate::syntax) struct Parsed<'t> {
    pub(in crate::syntax) code: Code<'t>,
    pub(in crate::syntax) events: Events,
    /// What could not be parsed.
    pub(in crate::syntax) problems: Vec<Problem>,
    /// Whether it could be parsed only without what unstable syntax adds.
    pub(in crate::syntax) is_unstable: bool,
}

/// Parses a file. Where it can't be read as a whole, even without unstable syntax, each of its items is read by itself, and those
/// that can't be read are problems.
pub(in crate::syntax) fn file<'t>(
    text: &'t str,
    code: Option<Code<'t>>,
    edition: Edition,
) -> Result<Parsed<'t>, Problem> {
    let (code, tokens, offsets) = lex(text, code, edition)?;
    let parse = |tokens: TokenStream| old_editions::parse(File::parse, tokens, edition);
    let (mut problems, mut is_unstable) = (Vec::new(), false);
    let file = parse(tokens.clone()).unwrap_or_else(|_| {
        let plain = unstable::without_unstable_words(tokens.clone());
        is_unstable = plain.is_some();
        let tokens = plain.unwrap_or(tokens);
        parse(tokens.clone()).unwrap_or_else(|_| {
            let (file, errors) = recovery::parse(tokens, edition);
            problems.extend(errors.iter().map(|error| problem(error, text)));
            file
        })
    });
    let mut emitter = Emitter::new(&code, offsets, edition);
    emitter.events.attributes = emitter.store_attributes(&file.attrs);
    emitter.items(&file.items);
    let events = emitter.events;
    Ok(Parsed { code, events, problems, is_unstable })
}

/// Parses the text of a file that `include!` puts where an expression or statements stand.
pub(in crate::syntax) fn included(text: &str, edition: Edition) -> Result<Parsed<'_>, Problem> {
    let (code, tokens, offsets) = lex(text, Code::of(text), edition)?;
    let parse = |tokens: TokenStream| old_editions::parse(Block::parse_within, tokens, edition);
    let mut is_unstable = false;
    let statements = parse(tokens.clone()).or_else(|error| {
        is_unstable = true;
        unstable::without_unstable_words(tokens)
            .and_then(|plain| parse(plain).ok())
            .ok_or_else(|| problem(&error, text))
    })?;
    let mut emitter = Emitter::new(&code, offsets, edition);
    emitter.block(&statements);
    let events = emitter.events;
    Ok(Parsed { code, events, problems: Vec::new(), is_unstable })
}

/// Parses an expansion among items; `None` if it does not read as what its position demands.
pub(in crate::syntax) fn expansion_of_items(code: &Code<'_>, position: Position, edition: Edition) -> Option<Events> {
    let (tokens, offsets) = stream_of(code, 0..code.tokens.len()).ok()?;
    let tokens = old_editions::modernize(tokens, edition);
    let mut emitter = Emitter::new(code, offsets, edition);
    if position == Position::Associated {
        for item in &old_editions::parse(associated_items, tokens, edition).ok()? {
            match item {
                Associated::Impl(item) => emitter.visit_impl_item(item),
                Associated::Trait(item) => emitter.visit_trait_item(item),
            }
        }
    } else {
        let file = old_editions::parse(File::parse, tokens, edition).ok()?;
        emitter.items(&file.items);
    }
    Some(emitter.events)
}

/// Parses the arguments of a macro call, which are some tokens of the code.
pub(in crate::syntax) fn arguments(
    code: &Code<'_>,
    tokens: Range<usize>,
    is_unstable: bool,
    edition: Edition,
) -> Events {
    argument_events(code, tokens, is_unstable, edition, Emitter::arguments)
}

/// Parses some tokens of the code as code in the place of a macro call, or as the arguments of a macro call if they are not what
/// the place demands.
pub(in crate::syntax) fn in_place(
    code: &Code<'_>,
    tokens: Range<usize>,
    place: CallPlace,
    is_unstable: bool,
    edition: Edition,
) -> Events {
    argument_events(code, tokens, is_unstable, edition, |emitter, tokens| emitter.in_place(tokens, place))
}

fn argument_events<'c, 't>(
    code: &'c Code<'t>,
    tokens: Range<usize>,
    is_unstable: bool,
    edition: Edition,
    emit: impl FnOnce(&mut Emitter<'c, 't>, &TokenStream),
) -> Events {
    let Ok((tokens, offsets)) = stream_of(code, tokens) else { return Events::default() };
    let mut tokens = old_editions::modernize(tokens, edition);
    if is_unstable && let Some(plain) = unstable::without_unstable_words(tokens.clone()) {
        tokens = plain;
    }
    let mut emitter = Emitter::new(code, offsets, edition);
    emit(&mut emitter, &tokens);
    emitter.events
}

/// An item of an `impl` or of a trait.
enum Associated {
    Impl(syn::ImplItem),
    Trait(syn::TraitItem),
}

/// The items of an `impl`, or else those of a trait, which need no bodies.
fn associated_items(input: ParseStream<'_>) -> syn::Result<Vec<Associated>> {
    use syn::parse::discouraged::Speculative as _;
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

/// What is wrong with a text that can't be parsed; at its end where the parser names no place.
fn problem(error: &syn::Error, text: &str) -> Problem {
    let range = error.span().byte_range();
    let span = if range.is_empty() { Span::new(text.len()..text.len()) } else { Span::new(range) };
    Problem { kind: ProblemKind::Syntax, message: error.to_string(), span }
}

/// Returns the tokens of a text, as `proc_macro2` lexes it.
pub(in crate::syntax) fn lexed(text: &str) -> Option<Code<'_>> {
    let tokens: TokenStream = text.parse().ok()?;
    let code = code_of(text, &tokens, &Offsets::of(text));
    proc_macro2::extra::invalidate_current_thread_spans();
    Some(code)
}

/// Lexes a text into tokens that a parser reads which knows no editions, unless they are nested too deeply.
fn lex<'t>(
    text: &'t str,
    code: Option<Code<'t>>,
    edition: Edition,
) -> Result<(Code<'t>, TokenStream, Offsets), Problem> {
    let plain = code.as_ref().map_or(Cow::Borrowed(text), |code| code.plain(0..text.len()));
    let tokens: TokenStream = plain.parse().map_err(|error: proc_macro2::LexError| Problem {
        kind: ProblemKind::Syntax,
        message: error.to_string(),
        span: Span::new(error.span().byte_range()),
    })?;
    let offsets = Offsets::of(text);
    let code = code.unwrap_or_else(|| code_of(text, &tokens, &offsets));
    if let Some(problem) = nesting::problem(&code) {
        return Err(problem);
    }
    Ok((code, old_editions::modernize(tokens, edition), offsets))
}
