//! Items: what they declare.

use super::{attributes::ParsedAttributes, bodies::Cursor, lowerer::Lowerer, paths::Name};
use crate::syntax::{
    events::{Constructor, Events, ItemEvent, ItemForm, TokenList},
    facts::{
        Certainty, Declared, Generator, GeneratorKind, Item, ItemKind, MacroDefinition, Module, Position, PredicateId,
        Spaces, Visibility, Word,
    },
};

impl<'a> Lowerer<'a> {
    /// Lowers a file's items under the file's own condition. Returns that, and the file's other attributes.
    pub(super) fn file(&mut self, events: &Events) -> (PredicateId, ParsedAttributes) {
        let (predicate, parsed) = self.attributes(events.tokens(events.attributes));
        self.generators(&parsed, GeneratorKind::Content);
        self.predicate = predicate;
        self.scopes[0].predicate = predicate;
        self.all_events(events);
        (predicate, parsed)
    }

    /// Declares an item under its own condition, and lowers what it holds.
    pub(super) fn item(&mut self, cursor: &mut Cursor<'_>, number: u32) {
        let item = cursor.events.items[number as usize];
        let (predicate, parsed) = self.attributes(cursor.events.tokens(item.attributes));
        self.item_generators(&item, &parsed);
        let may_be_types = self.may_be_types || parsed.rewrites;
        self.with_types(may_be_types, |this| {
            this.under(predicate, |this| this.in_item(|this| this.item_of(cursor, &item, &parsed)));
        });
    }

    /// Does something in an item. One that an expansion declares among code is read there alone, with all that it holds.
    fn in_item(&mut self, act: impl FnOnce(&mut Self)) {
        if !std::mem::replace(&mut self.has_read_arguments, false) {
            return act(self);
        }
        let certainty = std::mem::replace(&mut self.certainty, Certainty::Certain);
        act(self);
        (self.certainty, self.has_read_arguments) = (certainty, true);
    }

    /// Records the derives and attributes of an item that may declare more than the item.
    fn item_generators(&mut self, item: &ItemEvent, parsed: &ParsedAttributes) {
        let is_named = match item.form {
            // An attribute of an associated item declares associated items.
            ItemForm::AssociatedFunction
            | ItemForm::AssociatedConstant
            | ItemForm::AssociatedType
            | ItemForm::Call { associated: true, .. } => return,
            ItemForm::Function
            | ItemForm::Constant
            | ItemForm::Struct(_)
            | ItemForm::Enum { .. }
            | ItemForm::Type
            | ItemForm::Trait
            | ItemForm::Module { .. } => true,
            _ => false,
        };
        if parsed.generators.is_empty() {
            return;
        }
        let kind = if is_named {
            GeneratorKind::Named(self.name(item.name as usize).word(self))
        } else {
            GeneratorKind::Unnamed
        };
        self.generators(parsed, kind);
    }

    /// Records derives and attributes that may declare more than what they are at.
    fn generators(&mut self, parsed: &ParsedAttributes, kind: GeneratorKind) {
        let scope = self.scope;
        for predicate in &parsed.generators {
            self.generators.push(Generator { scope, predicate: *predicate, kind });
        }
        for (predicate, name) in &parsed.derived_names {
            let kind = GeneratorKind::Known(*name);
            self.generators.push(Generator { scope, predicate: *predicate, kind });
        }
    }

    fn item_of(&mut self, cursor: &mut Cursor<'_>, item: &ItemEvent, parsed: &ParsedAttributes) {
        match item.form {
            ItemForm::AssociatedFunction => {
                let outer = (std::mem::replace(&mut self.hidden_locals, false), self.body);
                self.in_rib(|this| this.events(cursor));
                (self.hidden_locals, self.body) = outer;
            }
            ItemForm::AssociatedType => self.in_rib(|this| this.events(cursor)),
            ItemForm::AssociatedConstant => self.events(cursor),
            ItemForm::Call { associated: true, .. } => self.item_here(cursor, item, parsed),
            _ => {
                // Local names of a function are not visible in the items in it.
                self.ribs.push(true);
                let outer = (std::mem::replace(&mut self.hidden_locals, false), self.body.take());
                self.item_here(cursor, item, parsed);
                (self.hidden_locals, self.body) = outer;
                self.ribs.pop();
            }
        }
    }

    fn item_here(&mut self, cursor: &mut Cursor<'_>, item: &ItemEvent, parsed: &ParsedAttributes) {
        if let ItemForm::Module { inline } = item.form {
            return self.module(cursor, item, inline, parsed);
        }
        self.declare_item(cursor, item, parsed);
        self.events(cursor);
    }

    fn declare_item(&mut self, cursor: &Cursor<'_>, item: &ItemEvent, parsed: &ParsedAttributes) {
        let name = self.name(item.name as usize);
        let visibility = self.visibility(item.visibility);
        match item.form {
            ItemForm::Use => self.use_item(item.name as usize, visibility),
            ItemForm::ExternCrate { rename } => self.extern_crate(name, rename, visibility, parsed.macro_use),
            ItemForm::MacroRules { open } => {
                let word = name.word(self);
                self.local_inner_macros = parsed.local_inner_macros;
                self.macro_rules(self.code().content(open as usize));
                let body = self.macro_tokens(open as usize);
                self.local_inner_macros = false;
                let definition = MacroDefinition { name: word, exported: parsed.macro_export, body };
                self.declare_at(name, Declared::Macro(definition));
            }
            ItemForm::MacroItem { body } => {
                self.declare_named(name, Spaces::MACRO, visibility, ItemKind::Other);
                self.macro_body(body.0 as usize..body.1 as usize);
            }
            ItemForm::Call { path, open, associated } => {
                let path = self.named_path(cursor.events, path);
                self.macro_path(&path);
                let position = if associated { Position::Associated } else { Position::Items };
                self.macro_call(&path, open as usize, position);
            }
            ItemForm::Function => self.declare_function(name, visibility, parsed),
            ItemForm::Constant => self.declare_named(name, Spaces::VALUE, visibility, ItemKind::PatternValue),
            ItemForm::Struct(constructor) => self.declare_struct(cursor, name, visibility, constructor),
            ItemForm::Enum { variants } => {
                let variants = self.variants(cursor, variants);
                self.declare_named(name, Spaces::TYPE, visibility, ItemKind::Enum(variants));
            }
            ItemForm::Type => self.declare_named(name, Spaces::TYPE, visibility, ItemKind::Other),
            ItemForm::Trait => self.declare_named(name, Spaces::TYPE, visibility, ItemKind::Trait),
            ItemForm::Impl => self.declare_at(name, Declared::Unnamed),
            ItemForm::Module { .. }
            | ItemForm::Undeclared
            | ItemForm::AssociatedFunction
            | ItemForm::AssociatedConstant
            | ItemForm::AssociatedType => {}
        }
    }

    /// Declares a Rust module, and what it holds if it is inline.
    fn module(&mut self, cursor: &mut Cursor<'_>, item: &ItemEvent, inline: bool, parsed: &ParsedAttributes) {
        let visibility = self.visibility(item.visibility);
        let name = self.name(item.name as usize);
        let at = self.locate(self.start(item.name as usize - 1)..name.end);
        let (name, macro_use) = (name.word(self), parsed.macro_use);
        let mut fact = Module { name, visibility, macro_use, inline: None, paths: parsed.paths.clone() };
        if !inline {
            self.declare(at, Declared::Module(fact));
            return self.events(cursor);
        }
        // Declared before its content, so that source order holds.
        let index = self.declarations.len();
        self.declare(at, Declared::Module(fact.clone()));
        let scope = self.in_scope(false, |this| {
            this.generators(parsed, GeneratorKind::Content);
            this.events(cursor);
        });
        fact.inline = Some(scope);
        self.declarations[index].what = Declared::Module(fact);
        if macro_use {
            self.declare(at, Declared::LeaveMacroUse(scope));
        }
    }

    /// Declares what has a name, which may be `_`.
    fn declare_named(&mut self, name: Name<'a>, spaces: Spaces, visibility: Visibility, kind: ItemKind) {
        if name.text == "_" {
            return self.declare_at(name, Declared::Unnamed);
        }
        let word = name.word(self);
        self.declare_word(word, name, spaces, visibility, kind);
    }

    fn declare_word(&mut self, word: Word, at: Name<'a>, spaces: Spaces, visibility: Visibility, kind: ItemKind) {
        self.declare_at(at, Declared::Item(Item { name: word, spaces, visibility, kind }));
    }

    /// Declares something where a name stands.
    fn declare_at(&mut self, name: Name<'a>, what: Declared) {
        let at = self.locate(name.bytes());
        self.declare(at, what);
    }

    fn declare_function(&mut self, name: Name<'a>, visibility: Visibility, parsed: &ParsedAttributes) {
        let spaces = if parsed.proc_macro { Spaces::VALUE.or(Spaces::MACRO) } else { Spaces::VALUE };
        self.declare_named(name, spaces, visibility, ItemKind::Other);
        if let Some(derive) = parsed.derive_name {
            self.declare_word(derive, name, Spaces::MACRO, Visibility::Public, ItemKind::Other);
        }
    }

    /// Declares a struct, and its constructor if that is a value.
    fn declare_struct(
        &mut self,
        cursor: &Cursor<'_>,
        name: Name<'a>,
        visibility: Visibility,
        constructor: Constructor,
    ) {
        let fields = match constructor {
            Constructor::None => None,
            Constructor::Unit => Some(&[][..]),
            Constructor::Tuple(fields) => Some(cursor.events.tokens(fields)),
            Constructor::Unknown => {
                let spaces = Spaces::TYPE.or(Spaces::VALUE);
                return self.declare_named(name, spaces, visibility, ItemKind::Other);
            }
        };
        let constructor = fields.map(|fields| {
            fields.chunks_exact(2).fold(visibility.clone(), |least, field| {
                let field = self.visibility((field[0], field[1]));
                least_visible(least, field)
            })
        });
        self.declare_named(name, Spaces::TYPE, visibility, ItemKind::Other);
        if let Some(visibility) = constructor {
            self.declare_named(name, Spaces::VALUE, visibility, ItemKind::PatternValue);
        }
    }

    fn variants(&mut self, cursor: &Cursor<'_>, variants: TokenList) -> Vec<(Word, Spaces, PredicateId)> {
        let mut declared = Vec::new();
        let mut rest = cursor.events.tokens(variants);
        while let [name, attributes, others @ ..] = rest {
            let (attributes, others) = others.split_at(*attributes as usize);
            let predicate = self.conditions(attributes);
            let predicate = self.both(self.predicate, predicate);
            // A variant with named fields has no constructor.
            let has_constructor = self.text_of(*name as usize + 1) != "{";
            let spaces = if has_constructor { Spaces::TYPE.or(Spaces::VALUE) } else { Spaces::TYPE };
            declared.push((self.name(*name as usize).word(self), spaces, predicate));
            rest = others;
        }
        declared
    }
}

/// The constructor of a tuple struct is as visible as its least visible field.
fn least_visible(least: Visibility, field: Visibility) -> Visibility {
    if field == Visibility::Inherited || (least == Visibility::Public && field != Visibility::Public) {
        field
    } else {
        least
    }
}
