//! The graph as plain data, and access to its parts by ID.

use super::{
    CallId, End, NameId, Outside, OutsideId, Reference, ReferenceId, RustModule, RustModuleId, ScopeName, Target,
    TargetId,
};
use crate::source::Place;
use bitcode::{Decode, Encode};

/// All Rust modules of a workspace and the references between them.
///
/// Parts refer to each other by index, so that the graph can be stored, sorted and compared cheaply. To print every
/// dependency between two modules:
///
/// ```
/// # use archcheck_core::graph::Graph;
/// # let graph = Graph::default();
/// for reference in &graph.references {
///     let target = graph.target(reference);
///     println!("{} -> {}", graph.module(reference.from).path, graph.end_path(target.defined));
/// }
/// ```
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct Graph {
    /// The strings that [`NameId`]s refer to, each once.
    pub names: Vec<String>,
    /// The Rust modules, sorted by path.
    pub modules: Vec<RustModule>,
    /// The paths outside the workspace, sorted.
    pub outside: Vec<Outside>,
    /// What references resolve to, each once.
    pub targets: Vec<Target>,
    /// The places of the macro calls whose expansions contain references.
    pub calls: Vec<Place>,
    /// The references, sorted by referring module, then by file path and position.
    pub references: Vec<Reference>,
    /// The names in the scope of each Rust module, in the order of `modules`. `None` unless they were requested.
    pub scopes: Option<Vec<Vec<ScopeName>>>,
}

impl Graph {
    /// Returns the string of a name.
    pub fn name(&self, name: NameId) -> &str {
        &self.names[name.0 as usize]
    }

    /// Returns the ID of a string, and adds the string if it is new. O(number of names).
    pub fn intern_name(&mut self, text: &str) -> NameId {
        let at = self.names.iter().position(|name| name == text);
        NameId(at.unwrap_or_else(|| {
            self.names.push(text.to_owned());
            self.names.len() - 1
        }) as u32)
    }

    /// Returns the Rust module with an ID.
    pub fn module(&self, id: RustModuleId) -> &RustModule {
        &self.modules[id.0 as usize]
    }

    /// Returns the outside path with an ID.
    pub fn outside(&self, id: OutsideId) -> &Outside {
        &self.outside[id.0 as usize]
    }

    /// Returns the reference with an ID.
    pub fn reference(&self, id: ReferenceId) -> &Reference {
        &self.references[id.0 as usize]
    }

    /// Returns the place of the macro call whose expansion contains a reference, if it is in the body of a macro.
    pub fn call_place(&self, reference: &Reference) -> Option<Place> {
        reference.call.map(|CallId(index)| self.calls[index as usize])
    }

    /// Returns what a reference resolves to.
    pub fn target(&self, reference: &Reference) -> &Target {
        self.target_by_id(reference.target)
    }

    /// Returns the target with an ID.
    pub fn target_by_id(&self, id: TargetId) -> &Target {
        &self.targets[id.0 as usize]
    }

    /// Returns the path of a node: of a Rust module, or outside the workspace.
    pub fn end_path(&self, end: End) -> &str {
        match end {
            End::Module(id) => &self.module(id).path,
            End::Outside(id) => &self.outside(id).path,
        }
    }

    /// Returns the path of what a target finally leads to: `shop::infra::db::Pool`, or a module's path if the target
    /// is the module itself.
    pub fn reached_path(&self, target: &Target) -> String {
        let end = self.end_path(target.defined);
        target.item.map_or_else(|| end.to_owned(), |item| format!("{end}::{}", self.name(item)))
    }

    /// Iterates over all references with their IDs.
    pub fn references(&self) -> impl ExactSizeIterator<Item = (ReferenceId, &Reference)> {
        self.references.iter().enumerate().map(|(index, reference)| (ReferenceId(index as u32), reference))
    }

    /// Iterates over all Rust modules with their IDs.
    pub fn modules(&self) -> impl ExactSizeIterator<Item = (RustModuleId, &RustModule)> {
        self.modules.iter().enumerate().map(|(index, module)| (RustModuleId(index as u32), module))
    }
}
