//! Limits how deeply tokens are nested, before anything recurses on them: a stack overflow cannot be caught.
//!
//! A syntax tree gets deeper with each pair of delimiters and, inside one, with each operator, `.` and keyword that takes an
//! operand: `!!!x`, `a + b + c`, `a.b().c()`, `a()()()`, `if … else if …`. Each of these links counts one level, until a `;`, a
//! `,` or the end of a block ends the chain.

use super::code::{Code, Kind};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// The number of levels that are parsed. No code written by people comes near it.
const MAX_DEPTH: usize = 4096;

/// The number of segments of a path that are parsed: each prefix of a path is resolved on its own.
const MAX_SEGMENTS: usize = 256;

/// The stack sizes to try, largest first, for threads that parse. The memory is reserved, not used.
///
/// The smallest is enough for the deepest tree, which was measured to need less than 32 MiB.
pub const STACKS: [usize; 3] = [1 << 30, 1 << 28, 1 << 26];

/// A group that is being counted.
struct Level {
    tokens: proc_macro2::token_stream::IntoIter,
    /// The number of links of the current chain.
    chain: usize,
    after_block: bool,
    /// Whether parentheses or brackets came last: another group calls or indexes what came before.
    after_group: bool,
    /// The number of colons of the current path so far.
    colons: usize,
}

/// The error of tokens that are nested too deeply.
pub(super) struct TooDeep {
    pub(super) message: String,
    pub(super) place: Span,
}

fn too_nested(bound: usize, place: Span) -> TooDeep {
    TooDeep { message: format!("nested more than {bound} levels deep"), place }
}

/// Whether code is nested no more deeply than is allowed.
pub(super) fn is_shallow(code: &Code<'_>) -> bool {
    is_within(code, MAX_DEPTH, MAX_SEGMENTS)
}

/// Counts as [`deeper_than`] does.
fn is_within(code: &Code<'_>, bound: usize, segments: usize) -> bool {
    // The number of links of the chain in each group around.
    let mut outer: Vec<usize> = Vec::new();
    let (mut links, mut depth, mut colons) = (0, 1, 0);
    let mut before = Kind::End;
    for token in &code.tokens {
        let kind = token.kind;
        let before = std::mem::replace(&mut before, kind);
        let goes_on = kind.is_mark() || kind.closes() || matches!(kind, Kind::Else | Kind::Lifetime);
        if matches!(kind, Kind::Semi | Kind::Comma) || (before == Kind::CloseBrace && !goes_on) {
            depth -= links;
            links = 0;
        }
        match kind {
            Kind::Colon => colons += 1,
            Kind::Semi | Kind::Comma | Kind::Pound | Kind::Dollar => colons = 0,
            Kind::CloseParen | Kind::CloseBracket | Kind::CloseBrace | Kind::CloseNone => {
                depth -= links + 1;
                links = outer.pop().unwrap_or_default();
                colons = 0;
            }
            Kind::OpenParen | Kind::OpenBracket | Kind::OpenBrace | Kind::OpenNone => {
                let after_group = matches!(before, Kind::CloseParen | Kind::CloseBracket | Kind::CloseNone);
                let calls = usize::from(after_group && kind != Kind::OpenBrace);
                outer.push(links + calls);
                depth += calls + 1;
                links = 0;
                colons = 0;
            }
            _ if kind.is_word() => {
                let linked = usize::from(links_operands(kind));
                (links, depth) = (links + linked, depth + linked);
            }
            _ => {
                let linked = usize::from(kind.is_mark());
                (links, depth) = (links + linked, depth + linked);
                colons = 0;
            }
        }
        if depth > bound || colons > 2 * segments {
            return false;
        }
    }
    true
}

/// Whether a keyword precedes an operand, or links one operand to another.
fn links_operands(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Else
            | Kind::Return
            | Kind::Break
            | Kind::Yield
            | Kind::As
            | Kind::Move
            | Kind::Fn
            | Kind::Dyn
            | Kind::Impl
            | Kind::Mut
            | Kind::Const
            | Kind::Ref
            | Kind::If
            | Kind::Match
            | Kind::While
            | Kind::For
            | Kind::In
            | Kind::Box
            | Kind::Become
    )
}

/// Returns the first token that is nested too deeply.
pub(super) fn too_deep(tokens: &TokenStream) -> Option<TooDeep> {
    deeper_than(tokens, MAX_DEPTH)
}

/// Returns the first token that is nested more deeply than a bound.
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
                links = usize::from(links_operands(Kind::of_word(&ident.to_string())));
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
        if level.colons > 2 * MAX_SEGMENTS {
            let message = format!("a path of more than {MAX_SEGMENTS} segments");
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a text is within small limits.
    fn shallow(text: &str) -> bool {
        is_within(&Code::of(text).unwrap(), 12, 4)
    }

    #[test]
    fn chains_end() {
        for text in [
            "fn a() {} fn b() {} fn c() {} fn d() {} fn e() {} fn f() {}",
            "let a = b + c; let a = b + c; let a = b + c; let a = b + c; let a = b + c; let a = b + c;",
            "(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t)",
            "// ((((((((((((((((\n/* ((((((( /* ((((( */ (((( */ /// ((((((((((((((\nx",
        ] {
            assert!(shallow(text), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_found() {
        for text in [
            "((((((((((((x))))))))))))",
            "!!!!!!!!!!!!!!!!x",
            "a.b.c.d.e.f.g.h.i.j.k.l.m.n",
            "if a {} else if a {} else if a {} else if a {} else if a {} else if a {} else if a {}",
            "a()()()()()()()()()()()()()",
            "while while while while while while while while while while while while x {} {}",
            "for a in for b in for c in for d in for e in for f in g {} {}",
            "let box box box box box box box box box box box box x = y;",
            "a::b::c::d::e::f::g",
            "{a}.b{c}.d{e}.f{g}.h{i}.j{k}.l{m}.n{o}.p{q}.r{s}.t{u}.v{w}",
        ] {
            assert!(!shallow(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn both_counts_agree(parts in proptest::collection::vec(0_usize..29, 0..400)) {
            const PARTS: [&str; 29] = [
                "(", ")", "[", "]", "{", "}", "{}'a ", "!!!!!!", "a", "else ", "if ", "match ", "!", "+", ".", "::", ";", ",", "'a ", "'b' ",
                "\"(\" ", "r#\"{\"# ", "/*(*/", "//[\n", "#", " ", "r#if ", "return ", "while ",
            ];
            let text: String = parts.iter().map(|part| PARTS[*part]).collect();
            if let (Ok(tokens), Some(code)) = (text.parse::<TokenStream>(), Code::of(&text)) {
                proptest::prop_assert_eq!(is_within(&code, 24, MAX_SEGMENTS), deeper_than(&tokens, 24).is_none());
            }
        }
    }
}
