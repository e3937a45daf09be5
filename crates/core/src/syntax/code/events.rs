//! What a reading of code tells: plain data, by the numbers of tokens.

use crate::syntax::facts::Spaces;

/// One thing that code does with names. What opens ends with an [`Event::End`] of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Event {
    /// A path, and the name spaces of its last segment.
    Path(Words, Spaces),
    /// A name that a pattern may bind, until the rib around it ends.
    Binding {
        /// The name.
        word: u32,
        /// Whether it may be that of a constant instead: neither `ref` nor `mut` nor `@` is said.
        plain: bool,
    },
    /// A generic parameter, until the rib around it ends.
    Generic {
        /// Its name.
        word: u32,
        /// Whether it is a constant.
        constant: bool,
    },
    /// A macro's call.
    Macro {
        /// The macro's path.
        path: Words,
        /// The delimiter that opens its arguments.
        open: u32,
        /// Where it stands.
        place: Place,
    },
    /// Opens an item, by its number among [`Told::items`]; what it holds follows.
    Declaration(u32),
    /// An item that only the parser can read, with its attributes: from the first token to the one after the last.
    Item(u32, u32),
    /// What follows is the body of the function or constant of this name, up to the end of that item.
    Body(u32),
    /// A block that only the parser can read, by the token that opens it.
    Unread(u32),
    /// Opens what attributes gate: from their first token to the one after the last.
    Gate(u32, u32),
    /// Opens a rib.
    Rib,
    /// Opens a block.
    Block {
        /// Whether items or macro calls among its statements may declare something.
        declares: bool,
        /// The names of the items among its statements.
        items: Words,
    },
    /// Ends what was opened last.
    End,
}

/// Where a macro's call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Place {
    /// As a statement.
    Statement,
    /// As an expression.
    Expression,
    /// As a pattern.
    Pattern,
    /// As a type.
    Type,
}

/// Some identifiers, of [`Told::words`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::syntax) struct Words {
    /// The first one.
    pub(in crate::syntax) first: u32,
    /// How many.
    pub(in crate::syntax) count: u32,
    /// Of a path that starts with `::`: those.
    pub(in crate::syntax) leading: Option<u32>,
}

/// An item that was read. Ranges of tokens go from the first to the one after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) struct Item {
    /// Its attributes; none where they say nothing of what is of interest.
    pub(in crate::syntax) attributes: (u32, u32),
    /// `pub`, `pub(crate)`, …
    pub(in crate::syntax) visibility: (u32, u32),
    /// Its name; where the tree of a `use` starts, and the first word of what has no name.
    pub(in crate::syntax) name: u32,
    /// What it is.
    pub(in crate::syntax) form: Form,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Form {
    Use,
    ExternCrate {
        /// The name after `as`.
        rename: Option<u32>,
    },
    Module {
        inline: bool,
    },
    /// A definition by `macro_rules!`, whose rules stand after this delimiter.
    MacroRules {
        open: u32,
    },
    /// A macro's call.
    Call {
        path: (u32, u32),
        open: u32,
        /// Whether it stands in a trait or an `impl`.
        associated: bool,
    },
    Function,
    /// `const` or `static`
    Constant,
    Struct(Constructor),
    Enum {
        /// Three for each: from where to where its attributes go, and its name.
        variants: Words,
    },
    Type,
    Trait,
    /// `impl`
    Unnamed,
    AssociatedFunction,
    AssociatedConstant,
    AssociatedType,
}

/// What a struct is as a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Constructor {
    None,
    Unit,
    /// Two words for each field: from where to where it is said how far it can be seen.
    Tuple(Words),
}

/// All that a reading tells.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Told {
    /// In the order in which names are seen and bound.
    pub(in crate::syntax) events: Vec<Event>,
    /// The tokens of identifiers, and other numbers of tokens that belong together.
    pub(in crate::syntax) words: Vec<u32>,
    /// The items that were read.
    pub(in crate::syntax) items: Vec<Item>,
}
