//! Splits the arguments of `cfg_select!` (the Rust Reference, "Conditional compilation") and `cfg_if!` into branches.
//!
//! An expansion would contain the code of one configuration only. So each branch is read under its own condition and the
//! negations of those before it.

use super::{
    code::{Code, Kind},
    tokens::Tokens,
};
use std::ops::Range;

/// A branch of `cfg_if!` or `cfg_select!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CfgBranch<T> {
    /// The condition, if there is one. The conditions of the branches before do not hold, either.
    pub condition: Option<T>,
    /// The code of the branch.
    pub body: T,
}

type Branch = CfgBranch<Range<usize>>;

/// Returns the branches of a call of the macro of a name. Returns `None` for any other macro or arguments.
pub fn cfg_branches(name: &str, arguments: &Tokens) -> Option<Vec<CfgBranch<Tokens>>> {
    let code = Code::of_expansion(arguments);
    let branches = branches_in(&code, name, 0..code.tokens.len())?;
    let owned = |branch: Branch| {
        let mut body = arguments.slice(branch.body);
        for token in &mut body.tokens {
            token.origin.from_arguments = true;
        }
        CfgBranch { condition: branch.condition.map(|condition| arguments.slice(condition)), body }
    };
    Some(branches.into_iter().map(owned).collect())
}

/// Returns the branches of a call of the macro of a name, whose arguments are some tokens. Returns `None` for any other macro or
/// arguments.
pub(in crate::syntax) fn branches_in(code: &Code<'_>, name: &str, arguments: Range<usize>) -> Option<Vec<Branch>> {
    let trees = code.trees(arguments);
    match name {
        "cfg_if" => cfg_if(code, &trees),
        "cfg_select" => cfg_select(code, &trees),
        _ => None,
    }
}

/// `if #[cfg(a)] { … } else if #[cfg(b)] { … } else { … }`
fn cfg_if(code: &Code<'_>, mut trees: &[usize]) -> Option<Vec<Branch>> {
    let is = |tree: usize, kind: Kind| code.kind(tree) == kind;
    let mut branches = Vec::new();
    loop {
        let mut condition = None;
        match *trees {
            [keyword, hash, _, ..] if is(keyword, Kind::If) && is(hash, Kind::Pound) => {
                let [name, group] = *code.trees(code.attribute_content(hash)?) else { return None };
                if code.text_of(name) != "cfg" || !is(group, Kind::OpenParen) {
                    return None;
                }
                condition = Some(code.content(group));
                trees = &trees[3..];
            }
            _ if branches.is_empty() => return None,
            _ => {}
        }
        let is_last = condition.is_none();
        let (&body, rest) = trees.split_first().filter(|(body, _)| is(**body, Kind::OpenBrace))?;
        branches.push(CfgBranch { condition, body: code.content(body) });
        trees = match rest {
            [] => return Some(branches),
            [keyword, rest @ ..] if is(*keyword, Kind::Else) && !is_last => rest,
            _ => return None,
        };
    }
}

/// `unix => { … } feature = "a" => b(), _ => { … }`
fn cfg_select(code: &Code<'_>, trees: &[usize]) -> Option<Vec<Branch>> {
    // `=>` occurs in no condition and in no expression outside its groups, so each one belongs to an arm.
    let is_arrow = |at: usize| {
        let [equals, greater] = *trees.get(at..at + 2)? else { return None };
        let is_arrow = code.kind(equals) == Kind::Eq && code.kind(greater) == Kind::Gt && code.joined(greater);
        is_arrow.then_some(at)
    };
    let arrows: Vec<usize> = (0..trees.len()).filter_map(is_arrow).collect();
    // Where the condition before each arrow starts.
    let starts = arrows.iter().map(|arrow| Some(arrow - condition_length(code, &trees[..*arrow])?));
    let starts: Vec<usize> = starts.collect::<Option<_>>()?;
    if *starts.first()? != 0 {
        return None;
    }
    let mut branches = Vec::new();
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
        branches.push(CfgBranch { condition, body });
    }
    Some(branches)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The condition and the body of each branch, as texts.
    fn texts<'t>(name: &str, text: &'t str) -> Option<Vec<(Option<&'t str>, &'t str)>> {
        let code = Code::of(text).unwrap();
        let text_of = |tokens: Range<usize>| match code.tokens.get(tokens.clone()) {
            Some([first, .., last]) => &text[first.at as usize..last.end as usize],
            Some([only]) => &text[only.at as usize..only.end as usize],
            _ => "",
        };
        let branches = branches_in(&code, name, 0..code.tokens.len())?;
        Some(branches.into_iter().map(|branch| (branch.condition.map(text_of), text_of(branch.body))).collect())
    }

    #[test]
    fn arms_end_at_the_condition_of_the_next_one() {
        assert_eq!(
            texts(
                "cfg_select",
                r#"unix => { mod a; } all(x, y = "z") => f::<A, B>(|c, d| c), a = "b" => if e { 1 } else { 2 } _ => {}"#
            ),
            Some(vec![
                (Some("unix"), "mod a;"),
                (Some(r#"all(x, y = "z")"#), "f::<A, B>(|c, d| c)"),
                (Some(r#"a = "b""#), "if e { 1 } else { 2 }"),
                (None, ""),
            ])
        );
        assert_eq!(texts("cfg_select", "_ => a >= b"), Some(vec![(None, "a >= b")]));
        for text in ["", "a", "a, b", "=> { }", "if a => { }", "a => ", "x { } => { }"] {
            assert_eq!(texts("cfg_select", text), None, "{text}");
        }
    }

    #[test]
    fn conditions_of_cfg_if_are_in_attributes() {
        assert_eq!(
            texts("cfg_if", "if #[cfg(unix)] { mod a; } else if #[cfg(all(b, x = \"1\"))] { c d } else {}"),
            Some(vec![(Some("unix"), "mod a;"), (Some("all(b, x = \"1\")"), "c d"), (None, "")])
        );
        for text in [
            "",
            "else {}",
            "if x {}",
            "if #[cfg] {}",
            "if #![cfg(a)] {}",
            "if #[cfg_attr(a)] {}",
            "if #[cfg(a)]",
            "if #[cfg(a)] ()",
            "if #[cfg(a)] {} else",
            "if #[cfg(a)] {} mod b;",
            "if #[cfg(a) b] {}",
            "if #[cfg(a)] {} else {} else {}",
        ] {
            assert_eq!(texts("cfg_if", text), None, "{text}");
        }
        assert_eq!(texts("other", "if #[cfg(a)] {}"), None);
    }
}
