//! Finds the line comments between the tokens of a text.

use super::target::Targets;
use crate::{
    source::Span,
    syntax::{Tokens, code::Code, facts::Directive, owned_tokens::owned_tokens, prefix::prefix_length, tree},
    workspace::Edition,
};

/// The start of a directive, after `//`.
const MARK: &str = "archcheck:";

/// Returns the directives of a file's text in source order; none if the text cannot be lexed.
pub fn find_directives(text: &str) -> Vec<Directive> {
    if text.contains(MARK) { find(text) } else { Vec::new() }
}

/// Finds the directives of a text.
fn find(text: &str) -> Vec<Directive> {
    let prefix = prefix_length(text);
    let rest = &text[prefix..];
    let Some(code) = Code::of(rest).or_else(|| tree::lexed(rest)) else { return Vec::new() };
    // The file's number does not matter. Of the editions, this one knows all keywords that stable code uses.
    let tokens = owned_tokens(&code, 0..code.tokens.len(), 0, prefix as u32, Edition::E2021, &[]);
    let targets = Targets::new(&tokens);
    let mut directives = Vec::new();
    let mut end = prefix;
    for next in 0..=tokens.tokens.len() {
        let token = tokens.tokens.get(next).map(|token| token.origin.span);
        let start = token.map_or(text.len(), |span| span.start as usize);
        // The tokens of documentation in a macro call share one span, with no gap between them.
        if start > end {
            for (at, comment) in line_comments(text, end, start) {
                let Some(directive) = comment[2..].trim_start().strip_prefix(MARK) else { continue };
                directives.push(Directive {
                    text: directive.into(),
                    span: Span::new(at..at + comment.len()),
                    target: if follows_token_on_line(text, &tokens, next, at) {
                        targets.ending_with(next - 1)
                    } else {
                        targets.starting_with(next)
                    },
                });
            }
        }
        end = end.max(token.map_or(text.len(), |span| span.end as usize));
    }
    directives
}

/// Whether the token before the one with index `next` ends on the line on which a comment starts.
fn follows_token_on_line(text: &str, tokens: &Tokens, next: usize, comment: usize) -> bool {
    let line_start = text[..comment].rfind('\n').map_or(0, |end| end + 1);
    let before = next.checked_sub(1).and_then(|last| tokens.tokens.get(last));
    before.is_some_and(|token| token.origin.span.end as usize > line_start)
}

/// Returns the line comments in the text between two tokens, each with its start.
fn line_comments(text: &str, from: usize, to: usize) -> Vec<(usize, &str)> {
    let mut comments = Vec::new();
    let mut at = from;
    let mut depth = 0_usize;
    while at < to {
        let rest = &text[at..to];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if depth > 0 && rest.starts_with("*/") {
            depth -= 1;
            at += 2;
        } else if depth == 0 && rest.starts_with("//") {
            let line = rest.split('\n').next().unwrap_or_default().trim_end();
            comments.push((at, line));
            at += line.len().max(2);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    comments
}
