//! Code: types, patterns, expressions and blocks, with the local names that they bind.

use super::lowerer::Lowerer;
use crate::syntax::facts::{Certainty, Position, ReferenceKind, Spaces};
use syn::{
    Attribute, Block, Expr, GenericArgument, GenericParam, Generics, Item, Pat, Signature, Stmt, Type, visit,
    visit::Visit,
};

impl Lowerer<'_> {
    /// Binds generic parameters in the rib that is open.
    pub(super) fn generics(&mut self, generics: &Generics) {
        for parameter in &generics.params {
            match parameter {
                GenericParam::Type(parameter) => {
                    let word = self.ident(&parameter.ident);
                    self.ribs.bind_type(word);
                }
                // A bare `N` among generic arguments reads as a type.
                GenericParam::Const(parameter) => {
                    let word = self.ident(&parameter.ident);
                    self.ribs.bind_type(word);
                    self.ribs.bind_value(word);
                }
                GenericParam::Lifetime(_) => {}
            }
        }
    }

    /// A function's signature and body, in the rib that is open.
    pub(super) fn function(&mut self, signature: &Signature, body: Option<&Block>) {
        self.generics(&signature.generics);
        self.visit_generics(&signature.generics);
        for input in &signature.inputs {
            self.visit_fn_arg(input);
        }
        self.visit_return_type(&signature.output);
        if let Some(body) = body {
            let name = self.ident(&signature.ident);
            let outer = self.body.replace(name);
            self.visit_block(body);
            self.body = outer;
        }
    }

    /// An associated function, whose local names end with it.
    fn associated_function(&mut self, signature: &Signature, body: Option<&Block>) {
        let outer = std::mem::replace(&mut self.hidden_locals, false);
        self.in_rib(|this| this.function(signature, body));
        self.hidden_locals = outer;
    }

    pub(super) fn in_rib(&mut self, act: impl FnOnce(&mut Self)) {
        self.ribs.push(false);
        act(self);
        self.ribs.pop();
    }

    /// The statements of a block, in a scope of their own where they declare anything.
    pub(super) fn statements(&mut self, statements: &[Stmt]) {
        let declares = statements.iter().any(|statement| match statement {
            Stmt::Item(_) => true,
            Stmt::Macro(statement) => Self::may_declare(&statement.mac),
            _ => false,
        });
        self.in_rib(|this| {
            if declares {
                this.in_scope(true, |this| this.statements_here(statements));
            } else {
                this.statements_here(statements);
            }
        });
    }

    fn statements_here(&mut self, statements: &[Stmt]) {
        for statement in statements {
            if let Stmt::Item(item) = statement
                && let Some(ident) = item_name(item)
            {
                let word = self.ident(ident);
                self.ribs.bind_item(word);
            }
        }
        for statement in statements {
            self.visit_stmt(statement);
        }
    }

    /// A name that a pattern may bind: a binding from here on, unless it is a constant or a constructor.
    fn pattern_name(&mut self, pattern: &syn::PatIdent) {
        let word = self.ident(&pattern.ident);
        if pattern.by_ref.is_none() && pattern.mutability.is_none() && pattern.subpat.is_none() && !self.soup {
            let outer = std::mem::replace(&mut self.certainty, Certainty::PatternName);
            self.reference(None, &[&pattern.ident], Spaces::VALUE, ReferenceKind::Path);
            self.certainty = outer;
        }
        self.ribs.bind_value(word);
        if let Some((_, pattern)) = &pattern.subpat {
            self.visit_pat(pattern);
        }
    }

    /// `<T as Trait>::name`: the trait's path is one that leads somewhere; `<T>::name` has none.
    fn qualified(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path, spaces: Spaces) {
        match qself {
            None => self.path_reference(path, usize::MAX, spaces),
            Some(qself) => {
                self.visit_type(&qself.ty);
                self.path_reference(path, qself.position, Spaces::TYPE);
            }
        }
    }

    /// Binds what a condition's `let`s bind, for it and what follows it.
    fn under_condition(&mut self, condition: &Expr, then: &Block) {
        self.in_rib(|this| {
            this.visit_expr(condition);
            this.visit_block(then);
        });
    }
}

impl<'ast> Visit<'ast> for Lowerer<'_> {
    fn visit_attribute(&mut self, _: &'ast Attribute) {
        // Read where the node that has them is, since they gate it.
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(in path)` is no dependency.
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // Those that lead somewhere are recorded by what they stand in.
        for segment in &path.segments {
            self.visit_path_arguments(&segment.arguments);
        }
    }

    fn visit_item(&mut self, item: &'ast Item) {
        self.item(item);
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        match item {
            syn::ImplItem::Fn(item) => {
                self.gated(&item.attrs, |this, _| this.associated_function(&item.sig, Some(&item.block)));
            }
            syn::ImplItem::Const(item) => self.gated(&item.attrs, |this, _| visit::visit_impl_item_const(this, item)),
            syn::ImplItem::Type(item) => self.gated(&item.attrs, |this, _| {
                this.in_rib(|this| {
                    this.generics(&item.generics);
                    visit::visit_impl_item_type(this, item);
                });
            }),
            syn::ImplItem::Macro(item) => {
                self.gated(&item.attrs, |this, _| this.macro_call(&item.mac, Position::Associated));
            }
            syn::ImplItem::Verbatim(tokens) => self.macro_arguments(tokens),
            _ => {}
        }
    }

    fn visit_trait_item(&mut self, item: &'ast syn::TraitItem) {
        match item {
            syn::TraitItem::Fn(item) => {
                self.gated(&item.attrs, |this, _| this.associated_function(&item.sig, item.default.as_ref()));
            }
            syn::TraitItem::Const(item) => self.gated(&item.attrs, |this, _| visit::visit_trait_item_const(this, item)),
            syn::TraitItem::Type(item) => self.gated(&item.attrs, |this, _| {
                this.in_rib(|this| {
                    this.generics(&item.generics);
                    visit::visit_trait_item_type(this, item);
                });
            }),
            syn::TraitItem::Macro(item) => {
                self.gated(&item.attrs, |this, _| this.macro_call(&item.mac, Position::Associated));
            }
            syn::TraitItem::Verbatim(tokens) => self.macro_arguments(tokens),
            _ => {}
        }
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        self.gated(&field.attrs, |this, _| visit::visit_field(this, field));
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.gated(&variant.attrs, |this, _| visit::visit_variant(this, variant));
    }

    fn visit_generic_param(&mut self, parameter: &'ast GenericParam) {
        let attributes = match parameter {
            GenericParam::Lifetime(parameter) => &parameter.attrs,
            GenericParam::Type(parameter) => &parameter.attrs,
            GenericParam::Const(parameter) => &parameter.attrs,
        };
        self.gated(attributes, |this, _| visit::visit_generic_param(this, parameter));
    }

    fn visit_fn_arg(&mut self, argument: &'ast syn::FnArg) {
        match argument {
            syn::FnArg::Receiver(receiver) => {
                self.gated(&receiver.attrs, |this, _| visit::visit_receiver(this, receiver));
            }
            syn::FnArg::Typed(typed) => self.gated(&typed.attrs, |this, _| visit::visit_pat_type(this, typed)),
        }
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.gated(&arm.attrs, |this, _| {
            this.in_rib(|this| {
                this.visit_pat(&arm.pat);
                this.visit_expr(&arm.body);
            });
        });
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        self.gated(&field.attrs, |this, _| this.visit_expr(&field.expr));
    }

    fn visit_field_pat(&mut self, field: &'ast syn::FieldPat) {
        self.gated(&field.attrs, |this, _| this.visit_pat(&field.pat));
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        match statement {
            Stmt::Local(local) => self.gated(&local.attrs, |this, _| {
                // The initialiser does not see what the pattern binds.
                if let Some(init) = &local.init {
                    this.visit_expr(&init.expr);
                    if let Some((_, diverge)) = &init.diverge {
                        this.visit_expr(diverge);
                    }
                }
                this.visit_pat(&local.pat);
            }),
            Stmt::Item(item) => self.item(item),
            Stmt::Expr(expression, _) => self.visit_expr(expression),
            Stmt::Macro(statement) => self.gated(&statement.attrs, |this, _| {
                this.visit_macro(&statement.mac);
                if Self::may_declare(&statement.mac) {
                    this.macro_call(&statement.mac, Position::Statements);
                    this.hidden_locals = true;
                }
            }),
        }
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.statements(&block.stmts);
    }

    fn visit_expr(&mut self, expression: &'ast Expr) {
        let attributes = expression_attributes(expression);
        self.gated(attributes, |this, _| match expression {
            Expr::Path(expression) => {
                this.qualified(expression.qself.as_ref(), &expression.path, Spaces::VALUE);
            }
            Expr::Struct(expression) => {
                this.qualified(expression.qself.as_ref(), &expression.path, Spaces::TYPE);
                for field in &expression.fields {
                    this.visit_field_value(field);
                }
                if let Some(rest) = &expression.rest {
                    this.visit_expr(rest);
                }
            }
            Expr::Closure(closure) => this.in_rib(|this| {
                for input in &closure.inputs {
                    this.visit_pat(input);
                }
                this.visit_return_type(&closure.output);
                this.visit_expr(&closure.body);
            }),
            Expr::ForLoop(expression) => {
                this.visit_expr(&expression.expr);
                this.in_rib(|this| {
                    this.visit_pat(&expression.pat);
                    this.visit_block(&expression.body);
                });
            }
            Expr::If(expression) => {
                this.under_condition(&expression.cond, &expression.then_branch);
                if let Some((_, otherwise)) = &expression.else_branch {
                    this.visit_expr(otherwise);
                }
            }
            Expr::While(expression) => this.under_condition(&expression.cond, &expression.body),
            Expr::Let(expression) => {
                this.visit_expr(&expression.expr);
                this.visit_pat(&expression.pat);
            }
            Expr::Verbatim(tokens) => this.macro_arguments(tokens),
            Expr::Macro(call) if call.mac.path.is_ident("include") => this.macro_call(&call.mac, Position::Statements),
            _ => visit::visit_expr(this, expression),
        });
    }

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        match pattern {
            Pat::Ident(pattern) => self.gated(&pattern.attrs, |this, _| this.pattern_name(pattern)),
            Pat::Path(pattern) => self.qualified(pattern.qself.as_ref(), &pattern.path, Spaces::VALUE),
            Pat::TupleStruct(pattern) => {
                self.qualified(pattern.qself.as_ref(), &pattern.path, Spaces::VALUE);
                for element in &pattern.elems {
                    self.visit_pat(element);
                }
            }
            Pat::Struct(pattern) => {
                self.qualified(pattern.qself.as_ref(), &pattern.path, Spaces::TYPE);
                for field in &pattern.fields {
                    self.visit_field_pat(field);
                }
            }
            Pat::Verbatim(tokens) => self.macro_arguments(tokens),
            Pat::Macro(pattern) => {
                self.visit_macro(&pattern.mac);
                // What it binds can't be told from here.
                self.hidden_locals = true;
            }
            _ => visit::visit_pat(self, pattern),
        }
    }

    fn visit_type(&mut self, ty: &'ast Type) {
        match ty {
            Type::Path(path) => self.qualified(path.qself.as_ref(), &path.path, Spaces::TYPE),
            Type::Verbatim(tokens) => self.macro_arguments(tokens),
            _ => visit::visit_type(self, ty),
        }
    }

    fn visit_generic_argument(&mut self, argument: &'ast GenericArgument) {
        match argument {
            // A single name can be a type or a constant; a type where both exist.
            GenericArgument::Type(Type::Path(path)) if path.qself.is_none() && path.path.get_ident().is_some() => {
                self.path_reference(&path.path, 1, Spaces::TYPE.or(Spaces::VALUE));
            }
            _ => visit::visit_generic_argument(self, argument),
        }
    }

    fn visit_trait_bound(&mut self, bound: &'ast syn::TraitBound) {
        self.path_reference(&bound.path, usize::MAX, Spaces::TYPE);
    }

    fn visit_type_param_bound(&mut self, bound: &'ast syn::TypeParamBound) {
        match bound {
            syn::TypeParamBound::Verbatim(tokens) => self.macro_arguments(tokens),
            _ => visit::visit_type_param_bound(self, bound),
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.macro_path(call);
        // What only becomes text is no code.
        if call.path.segments.last().is_none_or(|last| last.ident != "stringify") {
            self.macro_arguments(&call.tokens);
        }
    }
}

fn item_name(item: &Item) -> Option<&proc_macro2::Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        Item::Union(item) => Some(&item.ident),
        Item::Mod(item) => Some(&item.ident),
        _ => None,
    }
}

/// The attributes of an expression.
fn expression_attributes(expression: &Expr) -> &[Attribute] {
    macro_rules! attributes {
        ($($variant:ident)*) => {
            match expression {
                $(Expr::$variant(expression) => &expression.attrs,)*
                _ => &[],
            }
        };
    }
    attributes!(
        Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop Group If Index
        Infer Let Lit Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try
        TryBlock Tuple Unary Unsafe While Yield
    )
}
