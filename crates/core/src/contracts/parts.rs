//! Which names of a module its `exposes` and its interfaces cover.

use crate::{
    graph::RustModuleId,
    rules::{Binding, Codebase, Meaning, Module, Selector},
};

/// What covers a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) is_exposed: bool,
    pub(super) interfaces: Vec<String>,
}

impl Parts {
    /// Returns whether other modules may use the name.
    pub(super) fn is_usable(&self) -> bool {
        self.is_exposed || !self.interfaces.is_empty()
    }
}

/// Returns what covers a Rust module of a module, or a name in it.
pub(super) fn parts(code: &Codebase<'_>, module: &Module, at: RustModuleId, name: Option<&str>) -> Parts {
    let interfaces = module.interfaces.iter().filter(|(_, selectors)| covers(code, &selectors.value, at, name));
    let is_root = name.is_none() && module.roots.contains(&at);
    let is_exposed = module.exposes.as_ref().is_none_or(|exposes| is_root || covers(code, &exposes.value, at, name));
    Parts { is_exposed, interfaces: interfaces.map(|(name, _)| name.clone()).collect() }
}

/// Returns whether a selector covers a Rust module, or the name in it. The check of `exposes` decides in the same way.
fn covers(code: &Codebase<'_>, selectors: &[Selector], at: RustModuleId, name: Option<&str>) -> bool {
    let free = Binding::new();
    selectors.iter().any(|selector| {
        let Meaning::Code(pattern) = &selector.meaning else { return false };
        let mut around = code.upward(at).filter(|above| !pattern.exact || *above == at);
        around.any(|above| code.matches(pattern, above, &free))
            || name.is_some_and(|name| code.matches_item(pattern, at, name, &free))
    })
}
