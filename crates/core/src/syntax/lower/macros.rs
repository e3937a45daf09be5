//! Macro calls and definitions: their paths, their arguments as tokens, and the code in these.

use super::{
    known_macros::KnownMacro,
    lowerer::Lowerer,
    paths::{Name, NamedPath},
};
use crate::syntax::{
    Tokens, builtin,
    code::{Code, Kind},
    events::CallPlace,
    facts::{Certainty, Declared, MacroCall, Position, ReferenceKind, Spaces},
    owned_tokens::owned_tokens,
    pasted::pasted,
    span_map::SpanMap,
};
use smallvec::{SmallVec, smallvec};
use std::ops::Range;

impl Lowerer<'_> {
    /// A macro call that stands for a statement, an expression, a pattern or a type.
    pub(super) fn macro_in_code(&mut self, path: &NamedPath<'_>, open: usize, place: CallPlace) {
        if place == CallPlace::Expression && is_include(path) {
            return self.macro_call(path, open, Position::Statements);
        }
        self.unexpanded_macro(path, open, place);
        if is_std_macro(path) {
            return;
        }
        let position = position_of(place);
        // A call that was an argument of the expanded one was recorded there, unless it may declare something.
        let is_argument = self.source.map.origin(self.start(open)).is_some_and(|origin| origin.from_arguments);
        if position.can_declare() || !(is_argument && self.has_read_arguments) {
            self.macro_call(path, open, position);
        }
        // What it binds is not known here.
        self.hidden_locals |= matches!(place, CallPlace::Statement | CallPlace::Pattern);
    }

    /// Lowers the path of a macro call in code, and its arguments.
    pub(super) fn unexpanded_macro(&mut self, path: &NamedPath<'_>, open: usize, place: CallPlace) {
        self.macro_path(path);
        let name = path.names.last().map_or("", |last| last.text);
        match self.known_macro(path) {
            Some(KnownMacro::Tokens) => {}
            Some(KnownMacro::Pasted) if pasted(&self.macro_tokens(open)).is_some() => {}
            Some(KnownMacro::CfgBranches) if self.cfg_branches(name, open, place) => {}
            Some(KnownMacro::TypeAndFields) => self.type_before_fields(open),
            _ => {
                let is_std = builtin::is_std_macro(name);
                if is_std {
                    self.captures(name, open);
                } else {
                    self.captured_constants(open);
                }
                let outer = self.in_arguments;
                self.in_arguments |= !is_std;
                self.with_types(!is_std, |this| this.arguments(open));
                self.in_arguments = outer;
            }
        }
    }

    /// Records the path of a call.
    pub(super) fn macro_path(&mut self, path: &NamedPath<'_>) {
        if !is_std_macro(path) {
            self.with_unparsed(false, |this| {
                let call = ReferenceKind::Call;
                this.possibly(|this| this.reference(path.leading, &path.names, Spaces::MACRO, call));
            });
        }
    }

    /// Records a call, to be expanded once its macro is known.
    pub(super) fn macro_call(&mut self, path: &NamedPath<'_>, open: usize, position: Position) {
        let Some(read) = self.read_path(path.leading, &path.names) else { return };
        let arguments = self.macro_tokens(open);
        let generics = if position == Position::Items { Vec::new() } else { self.ribs.types() };
        let at = self.locate(read.bytes);
        let is_pasting = self.known_macro(path) == Some(KnownMacro::Pasted) && pasted(&arguments).is_some();
        let call = MacroCall {
            path: read.path,
            arguments: arguments.into(),
            position,
            generics,
            is_argument: self.in_arguments,
            is_pasting,
        };
        self.declare(at, Declared::Call(call));
    }

    /// Lowers the arguments of a call as far as they read as code.
    fn arguments(&mut self, open: usize) {
        let tokens = self.code().content(open);
        if tokens.is_empty() && !self.code().has_macro_docs(&self.code().bytes_around(&tokens)) {
            return;
        }
        let events = match self.body_names(&tokens) {
            BodyNames::None => return,
            BodyNames::Words => (self.source.plain_arguments)(tokens),
            BodyNames::Paths => Some((self.source.arguments)(tokens)),
        };
        if let Some(events) = events {
            self.possibly(|this| this.all_events(&events));
        }
    }

    /// Which names that count are in the arguments of a call. In an expansion, those are the names that a macro's body wrote:
    /// most of the tokens there are on their way through the rules of a macro.
    fn body_names(&self, tokens: &Range<usize>) -> BodyNames {
        if !self.has_read_arguments {
            return BodyNames::Paths;
        }
        let code = self.code();
        let mut names = BodyNames::None;
        for at in tokens.clone().filter(|at| code.kind(*at).is_word()) {
            if self.source.map.origin(self.start(at)).is_some_and(|origin| origin.from_arguments) {
                continue;
            }
            let is_path = code.text_of(at).starts_with(char::is_uppercase)
                || matches!(code.kind(at + 1), Kind::OpenParen | Kind::Colon | Kind::Bang);
            if is_path {
                return BodyNames::Paths;
            }
            names = BodyNames::Words;
        }
        names
    }

    /// Lowers the type in the arguments of `offset_of!`. A type may contain commas, the fields after it do not.
    fn type_before_fields(&mut self, open: usize) {
        let content = self.code().content(open);
        let is_comma = |at: &usize| self.kind(*at) == Kind::Comma;
        let trees = self.code().trees(content.clone());
        // A comma may also follow the last field.
        let before_last = trees.split_last().map_or(&[][..], |(_, before)| before);
        if let Some(comma) = before_last.iter().copied().rfind(is_comma) {
            let events = (self.source.in_place)(content.start..comma, CallPlace::Type);
            self.possibly(|this| this.all_events(&events));
        }
    }

    /// The tokens between the delimiters of a macro's call or definition.
    pub(super) fn macro_tokens(&self, open: usize) -> Tokens {
        let code = self.code();
        let tokens = code.content(open);
        match self.source.map {
            SpanMap::File { file, base } => {
                let local_calls =
                    if self.local_inner_macros { self.calls_in_bodies(tokens.clone()) } else { Vec::new() };
                owned_tokens(code, tokens, *file, *base, self.source.edition, &local_calls)
            }
            // Those of an expansion are in this form already, with the fragments of its invisible groups.
            SpanMap::Expansion(expansion) => expansion.slice(tokens),
        }
    }

    /// Records the paths in the bodies of the rules of a macro.
    pub(super) fn macro_rules(&mut self, rules: Range<usize>) {
        for body in self.rule_bodies(rules) {
            self.macro_body(body);
        }
    }

    /// The bodies of the rules of a macro.
    fn rule_bodies(&self, rules: Range<usize>) -> SmallVec<[Range<usize>; 4]> {
        let code = self.code();
        let mut bodies: SmallVec<[Range<usize>; 4]> = SmallVec::new();
        let mut at = rules.start;
        while at < rules.end {
            let after = code.after(at);
            // What is before the arrow are the tokens of a call.
            let is_body = at >= rules.start + 2 && code.kind(at - 1) == Kind::Gt && code.kind(at - 2) == Kind::Eq;
            if is_body && after > at + 1 {
                bodies.push(at + 1..after - 1);
            }
            at = after;
        }
        bodies
    }

    /// Returns the bare names of macros that the bodies of some rules call, in order.
    fn calls_in_bodies(&self, rules: Range<usize>) -> Vec<usize> {
        let calls = self.rule_bodies(rules).into_iter().flatten();
        calls.filter(|at| is_bare_call(self.code(), *at)).collect()
    }

    /// Records the paths in the body of a macro. Those that start at a crate belong to the definition, whoever calls the
    /// macro.
    pub(super) fn macro_body(&mut self, tokens: Range<usize>) {
        let code = self.code();
        let outer = std::mem::replace(&mut self.certainty, Certainty::MacroBody);
        let mut groups: SmallVec<[Range<usize>; 8]> = smallvec![tokens];
        while let Some(group) = groups.pop() {
            code.paths_among(group.clone(), |leading, segments| {
                let first = leading.unwrap_or(segments[0] as usize);
                let before = if first > group.start { code.kind(first - 1) } else { Kind::End };
                let is_visibility =
                    before == Kind::In && first == group.start + 1 && first >= 3 && code.kind(first - 3) == Kind::Pub;
                if before != Kind::Use && !is_visibility {
                    self.body_path(leading, segments, Spaces::ALL);
                }
            });
            let known = groups.len();
            let mut at = group.start;
            while at < group.end {
                if code.kind(at) == Kind::Use {
                    at = self.body_use(at + 1, group.end);
                    continue;
                }
                let after = code.after(at);
                // The arguments of `stringify!` only become text.
                let is_text =
                    at >= group.start + 2 && code.kind(at - 1) == Kind::Bang && self.text_of(at - 2) == "stringify";
                if after > at + 1 && !is_text {
                    groups.push(at + 1..after - 1);
                }
                if self.local_inner_macros
                    && code.kind(at) == Kind::Bang
                    && code.kind(at + 1).opens()
                    && at + 1 < group.end
                {
                    self.body_call(at, group.start);
                }
                at = after;
            }
            groups[known..].reverse();
        }
        self.certainty = outer;
    }

    /// Records the call, given by its `!`, of a macro of the same crate by its bare name in the body of another one.
    fn body_call(&mut self, bang: usize, start: usize) {
        let before = |back: usize| if bang >= start + back { self.kind(bang - back) } else { Kind::End };
        if before(1) == Kind::Ident && !matches!(before(2), Kind::Dollar | Kind::Colon | Kind::Pound) {
            let name = self.name(bang - 1);
            let krate = Name { text: "crate", ..name };
            self.reference(None, &[krate, name], Spaces::MACRO, ReferenceKind::Macro);
        }
    }

    /// Records a path in the body of a macro, given by the tokens of its segments.
    fn body_path(&mut self, leading: Option<usize>, segments: &[u32], spaces: Spaces) {
        let names: SmallVec<[Name<'_>; 4]> = segments.iter().map(|segment| self.name(*segment as usize)).collect();
        let leading = leading.map(|token| self.start(token));
        self.reference(leading, &names, spaces, ReferenceKind::Macro);
    }

    /// Records the leaves of a tree of `use` in the body of a macro, which starts at a token. Returns the token after it.
    fn body_use(&mut self, start: usize, end: usize) -> usize {
        let code = self.code();
        let mut leading = None;
        let mut prefix: SmallVec<[u32; 8]> = SmallVec::new();
        // The number of segments before each open group.
        let mut open: SmallVec<[usize; 4]> = SmallVec::new();
        let mut at = start;
        let mut is_renamed = false;
        let mut has_leaf = false;
        while at < end {
            match code.kind(at) {
                Kind::Colon if prefix.is_empty() && open.is_empty() => leading = leading.or(Some(at)),
                Kind::Colon | Kind::Dollar => {}
                Kind::As => is_renamed = true,
                Kind::OpenBrace => open.push(prefix.len()),
                Kind::Star => has_leaf = true,
                Kind::SelfValue if !prefix.is_empty() => has_leaf = true,
                Kind::Comma | Kind::CloseBrace => {
                    if has_leaf && prefix.len() > 1 {
                        self.body_path(leading, &prefix, Spaces::EACH);
                    }
                    let Some(length) = open.last() else { return at };
                    prefix.truncate(*length);
                    (has_leaf, is_renamed) = (false, false);
                    if code.kind(at) == Kind::CloseBrace {
                        open.pop();
                    }
                }
                kind if kind.is_word() => {
                    // A variable of the macro can lead anywhere.
                    let is_variable = code.kind(at - 1) == Kind::Dollar && kind != Kind::Crate;
                    if is_variable {
                        while at < end && code.kind(at) != Kind::Semi {
                            at = code.after(at);
                        }
                        return at;
                    }
                    if !is_renamed {
                        prefix.push(at as u32);
                        has_leaf = true;
                    }
                }
                _ => break,
            }
            at += 1;
        }
        if open.is_empty() && has_leaf && prefix.len() > 1 {
            self.body_path(leading, &prefix, Spaces::EACH);
        }
        at
    }
}

/// Which names that count are among some tokens.
enum BodyNames {
    None,
    /// Single words, which are names only if the tokens read as plain code.
    Words,
    Paths,
}

/// Whether a call is one of the standard library's `include!`.
fn is_include(path: &NamedPath<'_>) -> bool {
    match path.names.as_slice() {
        [name] => path.leading.is_none() && name.text == "include",
        [krate, name] => matches!(krate.text, "std" | "core") && name.text == "include",
        _ => false,
    }
}

/// Whether a token is the bare name of a macro that is called there.
fn is_bare_call(code: &Code<'_>, at: usize) -> bool {
    code.kind(at) == Kind::Ident
        && code.kind(at + 1) == Kind::Bang
        && code.kind(at + 2).opens()
        && (at == 0 || !matches!(code.kind(at - 1), Kind::Colon | Kind::Dollar))
        && code.text_of(at) != "macro_rules"
}

/// Whether a call is one of the standard library's macros by its bare name. Nothing in it is worth expanding.
fn is_std_macro(path: &NamedPath<'_>) -> bool {
    path.single().is_some_and(builtin::is_std_macro)
}

/// The position of a call in code.
fn position_of(place: CallPlace) -> Position {
    match place {
        CallPlace::Statement => Position::Statements,
        CallPlace::Expression => Position::Expression,
        CallPlace::Pattern => Position::Pattern,
        CallPlace::Type => Position::Type,
    }
}
