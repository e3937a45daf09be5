//! The outline of a file as plain data.

use crate::{source::Span, syntax::signatures::WrittenVisibility};

/// The items of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The items. One that is part of another comes after it.
    pub items: Vec<OutlineItem>,
    /// Whether the file starts with documentation of the Rust module that it is.
    pub is_documented: bool,
}

/// An item, or a part of one: a field, a variant, a method.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct OutlineItem {
    /// What it is.
    pub kind: OutlineKind,
    /// The inline modules around the item, from the outside in.
    pub modules: Vec<String>,
    /// The index of the item that it is a part of: a struct, an enum, a variant, a trait, an `impl` or an `extern` block.
    pub parent: Option<usize>,
    /// The name. An `impl` or `extern` block has none. A `use` item has the name that it declares; a glob has `*`.
    pub name: String,
    /// The place to report the item at: its name, or the type of an `impl`.
    pub span: Span,
    /// The visibility as written.
    pub visibility: WrittenVisibility,
    /// Whether only tests have the item.
    pub is_test: bool,
    /// Whether the item is in the arguments of a macro call, which may do anything with it.
    pub is_in_call: bool,
    /// Whether that macro may change the item. One whose name starts with `cfg` only selects it.
    pub may_be_changed: bool,
    /// Whether the item is in the body of a function.
    pub is_in_body: bool,
    /// The attributes, those under a condition too, without `derive`.
    pub attributes: Vec<OutlineAttribute>,
    /// The paths in `#[derive(…)]`.
    pub derives: Vec<OutlinePath>,
    /// The trait of an `impl`.
    pub of_trait: Option<OutlinePath>,
    /// The type of an `impl`, without references; `None` for a type without a name, such as a tuple.
    pub of: Option<OutlinePath>,
    /// The names of the generic parameters of an `impl`.
    pub parameters: Vec<String>,
    /// The path of a `use` or `extern crate` item. A glob has the path before the `*`.
    pub import: Option<OutlinePath>,
    /// Whether there is documentation, or `#[doc(hidden)]`.
    pub is_documented: bool,
    /// Whether it is an `async fn`.
    pub is_async: bool,
    /// The type that a function returns, in canonical form: `()` without `->`. `None` for other items.
    pub returns: Option<String>,
    /// The places of `unsafe` in the item itself: not those in its parts.
    pub unsafe_at: Vec<Span>,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineAttribute {
    /// The path.
    pub path: OutlinePath,
    /// The arguments in canonical form.
    pub arguments: Vec<String>,
}

/// A path as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlinePath {
    /// The names, without generic arguments.
    pub names: Vec<String>,
    /// From the first token to the last name.
    pub span: Span,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutlineKind {
    /// `struct`
    Struct,
    /// `enum`
    Enum,
    /// `union`
    Union,
    /// `trait`, trait aliases too.
    Trait,
    /// `impl`
    Impl,
    /// A function that is not in a trait or an `impl`.
    Function,
    /// A function in a trait or an `impl`.
    Method,
    /// `const`, also in a trait or an `impl`.
    Const,
    /// `static`
    Static,
    /// `type`, also in a trait or an `impl`.
    TypeAlias,
    /// `macro_rules!` or `macro`.
    Macro,
    /// `mod`
    Mod,
    /// A leaf of a `use` item, or `extern crate`.
    Use,
    /// `extern "C" { … }`
    ExternBlock,
    /// A field of a struct, union or variant.
    Field,
    /// A variant of an enum.
    Variant,
}
