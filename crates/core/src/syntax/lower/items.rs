//! Items: what they declare, and the code in them.

use super::{attributes::Said, lowerer::Lowerer, paths::Segment};
use crate::syntax::{
    facts::{
        Declared, Item as ItemFact, ItemKind, MacroDefinition, Module, Position, PredicateId, Spaces, Visibility, Word,
    },
    span_map::Located,
};
use syn::{Item, visit, visit::Visit};

impl Lowerer<'_> {
    /// A file's items, under its own condition. That one, and whether its textual macros go on after it.
    pub(super) fn file(&mut self, file: &syn::File) -> (PredicateId, bool) {
        let (predicate, said) = self.attributes(&file.attrs, true);
        self.predicate = predicate;
        self.scopes[0].predicate = predicate;
        self.items(&file.items);
        (predicate, said.macro_use)
    }

    pub(super) fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    /// Declares an item under its own condition, and goes into it.
    pub(super) fn item(&mut self, item: &Item) {
        let attributes = item_attributes(item);
        self.gated(attributes, |this, said| this.item_said(item, &said));
    }

    fn item_said(&mut self, item: &Item, said: &Said) {
        // Local names of a function are no business of the items in it.
        self.ribs.push(true);
        let outer = (std::mem::replace(&mut self.hidden_locals, false), self.body.take());
        match item {
            Item::Mod(item) => self.module(item, said),
            Item::Use(item) => self.use_item(item),
            Item::ExternCrate(item) => self.extern_crate(item, said.macro_use),
            Item::Macro(item) => self.item_macro(item, said),
            Item::Fn(item) => {
                let visibility = self.visibility(&item.vis);
                self.function_item(&item.sig.ident, visibility, said);
                self.function(&item.sig, Some(&item.block));
            }
            Item::Const(item) => {
                let visibility = self.visibility(&item.vis);
                self.named(&item.ident, Spaces::VALUE, visibility, ItemKind::PatternValue);
                self.body = Some(self.ident(&item.ident));
                visit::visit_item_const(self, item);
            }
            Item::Static(item) => {
                let visibility = self.visibility(&item.vis);
                self.named(&item.ident, Spaces::VALUE, visibility, ItemKind::PatternValue);
                self.body = Some(self.ident(&item.ident));
                visit::visit_item_static(self, item);
            }
            Item::Struct(item) => {
                self.structure(item);
                self.generics(&item.generics);
                visit::visit_item_struct(self, item);
            }
            Item::Enum(item) => {
                self.enumeration(item);
                self.generics(&item.generics);
                visit::visit_item_enum(self, item);
            }
            Item::Union(item) => {
                let visibility = self.visibility(&item.vis);
                self.named(&item.ident, Spaces::TYPE, visibility, ItemKind::Other);
                self.generics(&item.generics);
                visit::visit_item_union(self, item);
            }
            Item::Type(item) => {
                let visibility = self.visibility(&item.vis);
                self.named(&item.ident, Spaces::TYPE, visibility, ItemKind::Other);
                self.generics(&item.generics);
                visit::visit_item_type(self, item);
            }
            Item::Trait(item) => {
                let visibility = self.visibility(&item.vis);
                self.named(&item.ident, Spaces::TYPE, visibility, ItemKind::Trait);
                self.generics(&item.generics);
                visit::visit_item_trait(self, item);
            }
            Item::TraitAlias(item) => {
                let visibility = self.visibility(&item.vis);
                self.named(&item.ident, Spaces::TYPE, visibility, ItemKind::Trait);
                self.generics(&item.generics);
                visit::visit_item_trait_alias(self, item);
            }
            Item::Impl(item) => {
                let at = self.located(item.impl_token.span, item.impl_token.span);
                self.declare(at, Declared::Unnamed);
                self.generics(&item.generics);
                self.visit_generics(&item.generics);
                if let Some((path, _)) = &item.trait_ {
                    self.path_reference(path, usize::MAX, Spaces::TYPE);
                }
                self.visit_type(&item.self_ty);
                for item in &item.items {
                    self.visit_impl_item(item);
                }
            }
            Item::ForeignMod(item) => {
                for item in &item.items {
                    self.foreign_item(item);
                }
            }
            Item::Verbatim(tokens) => self.verbatim_item(tokens),
            _ => {}
        }
        (self.hidden_locals, self.body) = outer;
        self.ribs.pop();
    }

    /// Declares what has a name, which may be `_`.
    pub(super) fn named<S: Segment>(&mut self, ident: S, spaces: Spaces, visibility: Visibility, kind: ItemKind) {
        let name = ident.word(self);
        if &*self.names[name.0] == "_" {
            return self.declare_at(ident, Declared::Unnamed);
        }
        self.named_word(name, ident, spaces, visibility, kind);
    }

    pub(super) fn named_word<S: Segment>(
        &mut self,
        name: Word,
        ident: S,
        spaces: Spaces,
        visibility: Visibility,
        kind: ItemKind,
    ) {
        self.declare_at(ident, Declared::Item(ItemFact { name, spaces, visibility, kind }));
    }

    /// Declares something where an identifier stands.
    pub(super) fn declare_at<S: Segment>(&mut self, ident: S, what: Declared) {
        let bytes = ident.bytes(&self.offsets);
        let at = self.map.locate(bytes.start, bytes.end);
        self.declare(at, what);
    }

    pub(super) fn function_item<S: Segment>(&mut self, ident: S, visibility: Visibility, said: &Said) {
        let spaces = if said.proc_macro { Spaces::VALUE.or(Spaces::MACRO) } else { Spaces::VALUE };
        self.named(ident, spaces, visibility, ItemKind::Other);
        if let Some(name) = said.derive_name {
            self.named_word(name, ident, Spaces::MACRO, Visibility::Public, ItemKind::Other);
        }
    }

    fn structure(&mut self, item: &syn::ItemStruct) {
        let constructor = match &item.fields {
            syn::Fields::Named(_) => None,
            syn::Fields::Unit => Some(self.visibility(&item.vis)),
            syn::Fields::Unnamed(fields) => {
                let mut least = self.visibility(&item.vis);
                for field in &fields.unnamed {
                    let visibility = self.visibility(&field.vis);
                    least = least_visible(least, visibility);
                }
                Some(least)
            }
        };
        let visibility = self.visibility(&item.vis);
        self.declare_structure(&item.ident, visibility, constructor);
    }

    /// Declares a struct, and its constructor where that is a value.
    pub(super) fn declare_structure<S: Segment>(
        &mut self,
        ident: S,
        visibility: Visibility,
        constructor: Option<Visibility>,
    ) {
        self.named(ident, Spaces::TYPE, visibility, ItemKind::Other);
        if let Some(visibility) = constructor {
            let name = ident.word(self);
            self.named_word(name, ident, Spaces::VALUE, visibility, ItemKind::PatternValue);
        }
    }

    fn enumeration(&mut self, item: &syn::ItemEnum) {
        let mut variants = Vec::new();
        for variant in &item.variants {
            let predicate = self.conditions_only(&variant.attrs);
            variants.push(self.variant(&variant.ident, predicate));
        }
        let visibility = self.visibility(&item.vis);
        self.named(&item.ident, Spaces::TYPE, visibility, ItemKind::Enum(variants));
    }

    /// A variant that has a condition of its own.
    pub(super) fn variant<S: Segment>(&mut self, ident: S, predicate: PredicateId) -> (Word, Spaces, PredicateId) {
        let predicate = self.both(self.predicate, predicate);
        // A variant with named fields is in the value name space too (the Rust reference, "Namespaces").
        (ident.word(self), Spaces::TYPE.or(Spaces::VALUE), predicate)
    }

    fn module(&mut self, item: &syn::ItemMod, said: &Said) {
        let visibility = self.visibility(&item.vis);
        let name = self.ident(&item.ident);
        let at = self.located(item.mod_token.span, item.ident.span());
        let content = item.content.as_ref().map(|(_, items)| |this: &mut Self| this.items(items));
        self.declare_module(name, at, visibility, said, content);
    }

    /// Declares a Rust module, and what it holds where it is inline.
    pub(super) fn declare_module(
        &mut self,
        name: Word,
        at: Located,
        visibility: Visibility,
        said: &Said,
        content: Option<impl FnOnce(&mut Self)>,
    ) {
        let mut fact = Module { name, visibility, macro_use: said.macro_use, inline: None, paths: said.paths.clone() };
        let Some(content) = content else { return self.declare(at, Declared::Module(fact)) };
        // Declared before its content, so that source order holds.
        let index = self.declarations.len();
        self.declare(at, Declared::Module(fact.clone()));
        let scope = self.in_scope(false, content);
        fact.inline = Some(scope);
        self.declarations[index].what = Declared::Module(fact);
        if said.macro_use {
            self.declare(at, Declared::LeaveMacroUse(scope));
        }
    }

    fn item_macro(&mut self, item: &syn::ItemMacro, said: &Said) {
        let Some(ident) = &item.ident else { return self.macro_call(&item.mac, Position::Items) };
        if !item.mac.path.is_ident("macro_rules") {
            return self.macro_call(&item.mac, Position::Items);
        }
        let name = self.ident(ident);
        let at = self.located(ident.span(), ident.span());
        self.macro_body(&item.mac.tokens);
        let body = self.content(&item.mac);
        self.declare(at, Declared::Macro(MacroDefinition { name, exported: said.macro_export, body }));
    }

    fn foreign_item(&mut self, item: &syn::ForeignItem) {
        match item {
            syn::ForeignItem::Fn(item) => self.gated(&item.attrs, |this, said| {
                let visibility = this.visibility(&item.vis);
                this.function_item(&item.sig.ident, visibility, &said);
                this.function(&item.sig, None);
            }),
            syn::ForeignItem::Static(item) => self.gated(&item.attrs, |this, _| {
                let visibility = this.visibility(&item.vis);
                this.named(&item.ident, Spaces::VALUE, visibility, ItemKind::PatternValue);
                this.visit_type(&item.ty);
            }),
            syn::ForeignItem::Type(item) => self.gated(&item.attrs, |this, _| {
                let visibility = this.visibility(&item.vis);
                this.named(&item.ident, Spaces::TYPE, visibility, ItemKind::Other);
            }),
            syn::ForeignItem::Macro(item) => {
                self.gated(&item.attrs, |this, _| this.macro_call(&item.mac, Position::Items));
            }
            syn::ForeignItem::Verbatim(tokens) => self.verbatim_item(tokens),
            _ => {}
        }
    }
}

/// The constructor of a tuple struct is as visible as its least visible field.
pub(super) fn least_visible(least: Visibility, field: Visibility) -> Visibility {
    if field == Visibility::Inherited || (least == Visibility::Public && field != Visibility::Public) {
        field
    } else {
        least
    }
}

fn item_attributes(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
