//! The signatures of a file as plain data.

use crate::source::Span;

/// The items of a file, in source order. Items in bodies are left out, and so are those that only tests have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSignatures {
    /// The items with a name.
    pub items: Vec<ItemSignature>,
    /// The `impl` blocks.
    pub impls: Vec<ImplSignature>,
    /// The leaves of `use` items.
    pub imports: Vec<ImportLeaf>,
    /// The names that only tests declare or import, each with the inline modules around it.
    pub test_names: Vec<(Vec<String>, String)>,
}

/// An item, or a part of one: a field, a variant, a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemSignature {
    /// The inline modules around the item, from the outside in.
    pub modules: Vec<String>,
    /// The name. A field of a tuple struct has its number.
    pub name: String,
    /// What it is.
    pub kind: SignatureKind,
    /// The visibility as written.
    pub visibility: WrittenVisibility,
    /// The header in canonical form.
    pub signature: String,
    /// The place of the name.
    pub span: Span,
    /// The fields of a struct, the variants of an enum, the items of a trait.
    pub members: Vec<ItemSignature>,
    /// The `impl`s that `#[derive]` makes: the last name of the trait, and the header in canonical form.
    pub derives: Vec<(String, String)>,
    /// The paths of the attributes that are macros, or may be.
    pub attribute_macros: Vec<String>,
    /// Whether a macro is exported from the crate with `#[macro_export]`.
    pub is_exported: bool,
}

/// An `impl` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImplSignature {
    /// The inline modules around the block, from the outside in.
    pub modules: Vec<String>,
    /// The path of the type, or `None` for a type without a name, such as a tuple.
    pub of: Option<Vec<String>>,
    /// The path of the trait, or `None` for an inherent `impl`.
    pub of_trait: Option<Vec<String>>,
    /// The header in canonical form. The trait has only the last name of its path.
    pub signature: String,
    /// The place of the type.
    pub span: Span,
    /// The items of an inherent `impl`.
    pub members: Vec<ItemSignature>,
}

/// A leaf of a `use` item, or an `extern crate` item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLeaf {
    /// The inline modules around the item, from the outside in.
    pub modules: Vec<String>,
    /// The name that the leaf declares, or `None` for a glob.
    pub name: Option<String>,
    /// The path as written.
    pub path: Vec<String>,
    /// The visibility as written.
    pub visibility: WrittenVisibility,
    /// The place of the last name of the path, or of the `*`.
    pub span: Span,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SignatureKind {
    /// `mod`
    Mod,
    /// `struct`
    Struct,
    /// `enum`
    Enum,
    /// `union`
    Union,
    /// `trait`
    Trait,
    /// A trait alias: `trait A = B;`
    TraitAlias,
    /// `type`
    TypeAlias,
    /// `fn`
    Function,
    /// `const`
    Const,
    /// `static`
    Static,
    /// `macro_rules!`, `macro`
    Macro,
    /// A field of a struct or union.
    Field,
    /// A variant of an enum.
    Variant,
    /// A function in an inherent `impl` or a trait with a `self` parameter.
    Method,
    /// A function in an inherent `impl` or a trait without a `self` parameter.
    AssociatedFunction,
    /// A constant in an inherent `impl` or a trait.
    AssociatedConst,
    /// A type in an inherent `impl` or a trait.
    AssociatedType,
}

/// A visibility as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrittenVisibility {
    /// None: private, or that of the enum or trait around it.
    Inherited,
    /// `pub`
    Public,
    /// `pub(crate)`, `pub(super)`, `pub(in path)`: the path.
    Restricted(Vec<String>),
}
