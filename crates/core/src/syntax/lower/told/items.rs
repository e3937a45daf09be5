//! Items: what they declare.

use super::{Named, NamedPath, Telling, uses::UseTree};
use crate::syntax::{
    code::{Code, Constructor, Form, Item, Kind, Told, Words},
    facts::{Declared, ItemKind, MacroDefinition, Position, PredicateId, Spaces, Visibility, Word},
    lower::{attributes::Said, items::least_visible, lowerer::Lowerer, paths::Segment, uses::Leaf},
};

impl<'a> Lowerer<'a> {
    /// A file's items, under its own condition. That one, and whether its textual macros go on after it.
    pub(in crate::syntax::lower) fn told_file(
        &mut self,
        code: &'a Code<'a>,
        (from, to): (u32, u32),
        told: &Told,
    ) -> Option<(PredicateId, bool)> {
        let mut of_file = (PredicateId::ALWAYS, Said::default());
        if from < to {
            of_file = self.parsed_inner_attributes(code, from as usize..to as usize)?;
        }
        let (predicate, said) = of_file;
        self.predicate = predicate;
        self.scopes[0].predicate = predicate;
        self.tell(code, told);
        Some((predicate, said.macro_use))
    }

    /// Declares an item under its own condition, and goes into it.
    pub(super) fn told_declaration(&mut self, telling: &mut Telling<'a, '_>, number: u32) {
        let item = telling.told.items[number as usize];
        let (from, to) = item.attributes;
        let Some((predicate, said)) = self.told_attributes(telling.code, from as usize..to as usize) else {
            self.lost = true;
            return self.events(telling);
        };
        self.under(predicate, |this| match item.form {
            Form::AssociatedFunction => {
                let outer = (std::mem::replace(&mut this.hidden_locals, false), this.body);
                this.in_rib(|this| this.events(telling));
                (this.hidden_locals, this.body) = outer;
            }
            Form::AssociatedType => this.in_rib(|this| this.events(telling)),
            Form::AssociatedConstant => this.events(telling),
            Form::Call { associated: true, .. } => this.told_item_said(telling, &item, &said),
            _ => {
                // Local names of a function are no business of the items in it.
                this.ribs.push(true);
                let outer = (std::mem::replace(&mut this.hidden_locals, false), this.body.take());
                this.told_item_said(telling, &item, &said);
                (this.hidden_locals, this.body) = outer;
                this.ribs.pop();
            }
        });
    }

    fn told_item_said(&mut self, telling: &mut Telling<'a, '_>, item: &Item, said: &Said) {
        let name = telling.named(item.name);
        match item.form {
            Form::Use => {
                let visibility = self.told_visibility(telling.code, item.visibility);
                UseTree::at(telling.code, item.name as usize).declare(self, &visibility);
            }
            Form::ExternCrate { rename } => {
                let visibility = self.told_visibility(telling.code, item.visibility);
                let leaf = match rename.map(|rename| telling.named(rename)) {
                    Some(Named { text: "_", .. }) => Leaf::Underscore,
                    Some(rename) => Leaf::Name(rename),
                    None => Leaf::Name(name),
                };
                self.declare_crate(name, leaf, visibility, said.macro_use);
            }
            Form::Module { inline } => {
                let visibility = self.told_visibility(telling.code, item.visibility);
                let start = telling.code.tokens[item.name as usize - 1].at as usize;
                let at = self.map.locate(start, name.at + name.text.len());
                let name = name.word(self);
                let content = inline.then_some(|this: &mut Self| this.events(telling));
                self.declare_module(name, at, visibility, said, content);
                if inline {
                    return;
                }
            }
            Form::MacroRules { open } => {
                let word = name.word(self);
                self.told_macro_body(telling.code, open as usize);
                let body = self.told_content(telling.code, open as usize);
                let definition = MacroDefinition { name: word, exported: said.macro_export, body };
                self.declare_at(name, Declared::Macro(definition));
            }
            Form::Call { path, open, associated } => {
                let path = NamedPath::between(telling.code, path.0 as usize, path.1 as usize);
                self.told_macro_path(&path);
                let among = if associated { Position::Associated } else { Position::Items };
                self.told_call(telling.code, &path, open as usize, among);
            }
            Form::Function => {
                let visibility = self.told_visibility(telling.code, item.visibility);
                self.function_item(name, visibility, said);
            }
            Form::Constant => {
                let visibility = self.told_visibility(telling.code, item.visibility);
                self.named(name, Spaces::VALUE, visibility, ItemKind::PatternValue);
            }
            Form::Struct(constructor) => {
                let constructor = self.told_constructor(telling, item, constructor);
                let visibility = self.told_visibility(telling.code, item.visibility);
                self.declare_structure(name, visibility, constructor);
            }
            Form::Enum { variants } => {
                let variants = self.told_variants(telling, variants);
                let visibility = self.told_visibility(telling.code, item.visibility);
                self.named(name, Spaces::TYPE, visibility, ItemKind::Enum(variants));
            }
            Form::Type => {
                let visibility = self.told_visibility(telling.code, item.visibility);
                self.named(name, Spaces::TYPE, visibility, ItemKind::Other);
            }
            Form::Trait => {
                let visibility = self.told_visibility(telling.code, item.visibility);
                self.named(name, Spaces::TYPE, visibility, ItemKind::Trait);
            }
            Form::Unnamed => self.declare_at(name, Declared::Unnamed),
            Form::AssociatedFunction | Form::AssociatedConstant | Form::AssociatedType => {}
        }
        self.events(telling);
    }

    fn told_visibility(&mut self, code: &Code<'_>, (from, to): (u32, u32)) -> Visibility {
        match to - from {
            0 => Visibility::Inherited,
            1 => Visibility::Public,
            _ => {
                // `pub(crate)`, `pub(in path)`
                let first = from as usize + 2;
                let first = if code.kind(first) == Kind::In { first + 1 } else { first };
                let path = NamedPath::between(code, first, to as usize - 1);
                self.restricted(path.leading, &path.names)
            }
        }
    }

    fn told_constructor(
        &mut self,
        telling: &Telling<'a, '_>,
        item: &Item,
        constructor: Constructor,
    ) -> Option<Visibility> {
        let fields = match constructor {
            Constructor::None => return None,
            Constructor::Unit => &[][..],
            Constructor::Tuple(fields) => telling.numbers(fields),
        };
        let mut least = self.told_visibility(telling.code, item.visibility);
        for field in fields.chunks_exact(2) {
            let visibility = self.told_visibility(telling.code, (field[0], field[1]));
            least = least_visible(least, visibility);
        }
        Some(least)
    }

    fn told_variants(&mut self, telling: &Telling<'a, '_>, variants: Words) -> Vec<(Word, Spaces, PredicateId)> {
        let mut declared = Vec::with_capacity(variants.count as usize / 3);
        for variant in telling.numbers(variants).chunks_exact(3) {
            let conditions = self.told_conditions(telling.code, variant[0] as usize..variant[1] as usize);
            let predicate = conditions.unwrap_or_else(|| {
                self.lost = true;
                PredicateId::ALWAYS
            });
            declared.push(self.variant(telling.named(variant[2]), predicate));
        }
        declared
    }
}
