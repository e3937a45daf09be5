//! The arguments of `cfg_if!`, whose body is items under conditions of which one holds.
//!
//! The macro comes from outside, so that its definition is not at hand, and what it expands to could not be
//! told from the code of one platform: each branch is read with its own condition and the negations of those before.

use super::super::tokens::{Delimiter, Tokens};

/// One branch of [`cfg_if_branches`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// What must hold, in the order in which it is asked: whether it is negated, and what `cfg(…)` holds.
    pub conditions: Vec<(bool, Tokens)>,
    /// What is compiled then.
    pub items: Tokens,
}

/// Reads `if #[cfg(a)] { … } else if #[cfg(b)] { … } else { … }`; nothing where it is anything else.
pub fn cfg_if_branches(args: &Tokens) -> Option<Vec<Branch>> {
    let tokens = args;
    let mut branches = Vec::new();
    let mut before: Vec<(bool, Tokens)> = Vec::new();
    let mut at = 0;
    loop {
        let mut conditions = before.clone();
        let is_last = !tokens.is_ident(at, "if");
        if !is_last {
            let cfg = at + 3;
            let is_cfg = tokens.is_punct(at + 1, "#")
                && tokens.is_open(at + 2, Delimiter::Bracket)
                && tokens.is_ident(cfg, "cfg")
                && tokens.is_open(cfg + 1, Delimiter::Parenthesis)
                && tokens.tree_end(cfg + 1) + 1 == tokens.tree_end(at + 2);
            if !is_cfg {
                return None;
            }
            let meta = args.slice(args.content(cfg + 1));
            conditions.push((false, meta.clone()));
            before.push((true, meta));
            at = tokens.tree_end(at + 2);
        } else if branches.is_empty() {
            return None;
        }
        if !tokens.is_open(at, Delimiter::Brace) {
            return None;
        }
        branches.push(Branch { conditions, items: args.slice(args.content(at)) });
        at = tokens.tree_end(at);
        if at == tokens.tokens.len() {
            return Some(branches);
        }
        if is_last || !tokens.is_ident(at, "else") {
            return None;
        }
        at += 1;
    }
}
