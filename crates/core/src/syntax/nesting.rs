//! How deeply tokens are nested, before anything that recurses sees them: a stack overflow can't be caught.
//!
//! What makes a syntax tree deep is brackets, and within one level every operator, `.` and keyword that takes
//! an operand: `!!!x`, `a + b + c`, `a.b().c()`, `a()()()`, `if … else if …`. Each of these counts one, until a `;`, a
//! `,` or the end of a block ends the chain.

use super::shallow::{Look, look};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// The deepest tree that is read. No code that people write comes near it.
const BOUND: usize = 4096;

/// The most segments of a path that are read: each prefix of a path is something of its own to those who resolve it.
const SEGMENTS: usize = 256;

/// The sizes of stack to try for the threads that read: the largest that can be had. Reserved, not used. The smallest
/// holds a tree of that depth as well (the deepest was seen to take less than 32 MiB), with less room to spare.
pub const STACKS: [usize; 3] = [1 << 30, 1 << 28, 1 << 26];

struct Level {
    tokens: proc_macro2::token_stream::IntoIter,
    chain: usize,
    after_block: bool,
    /// After parentheses or brackets, where more of them are one more call.
    after_group: bool,
    /// The colons of the path that is being read.
    colons: usize,
}

/// What is too much, and where it is.
pub(super) struct TooDeep {
    pub(super) message: String,
    pub(super) place: Span,
}

fn too_nested(bound: usize, place: Span) -> TooDeep {
    TooDeep { message: format!("nested more than {bound} levels deep"), place }
}

/// Looks at a text that is to be read.
pub(super) fn look_at(text: &str) -> Look {
    look(text, BOUND, SEGMENTS)
}

/// The first token of a text that is nested too deeply, if there is one.
pub(super) fn too_deep(look: &Look, tokens: &TokenStream) -> Option<TooDeep> {
    // Most texts are far from it, which can be seen without going through their tokens.
    if look.shallow { None } else { deeper_than(tokens, BOUND) }
}

/// The first token that is nested more deeply than a bound.
pub(super) fn deeper_than(tokens: &TokenStream, bound: usize) -> Option<TooDeep> {
    let mut levels =
        vec![Level { tokens: tokens.clone().into_iter(), chain: 0, after_block: false, after_group: false, colons: 0 }];
    let mut depth = 1;
    while let Some(level) = levels.last_mut() {
        let Some(token) = level.tokens.next() else {
            depth -= level.chain + 1;
            levels.pop();
            continue;
        };
        let after_block = std::mem::take(&mut level.after_block);
        let after_group = std::mem::take(&mut level.after_group);
        let mut links = 0;
        let mut ends = false;
        match &token {
            TokenTree::Punct(punct) => match punct.as_char() {
                ';' | ',' => ends = true,
                ':' | '#' | '\'' | '$' => {}
                _ => links = 1,
            },
            TokenTree::Ident(ident) => {
                ends = after_block && *ident != "else";
                links = usize::from(is_operator_keyword(ident));
            }
            TokenTree::Group(group) => {
                ends = after_block;
                let is_block = group.delimiter() == Delimiter::Brace;
                level.after_block = is_block;
                links = usize::from(after_group && !is_block);
                level.after_group = !is_block;
            }
            TokenTree::Literal(_) => ends = after_block,
        }
        if ends {
            depth -= level.chain;
            level.chain = 0;
        }
        level.chain += links;
        depth += links;
        if depth > bound {
            return Some(too_nested(bound, token.span()));
        }
        level.colons = match &token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => level.colons + 1,
            TokenTree::Ident(_) => level.colons,
            _ => 0,
        };
        if level.colons > 2 * SEGMENTS {
            let message = format!("a path of more than {SEGMENTS} segments");
            return Some(TooDeep { message, place: token.span() });
        }
        if let TokenTree::Group(group) = token {
            depth += 1;
            if depth > bound {
                return Some(too_nested(bound, group.span_open()));
            }
            levels.push(Level {
                tokens: group.stream().into_iter(),
                chain: 0,
                after_block: false,
                after_group: false,
                colons: 0,
            });
        }
    }
    None
}

/// Keywords that stand before an operand, or link one to another.
fn is_operator_keyword(ident: &proc_macro2::Ident) -> bool {
    ["else", "return", "break", "yield", "as", "move", "fn", "dyn", "impl", "mut", "const", "ref", "if", "match"]
        .iter()
        .any(|keyword| ident == keyword)
}
