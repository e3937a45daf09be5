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

    /// Calls `visit` with each `a::b::c` of two and more segments, and each `::a`, at the level of some tokens, groups left out,
    /// and with the first colon of its leading `::`.
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
            if !ruled_out && (segments.len() > 1 || leading.is_some()) {
                visit(leading, &segments);
            }
        }
    }

    /// Calls `visit` with the path of each leaf of the tree of a `use` that has two and more segments, and with the first colon of
    /// its leading `::`.
    pub(in crate::syntax) fn leaves_of_use(&self, tree: Range<usize>, mut visit: impl FnMut(Option<usize>, &[u32])) {
        let leading = self.is_colons(tree.start, tree.end).then_some(tree.start);
        let mut prefix: SmallVec<[u32; 8]> = SmallVec::new();
        // The number of segments before each open group.
        let mut open: SmallVec<[usize; 4]> = SmallVec::new();
        let (mut is_leaf, mut is_renamed) = (false, false);
        for at in tree {
            match self.kind(at) {
                Kind::Colon => {}
                Kind::As => is_renamed = true,
                Kind::OpenBrace => {
                    open.push(prefix.len());
                    is_leaf = false;
                }
                Kind::Star => is_leaf = true,
                Kind::SelfValue if !prefix.is_empty() => is_leaf = true,
                Kind::Comma | Kind::CloseBrace => {
                    let Some(length) = open.last().copied() else { return };
                    if is_leaf && prefix.len() > 1 {
                        visit(leading, &prefix);
                    }
                    prefix.truncate(length);
                    (is_leaf, is_renamed) = (false, false);
                    if self.kind(at) == Kind::CloseBrace {
                        open.pop();
                    }
                }
                kind if kind.is_word() && is_renamed => {}
                kind if kind.is_word() => {
                    prefix.push(at as u32);
                    is_leaf = true;
                }
                _ => return,
            }
        }
        if is_leaf && prefix.len() > 1 {
            visit(leading, &prefix);
        }
    }
}

impl Code<'_> {
    /// Calls `visit` with each single name at the level of some tokens, groups left out, that can refer to a type or a
    /// constant: it starts with a capital letter, and is neither declared there nor a key.
    pub(in crate::syntax) fn type_names_among(&self, tokens: Range<usize>, mut visit: impl FnMut(u32)) {
        let Range { start, end } = tokens;
        let mut at = start;
        while at < end {
            let name = at;
            at = self.after(at);
            let is_capitalized = || self.text_of(name).starts_with(char::is_uppercase);
            if self.kind(name) == Kind::Ident
                && is_capitalized()
                && !(name > start && self.is_declared_or_member(name, start))
                && !self.is_key_or_prefix(name, end)
            {
                visit(name as u32);
            }
        }
    }

    /// Whether the token before a name makes it the name of a declaration, or a later segment of a path.
    fn is_declared_or_member(&self, name: usize, start: usize) -> bool {
        let before = self.kind(name - 1);
        matches!(before, Kind::Struct | Kind::Enum | Kind::Trait | Kind::Type | Kind::Mod | Kind::Fn | Kind::Macro)
            || matches!(before, Kind::Const | Kind::Static | Kind::Ref | Kind::Mut | Kind::Let | Kind::Use)
            || matches!(before, Kind::Dot | Kind::Dollar | Kind::Pound)
            || (name >= start + 2 && self.is_colons(name - 2, name))
    }

    /// Whether the tokens after a name make it a key (`Name: …`, `Name = …`), a macro or the start of a longer path.
    fn is_key_or_prefix(&self, name: usize, end: usize) -> bool {
        let next = |offset: usize| if name + offset < end { self.kind(name + offset) } else { Kind::End };
        match next(1) {
            Kind::Colon if self.is_colons(name + 1, end) => next(3) != Kind::Lt,
            Kind::Colon => true,
            Kind::Eq => !matches!(next(2), Kind::Gt | Kind::Eq),
            Kind::Bang => next(2).opens(),
            _ => false,
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

/// A path of two or more segments: whether it starts with `::`, and its segments.
pub(in crate::syntax) type PathText = (bool, Vec<String>);

/// Returns the paths of two or more segments in a text that is a type or expression, such as `Option<super::a::B>`. Returns
/// nothing for prose.
pub(in crate::syntax) fn paths_in_string(text: &str) -> Vec<PathText> {
    let mut paths = Vec::new();
    let Some(code) = Code::of(text).filter(|_| text.contains("::")) else { return paths };
    let is_plain_word = |at: usize| matches!(code.kind(at), Kind::Ident | Kind::Super | Kind::Crate | Kind::SelfValue);
    let is_prose = (1..code.tokens.len()).any(|at| is_plain_word(at - 1) && is_plain_word(at));
    let mut groups = vec![if is_prose { 0..0 } else { 0..code.tokens.len() }];
    while let Some(group) = groups.pop() {
        code.paths_among(group.clone(), |leading, segments| {
            let segments = segments.iter().map(|segment| code.text_of(*segment as usize).to_owned()).collect();
            paths.push((leading.is_some(), segments));
        });
        let trees = code.trees(group);
        groups.extend(trees.iter().filter(|tree| code.kind(**tree).opens()).map(|open| code.content(*open)));
    }
    paths
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

    #[test]
    fn paths_are_found_in_types_and_expressions_but_not_in_prose() {
        for (text, expected) in [
            ("super::user::Entity", "super::user::Entity"),
            ("Option<crate::a::B>", "crate::a::B"),
            ("HashMap<a::K, Vec<::b::V>>", "a::K ::b::V"),
            ("crate::api::middleware(super::x::Y)", "crate::api::middleware super::x::Y"),
            ("crate::ROUTES.account.delete", "crate::ROUTES"),
            ("user", ""),
            ("", ""),
            ("see crate::a for more", ""),
            ("a::b is wrong", ""),
            ("http://a::b", ""),
        ] {
            let paths: Vec<String> = paths_in_string(text)
                .into_iter()
                .map(|(is_global, segments)| format!("{}{}", if is_global { "::" } else { "" }, segments.join("::")))
                .collect();
            assert_eq!(paths.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn capitalized_names_are_types_unless_they_are_declared_or_keys() {
        for (text, expected) in [
            ("Row => LIMIT", "Row LIMIT"),
            ("\"a\": LIMIT", "LIMIT"),
            ("static ref CONFIG: Settings;", "Settings"),
            ("struct Row<T: Bound>", "Bound"),
            ("< Link to = HOME >", "Link HOME"),
            ("Item = Row", "Row"),
            ("a.B $C ::D a::E F!(x) G::h #I", ""),
            ("Row::<Cell>::new()", "Row Cell"),
            ("row limit", ""),
        ] {
            let code = Code::of(text).unwrap();
            let mut names = Vec::new();
            code.type_names_among(0..code.tokens.len(), |name| names.push(code.text_of(name as usize)));
            assert_eq!(names.join(" "), expected, "{text}");
        }
    }
}
