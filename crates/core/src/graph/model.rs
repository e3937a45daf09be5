//! The plain data of the graph. See DESIGN's words: *via*, *written*, *defined*, *ends*, *point of entry*.

use crate::{
    cfg::Cfg,
    source::{FileId, Place, Span},
    workspace::CrateId,
};
use bitcode::{Decode, Encode};

/// A Rust module of [`Graph::modules`], by index. Their order is that of their paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct RustModuleId(pub u32);

/// Something outside the workspace, of [`Graph::outside`], by index. Their order is that of their paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct OutsideId(pub u32);

/// A resolution of [`Graph::targets`], by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct TargetId(pub u32);

/// A reference of [`Graph::references`], by index. Their order is by the Rust module they are from, then by
/// file and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReferenceId(pub u32);

/// One `use` leaf or `extern crate` of the workspace. References and imports share these numbers, so that
/// what goes through an import can be counted there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct ImportId(pub u32);

/// A string of [`Graph::names`], by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Name(pub u32);

/// A `mod` of the language, or the root of a crate.
#[derive(Clone, Debug, Encode, Decode)]
pub struct RustModule {
    /// By its crate path: `shop::orders::api`.
    pub path: String,
    /// The crate it is in.
    pub krate: CrateId,
    /// The Rust module it is declared in; none for a crate's root.
    pub parent: Option<RustModuleId>,
    /// Where it is declared: one entry, or several where `cfg`s give one name several candidates.
    pub declarations: Vec<Declaration>,
    /// The most productive context of its declarations: `Test` only if all of them are.
    pub context: Context,
    /// Whether it declares anything itself other than Rust modules (macros and imports count).
    pub has_items: bool,
    /// The names that it declares or imports one by one, Rust modules left out; sorted by number.
    pub names: Vec<Name>,
}

impl RustModule {
    /// Whether it declares or imports that name.
    pub fn has_name(&self, name: Name) -> bool {
        self.names.binary_search(&name).is_ok()
    }
}

/// One `mod` declaration, or a crate root's file.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Declaration {
    /// The file its content stands in.
    pub file: FileId,
    /// Where it is said to start: the first byte of its file, or its `mod` line where it is inline.
    pub place: Place,
    /// Whether it is inline: `mod a { … }`.
    pub inline: bool,
    /// When it exists.
    pub cfg: Cfg,
}

/// Something outside the workspace, as far as it is written: `serde`, `std::time`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Outside {
    /// `::`-separated, the crate's name first.
    pub path: String,
    /// How long the crate's name is in `path`, in bytes.
    pub crate_len: u32,
}

impl Outside {
    /// The name of the crate.
    pub fn krate(&self) -> &str {
        &self.path[..self.crate_len as usize]
    }
}

/// What a reference can end at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum End {
    /// A Rust module of the workspace.
    Module(RustModuleId),
    /// Outside: the path down to the item.
    Outside(OutsideId),
}

/// A Rust module that a path relies on, and the name that the path looks up in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct PointOfEntry {
    /// The Rust module.
    pub module: RustModuleId,
    /// The name looked up there; none where the path ends at the Rust module itself (or is a glob of it).
    pub name: Option<Name>,
    /// Whether what it found there is a re-export (an import in that scope).
    pub reexport: bool,
}

/// What a path leads to, and how: shared by all references that resolve alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Target {
    /// *Via*, in order.
    pub via: Box<[PointOfEntry]>,
    /// *Written*; none for a bare name.
    pub written: Option<End>,
    /// *Defined*.
    pub defined: End,
    /// The item in `defined` that it reaches; none where it is that Rust module or outside crate itself. Of
    /// `Enum::Variant` and `Type::assoc` it is the type.
    pub item: Option<Name>,
    /// Not known for certain: a bare name that only a glob of this outside path, or an unexpanded outside
    /// macro, can supply.
    pub unknown: bool,
}

/// What kind of thing in the source a reference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum Kind {
    /// A `use` leaf.
    Use,
    /// A `use` leaf (but not `as _`) that is visible beyond its own Rust module.
    Reexport,
    /// `extern crate`.
    ExternCrate,
    /// A path anywhere in code, the arguments of a macro call included.
    Path,
    /// A macro's call by path, or what the body of a `macro_rules!` names.
    Macro,
    /// An attribute's path, or a string in it that is known to be one.
    Attribute,
    /// A derive's path.
    Derive,
    /// A dependency in Cargo.toml.
    Manifest,
}

impl Kind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Use,
        Self::Reexport,
        Self::ExternCrate,
        Self::Path,
        Self::Macro,
        Self::Attribute,
        Self::Derive,
        Self::Manifest,
    ];

    /// As the rules file and every output write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::Reexport => "reexport",
            Self::ExternCrate => "extern-crate",
            Self::Path => "path",
            Self::Macro => "macro",
            Self::Attribute => "attribute",
            Self::Derive => "derive",
            Self::Manifest => "manifest",
        }
    }
}

/// What the code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum Context {
    /// What is built and shipped.
    Production,
    /// What exists only in test builds.
    Test,
    /// A build script.
    Build,
}

impl Context {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Production, Self::Test, Self::Build];

    /// As the rules file and every output write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Test => "test",
            Self::Build => "build",
        }
    }
}

/// One path in the source that names something in another Rust module.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub struct Reference {
    /// The Rust module it stands in.
    pub from: RustModuleId,
    /// What it leads to.
    pub target: TargetId,
    /// The file.
    pub file: FileId,
    /// The path in it (of a `use` tree, the leaf's own part).
    pub span: Span,
    /// The whole path as written, a `use` leaf's with its tree's prefix.
    pub path: Name,
    /// What it is.
    pub kind: Kind,
    /// What it is for.
    pub context: Context,
    /// When it exists and leads there.
    pub cfg: Cfg,
    /// Of a re-export: the Rust module in and below which its name can be seen; none where it is seen everywhere.
    pub visible_in: Option<RustModuleId>,
    /// The import that it is.
    pub import: Option<ImportId>,
    /// The import of its own Rust module that its first name came through; a glob's too.
    pub through: Option<ImportId>,
}

impl Reference {
    /// Where it stands.
    pub fn place(&self) -> Place {
        Place { file: self.file, span: self.span }
    }
}

/// A name space of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum Space {
    /// Rust modules, types, traits, crates.
    Type,
    /// Functions, constants, statics, constructors.
    Value,
    /// Macros of every kind.
    Macro,
}

impl Space {
    /// As every output writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Value => "value",
            Self::Macro => "macro",
        }
    }
}

/// How a name came into a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum NameOrigin {
    /// Declared there.
    Item,
    /// Imported by its name.
    Import,
    /// Brought in by a glob.
    Glob,
}

impl NameOrigin {
    /// As every output writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Import => "import",
            Self::Glob => "glob",
        }
    }
}

/// A name in the scope of a Rust module.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ScopeName {
    /// The name.
    pub name: String,
    /// Its name space.
    pub space: Space,
    /// How it came there.
    pub origin: NameOrigin,
    /// How far it can be seen: `pub`, `pub(crate)`, `pub(in …)`, `private`.
    pub visibility: String,
    /// The Rust module that defines what it leads to; none for an import that leads to nothing that is known.
    pub defined: Option<End>,
    /// When it is there.
    pub cfg: Cfg,
}

/// The whole graph of a workspace.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct Graph {
    /// Strings, each once.
    pub names: Vec<String>,
    /// Sorted by path.
    pub modules: Vec<RustModule>,
    /// Sorted by path.
    pub outside: Vec<Outside>,
    /// Each once.
    pub targets: Vec<Target>,
    /// Sorted by `from`, then by file path and span.
    pub references: Vec<Reference>,
    /// The names in the scope of each Rust module, in their order; only where they were asked for.
    pub scopes: Option<Vec<Vec<ScopeName>>>,
}

impl Graph {
    /// The string of a name.
    pub fn name(&self, name: Name) -> &str {
        &self.names[name.0 as usize]
    }

    /// The name that is a string, which it gets if it has none. O(names).
    pub fn number_of(&mut self, text: &str) -> Name {
        let at = self.names.iter().position(|name| name == text);
        Name(at.unwrap_or_else(|| {
            self.names.push(text.to_owned());
            self.names.len() - 1
        }) as u32)
    }

    /// The Rust module of an id.
    pub fn module(&self, id: RustModuleId) -> &RustModule {
        &self.modules[id.0 as usize]
    }

    /// What is outside, of an id.
    pub fn outside(&self, id: OutsideId) -> &Outside {
        &self.outside[id.0 as usize]
    }

    /// The reference of an id.
    pub fn reference(&self, id: ReferenceId) -> &Reference {
        &self.references[id.0 as usize]
    }

    /// What a reference leads to.
    pub fn target(&self, reference: &Reference) -> &Target {
        &self.targets[reference.target.0 as usize]
    }

    /// The target of an id.
    pub fn target_of(&self, id: TargetId) -> &Target {
        &self.targets[id.0 as usize]
    }

    /// The path of an end.
    pub fn end(&self, end: End) -> &str {
        match end {
            End::Module(id) => &self.module(id).path,
            End::Outside(id) => &self.outside(id).path,
        }
    }

    /// The path of what a target reaches: its item, or the Rust module or outside crate that it is.
    pub fn reached(&self, target: &Target) -> String {
        let end = self.end(target.defined);
        target.item.map_or_else(|| end.to_owned(), |item| format!("{end}::{}", self.name(item)))
    }

    /// All references with their ids.
    pub fn references(&self) -> impl ExactSizeIterator<Item = (ReferenceId, &Reference)> {
        self.references.iter().enumerate().map(|(index, reference)| (ReferenceId(index as u32), reference))
    }

    /// All Rust modules with their ids.
    pub fn modules(&self) -> impl ExactSizeIterator<Item = (RustModuleId, &RustModule)> {
        self.modules.iter().enumerate().map(|(index, module)| (RustModuleId(index as u32), module))
    }
}
