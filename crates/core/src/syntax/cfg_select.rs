//! Splits the arguments of `cfg_select!` into its arms (the Rust Reference, "Conditional compilation").
//!
//! An expansion would contain the code of one configuration only. So each arm is read under its own condition and the
//! negations of those before it.

use super::{
    code::{Code, Kind},
    macros::CfgBranch,
    tokens::Tokens,
};
use std::ops::Range;

/// An arm of `cfg_select!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::syntax) struct CfgSelectArm {
    /// The tokens of the condition; none for `_`.
    pub(in crate::syntax) condition: Option<Range<usize>>,
    /// What the arm expands to: the content of its braces, or an expression.
    pub(in crate::syntax) body: Range<usize>,
}

/// Splits `unix => { … } feature = "a" => b(), _ => { … }` into arms. Returns `None` for any other tokens.
pub(in crate::syntax) fn cfg_select_arms(code: &Code<'_>, tokens: Range<usize>) -> Option<Vec<CfgSelectArm>> {
    let trees = code.trees(tokens.clone());
    // `=>` occurs in no condition and in no expression outside its groups, so each one belongs to an arm.
    let is_arrow = |at: usize| {
        let [equals, greater] = *trees.get(at..at + 2)? else { return None };
        let is_arrow = code.kind(equals) == Kind::Eq && code.kind(greater) == Kind::Gt && code.joined(greater);
        is_arrow.then_some(at)
    };
    let arrows: Vec<usize> = (0..trees.len()).filter_map(is_arrow).collect();
    // Where the condition before each arrow starts.
    let starts: Option<Vec<usize>> = arrows
        .iter()
        .map(|arrow| {
            let length = condition_length(code, &trees[..*arrow])?;
            Some(arrow - length)
        })
        .collect();
    let starts = starts?;
    if *starts.first()? != 0 {
        return None;
    }
    let mut arms = Vec::new();
    for (number, (start, arrow)) in starts.iter().zip(&arrows).enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(trees.len());
        let body = trees.get(arrow + 2..end)?;
        let body = match body {
            [before @ .., last] if code.kind(*last) == Kind::Comma => before,
            body => body,
        };
        let (first, last) = (*body.first()?, *body.last()?);
        let body = match *body {
            [group] if code.kind(group) == Kind::OpenBrace => code.content(group),
            _ => first..code.after(last),
        };
        let is_wildcard = code.kind(trees[*start]) == Kind::Underscore;
        let condition = (!is_wildcard).then(|| trees[*start]..trees[*arrow]);
        arms.push(CfgSelectArm { condition, body });
    }
    Some(arms)
}

/// Returns how many token trees the condition has that ends before an arrow: `_`, `unix`, `a = "b"` or `any(…)`.
fn condition_length(code: &Code<'_>, before: &[usize]) -> Option<usize> {
    match *before {
        [.., name, equals, value]
            if code.kind(name).is_word()
                && code.kind(equals) == Kind::Eq
                && matches!(code.kind(value), Kind::Int | Kind::Float | Kind::Literal) =>
        {
            Some(3)
        }
        [.., name, group] if code.kind(name).is_word() && code.kind(group) == Kind::OpenParen => Some(2),
        [.., name] if code.kind(name) == Kind::Underscore || code.kind(name).is_word() => Some(1),
        _ => None,
    }
}

/// Splits the arguments of `cfg_select!` into branches. Returns `None` for any other arguments.
pub fn cfg_select_branches(arguments: &Tokens) -> Option<Vec<CfgBranch>> {
    let code = Code::of_expansion(arguments);
    let mut before = Vec::new();
    let mut branches = Vec::new();
    for arm in cfg_select_arms(&code, 0..code.tokens.len())? {
        let mut conditions = before.clone();
        if let Some(condition) = arm.condition {
            let condition = arguments.slice(condition);
            conditions.push((false, condition.clone()));
            before.push((true, condition));
        }
        branches.push(CfgBranch { conditions, items: arguments.slice(arm.body) });
    }
    Some(branches)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arms(text: &str) -> Option<Vec<(Option<&str>, &str)>> {
        let code = Code::of(text).unwrap();
        let text_of = |tokens: Range<usize>| match code.tokens.get(tokens.clone()) {
            Some([first, .., last]) => &text[first.at as usize..last.end as usize],
            Some([only]) => &text[only.at as usize..only.end as usize],
            _ => "",
        };
        let arms = cfg_select_arms(&code, 0..code.tokens.len())?;
        Some(arms.into_iter().map(|arm| (arm.condition.map(text_of), text_of(arm.body))).collect())
    }

    #[test]
    fn arms_end_at_the_condition_of_the_next_one() {
        assert_eq!(
            arms(
                r#"unix => { mod a; } all(x, y = "z") => f::<A, B>(|c, d| c), a = "b" => if e { 1 } else { 2 } _ => {}"#
            ),
            Some(vec![
                (Some("unix"), "mod a;"),
                (Some(r#"all(x, y = "z")"#), "f::<A, B>(|c, d| c)"),
                (Some(r#"a = "b""#), "if e { 1 } else { 2 }"),
                (None, ""),
            ])
        );
        assert_eq!(arms("_ => a >= b"), Some(vec![(None, "a >= b")]));
        for text in ["", "a", "a, b", "=> { }", "if a => { }", "a => ", "x { } => { }"] {
            assert_eq!(arms(text), None, "{text}");
        }
    }
}
