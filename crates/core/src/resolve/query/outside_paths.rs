//! Paths outside the workspace: each is its parent path and a last segment.

use crate::{
    interner::Interner,
    resolve::ids::{OutsidePathId, Symbol},
};

/// The interned paths outside the workspace. Queries add to them.
#[derive(Clone, Debug, Default)]
pub(crate) struct OutsidePaths {
    nodes: Interner<(Option<OutsidePathId>, Symbol)>,
}

impl OutsidePaths {
    /// Restores what [`Self::to_vec`] has returned.
    pub(crate) fn from_vec(nodes: Vec<(Option<OutsidePathId>, Symbol)>) -> Self {
        Self { nodes: nodes.into_iter().collect() }
    }

    /// Returns all nodes in the order of their ids.
    pub(crate) fn to_vec(&self) -> Vec<(Option<OutsidePathId>, Symbol)> {
        self.nodes.iter().copied().collect()
    }

    /// Returns the path of a crate.
    pub(crate) fn krate(&mut self, name: Symbol) -> OutsidePathId {
        OutsidePathId(self.nodes.intern((None, name)))
    }

    /// Returns the path that is one segment longer.
    pub(crate) fn child(&mut self, path: OutsidePathId, name: Symbol) -> OutsidePathId {
        OutsidePathId(self.nodes.intern((Some(path), name)))
    }

    /// Returns the parent of a path, if it is longer than a crate's name, and its last segment.
    pub(crate) fn split(&self, path: OutsidePathId) -> (Option<OutsidePathId>, Symbol) {
        self.nodes[path.0]
    }

    /// Returns the name of a path's crate.
    pub(crate) fn first(&self, path: OutsidePathId) -> Symbol {
        let mut at = path;
        loop {
            match self.split(at) {
                (Some(parent), _) => at = parent,
                (None, name) => return name,
            }
        }
    }

    /// Returns the number of segments.
    pub(crate) fn len(&self, path: OutsidePathId) -> usize {
        std::iter::successors(Some(path), |path| self.split(*path).0).count()
    }

    /// Returns the segments, the crate's name first.
    pub(crate) fn segments(&self, path: OutsidePathId) -> Vec<Symbol> {
        let ancestors = std::iter::successors(Some(path), |path| self.split(*path).0);
        let mut segments: Vec<Symbol> = ancestors.map(|path| self.split(path).1).collect();
        segments.reverse();
        segments
    }
}
