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
    /// An item among statements, with its attributes: from the first token to the one after the last.
    Item(u32, u32),
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

/// All that a reading tells.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Told {
    /// In the order in which names are seen and bound.
    pub(in crate::syntax) events: Vec<Event>,
    /// The tokens of identifiers.
    pub(in crate::syntax) words: Vec<u32>,
}
