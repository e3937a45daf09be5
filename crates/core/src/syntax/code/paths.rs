//! Paths that can be told from the tokens around them alone, wherever they stand.

use super::{kind::Kind, tokens::Code};
use smallvec::SmallVec;
use std::ops::Range;

impl Code<'_> {
    /// Whether `::` starts at a token before `end`.
    fn is_colons(&self, token: usize, end: usize) -> bool {
        token + 1 < end
            && self.kind(token) == Kind::Colon
            && self.kind(token + 1) == Kind::Colon
            && self.joined(token + 1)
    }

    /// The token after the path without arguments that starts at a token, if one does before `end`.
    pub(in crate::syntax) fn plain_path_end(&self, mut token: usize, end: usize) -> Option<usize> {
        if self.is_colons(token, end) {
            token += 2;
        }
        loop {
            let kind = if token < end { self.kind(token) } else { Kind::End };
            if !matches!(kind, Kind::Ident | Kind::SelfValue | Kind::SelfType | Kind::Super | Kind::Crate) {
                return None;
            }
            token += 1;
            if !self.is_colons(token, end) {
                return Some(token);
            }
            token += 2;
        }
    }

    /// The token after the `>` that closes the `<` at a token.
    fn angle_end(&self, open: usize) -> Option<usize> {
        let (mut at, mut depth) = (open, 0_usize);
        loop {
            match self.kind(at) {
                Kind::End => return None,
                Kind::Lt => depth += 1,
                Kind::Gt if !(self.kind(at - 1) == Kind::Minus && self.joined(at)) => depth -= 1,
                _ => {}
            }
            at = self.after(at);
            if depth == 0 {
                return Some(at);
            }
        }
    }

    /// Calls `visit` with each `a::b::c` of two and more segments at the level of some tokens, groups left out, and with the
    /// first colon of its leading `::`.
    pub(in crate::syntax) fn paths_among(&self, tokens: Range<usize>, mut visit: impl FnMut(Option<usize>, &[u32])) {
        let Range { start, end } = tokens;
        let before = |at: usize, back: usize| if at >= start + back { self.kind(at - back) } else { Kind::End };
        let mut at = start;
        while at < end {
            if !starts_path(self.kind(at)) {
                at = self.after(at);
                continue;
            }
            // `a.b::c` is a method's turbofish, `$a::b` a macro's parameter, `<T>::a` no path of its own.
            let mut ruled_out = match before(at, 1) {
                Kind::Dot | Kind::Pound => true,
                Kind::Dollar => self.kind(at) != Kind::Crate,
                _ => false,
            };
            let mut leading = None;
            if at >= start + 2 && self.is_colons(at - 2, end) {
                leading = Some(at - 2);
                let outer = before(at, 3);
                ruled_out |= starts_path(outer) || outer == Kind::Gt || outer.closes();
            }
            let mut segments: SmallVec<[u32; 8]> = SmallVec::new();
            segments.push(at as u32);
            at += 1;
            while self.is_colons(at, end) && at + 2 < end && self.kind(at + 2).is_word() {
                segments.push(at as u32 + 2);
                at += 3;
            }
            if !ruled_out && segments.len() > 1 {
                visit(leading, &segments);
            }
        }
    }
}

/// Whether it is a word that a path can start with, and none that one can follow.
fn starts_path(kind: Kind) -> bool {
    kind.is_word()
        && !matches!(
            kind,
            Kind::As
                | Kind::Dyn
                | Kind::Else
                | Kind::Fn
                | Kind::For
                | Kind::If
                | Kind::Impl
                | Kind::In
                | Kind::Let
                | Kind::Match
                | Kind::Move
                | Kind::Mut
                | Kind::Ref
                | Kind::Return
                | Kind::Unsafe
                | Kind::Where
                | Kind::While
                | Kind::Use
                | Kind::Pub
                | Kind::Await
                | Kind::Break
        )
}

/// The path that a string holds: whether it starts with `::`, and its segments, generic arguments left out.
pub(in crate::syntax) fn path_in_string(text: &str) -> Option<(bool, Vec<String>)> {
    let code = Code::of(text)?;
    let end = code.tokens.len();
    let is_global = code.is_colons(0, end);
    let mut segments = Vec::new();
    let mut at = if is_global { 2 } else { 0 };
    loop {
        let kind = code.kind(at);
        if !matches!(kind, Kind::Ident | Kind::SelfValue | Kind::SelfType | Kind::Super | Kind::Crate) {
            return None;
        }
        segments.push(code.text_of(at).to_owned());
        at += 1;
        let turbofish = code.is_colons(at, end) && code.kind(at + 2) == Kind::Lt;
        if turbofish || code.kind(at) == Kind::Lt {
            at = code.angle_end(if turbofish { at + 2 } else { at })?;
        }
        if at == end {
            return Some((is_global, segments));
        }
        if !code.is_colons(at, end) {
            return None;
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_strings_are_read_without_their_arguments() {
        for (text, expected) in [
            ("a", Some("a")),
            ("::a::b", Some("::a::b")),
            ("crate::a::<B<C>, D>::e", Some("crate::a::e")),
            ("Vec<fn() -> A>::new", Some("Vec::new")),
            ("", None),
            ("a b", None),
            ("a::", None),
            ("a<b", None),
            ("a.b", None),
        ] {
            let read = path_in_string(text);
            let read =
                read.map(|(global, segments)| format!("{}{}", if global { "::" } else { "" }, segments.join("::")));
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
