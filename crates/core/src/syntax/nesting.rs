//! How deeply tokens are nested, before anything that recurses sees them: a stack overflow can't be caught.
//!
//! What makes a syntax tree deep is brackets, and within one level every operator, `.` and keyword that takes
//! an operand: `!!!x`, `a + b + c`, `a.b().c()`, `if … else if …`. Each of these counts one, until a `;`, a
//! `,` or the end of a block ends the chain.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// The deepest tree that is read. No code that people write comes near it.
pub(super) const BOUND: usize = 4096;

/// The size of stack on which a tree of that depth is read and dropped with room to spare; reserved, not used.
pub const STACK: usize = 1 << 30;

struct Level {
    tokens: proc_macro2::token_stream::IntoIter,
    chain: usize,
    after_block: bool,
}

/// The first token that is nested too deeply, if there is one.
pub(super) fn too_deep(tokens: &TokenStream) -> Option<Span> {
    let mut levels = vec![Level { tokens: tokens.clone().into_iter(), chain: 0, after_block: false }];
    let mut depth = 1;
    while let Some(level) = levels.last_mut() {
        let Some(token) = level.tokens.next() else {
            depth -= level.chain + 1;
            levels.pop();
            continue;
        };
        let after_block = std::mem::take(&mut level.after_block);
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
                level.after_block = group.delimiter() == Delimiter::Brace;
            }
            TokenTree::Literal(_) => ends = after_block,
        }
        if ends {
            depth -= level.chain;
            level.chain = 0;
        }
        level.chain += links;
        depth += links;
        if depth > BOUND {
            return Some(token.span());
        }
        if let TokenTree::Group(group) = token {
            depth += 1;
            if depth > BOUND {
                return Some(group.span_open());
            }
            levels.push(Level { tokens: group.stream().into_iter(), chain: 0, after_block: false });
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
