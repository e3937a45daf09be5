//! Surfaces, and the differences between them, as plain data.

use crate::{graph::RustModuleId, source::Place};

/// The items of a module that code outside the module can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// The name of the module in the rules file.
    pub module: String,
    /// The items, sorted by path, kind and signature.
    pub items: Vec<SurfaceItem>,
}

/// An item of a surface, or a part of an item: a field, a variant, a method, an `impl`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurfaceItem {
    /// The path by which code outside can name the item, such as `shop::orders::Order`, or `shop::orders::Order::id` for a
    /// field. An `impl` has the path of the type and the trait: `shop::orders::Order: Display`.
    pub path: String,
    /// What it is.
    pub kind: SurfaceKind,
    /// Where the name is visible: `pub`, `pub(crate)`, `pub(in shop::orders)`. Empty for what has no visibility of its own.
    pub visibility: String,
    /// The header in the canonical form of [`crate::syntax::signatures`], or `None` if a macro generates the item.
    pub signature: Option<String>,
    /// The paths of the attributes of the item that are macros, or may be. `None` for a recorded item.
    pub attribute_macros: Option<Vec<String>>,
    /// For a re-export of an item of the same surface: the path under which the surface lists that item.
    pub alias_of: Option<String>,
    /// Whether the module exposes the item to all modules that may use it. Otherwise, only its interfaces do.
    pub is_exposed: bool,
    /// The interfaces of the module that contain the item, sorted.
    pub interfaces: Vec<String>,
    /// The place of the name, or of the re-export.
    pub place: Option<Place>,
    /// The definition of the item, or of the item that contains the part.
    pub definition: Option<Definition>,
}

impl SurfaceItem {
    /// Returns the last name of the path, or the trait of an `impl`.
    pub fn name(&self) -> &str {
        let (path, of_impl) = self.path.split_once(": ").map_or((&*self.path, None), |(path, name)| (path, Some(name)));
        of_impl.unwrap_or_else(|| path.rsplit("::").next().unwrap_or(path))
    }

    /// Returns the path of the item that contains this part, or the Rust module that contains the item.
    pub fn parent(&self) -> &str {
        match self.path.split_once(": ") {
            Some((of, _)) => of,
            None => self.path.rsplit_once("::").map_or("", |(parent, _)| parent),
        }
    }
}

/// Where an item is defined.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Definition {
    /// The Rust module.
    pub module: RustModuleId,
    /// The name there.
    pub name: String,
}

/// What an item of a surface is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SurfaceKind {
    /// A Rust module.
    Mod,
    /// A struct.
    Struct,
    /// An enum.
    Enum,
    /// A union.
    Union,
    /// A trait.
    Trait,
    /// A type alias.
    TypeAlias,
    /// A function.
    Function,
    /// A constant.
    Const,
    /// A static.
    Static,
    /// A macro.
    Macro,
    /// A public field.
    Field,
    /// A variant.
    Variant,
    /// A function of a type with a `self` parameter.
    Method,
    /// A function of a type without a `self` parameter.
    AssociatedFunction,
    /// A constant of a type.
    AssociatedConst,
    /// A method of a trait.
    TraitMethod,
    /// A function of a trait without a `self` parameter.
    TraitFunction,
    /// A constant of a trait.
    TraitConst,
    /// A type of a trait.
    TraitType,
    /// An `impl` of a trait.
    Impl,
    /// A re-export.
    Reexport,
    /// An item that a macro generates.
    Generated,
}

impl SurfaceKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::Mod,
        Self::Struct,
        Self::Enum,
        Self::Union,
        Self::Trait,
        Self::TypeAlias,
        Self::Function,
        Self::Const,
        Self::Static,
        Self::Macro,
        Self::Field,
        Self::Variant,
        Self::Method,
        Self::AssociatedFunction,
        Self::AssociatedConst,
        Self::TraitMethod,
        Self::TraitFunction,
        Self::TraitConst,
        Self::TraitType,
        Self::Impl,
        Self::Reexport,
        Self::Generated,
    ];

    /// Returns whether it is a part of an item: a field, a variant, or what belongs to a type or trait.
    pub const fn is_part(self) -> bool {
        match self {
            Self::Field
            | Self::Variant
            | Self::Method
            | Self::AssociatedFunction
            | Self::AssociatedConst
            | Self::TraitMethod
            | Self::TraitFunction
            | Self::TraitConst
            | Self::TraitType => true,
            Self::Mod
            | Self::Struct
            | Self::Enum
            | Self::Union
            | Self::Trait
            | Self::TypeAlias
            | Self::Function
            | Self::Const
            | Self::Static
            | Self::Macro
            | Self::Impl
            | Self::Reexport
            | Self::Generated => false,
        }
    }

    /// Returns the name that all outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mod => "mod",
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Union => "union",
            Self::Trait => "trait",
            Self::TypeAlias => "type",
            Self::Function => "fn",
            Self::Const => "const",
            Self::Static => "static",
            Self::Macro => "macro",
            Self::Field => "field",
            Self::Variant => "variant",
            Self::Method => "method",
            Self::AssociatedFunction => "associated-fn",
            Self::AssociatedConst => "associated-const",
            Self::TraitMethod => "trait-method",
            Self::TraitFunction => "trait-fn",
            Self::TraitConst => "trait-const",
            Self::TraitType => "trait-type",
            Self::Impl => "impl",
            Self::Reexport => "reexport",
            Self::Generated => "generated",
        }
    }

    /// Returns what messages call an item of this kind.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Mod => "Rust module",
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Union => "union",
            Self::Trait => "trait",
            Self::TypeAlias => "type alias",
            Self::Function => "function",
            Self::Const => "constant",
            Self::Static => "static",
            Self::Macro => "macro",
            Self::Field => "field",
            Self::Variant => "variant",
            Self::Method | Self::TraitMethod => "method",
            Self::AssociatedFunction | Self::TraitFunction => "associated function",
            Self::AssociatedConst | Self::TraitConst => "associated constant",
            Self::TraitType => "associated type",
            Self::Impl => "implementation",
            Self::Reexport => "re-export",
            Self::Generated => "generated item",
        }
    }

    /// Returns whether it is a required or provided part of a trait.
    pub const fn is_of_trait(self) -> bool {
        matches!(self, Self::TraitMethod | Self::TraitFunction | Self::TraitConst | Self::TraitType)
    }
}

/// A difference between two surfaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened to the item.
    pub kind: ChangeKind,
    /// The item before the change.
    pub before: Option<SurfaceItem>,
    /// The item after the change.
    pub after: Option<SurfaceItem>,
    /// Why code that uses the item no longer compiles or means something else, such as "a parameter was added"; empty if the
    /// change is compatible.
    pub breaking: Vec<String>,
    /// What else is to say about the change, such as "it got a default".
    pub notes: Vec<String>,
}

impl Change {
    /// Returns the item after the change, or the removed item.
    pub fn item(&self) -> Option<&SurfaceItem> {
        self.after.as_ref().or(self.before.as_ref())
    }

    /// Returns whether the change can break code that uses the item.
    pub fn is_breaking(&self) -> bool {
        !self.breaking.is_empty()
    }
}

/// What happened to an item of a surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It exists no longer.
    Removed,
    /// It has another path, with the same name and signature.
    Moved,
    /// It has another name, with the same signature and in the same place.
    Renamed,
    /// Its kind, signature or visibility changed.
    Changed,
    /// It is new.
    Added,
}

impl ChangeKind {
    /// Returns the name that all outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Moved => "moved",
            Self::Renamed => "renamed",
            Self::Changed => "changed",
            Self::Added => "added",
        }
    }
}

/// Code that uses an item of another module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The module that contains the code; for code without a module, the path of its Rust module.
    pub module: String,
    /// The number of references.
    pub references: usize,
    /// The place of the first reference.
    pub place: Place,
}
