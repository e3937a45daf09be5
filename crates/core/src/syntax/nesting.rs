//! Limits how deeply tokens are nested, before anything recurses on them: a stack overflow cannot be caught.
//!
//! A syntax tree gets deeper with each pair of delimiters and, inside one, with each operator, `.` and keyword that takes an
//! operand: `!!!x`, `a + b + c`, `a.b().c()`, `a()()()`, `if … else if …`. Each of these links counts one level, until a `;`, a
//! `,` or the end of a block ends the chain.

use super::{
    code::{Code, Kind, Token},
    facts::{Problem, ProblemKind},
};
use crate::source::Span;

/// The number of levels that are parsed. No code written by people comes near it.
const MAX_DEPTH: usize = 4096;

/// The number of segments of a path that are parsed: each prefix of a path is resolved on its own.
const MAX_SEGMENTS: usize = 256;

/// The stack sizes to try, largest first, for threads that parse. The memory is reserved, not used.
///
/// The smallest is enough for the deepest tree, which was measured to need less than 32 MiB.
pub const STACKS: [usize; 3] = [1 << 30, 1 << 28, 1 << 26];

/// Whether code is nested no more deeply than is allowed.
pub(super) fn is_shallow(code: &Code<'_>) -> bool {
    exceeded(code, MAX_DEPTH, MAX_SEGMENTS).is_none()
}

/// Returns the first token of code that is nested more deeply than is allowed.
pub(super) fn problem(code: &Code<'_>) -> Option<Problem> {
    let (token, bound) = exceeded(code, MAX_DEPTH, MAX_SEGMENTS)?;
    let message = match bound {
        Bound::Depth => format!("nested more than {MAX_DEPTH} levels deep"),
        Bound::Segments => format!("a path of more than {MAX_SEGMENTS} segments"),
    };
    let span = Span { start: token.at, end: token.end };
    Some(Problem { kind: ProblemKind::TooDeep, message, span })
}

/// A bound that code can exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    Depth,
    Segments,
}

/// Returns the first token at which code exceeds a bound, and the bound.
fn exceeded(code: &Code<'_>, depth_bound: usize, segment_bound: usize) -> Option<(Token, Bound)> {
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
        if depth > depth_bound {
            return Some((*token, Bound::Depth));
        }
        if colons > 2 * segment_bound {
            return Some((*token, Bound::Segments));
        }
    }
    None
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a text is within small limits.
    fn shallow(text: &str) -> bool {
        exceeded(&Code::of(text).unwrap(), 12, 4).is_none()
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
}
