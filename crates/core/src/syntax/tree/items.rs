//! Items.

use super::emitter::Emitter;
use crate::syntax::{
    events::{CallPlace, Constructor, Event, ItemEvent, ItemForm, TokenList, TokenRange},
    facts::Spaces,
};
use proc_macro2::Span;
use smallvec::SmallVec;
use syn::{Attribute, Block, Fields, ForeignItem, ImplItem, Item, Signature, TraitItem, UseTree, visit, visit::Visit};

/// How an item is declared, except for its form.
struct Head<'i> {
    attributes: &'i [Attribute],
    visibility: TokenRange,
    name: u32,
}

impl Emitter<'_, '_> {
    /// Returns the first token of the tree of a `use`.
    pub(super) fn use_tree_start(&self, item: &syn::ItemUse) -> u32 {
        self.token(item.leading_colon.as_ref().map_or_else(|| first_span(&item.tree), |colons| colons.spans[0]))
    }

    pub(super) fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    /// Emits an item and what it holds.
    fn item_of(&mut self, head: &Head<'_>, form: ItemForm, act: impl FnOnce(&mut Self)) {
        let attributes = self.store_attributes(head.attributes);
        self.stored_item(ItemEvent { attributes, visibility: head.visibility, name: head.name, form }, act);
    }

    pub(super) fn stored_item(&mut self, item: ItemEvent, act: impl FnOnce(&mut Self)) {
        let number = self.events.items.len() as u32;
        self.events.items.push(item);
        self.within(Event::Item(number), act);
    }

    pub(super) fn item(&mut self, item: &Item) {
        match item {
            Item::Fn(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.sig.ident);
                self.item_of(&head, ItemForm::Function, |this| this.function(&item.sig, Some(&item.block)));
            }
            Item::Const(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                self.item_of(&head, ItemForm::Constant, |this| {
                    this.emit(Event::Body(head.name));
                    visit::visit_item_const(this, item);
                });
            }
            Item::Static(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                self.item_of(&head, ItemForm::Constant, |this| {
                    this.emit(Event::Body(head.name));
                    visit::visit_item_static(this, item);
                });
            }
            Item::Struct(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                let form = ItemForm::Struct(self.constructor(&item.fields));
                self.item_of(&head, form, |this| {
                    this.generics(&item.generics);
                    visit::visit_item_struct(this, item);
                });
            }
            Item::Enum(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                let form = ItemForm::Enum { variants: self.variants(item) };
                self.item_of(&head, form, |this| {
                    this.generics(&item.generics);
                    visit::visit_item_enum(this, item);
                });
            }
            Item::Union(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                self.item_of(&head, ItemForm::Type, |this| {
                    this.generics(&item.generics);
                    visit::visit_item_union(this, item);
                });
            }
            Item::Type(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                self.item_of(&head, ItemForm::Type, |this| {
                    this.generics(&item.generics);
                    visit::visit_item_type(this, item);
                });
            }
            Item::Trait(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                self.item_of(&head, ItemForm::Trait, |this| {
                    this.generics(&item.generics);
                    visit::visit_item_trait(this, item);
                });
            }
            Item::TraitAlias(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                self.item_of(&head, ItemForm::Trait, |this| {
                    this.generics(&item.generics);
                    visit::visit_item_trait_alias(this, item);
                });
            }
            Item::Verbatim(tokens) => self.unparsed_item(tokens),
            _ => self.unnamed_item(item),
        }
    }

    /// Emits an item whose name is none that it declares itself, or that has none.
    fn unnamed_item(&mut self, item: &Item) {
        match item {
            Item::Mod(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                let content = item.content.as_ref().map(|(_, items)| items);
                self.item_of(&head, ItemForm::Module { inline: content.is_some() }, |this| {
                    if let Some(items) = content {
                        this.items(items);
                    }
                });
            }
            Item::Use(item) => {
                let (visibility, name) = (self.visibility(&item.vis), self.use_tree_start(item));
                self.item_of(&Head { attributes: &item.attrs, visibility, name }, ItemForm::Use, |_| {});
            }
            Item::ExternCrate(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                let rename = item.rename.as_ref().map(|(_, name)| self.ident(name));
                self.item_of(&head, ItemForm::ExternCrate { rename }, |_| {});
            }
            Item::Macro(item) => match &item.ident {
                Some(name) if item.mac.path.is_ident("macro_rules") => {
                    let name = self.ident(name);
                    let form = ItemForm::MacroRules { open: self.open(&item.mac) };
                    self.item_of(&Head { attributes: &item.attrs, visibility: (0, 0), name }, form, |_| {});
                }
                _ => self.call_item(&item.attrs, &item.mac, false),
            },
            Item::Impl(item) => {
                let name = self.token(item.impl_token.span);
                let head = Head { attributes: &item.attrs, visibility: (0, 0), name };
                self.item_of(&head, ItemForm::Impl, |this| {
                    this.generics(&item.generics);
                    this.visit_generics(&item.generics);
                    if let Some((path, _)) = &item.trait_ {
                        this.path_event(path, usize::MAX, Spaces::TYPE);
                    }
                    this.visit_type(&item.self_ty);
                    for item in &item.items {
                        this.visit_impl_item(item);
                    }
                });
            }
            Item::ForeignMod(item) => {
                let name = self.token(item.abi.extern_token.span);
                let head = Head { attributes: &item.attrs, visibility: (0, 0), name };
                self.item_of(&head, ItemForm::Undeclared, |this| {
                    for item in &item.items {
                        this.foreign_item(item);
                    }
                });
            }
            _ => {}
        }
    }

    fn head<'i>(&self, attributes: &'i [Attribute], visibility: &syn::Visibility, name: &syn::Ident) -> Head<'i> {
        Head { attributes, visibility: self.visibility(visibility), name: self.ident(name) }
    }

    fn call_item(&mut self, attributes: &[Attribute], call: &syn::Macro, associated: bool) {
        let (path, open) = (self.path(&call.path), self.open(call));
        let name = path.leading.or_else(|| self.events.tokens(path.segments).first().copied()).unwrap_or_default();
        let head = Head { attributes, visibility: (0, 0), name };
        self.item_of(&head, ItemForm::Call { path, open, associated }, |_| {});
    }

    /// A function's signature and body.
    fn function(&mut self, signature: &Signature, body: Option<&Block>) {
        self.generics(&signature.generics);
        self.visit_generics(&signature.generics);
        for input in &signature.inputs {
            self.visit_fn_arg(input);
        }
        self.visit_return_type(&signature.output);
        if let Some(body) = body {
            let name = self.ident(&signature.ident);
            self.emit(Event::Body(name));
            self.visit_block(body);
        }
    }

    fn constructor(&mut self, fields: &Fields) -> Constructor {
        match fields {
            Fields::Named(_) => Constructor::None,
            Fields::Unit => Constructor::Unit,
            Fields::Unnamed(fields) => {
                let ranges: SmallVec<[TokenRange; 8]> =
                    fields.unnamed.iter().map(|field| self.visibility(&field.vis)).collect();
                let tokens: SmallVec<[u32; 16]> = ranges.into_iter().flat_map(|(from, to)| [from, to]).collect();
                Constructor::Tuple(self.events.store(&tokens))
            }
        }
    }

    fn variants(&mut self, item: &syn::ItemEnum) -> TokenList {
        let mut tokens: SmallVec<[u32; 24]> = SmallVec::new();
        for variant in &item.variants {
            let attributes = self.attributes(&variant.attrs);
            tokens.extend([self.ident(&variant.ident), attributes.len() as u32]);
            tokens.extend(attributes);
        }
        self.events.store(&tokens)
    }

    pub(super) fn impl_item(&mut self, item: &ImplItem) {
        match item {
            ImplItem::Fn(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.sig.ident);
                self.item_of(&head, ItemForm::AssociatedFunction, |this| this.function(&item.sig, Some(&item.block)));
            }
            ImplItem::Const(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                self.item_of(&head, ItemForm::AssociatedConstant, |this| visit::visit_impl_item_const(this, item));
            }
            ImplItem::Type(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                self.item_of(&head, ItemForm::AssociatedType, |this| {
                    this.generics(&item.generics);
                    visit::visit_impl_item_type(this, item);
                });
            }
            ImplItem::Macro(item) => self.call_item(&item.attrs, &item.mac, true),
            ImplItem::Verbatim(tokens) => self.possible(tokens),
            _ => {}
        }
    }

    pub(super) fn trait_item(&mut self, item: &TraitItem) {
        let inherited = &syn::Visibility::Inherited;
        match item {
            TraitItem::Fn(item) => {
                let head = self.head(&item.attrs, inherited, &item.sig.ident);
                self.item_of(&head, ItemForm::AssociatedFunction, |this| {
                    this.function(&item.sig, item.default.as_ref());
                });
            }
            TraitItem::Const(item) => {
                let head = self.head(&item.attrs, inherited, &item.ident);
                self.item_of(&head, ItemForm::AssociatedConstant, |this| visit::visit_trait_item_const(this, item));
            }
            TraitItem::Type(item) => {
                let head = self.head(&item.attrs, inherited, &item.ident);
                self.item_of(&head, ItemForm::AssociatedType, |this| {
                    this.generics(&item.generics);
                    visit::visit_trait_item_type(this, item);
                });
            }
            TraitItem::Macro(item) => self.call_item(&item.attrs, &item.mac, true),
            TraitItem::Verbatim(tokens) => self.possible(tokens),
            _ => {}
        }
    }

    fn foreign_item(&mut self, item: &ForeignItem) {
        match item {
            ForeignItem::Fn(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.sig.ident);
                self.item_of(&head, ItemForm::Function, |this| this.function(&item.sig, None));
            }
            ForeignItem::Static(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                self.item_of(&head, ItemForm::Constant, |this| this.visit_type(&item.ty));
            }
            ForeignItem::Type(item) => {
                let head = self.head(&item.attrs, &item.vis, &item.ident);
                self.item_of(&head, ItemForm::Type, |_| {});
            }
            ForeignItem::Macro(item) => self.call_item(&item.attrs, &item.mac, false),
            ForeignItem::Verbatim(tokens) => self.unparsed_item(tokens),
            _ => {}
        }
    }

    /// Emits a macro call that is a statement.
    pub(super) fn macro_statement(&mut self, statement: &syn::StmtMacro) {
        self.with_attributes(&statement.attrs, |this| this.macro_call(&statement.mac, CallPlace::Statement));
    }
}

fn first_span(tree: &UseTree) -> Span {
    match tree {
        UseTree::Path(path) => path.ident.span(),
        UseTree::Name(name) => name.ident.span(),
        UseTree::Rename(rename) => rename.ident.span(),
        UseTree::Glob(glob) => glob.star_token.spans[0],
        UseTree::Group(group) => group.brace_token.span.open(),
    }
}
