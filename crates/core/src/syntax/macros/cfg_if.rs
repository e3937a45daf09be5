//! Splits the arguments of `cfg_if!` into its branches.
//!
//! The macro comes from another crate, so its definition is not known, and its expansion would hold the code of one platform
//! only. So each branch is read under its own condition and the negations of those before it.

use crate::syntax::tokens::{Delimiter, Tokens};

/// A branch of `cfg_if!` or `cfg_select!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CfgBranch {
    /// The conditions that must all hold, in source order: whether each is negated, and the content of its `cfg(…)`.
    pub conditions: Vec<(bool, Tokens)>,
    /// The items of the branch.
    pub items: Tokens,
}

/// Splits `if #[cfg(a)] { … } else if #[cfg(b)] { … } else { … }` into branches. Returns `None` for any other arguments.
pub fn cfg_if_branches(args: &Tokens) -> Option<Vec<CfgBranch>> {
    let mut branches = Vec::new();
    let mut before: Vec<(bool, Tokens)> = Vec::new();
    let mut at = 0;
    loop {
        let mut conditions = before.clone();
        let is_last = !args.is_ident(at, "if");
        if !is_last {
            let cfg = at + 3;
            let is_cfg = args.is_punct(at + 1, "#")
                && args.is_open(at + 2, Delimiter::Bracket)
                && args.is_ident(cfg, "cfg")
                && args.is_open(cfg + 1, Delimiter::Parenthesis)
                && args.tree_end(cfg + 1) + 1 == args.tree_end(at + 2);
            if !is_cfg {
                return None;
            }
            let meta = args.slice(args.content(cfg + 1));
            conditions.push((false, meta.clone()));
            before.push((true, meta));
            at = args.tree_end(at + 2);
        } else if branches.is_empty() {
            return None;
        }
        if !args.is_open(at, Delimiter::Brace) {
            return None;
        }
        branches.push(CfgBranch { conditions, items: args.slice(args.content(at)) });
        at = args.tree_end(at);
        if at == args.tokens.len() {
            return Some(branches);
        }
        if is_last || !args.is_ident(at, "else") {
            return None;
        }
        at += 1;
    }
}
