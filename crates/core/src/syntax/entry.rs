//! The ways into this stage: each reads source with one of the two producers of events, and lowers the events.

use super::{
    Tokens,
    code::Code,
    directives::find_directives,
    events::{CallPlace, Events},
    facts::{Facts, Position, Problem},
    internal_calls,
    lower::{Source, lower_code_expansion, lower_items, lower_possible},
    nesting,
    prefix::prefix_length,
    reader::{ItemContext, Reader},
    span_map::SpanMap,
    texts, tree,
};
use crate::workspace::Edition;
use std::ops::Range;

/// Lowers the text of a file, under the number that its places will carry.
///
/// What can't be read is one of the facts: the rest of the workspace is still analyzed.
pub fn lower_file(text: &str, file: u32, edition: Edition) -> Facts {
    let base = prefix_length(text);
    let (text_after, map) = (&text[base..], SpanMap::File { file, base: base as u32 });
    let code = Code::of(text_after);
    let events = code.as_ref().filter(|code| is_readable(code, edition)).and_then(read_file);
    let facts = match (code, events) {
        (Some(code), Some(events)) => {
            lower(&code, &map, &[], edition, false, |source| lower_items(source, &events, Vec::new()))
        }
        (code, _) => lower_parsed(tree::file(text_after, code, edition), &map, edition, lower_items),
    };
    forget_spans();
    Facts { directives: find_directives(text), ..facts }
}

/// Lowers the text of a file that `include!` puts where an expression or statements stand. Local names around the
/// call can't be seen from there.
pub fn lower_code(text: &str, file: u32, edition: Edition) -> Facts {
    let base = prefix_length(text);
    let map = SpanMap::File { file, base: base as u32 };
    let parsed = tree::included(&text[base..], edition);
    let facts = lower_parsed(parsed, &map, edition, |source, events, problems| Facts {
        problems,
        ..lower_possible(source, events)
    });
    forget_spans();
    Facts { directives: find_directives(text), ..facts }
}

/// Lowers the tokens of an expansion, or of a call's arguments that read as such. `None` if they do not. `generics` are
/// the generic parameters around it.
pub fn lower_expansion(tokens: &Tokens, position: Position, generics: &[&str], edition: Edition) -> Option<Facts> {
    if position.is_code()
        && let Some(facts) = internal_calls::facts(tokens, position, generics, edition)
    {
        return Some(facts);
    }
    read_expansion(tokens, position, generics, edition)
}

/// Lowers the tokens of an expansion with one of the two producers of events.
pub(super) fn read_expansion(
    tokens: &Tokens,
    position: Position,
    generics: &[&str],
    edition: Edition,
) -> Option<Facts> {
    let (code, map) = (Code::of_expansion(tokens), SpanMap::Expansion(tokens));
    if !nesting::is_shallow(&code) {
        return None;
    }
    let facts = if let Some(place) = call_place(position) {
        Some(lower(&code, &map, generics, edition, false, |source| {
            lower_code_expansion(source, &(source.in_place)(0..code.tokens.len(), place))
        }))
    } else {
        let read = if is_readable(&code, edition) { read_items(&code, position) } else { None };
        let events = read.or_else(|| tree::expansion_of_items(&code, position, edition));
        events.map(|events| {
            lower(&code, &map, generics, edition, false, |source| lower_items(source, &events, Vec::new()))
        })
    };
    forget_spans();
    facts
}

/// Lowers the arguments of a call whose macro can't be expanded: as items where they read as such, and as what arguments may be
/// otherwise.
pub fn lower_arguments(tokens: &Tokens, position: Position, generics: &[&str], edition: Edition) -> Option<Facts> {
    if let Some(facts) = lower_expansion(tokens, position, generics, edition) {
        return Some(facts);
    }
    let (code, map) = (Code::of_expansion(tokens), SpanMap::Expansion(tokens));
    if !nesting::is_shallow(&code) {
        return None;
    }
    let facts = lower(&code, &map, generics, edition, false, |source| {
        lower_possible(source, &(source.arguments)(0..code.tokens.len()))
    });
    forget_spans();
    Some(facts)
}

/// The text that tokens stand for where a macro of the compiler takes a text: a literal, `env!` of what `variable` knows,
/// `concat!` of such. `None` for anything else, which only a build knows.
pub fn text_of(tokens: &Tokens, variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let code = Code::of_expansion(tokens);
    if nesting::is_shallow(&code) { texts::single(&code, 0..code.tokens.len(), variable) } else { None }
}

/// Whether the token reader knows such code at all.
fn is_readable(code: &Code<'_>, edition: Edition) -> bool {
    edition != Edition::E2015 && code.is_certain && nesting::is_shallow(code)
}

/// The events of a file, if the token reader accepts it.
pub(super) fn read_file(code: &Code<'_>) -> Option<Events> {
    Reader::items(code, ItemContext::Module)
}

/// The events of an expansion among items, if the token reader accepts it.
pub(super) fn read_items(code: &Code<'_>, position: Position) -> Option<Events> {
    if position == Position::Associated {
        return Reader::items(code, ItemContext::Impl);
    }
    // The inner attributes of an expansion would be those of what holds it.
    Reader::items(code, ItemContext::Module).filter(|events| events.attributes.count == 0)
}

/// The place in code of a macro call. `None` among items.
pub(super) fn call_place(position: Position) -> Option<CallPlace> {
    match position {
        Position::Items | Position::Associated => None,
        Position::Statements => Some(CallPlace::Statement),
        Position::Expression => Some(CallPlace::Expression),
        Position::Pattern => Some(CallPlace::Pattern),
        Position::Type => Some(CallPlace::Type),
    }
}

/// The events of the arguments of a macro call: those of the token reader if it accepts them, else those of the tree.
fn read_arguments(code: &Code<'_>, tokens: Range<usize>, is_unstable: bool, edition: Edition) -> Events {
    let is_readable = edition != Edition::E2015 && code.is_certain && !is_unstable;
    let events = if is_readable { Reader::arguments(code, tokens.clone()) } else { None };
    events.unwrap_or_else(|| tree::arguments(code, tokens, is_unstable, edition))
}

/// Returns the events of code in the place of a macro call. If the tokens are not what the place demands, returns the events of
/// the arguments of a macro call.
fn read_in_place(
    code: &Code<'_>,
    tokens: Range<usize>,
    place: CallPlace,
    is_unstable: bool,
    edition: Edition,
) -> Events {
    let is_readable = edition != Edition::E2015 && code.is_certain && !is_unstable;
    let events = if is_readable { Reader::in_place(code, tokens.clone(), place) } else { None };
    events.unwrap_or_else(|| tree::in_place(code, tokens, place, is_unstable, edition))
}

fn lower(
    code: &Code<'_>,
    map: &SpanMap<'_>,
    generics: &[&str],
    edition: Edition,
    is_unstable: bool,
    act: impl FnOnce(Source<'_>) -> Facts,
) -> Facts {
    let arguments = |tokens: Range<usize>| read_arguments(code, tokens, is_unstable, edition);
    let in_place = |tokens: Range<usize>, place: CallPlace| read_in_place(code, tokens, place, is_unstable, edition);
    let plain_arguments = |tokens: Range<usize>| Reader::arguments(code, tokens);
    let plain_arguments = &plain_arguments;
    act(Source { code, map, edition, generics, arguments: &arguments, plain_arguments, in_place: &in_place })
}

fn lower_parsed(
    parsed: Result<tree::Parsed<'_>, Problem>,
    map: &SpanMap<'_>,
    edition: Edition,
    act: impl FnOnce(Source<'_>, &Events, Vec<Problem>) -> Facts,
) -> Facts {
    let base = match map {
        SpanMap::File { base, .. } => *base,
        SpanMap::Expansion(_) => 0,
    };
    let (parsed, problems) = match parsed {
        Ok(mut parsed) => {
            let problems = std::mem::take(&mut parsed.problems);
            (Some(parsed), problems)
        }
        Err(problem) => (None, vec![problem]),
    };
    let after_base = |mut problem: Problem| {
        problem.span.start += base;
        problem.span.end += base;
        problem
    };
    let problems = problems.into_iter().map(after_base).collect();
    let nothing = || Code::of_tokens("", Vec::new(), Vec::new());
    let (code, events, is_unstable) = match parsed {
        Some(parsed) => (parsed.code, parsed.events, parsed.is_unstable),
        None => (nothing(), Events::default(), false),
    };
    lower(&code, map, &[], edition, is_unstable, |source| act(source, &events, problems))
}

/// `proc_macro2` keeps every text it lexed for its spans: per thread, and without end.
fn forget_spans() {
    proc_macro2::extra::invalidate_current_thread_spans();
}
