//! Events: what a piece of code declares and mentions, in the order in which names are bound and seen.
//!
//! This is the one interface between those who read source and those who make facts of it. Two producers emit the same events:
//! the token reader ([`reader`](super::reader)) and the visitor of `syn` trees ([`tree`](super::tree)). One consumer, the
//! lowering ([`lower`](super::lower)), makes [facts](super::facts) of them. Events are plain data: they refer to the tokens of
//! a [`Code`](super::code::Code) by number, and know neither producers nor facts.
//!
//! For `fn f(x: a::B) { c(x) }`:
//!
//! ```text
//! Item(function `f`)
//!   Binding `x`
//!   Path `a::B` in the type name space
//!   Body `f`
//!   Block
//!     Path `c` in the value name space
//!     Path `x` in the value name space
//!   End
//! End
//! ```

use super::{
    code::{Code, Kind},
    facts::Spaces,
};

/// One thing that code does with names. Whatever opens is closed by an [`Event::End`] of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Event {
    /// A path, and the name spaces of its last segment.
    Path(PathTokens, Spaces),
    /// A name that a pattern may bind, until the rib around it ends.
    Binding {
        name: u32,
        /// Whether it may name a constant instead: it has neither `ref` nor `mut` nor `@`.
        plain: bool,
    },
    /// A generic parameter, visible until the rib around it ends.
    Generic { name: u32, constant: bool },
    /// A macro call. Its arguments are read on demand.
    Macro {
        path: PathTokens,
        /// The delimiter that opens its arguments.
        open: u32,
        place: CallPlace,
    },
    /// Opens an item, by its number in [`Events::items`].
    Item(u32),
    /// Marks the start of the body of the function or constant of this name. It goes on to the end of that item.
    Body(u32),
    /// Opens what attributes apply to. Each is given by its `#`.
    Attributes(TokenList),
    /// Opens a rib: a region at whose end local names go out of scope.
    Rib,
    /// Opens a block.
    Block {
        /// Whether items or macro calls among its statements may declare something.
        declares: bool,
        /// The names of the items among its statements, and where the trees of its `use`s start.
        items: TokenList,
    },
    /// Opens what may or may not be code.
    Possible,
    /// Opens tokens that could not be parsed, of which only paths of several segments are read.
    Unparsed,
    /// Closes what was opened last.
    End,
}

/// What a macro call stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum CallPlace {
    Statement,
    Expression,
    Pattern,
    Type,
}

/// Some tokens of [`Events::tokens`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::syntax) struct TokenList {
    pub(in crate::syntax) first: u32,
    pub(in crate::syntax) count: u32,
}

/// The tokens of a path, generic arguments left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::syntax) struct PathTokens {
    /// The identifier of each segment.
    pub(in crate::syntax) segments: TokenList,
    /// The first colon of a leading `::`.
    pub(in crate::syntax) leading: Option<u32>,
}

/// A range of tokens: from the first to the one after the last.
pub(in crate::syntax) type TokenRange = (u32, u32);

/// The head of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) struct ItemEvent {
    /// The `#` of each attribute that [matters](super::code::Code::is_irrelevant_attribute).
    pub(in crate::syntax) attributes: TokenList,
    /// `pub`, `pub(crate)`, …; empty if there is none.
    pub(in crate::syntax) visibility: TokenRange,
    /// The name; where the tree of a `use` starts; the first word of an item that has no name.
    pub(in crate::syntax) name: u32,
    /// What it is.
    pub(in crate::syntax) form: ItemForm,
}

/// The kinds of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum ItemForm {
    Use,
    ExternCrate {
        /// The name after `as`.
        rename: Option<u32>,
    },
    Module {
        inline: bool,
    },
    /// `macro_rules!`, whose rules follow this delimiter.
    MacroRules {
        open: u32,
    },
    /// `macro name(…) { … }`, whose body is in this range.
    MacroItem {
        body: TokenRange,
    },
    /// A macro call.
    Call {
        path: PathTokens,
        open: u32,
        /// Whether it stands in a trait or an `impl`.
        associated: bool,
    },
    Function,
    /// `const` or `static`
    Constant,
    Struct(Constructor),
    Enum {
        /// For each variant: its name, the number of its attributes that matter, and their `#`s.
        variants: TokenList,
    },
    /// A type alias or union.
    Type,
    /// A trait or trait alias.
    Trait,
    Impl,
    AssociatedFunction,
    AssociatedConstant,
    AssociatedType,
    /// Declares nothing itself: an `extern` block, or an item without a name that could not be parsed.
    Undeclared,
}

impl ItemForm {
    /// Whether the name of such an item, or the names that it imports, may hide local names from outside of the block
    /// around it.
    pub(in crate::syntax) fn may_hide_names(self) -> bool {
        matches!(
            self,
            Self::Use
                | Self::Module { .. }
                | Self::Function
                | Self::Constant
                | Self::Struct(_)
                | Self::Enum { .. }
                | Self::Type
                | Self::Trait
        )
    }
}

/// What a struct is in the value name space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Constructor {
    /// Its fields are named.
    None,
    Unit,
    /// Two tokens for each field: the range of its visibility.
    Tuple(TokenList),
    /// Its fields could not be parsed.
    Unknown,
}

/// The events of a piece of code.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Events {
    /// The events in order.
    pub(in crate::syntax) list: Vec<Event>,
    /// The tokens that [`TokenList`]s refer to.
    pub(in crate::syntax) tokens: Vec<u32>,
    /// The items that [`Event::Item`] refers to.
    pub(in crate::syntax) items: Vec<ItemEvent>,
    /// The inner attributes of a file that matter.
    pub(in crate::syntax) attributes: TokenList,
}

impl Events {
    /// Adds an event.
    pub(in crate::syntax) fn push(&mut self, event: Event) {
        self.list.push(event);
    }

    /// Stores some tokens.
    pub(in crate::syntax) fn store(&mut self, tokens: &[u32]) -> TokenList {
        let first = self.tokens.len() as u32;
        self.tokens.extend_from_slice(tokens);
        TokenList { first, count: tokens.len() as u32 }
    }

    /// Stores the tokens of a path.
    pub(in crate::syntax) fn store_path(&mut self, segments: &[u32], leading: Option<u32>) -> PathTokens {
        PathTokens { segments: self.store(segments), leading }
    }

    /// Adds a path, unless it can lead nowhere: `self`, and what starts with `Self`.
    pub(in crate::syntax) fn push_path(
        &mut self,
        code: &Code<'_>,
        segments: &[u32],
        leading: Option<u32>,
        spaces: Spaces,
    ) {
        let Some(first) = segments.first() else { return };
        let first = code.kind(*first as usize);
        if leading.is_none() && (first == Kind::SelfType || (first == Kind::SelfValue && segments.len() == 1)) {
            return;
        }
        let path = self.store_path(segments, leading);
        self.push(Event::Path(path, spaces));
    }

    /// The tokens of a list.
    pub(in crate::syntax) fn tokens(&self, list: TokenList) -> &[u32] {
        &self.tokens[list.first as usize..][..list.count as usize]
    }
}
