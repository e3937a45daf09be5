//! The layer of each Rust module, by the stack of layers that covers most of the code.

use crate::{
    graph::RustModuleId,
    rules::{Rules, Stack},
};

/// The layers of a stack.
#[derive(Debug)]
pub(crate) struct Layers {
    /// The names, from top to bottom.
    pub(crate) names: Vec<String>,
    /// The level of each layer.
    pub(crate) levels: Vec<usize>,
    /// The layer of each Rust module.
    of_module: Vec<Option<usize>>,
}

impl Layers {
    /// Returns the layers of the rules file, if it has any.
    pub(crate) fn of(rules: &Rules) -> Option<Self> {
        let all = rules.stacks.iter().filter_map(Self::of_stack);
        // The first of equals wins; `max_by_key` would take the last.
        all.fold(None, |best: Option<Self>, one| match best {
            Some(best) if best.size() >= one.size() => Some(best),
            _ => Some(one),
        })
    }

    fn of_stack(stack: &Stack) -> Option<Self> {
        let first = stack.containers.first()?;
        let names = first.layers.iter().map(|layer| layer.name.clone()).collect();
        let mut levels = vec![0; first.layers.len()];
        for (level, own) in stack.levels.iter().enumerate() {
            levels[own.layers.clone()].fill(level);
        }
        let mut of_module = vec![None; first.layer_of.len()];
        for container in &stack.containers {
            for (own, layer) in of_module.iter_mut().zip(&container.layer_of) {
                *own = own.or(*layer);
            }
        }
        Some(Self { names, levels, of_module })
    }

    /// Returns the number of Rust modules in a layer.
    fn size(&self) -> usize {
        self.of_module.iter().flatten().count()
    }

    /// Returns the layer of a Rust module.
    pub(crate) fn layer(&self, id: RustModuleId) -> Option<usize> {
        self.of_module.get(id.0 as usize).copied().flatten()
    }

    /// Returns the layer of most of some Rust modules; the upper one of equals.
    pub(crate) fn layer_of_most(&self, ids: &[RustModuleId]) -> Option<usize> {
        let mut votes = vec![0_usize; self.names.len()];
        for layer in ids.iter().filter_map(|id| self.layer(*id)) {
            votes[layer] += 1;
        }
        let most = votes.iter().copied().max().filter(|most| *most > 0)?;
        votes.iter().position(|count| *count == most)
    }
}
