//! Finds the items of a file.

use super::{
    attributes::{Before, Source},
    bodies::rest_of_item,
    model::{Outline, OutlineItem, OutlineKind, OutlinePath},
};
use crate::syntax::{
    code::{Code, Kind},
    prefix::{prefix_length, without_returns},
    signatures::{
        WrittenVisibility,
        cursor::Cursor,
        headers::plain,
        imports::use_tree,
        items::{is_constant, is_foreign_block, is_function, is_trait},
    },
};
use std::ops::Range;

/// Lists the items of a file. Returns `None` if its text is no sequence of tokens.
pub fn outline(text: &str) -> Option<Outline> {
    let text = &*without_returns(text);
    let base = prefix_length(text);
    let code = Code::of(&text[base..])?;
    let mut reader =
        OutlineReader { source: Source { code: &code, base }, found: Outline::default(), open: Vec::new() };
    reader.found.is_documented =
        reader.source.before(&mut reader.source.cursor(0..code.tokens.len())).is_around_documented;
    let around = Around {
        modules: Vec::new(),
        parent: None,
        place: Place::Module,
        is_test: false,
        is_in_call: false,
        may_be_changed: false,
    };
    reader.open.push((0..code.tokens.len(), around));
    while let Some((tokens, around)) = reader.open.pop() {
        reader.read(tokens, &around);
    }
    Some(reader.found)
}

struct OutlineReader<'c, 't> {
    source: Source<'c, 't>,
    found: Outline,
    /// The tokens that are still to be read as items. A list instead of recursion: modules and macro calls can be nested deeply.
    open: Vec<(Range<usize>, Around)>,
}

/// What is around some items.
#[derive(Clone)]
struct Around {
    modules: Vec<String>,
    parent: Option<usize>,
    place: Place,
    is_test: bool,
    is_in_call: bool,
    may_be_changed: bool,
}

/// What some items are directly in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Module,
    Trait,
    Impl,
    ExternBlock,
    /// The arguments of a macro call.
    Call,
}

impl<'c, 't> OutlineReader<'c, 't> {
    fn read(&mut self, tokens: Range<usize>, around: &Around) {
        let mut cursor = self.source.cursor(tokens);
        while !cursor.is_done() {
            let start = cursor.at;
            self.item(&mut cursor, around);
            if cursor.at == start {
                cursor.skip();
            }
        }
    }

    /// Reads one item, and skips it.
    fn item(&mut self, cursor: &mut Cursor<'c, 't>, around: &Around) {
        let before = self.source.before(cursor);
        let visibility = cursor.visibility();
        if matches!(around.place, Place::Trait | Place::Impl)
            && cursor.text() == "default"
            && cursor.peek(1) != Kind::Bang
        {
            cursor.at += 1;
        }
        // `safe static` and `unsafe static` in an `extern` block.
        if around.place == Place::ExternBlock
            && (cursor.kind() == Kind::Unsafe || cursor.text() == "safe")
            && cursor.peek(1) == Kind::Static
        {
            cursor.at += 1;
        }
        match cursor.kind() {
            Kind::Mod => self.module(cursor, around, before, visibility),
            Kind::Use => {
                self.imports(cursor, around, &before, &visibility, false);
                rest_of_item(cursor);
            }
            Kind::Extern if cursor.peek(1) == Kind::Crate => self.extern_crate(cursor, around, before, visibility),
            Kind::Macro if cursor.peek(1) == Kind::Ident => {
                cursor.at += 1;
                self.macro_definition(cursor, around, before, visibility);
            }
            Kind::Ident if cursor.text() == "macro_rules" && cursor.peek(1) == Kind::Bang => {
                cursor.at += 2;
                self.macro_definition(cursor, around, before, visibility);
            }
            Kind::Impl => self.implementation(cursor, around, before),
            Kind::Unsafe if cursor.peek(1) == Kind::Impl => self.implementation(cursor, around, before),
            Kind::Struct => self.structure(cursor, around, before, visibility, OutlineKind::Struct),
            Kind::Ident if cursor.text() == "union" && cursor.peek(1) == Kind::Ident => {
                self.structure(cursor, around, before, visibility, OutlineKind::Union);
            }
            Kind::Enum => self.enumeration(cursor, around, before, visibility),
            Kind::Type if cursor.peek(1) == Kind::Ident => {
                self.named(cursor, around, before, visibility, OutlineKind::TypeAlias);
            }
            Kind::Const if is_constant(cursor) => self.named(cursor, around, before, visibility, OutlineKind::Const),
            Kind::Const if cursor.peek(1) == Kind::Underscore => self.unnamed_constant(cursor, around, before),
            Kind::Static => self.named(cursor, around, before, visibility, OutlineKind::Static),
            _ if is_foreign_block(cursor) => self.extern_block(cursor, around, before),
            _ if is_trait(cursor) => self.trait_item(cursor, around, before, visibility),
            _ if is_function(cursor) => self.function(cursor, around, before, visibility),
            _ => self.call(cursor, around, &before),
        }
    }

    /// Adds an item, and returns its index.
    fn add(&mut self, around: &Around, before: Before, kind: OutlineKind, name: String, at: Range<usize>) -> usize {
        let index = self.found.items.len();
        self.found.items.push(OutlineItem {
            kind,
            modules: around.modules.clone(),
            parent: around.parent,
            name,
            span: self.source.span(at),
            visibility: WrittenVisibility::Inherited,
            is_test: around.is_test || before.is_test,
            is_in_call: around.is_in_call,
            may_be_changed: around.may_be_changed,
            is_in_body: false,
            attributes: before.attributes,
            derives: before.derives,
            of_trait: None,
            of: None,
            parameters: Vec::new(),
            import: None,
            is_documented: before.is_documented,
            is_async: false,
            returns: None,
            unsafe_at: before.unsafe_at,
        });
        index
    }

    /// Reads the name of an item, and adds the item.
    fn add_named(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        around: &Around,
        before: Before,
        visibility: WrittenVisibility,
        kind: OutlineKind,
    ) -> Option<usize> {
        let (name, at) = cursor.name()?;
        let index = self.add(around, before, kind, name, at..at + 1);
        self.found.items[index].visibility = visibility;
        Some(index)
    }

    /// Adds what is in the body of an item: places of `unsafe`, and `use` items.
    fn add_body(&mut self, index: usize, tokens: Range<usize>, around: &Around, has_imports: bool) {
        let content = self.source.body(tokens.clone());
        self.found.items[index].unsafe_at.extend(content.unsafe_at);
        if !has_imports {
            return;
        }
        let inside = Around { is_test: self.found.items[index].is_test, parent: None, ..around.clone() };
        for at in content.uses {
            let mut cursor = self.source.cursor(at..tokens.end);
            self.imports(&mut cursor, &inside, &Before::default(), &WrittenVisibility::Inherited, true);
        }
    }

    /// Returns what is around the parts of an item.
    fn inside(&self, index: usize, around: &Around, place: Place) -> Around {
        let is_test = self.found.items[index].is_test;
        Around { parent: Some(index), place, is_test, ..around.clone() }
    }

    fn module(&mut self, cursor: &mut Cursor<'c, 't>, around: &Around, before: Before, visibility: WrittenVisibility) {
        cursor.at += 1;
        let Some(index) = self.add_named(cursor, around, before, visibility, OutlineKind::Mod) else { return };
        if cursor.kind() != Kind::OpenBrace {
            cursor.eat(Kind::Semi);
            return;
        }
        let content = cursor.group();
        let first = self.source.before(&mut self.source.cursor(content.clone()));
        let own = &mut self.found.items[index];
        own.is_documented |= first.is_around_documented;
        let modules = around.modules.iter().cloned().chain([own.name.clone()]).collect();
        let inside = Around { modules, parent: None, place: Place::Module, is_test: own.is_test, ..around.clone() };
        self.open.push((content, inside));
    }

    /// Reads a `use` item up to its `;`, which is left.
    fn imports(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        around: &Around,
        before: &Before,
        visibility: &WrittenVisibility,
        is_in_body: bool,
    ) {
        cursor.at += 1;
        let mut leaves = Vec::new();
        use_tree(cursor, &mut |name, path, at| leaves.push((name, path, at)));
        leaves.sort_by_key(|(_, _, at)| *at);
        for (name, names, at) in leaves {
            let name = name.unwrap_or_else(|| "*".to_owned());
            let index = self.add(around, before.clone(), OutlineKind::Use, name, at..at + 1);
            let own = &mut self.found.items[index];
            own.visibility = visibility.clone();
            own.is_in_body = is_in_body;
            own.import = Some(OutlinePath { names, span: own.span });
        }
    }

    fn extern_crate(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        around: &Around,
        before: Before,
        visibility: WrittenVisibility,
    ) {
        cursor.at += 2;
        let (at, path) = (cursor.at, plain(cursor.text()));
        let name = if cursor.peek(1) == Kind::As { plain(cursor.code.text_of(at + 2)) } else { path.clone() };
        let index = self.add(around, before, OutlineKind::Use, name, at..at + 1);
        let own = &mut self.found.items[index];
        own.visibility = visibility;
        own.import = Some(OutlinePath { names: vec![path], span: own.span });
        rest_of_item(cursor);
    }

    fn macro_definition(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        around: &Around,
        before: Before,
        visibility: WrittenVisibility,
    ) {
        let Some(index) = self.add_named(cursor, around, before, visibility, OutlineKind::Macro) else { return };
        let body = if cursor.kind().opens() && cursor.kind() != Kind::OpenBrace {
            // `macro_rules! name (…);` or `macro name(…) {…}`
            let start = cursor.at;
            cursor.skip();
            let rest = if cursor.kind() == Kind::OpenBrace { rest_of_item(cursor) } else { cursor.at..cursor.at };
            start..rest.end
        } else {
            rest_of_item(cursor)
        };
        self.add_body(index, body, around, false);
    }

    /// Reads an item that has a name after its keyword, and no parts.
    fn named(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        around: &Around,
        before: Before,
        visibility: WrittenVisibility,
        kind: OutlineKind,
    ) {
        cursor.at += 1;
        cursor.eat(Kind::Mut);
        let index = self.add_named(cursor, around, before, visibility, kind);
        let rest = rest_of_item(cursor);
        if let Some(index) = index {
            self.add_body(index, rest, around, true);
        }
    }

    /// Reads `const _: T = …;`.
    fn unnamed_constant(&mut self, cursor: &mut Cursor<'c, 't>, around: &Around, before: Before) {
        cursor.at += 1;
        let index = self.add(around, before, OutlineKind::Const, "_".to_owned(), cursor.at..cursor.at + 1);
        let rest = rest_of_item(cursor);
        self.add_body(index, rest, around, true);
    }

    fn structure(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        around: &Around,
        before: Before,
        visibility: WrittenVisibility,
        kind: OutlineKind,
    ) {
        cursor.at += 1;
        let Some(index) = self.add_named(cursor, around, before, visibility, kind) else { return };
        cursor.angles();
        let inside = self.inside(index, around, Place::Module);
        cursor.until(|this| matches!(this.kind(), Kind::OpenBrace | Kind::OpenParen | Kind::Semi));
        let is_tuple = cursor.kind() == Kind::OpenParen;
        self.fields(cursor, &inside);
        if is_tuple {
            rest_of_item(cursor);
        } else {
            cursor.eat(Kind::Semi);
        }
    }

    /// Reads the fields of a struct or variant, and skips them.
    fn fields(&mut self, cursor: &mut Cursor<'c, 't>, inside: &Around) {
        let is_named = cursor.kind() == Kind::OpenBrace;
        if !is_named && cursor.kind() != Kind::OpenParen {
            return;
        }
        let content = cursor.group();
        for (number, part) in cursor.list(content).into_iter().enumerate() {
            self.field(part, inside, (!is_named).then_some(number));
        }
    }

    fn field(&mut self, tokens: Range<usize>, inside: &Around, number: Option<usize>) {
        let mut cursor = self.source.cursor(tokens);
        let before = self.source.before(&mut cursor);
        let visibility = cursor.visibility();
        let index = match number {
            Some(number) => {
                Some(self.add(inside, before, OutlineKind::Field, number.to_string(), cursor.at..cursor.at + 1))
            }
            None => self.add_named(&mut cursor, inside, before, WrittenVisibility::Inherited, OutlineKind::Field),
        };
        if let Some(index) = index {
            self.found.items[index].visibility = visibility;
        }
    }

    fn enumeration(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        around: &Around,
        before: Before,
        visibility: WrittenVisibility,
    ) {
        cursor.at += 1;
        let Some(index) = self.add_named(cursor, around, before, visibility, OutlineKind::Enum) else { return };
        cursor.until(|this| matches!(this.kind(), Kind::OpenBrace | Kind::Semi));
        if cursor.kind() != Kind::OpenBrace {
            return;
        }
        let content = cursor.group();
        let inside = self.inside(index, around, Place::Module);
        for part in cursor.list(content) {
            let mut part = self.source.cursor(part);
            let before = self.source.before(&mut part);
            part.visibility();
            let none = WrittenVisibility::Inherited;
            let Some(index) = self.add_named(&mut part, &inside, before, none, OutlineKind::Variant) else { continue };
            let inside = self.inside(index, around, Place::Module);
            self.fields(&mut part, &inside);
        }
    }

    fn trait_item(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        around: &Around,
        mut before: Before,
        visibility: WrittenVisibility,
    ) {
        let qualifiers = cursor.until(|this| this.kind() == Kind::Trait);
        let is_unsafe = |at: &usize| self.source.code.kind(*at) == Kind::Unsafe;
        before.unsafe_at.extend(qualifiers.filter(is_unsafe).map(|at| self.source.span(at..at + 1)));
        cursor.at += 1;
        let Some(index) = self.add_named(cursor, around, before, visibility, OutlineKind::Trait) else { return };
        cursor.until(|this| matches!(this.kind(), Kind::OpenBrace | Kind::Semi));
        if cursor.kind() == Kind::OpenBrace {
            let inside = self.inside(index, around, Place::Trait);
            self.open.push((cursor.group(), inside));
        }
    }

    fn implementation(&mut self, cursor: &mut Cursor<'c, 't>, around: &Around, mut before: Before) {
        if cursor.kind() == Kind::Unsafe {
            before.unsafe_at.push(self.source.span(cursor.at..cursor.at + 1));
            cursor.at += 1;
        }
        cursor.at += 1;
        let parameters = cursor.angles().map(|inner| cursor.list(inner)).unwrap_or_default();
        let parameters = parameters.into_iter().filter_map(|part| {
            let mut inner = self.source.cursor(part);
            self.source.before(&mut inner);
            inner.eat(Kind::Const);
            inner.name().map(|(name, _)| name)
        });
        let parameters = parameters.collect();
        cursor.eat(Kind::Const);
        let first_at = cursor.at;
        let ends = |this: &Cursor<'_, '_>| matches!(this.kind(), Kind::OpenBrace | Kind::Where | Kind::Semi);
        let first = cursor.until(|this| ends(this) || (this.kind() == Kind::For && this.at > first_at));
        let second = cursor.eat(Kind::For).then(|| cursor.until(ends));
        cursor.until(|this| matches!(this.kind(), Kind::OpenBrace | Kind::Semi));
        if cursor.kind() != Kind::OpenBrace {
            return;
        }
        let content = cursor.group();
        let (of_trait, of) = match second {
            Some(of) => (Some(first), of),
            None => (None, first),
        };
        let of_trait = of_trait.and_then(|mut tokens| {
            // A negative `impl !Send for T` implements nothing.
            tokens.start += usize::from(self.source.code.kind(tokens.start) == Kind::Question);
            (self.source.code.kind(tokens.start) != Kind::Bang).then(|| self.source.path(tokens)).flatten()
        });
        let at = of_trait.as_ref().map(|path| path.span);
        let index = self.add(around, before, OutlineKind::Impl, String::new(), of.start..of.start + 1);
        let own_type = self.type_path(of);
        let own = &mut self.found.items[index];
        own.span = at.unwrap_or(own.span);
        (own.of_trait, own.of, own.parameters) = (of_trait, own_type, parameters);
        let inside = self.inside(index, around, Place::Impl);
        self.open.push((content, inside));
    }

    /// Returns the path of a type without references, or `None` if the type is no path.
    fn type_path(&self, tokens: Range<usize>) -> Option<OutlinePath> {
        let mut inner = self.source.cursor(tokens);
        while matches!(inner.kind(), Kind::And | Kind::Lifetime | Kind::Mut | Kind::Dyn) {
            inner.at += 1;
        }
        let is_path = matches!(inner.kind(), Kind::Ident | Kind::Crate | Kind::SelfValue | Kind::Super | Kind::Colon);
        is_path.then(|| self.source.path(inner.at..inner.end)).flatten()
    }

    fn extern_block(&mut self, cursor: &mut Cursor<'c, 't>, around: &Around, mut before: Before) {
        // All that such a block declares is unsafe, with or without the keyword.
        before.unsafe_at.push(self.source.span(cursor.at..cursor.at + 1));
        let at = cursor.at;
        cursor.until(|this| this.kind() == Kind::OpenBrace);
        let index = self.add(around, before, OutlineKind::ExternBlock, String::new(), at..at + 1);
        let inside = self.inside(index, around, Place::ExternBlock);
        self.open.push((cursor.group(), inside));
    }

    fn function(
        &mut self,
        cursor: &mut Cursor<'c, 't>,
        around: &Around,
        mut before: Before,
        visibility: WrittenVisibility,
    ) {
        let qualifiers = cursor.until(|this| this.kind() == Kind::Fn);
        let is_async = qualifiers.clone().any(|at| self.source.code.kind(at) == Kind::Async);
        if around.place != Place::ExternBlock {
            let is_unsafe = |at: &usize| self.source.code.kind(*at) == Kind::Unsafe;
            before.unsafe_at.extend(qualifiers.filter(is_unsafe).map(|at| self.source.span(at..at + 1)));
        }
        cursor.at += 1;
        let kind = match around.place {
            Place::Trait | Place::Impl => OutlineKind::Method,
            Place::Module | Place::ExternBlock | Place::Call => OutlineKind::Function,
        };
        let Some(index) = self.add_named(cursor, around, before, visibility, kind) else { return };
        cursor.angles();
        if cursor.kind() != Kind::OpenParen {
            return;
        }
        cursor.skip();
        let returns = if cursor.kind() == Kind::Minus {
            cursor.at += 2;
            let ends = |this: &Cursor<'_, '_>| matches!(this.kind(), Kind::Where | Kind::OpenBrace | Kind::Semi);
            let output = cursor.until(ends);
            cursor.render(output)
        } else {
            "()".to_owned()
        };
        let own = &mut self.found.items[index];
        (own.is_async, own.returns) = (is_async, Some(returns));
        cursor.until(|this| matches!(this.kind(), Kind::OpenBrace | Kind::Semi));
        if cursor.kind() == Kind::OpenBrace {
            let body = cursor.group();
            self.add_body(index, body, around, true);
        } else {
            cursor.eat(Kind::Semi);
        }
    }

    /// Reads the arguments of a macro call as items. In the arguments of a call, groups may have items, too, as in `cfg_if!`.
    fn call(&mut self, cursor: &mut Cursor<'c, 't>, around: &Around, before: &Before) {
        let mut ahead = 0;
        while matches!(cursor.peek(ahead), Kind::Ident | Kind::Colon | Kind::Crate | Kind::SelfValue | Kind::Super) {
            ahead += 1;
        }
        let is_call = ahead > 0 && cursor.peek(ahead) == Kind::Bang && cursor.peek(ahead + 1).opens();
        let mut may_be_changed = around.may_be_changed;
        if is_call {
            may_be_changed |= !cursor.code.text_of(cursor.at + ahead - 1).starts_with("cfg");
            cursor.at += ahead + 1;
        } else if around.place != Place::Call || cursor.kind() != Kind::OpenBrace {
            return;
        }
        let place = match around.place {
            Place::Module => Place::Call,
            other => other,
        };
        let is_test = around.is_test || before.is_test;
        let content = cursor.group();
        self.open.push((content, Around { place, is_test, is_in_call: true, may_be_changed, ..around.clone() }));
    }
}
