//! Macro calls and definitions: their paths, and the code in their arguments as far as it reads as code.

use super::{lowerer::Lowerer, paths::Read};
use crate::syntax::{
    Tokens, builtin,
    facts::{Declared, MacroCall, Position, ReferenceKind, Spaces, Word},
    lex, old_editions,
    span_map::SpanMap,
};
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Block, Expr, Pat, Stmt, Token,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
    visit::Visit,
};

impl Lowerer<'_> {
    /// Whether a call among statements is worth expanding: not one of the standard library's.
    pub(super) fn may_declare(call: &syn::Macro) -> bool {
        !call.path.get_ident().is_some_and(|name| builtin::is_std_macro(&name.to_string()))
    }

    /// Records the path of a call.
    pub(super) fn macro_path(&mut self, call: &syn::Macro) {
        if Self::may_declare(call) {
            let idents: Vec<&Ident> = call.path.segments.iter().map(|segment| &segment.ident).collect();
            let leading = call.path.leading_colon.as_ref().map(|colons| self.offsets.start(colons.spans[0]));
            let outer = std::mem::replace(&mut self.soup, false);
            self.possibly(false, |this| this.reference(leading, &idents, Spaces::MACRO, ReferenceKind::Macro));
            self.soup = outer;
        }
    }

    /// Records a call that may declare something, for whoever knows its definition.
    pub(super) fn macro_call(&mut self, call: &syn::Macro, among: Position) {
        if among != Position::Statements {
            self.macro_path(call);
        }
        let idents: Vec<&Ident> = call.path.segments.iter().map(|segment| &segment.ident).collect();
        let leading = call.path.leading_colon.as_ref().map(|colons| self.offsets.start(colons.spans[0]));
        let Some(read) = self.read_path(leading, &idents) else { return };
        let arguments = self.content(call);
        let generics = if among == Position::Associated { self.ribs.types() } else { Vec::new() };
        self.declare_call(&read, arguments, among, generics);
    }

    pub(super) fn declare_call(&mut self, read: &Read, arguments: Tokens, among: Position, generics: Vec<Word>) {
        let at = self.map.locate(read.bytes.start, read.bytes.end);
        self.declare(at, Declared::Call(MacroCall { path: read.path, arguments: arguments.into(), among, generics }));
    }

    /// Our own form of what stands between a macro's delimiters.
    pub(super) fn content(&self, mac: &syn::Macro) -> Tokens {
        match &self.map {
            SpanMap::File { file, base } => {
                lex::from_proc_macro2(mac.tokens.clone(), &self.offsets, *base, *file, self.edition)
            }
            // What an expansion holds it holds in our form already, with what its invisible groups stand for.
            SpanMap::Expansion(source) => content_at(source, self.offsets.start(delimiter_span(mac).open())),
        }
    }

    /// The arguments of a call whose macro may do anything with them: read as expressions, statements or
    /// patterns where they parse as such, and as bare paths otherwise.
    pub(super) fn macro_arguments(&mut self, tokens: &TokenStream) {
        if tokens.is_empty() {
            return;
        }
        self.possibly(false, |this| this.arguments(tokens));
    }

    pub(super) fn arguments(&mut self, tokens: &TokenStream) {
        let expressions = Punctuated::<Expr, Token![,]>::parse_terminated;
        // What the parser keeps as the same tokens again would be read without end.
        let kept = |read: &Punctuated<Expr, Token![,]>| read.len() == 1 && matches!(read[0], Expr::Verbatim(_));
        if let Ok(expressions) = old_editions::parse(expressions, tokens.clone(), self.edition)
            && !kept(&expressions)
        {
            for expression in &expressions {
                // `name = value` names an argument; nothing is assigned.
                match expression {
                    Expr::Assign(assignment) if matches!(*assignment.left, Expr::Path(_)) => {
                        self.visit_expr(&assignment.right);
                    }
                    expression => self.visit_expr(expression),
                }
            }
        } else if let Ok(matches) = Matches::parse.parse2(tokens.clone()) {
            self.visit_expr(&matches.scrutinee);
            self.in_rib(|this| {
                this.visit_pat(&matches.pattern);
                if let Some(guard) = &matches.guard {
                    this.visit_expr(guard);
                }
            });
        } else if let Ok(statements) = old_editions::parse(Block::parse_within, tokens.clone(), self.edition)
            && !statements.iter().any(|statement| matches!(statement, Stmt::Item(_)))
            && !matches!(&*statements, [Stmt::Expr(Expr::Verbatim(_), _)])
        {
            self.in_rib(|this| {
                for statement in &statements {
                    this.visit_stmt(statement);
                }
            });
        } else {
            let outer = std::mem::replace(&mut self.soup, true);
            self.soup(tokens.clone());
            self.soup = outer;
        }
    }

    /// Reads what it can of tokens that are no code as a whole, part by part.
    fn soup(&mut self, tokens: TokenStream) {
        let mut part: Vec<TokenTree> = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match &token {
                TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => self.soup_part(&mut part),
                TokenTree::Punct(punct)
                    if punct.as_char() == '='
                        && matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '>') =>
                {
                    tokens.next();
                    self.soup_part(&mut part);
                }
                _ => part.push(token),
            }
        }
        self.soup_part(&mut part);
    }

    fn soup_part(&mut self, part: &mut Vec<TokenTree>) {
        let part = std::mem::take(part);
        if part.len() > 1
            && let Ok(expression) = syn::parse2::<Expr>(part.iter().cloned().collect())
            && !matches!(expression, Expr::Verbatim(_))
        {
            return self.visit_expr(&expression);
        }
        self.paths_among(&part, ReferenceKind::Path);
        for token in part {
            if let TokenTree::Group(group) = token {
                self.soup(group.stream());
            }
        }
    }

    /// The paths of two and more segments in some tokens, groups included.
    pub(super) fn bare_paths(&mut self, tokens: TokenStream, kind: ReferenceKind) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        self.paths_among(&tokens, kind);
        for token in tokens {
            if let TokenTree::Group(group) = token {
                self.bare_paths(group.stream(), kind);
            }
        }
    }

    /// The paths of two and more segments at the level of some tokens.
    fn paths_among(&mut self, tokens: &[TokenTree], kind: ReferenceKind) {
        for run in path_runs(tokens) {
            let spaces = Spaces::TYPE.or(Spaces::VALUE);
            if run.idents.len() > 1 {
                let leading = run.leading.map(|span| self.offsets.start(span));
                self.reference(leading, &run.idents, spaces, kind);
            }
        }
    }

    /// The `crate::` and `$crate::` paths in the body of a `macro_rules!`: they belong to where it is defined,
    /// whoever calls it.
    pub(super) fn macro_body(&mut self, tokens: &TokenStream) {
        let mut groups = vec![tokens.clone()];
        while let Some(group) = groups.pop() {
            let tokens: Vec<TokenTree> = group.into_iter().collect();
            for run in path_runs(&tokens) {
                if run.idents.len() > 1 && *run.idents[0] == "crate" && run.leading.is_none() {
                    self.possibly(false, |this| {
                        this.reference(None, &run.idents, Spaces::ALL, ReferenceKind::Macro);
                    });
                }
            }
            groups.extend(tokens.into_iter().rev().filter_map(|token| match token {
                TokenTree::Group(group) => Some(group.stream()),
                _ => None,
            }));
        }
    }
}

/// What stands in an expansion between the delimiter that opens at an offset of its text and the one that closes it.
pub(super) fn content_at(source: &Tokens, open: usize) -> Tokens {
    let at = source.tokens.partition_point(|token| (token.at as usize) < open);
    let found = source.tokens[at..].iter().position(|token| token.at as usize == open && token.len > 0);
    found.map_or_else(Tokens::default, |found| source.slice(source.content(at + found)))
}

fn delimiter_span(mac: &syn::Macro) -> proc_macro2::extra::DelimSpan {
    match &mac.delimiter {
        syn::MacroDelimiter::Paren(paren) => paren.span,
        syn::MacroDelimiter::Brace(brace) => brace.span,
        syn::MacroDelimiter::Bracket(bracket) => bracket.span,
    }
}

/// `matches!` and its like: an expression, a pattern, perhaps a guard.
struct Matches {
    scrutinee: Expr,
    pattern: Pat,
    guard: Option<Expr>,
}

impl Parse for Matches {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let scrutinee = input.parse()?;
        input.parse::<Token![,]>()?;
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        let guard = if input.peek(Token![if]) {
            input.parse::<Token![if]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        input.parse::<Option<Token![,]>>()?;
        Ok(Self { scrutinee, pattern, guard })
    }
}

struct Run<'t> {
    leading: Option<proc_macro2::Span>,
    idents: Vec<&'t Ident>,
}

/// The `a::b::c` at one level of tokens.
fn path_runs(tokens: &[TokenTree]) -> Vec<Run<'_>> {
    let colons = |at: usize| {
        matches!((tokens.get(at), tokens.get(at + 1)), (Some(TokenTree::Punct(a)), Some(TokenTree::Punct(b)))
            if a.as_char() == ':' && b.as_char() == ':' && a.spacing() == proc_macro2::Spacing::Joint)
    };
    let mut runs = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let first = match &tokens[at] {
            TokenTree::Ident(first) if !is_keyword(first) => first,
            _ => {
                at += 1;
                continue;
            }
        };
        // `a.b::c` is a method's turbofish, `$a::b` a macro's parameter, `<T>::a` no path of its own.
        let dollar = at > 0 && is_punct(&tokens[at - 1], '$');
        let mut ruled_out = (at > 0 && (is_punct(&tokens[at - 1], '.') || is_punct(&tokens[at - 1], '#')))
            || (dollar && *first != "crate");
        let leading = if at >= 2 && colons(at - 2) {
            let before = at - 2;
            ruled_out |= before > 0
                && match &tokens[before - 1] {
                    TokenTree::Ident(ident) => !is_keyword(ident),
                    token => is_punct(token, '>') || matches!(token, TokenTree::Group(_)),
                };
            match &tokens[before] {
                TokenTree::Punct(punct) => Some(punct.span()),
                _ => None,
            }
        } else {
            None
        };
        let mut idents = vec![first];
        at += 1;
        while colons(at) {
            let Some(TokenTree::Ident(next)) = tokens.get(at + 2) else { break };
            idents.push(next);
            at += 3;
        }
        if !ruled_out {
            runs.push(Run { leading, idents });
        }
    }
    runs
}

/// Keywords that a path can follow, and that are no part of it.
fn is_keyword(ident: &Ident) -> bool {
    [
        "as", "dyn", "else", "fn", "for", "if", "impl", "in", "let", "match", "move", "mut", "ref", "return", "unsafe",
        "where", "while", "use", "pub", "await", "break",
    ]
    .iter()
    .any(|keyword| ident == keyword)
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}
