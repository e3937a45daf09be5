//! The arguments of a macro call, which may be anything: read as expressions, as `matches!` takes them, or as statements where
//! they parse as such, and part by part otherwise.

use super::emitter::Emitter;
use crate::syntax::{
    events::{CallPlace, Event},
    old_editions,
};
use proc_macro2::TokenStream;
use syn::{
    Block, Expr, Pat, Stmt, Token, Type,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
    visit::Visit,
};

impl Emitter<'_, '_> {
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
            self.within(Event::Rib, |this| {
                this.visit_pat(&matches.pattern);
                if let Some(guard) = &matches.guard {
                    this.visit_expr(guard);
                }
            });
        } else if let Ok(statements) = old_editions::parse(Block::parse_within, tokens.clone(), self.edition)
            && !statements.iter().any(|statement| matches!(statement, Stmt::Item(_)))
            && !matches!(&*statements, [Stmt::Expr(Expr::Verbatim(_), _)])
        {
            self.within(Event::Rib, |this| this.statements(&statements));
        } else {
            self.within(Event::Unparsed, |this| this.unparsed(tokens.clone()));
        }
    }

    /// Emits code in the place of a macro call, or what arguments may be if the tokens are not what the place demands.
    pub(super) fn in_place(&mut self, tokens: &TokenStream, place: CallPlace) {
        let edition = self.edition;
        match place {
            CallPlace::Statement => {
                let statements = old_editions::parse(Block::parse_within, tokens.clone(), edition);
                if let Ok(statements) = statements
                    && !matches!(&*statements, [Stmt::Expr(Expr::Verbatim(kept), _)] if !kept.is_empty())
                {
                    return self.statements(&statements);
                }
            }
            CallPlace::Expression => {
                if self.expression(tokens.clone()) {
                    return;
                }
            }
            CallPlace::Pattern => {
                if let Ok(pattern) = old_editions::parse(Pat::parse_multi_with_leading_vert, tokens.clone(), edition) {
                    return self.visit_pat(&pattern);
                }
            }
            CallPlace::Type => {
                if let Ok(ty) = old_editions::parse(Type::parse, tokens.clone(), edition) {
                    return self.visit_type(&ty);
                }
            }
        }
        self.arguments(tokens);
    }

    /// Emits an expression if some tokens are one.
    pub(super) fn expression(&mut self, tokens: TokenStream) -> bool {
        match syn::parse2::<Expr>(tokens) {
            Ok(expression) if !matches!(expression, Expr::Verbatim(_)) => {
                self.visit_expr(&expression);
                true
            }
            _ => false,
        }
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
