//! Code: types, patterns, expressions and blocks, with the local names that they bind.

use super::emitter::Emitter;
use crate::syntax::{
    builtin,
    events::{CallPlace, Event},
    facts::Spaces,
};
use smallvec::SmallVec;
use syn::{
    Attribute, Block, Expr, GenericArgument, GenericParam, Generics, Item, Pat, Stmt, Type, visit, visit::Visit,
};

impl Emitter<'_, '_> {
    /// Emits the names of generic parameters: each is visible from all.
    pub(super) fn generics(&mut self, generics: &Generics) {
        for parameter in &generics.params {
            match parameter {
                GenericParam::Type(parameter) => {
                    let name = self.ident(&parameter.ident);
                    self.emit(Event::Generic { name, constant: false });
                }
                GenericParam::Const(parameter) => {
                    let name = self.ident(&parameter.ident);
                    self.emit(Event::Generic { name, constant: true });
                }
                GenericParam::Lifetime(_) => {}
            }
        }
    }

    /// Emits the block that some statements are.
    pub(super) fn block(&mut self, statements: &[Stmt]) {
        let declares = statements.iter().any(|statement| match statement {
            Stmt::Item(_) => true,
            Stmt::Macro(statement) => self.may_declare(&statement.mac),
            _ => false,
        });
        let items: SmallVec<[u32; 4]> = statements
            .iter()
            .filter_map(|statement| match statement {
                Stmt::Item(Item::Use(item)) => Some(self.use_tree_start(item)),
                Stmt::Item(Item::Verbatim(tokens)) => self.unparsed_use_start(tokens),
                Stmt::Item(item) => Some(self.ident(item_name(item)?)),
                _ => None,
            })
            .collect();
        let items = self.events.store(&items);
        self.within(Event::Block { declares, items }, |this| this.statements(statements));
    }

    /// Whether a call among statements may declare something: it is not one of the standard library's macros.
    fn may_declare(&self, call: &syn::Macro) -> bool {
        let name = call.path.get_ident().map(|name| self.code.text_of(self.ident(name) as usize));
        !name.is_some_and(builtin::is_std_macro)
    }

    pub(super) fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            self.visit_stmt(statement);
        }
    }

    /// A name that a pattern may bind.
    fn pattern_name(&mut self, pattern: &syn::PatIdent) {
        let plain = pattern.by_ref.is_none() && pattern.mutability.is_none() && pattern.subpat.is_none();
        let name = self.ident(&pattern.ident);
        self.emit(Event::Binding { name, plain });
        if let Some((_, pattern)) = &pattern.subpat {
            self.visit_pat(pattern);
        }
    }

    /// `<T as Trait>::name`: the trait's path is one that leads somewhere; `<T>::name` has none.
    fn qualified(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path, spaces: Spaces) {
        match qself {
            None => self.path_event(path, usize::MAX, spaces),
            Some(qself) => {
                self.visit_type(&qself.ty);
                self.path_event(path, qself.position, Spaces::TYPE);
            }
        }
    }

    /// Binds what a condition's `let`s bind, for it and what follows it.
    fn under_condition(&mut self, condition: &Expr, then: &Block) {
        self.within(Event::Rib, |this| {
            this.visit_expr(condition);
            this.visit_block(then);
        });
    }
}

impl<'ast> Visit<'ast> for Emitter<'_, '_> {
    fn visit_attribute(&mut self, _: &'ast Attribute) {
        // Emitted with the node that they apply to.
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(in path)` is no dependency.
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // Those that lead somewhere are emitted by what they stand in.
        for segment in &path.segments {
            self.visit_path_arguments(&segment.arguments);
        }
    }

    fn visit_item(&mut self, item: &'ast Item) {
        self.item(item);
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        self.impl_item(item);
    }

    fn visit_trait_item(&mut self, item: &'ast syn::TraitItem) {
        self.trait_item(item);
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        self.with_attributes(&field.attrs, |this| visit::visit_field(this, field));
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.with_attributes(&variant.attrs, |this| visit::visit_variant(this, variant));
    }

    fn visit_generic_param(&mut self, parameter: &'ast GenericParam) {
        let attributes = match parameter {
            GenericParam::Lifetime(parameter) => &parameter.attrs,
            GenericParam::Type(parameter) => &parameter.attrs,
            GenericParam::Const(parameter) => &parameter.attrs,
        };
        self.with_attributes(attributes, |this| visit::visit_generic_param(this, parameter));
    }

    fn visit_fn_arg(&mut self, argument: &'ast syn::FnArg) {
        match argument {
            syn::FnArg::Receiver(receiver) => {
                self.with_attributes(&receiver.attrs, |this| visit::visit_receiver(this, receiver));
            }
            syn::FnArg::Typed(typed) => self.with_attributes(&typed.attrs, |this| visit::visit_pat_type(this, typed)),
        }
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.with_attributes(&arm.attrs, |this| {
            this.within(Event::Rib, |this| {
                this.visit_pat(&arm.pat);
                this.visit_expr(&arm.body);
            });
        });
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        self.with_attributes(&field.attrs, |this| this.visit_expr(&field.expr));
    }

    fn visit_field_pat(&mut self, field: &'ast syn::FieldPat) {
        self.with_attributes(&field.attrs, |this| this.visit_pat(&field.pat));
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        match statement {
            Stmt::Local(local) => self.with_attributes(&local.attrs, |this| {
                // The initializer does not see what the pattern binds.
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
            Stmt::Macro(statement) => self.macro_statement(statement),
        }
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.block(&block.stmts);
    }

    fn visit_expr(&mut self, expression: &'ast Expr) {
        let attributes = expression_attributes(expression);
        self.with_attributes(attributes, |this| match expression {
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
            Expr::Closure(closure) => this.within(Event::Rib, |this| {
                for input in &closure.inputs {
                    this.visit_pat(input);
                }
                this.visit_return_type(&closure.output);
                this.visit_expr(&closure.body);
            }),
            Expr::ForLoop(expression) => {
                this.visit_expr(&expression.expr);
                this.within(Event::Rib, |this| {
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
            Expr::Verbatim(tokens) => this.possible(tokens),
            Expr::Macro(call) => this.macro_call(&call.mac, CallPlace::Expression),
            _ => visit::visit_expr(this, expression),
        });
    }

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        match pattern {
            Pat::Ident(pattern) => self.with_attributes(&pattern.attrs, |this| this.pattern_name(pattern)),
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
            Pat::Verbatim(tokens) => self.possible(tokens),
            Pat::Macro(pattern) => self.macro_call(&pattern.mac, CallPlace::Pattern),
            _ => visit::visit_pat(self, pattern),
        }
    }

    fn visit_type(&mut self, ty: &'ast Type) {
        match ty {
            Type::Path(path) => self.qualified(path.qself.as_ref(), &path.path, Spaces::TYPE),
            Type::Macro(ty) => self.macro_call(&ty.mac, CallPlace::Type),
            Type::Verbatim(tokens) => self.possible(tokens),
            _ => visit::visit_type(self, ty),
        }
    }

    fn visit_generic_argument(&mut self, argument: &'ast GenericArgument) {
        match argument {
            // A single name can be a type or a constant; a type where both exist.
            GenericArgument::Type(Type::Path(path)) if path.qself.is_none() && path.path.get_ident().is_some() => {
                self.path_event(&path.path, 1, Spaces::TYPE.or(Spaces::VALUE));
            }
            _ => visit::visit_generic_argument(self, argument),
        }
    }

    fn visit_trait_bound(&mut self, bound: &'ast syn::TraitBound) {
        self.path_event(&bound.path, usize::MAX, Spaces::TYPE);
    }

    fn visit_type_param_bound(&mut self, bound: &'ast syn::TypeParamBound) {
        match bound {
            syn::TypeParamBound::Verbatim(tokens) => self.possible(tokens),
            _ => visit::visit_type_param_bound(self, bound),
        }
    }
}

/// The name of an item that hides local names of the block around it.
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
