//! Macro calls and definitions: their paths, their arguments as tokens, and the code in these.

use super::{
    known_macros::KnownMacro,
    lowerer::Lowerer,
    paths::{Name, NamedPath},
};
use crate::syntax::{
    Tokens, builtin,
    code::Kind,
    events::CallPlace,
    facts::{Certainty, Declared, MacroCall, Position, ReferenceKind, Spaces},
    owned_tokens::owned_tokens,
    span_map::SpanMap,
};
use smallvec::{SmallVec, smallvec};
use std::ops::Range;

impl Lowerer<'_> {
    /// A macro call that stands for a statement, an expression, a pattern or a type.
    pub(super) fn macro_in_code(&mut self, path: &NamedPath<'_>, open: usize, place: CallPlace) {
        if place == CallPlace::Expression && path.single() == Some("include") {
            return self.macro_call(path, open, Position::Statements);
        }
        self.macro_path(path);
        let name = path.names.last().map_or("", |last| last.text);
        match self.known_macro(path) {
            Some(KnownMacro::Tokens) => {}
            Some(KnownMacro::CfgBranches) if self.cfg_branches(name, open, place) => {}
            _ => {
                let is_std = builtin::is_std_macro(name);
                if is_std {
                    self.captures(name, open);
                }
                self.with_types(!is_std, |this| this.arguments(open));
            }
        }
        match place {
            CallPlace::Statement if may_declare(path) => {
                self.macro_call(path, open, Position::Statements);
                self.hidden_locals = true;
            }
            // What it binds is not known here.
            CallPlace::Pattern => self.hidden_locals = true,
            _ => {}
        }
    }

    /// Records a call among statements if it may declare something.
    pub(super) fn declaring_call(&mut self, path: &NamedPath<'_>, open: usize) {
        if may_declare(path) {
            self.macro_call(path, open, Position::Statements);
        }
    }

    /// Records the path of a call.
    pub(super) fn macro_path(&mut self, path: &NamedPath<'_>) {
        if may_declare(path) {
            self.with_unparsed(false, |this| {
                this.possibly(|this| this.reference(path.leading, &path.names, Spaces::MACRO, ReferenceKind::Macro));
            });
        }
    }

    /// Records a call that may declare something, to be expanded once its macro is known.
    pub(super) fn macro_call(&mut self, path: &NamedPath<'_>, open: usize, among: Position) {
        let Some(read) = self.read_path(path.leading, &path.names) else { return };
        let arguments = self.macro_tokens(open);
        let generics = if among == Position::Associated { self.ribs.types() } else { Vec::new() };
        let at = self.locate(read.bytes);
        self.declare(at, Declared::Call(MacroCall { path: read.path, arguments: arguments.into(), among, generics }));
    }

    /// Lowers the arguments of a call as far as they read as code.
    fn arguments(&mut self, open: usize) {
        let tokens = self.code().content(open);
        if tokens.is_empty() && !self.code().has_macro_docs(&self.code().bytes_around(&tokens)) {
            return;
        }
        let events = (self.source.arguments)(tokens);
        self.possibly(|this| this.all_events(&events));
    }

    /// The tokens between the delimiters of a macro's call or definition.
    pub(super) fn macro_tokens(&self, open: usize) -> Tokens {
        let tokens = self.code().content(open);
        match self.source.map {
            SpanMap::File { file, base } => owned_tokens(self.code(), tokens, *file, *base, self.source.edition),
            // Those of an expansion are in this form already, with the fragments of its invisible groups.
            SpanMap::Expansion(expansion) => expansion.slice(tokens),
        }
    }

    /// Records the paths in the bodies of the rules of a macro.
    pub(super) fn macro_rules(&mut self, rules: Range<usize>) {
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
        for body in bodies {
            self.macro_body(body);
        }
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
                    self.body_path(leading, segments);
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
                at = after;
            }
            groups[known..].reverse();
        }
        self.certainty = outer;
    }

    /// Records a path in the body of a macro, given by the tokens of its segments.
    fn body_path(&mut self, leading: Option<usize>, segments: &[u32]) {
        let names: SmallVec<[Name<'_>; 4]> = segments.iter().map(|segment| self.name(*segment as usize)).collect();
        let leading = leading.map(|token| self.start(token));
        self.reference(leading, &names, Spaces::ALL, ReferenceKind::Macro);
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
                        self.body_path(leading, &prefix);
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
            self.body_path(leading, &prefix);
        }
        at
    }
}

/// Whether a call is worth expanding among statements: it is not one of the standard library's macros.
fn may_declare(path: &NamedPath<'_>) -> bool {
    !path.single().is_some_and(builtin::is_std_macro)
}
