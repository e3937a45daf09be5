//! The measured parts as plain data.

use crate::{
    graph::{RustModuleId, Structure},
    source::FileId,
};
use std::{collections::BTreeSet, fmt};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Each Rust module alone.
    RustModule,
    /// The modules of the rules file.
    Module,
    /// The layers of the rules file.
    Layer,
    /// The crates.
    Crate,
}

impl Level {
    /// All levels.
    pub const ALL: [Self; 4] = [Self::RustModule, Self::Module, Self::Layer, Self::Crate];

    /// Returns the value of `--by`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RustModule => "rust-module",
            Self::Module => "module",
            Self::Layer => "layer",
            Self::Crate => "crate",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The parts of one level, and the dependencies between them.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelMetrics {
    /// What the parts are.
    pub level: Level,
    /// The parts, sorted by name; layers from top to bottom.
    pub parts: Vec<Part>,
    /// The part of each Rust module, in the order of the graph.
    pub part_of: Vec<Option<u32>>,
    /// The dependencies between parts, sorted, each with its number of references.
    pub dependencies: Vec<(u32, u32, u64)>,
    /// What follows from the dependencies. The nodes are the parts.
    pub structure: Structure,
}

/// A part of the code, without its tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The name: of a module, layer or crate, or the path of a Rust module.
    pub name: String,
    /// Its Rust modules.
    pub rust_modules: Vec<RustModuleId>,
    /// Its files.
    pub files: BTreeSet<FileId>,
    /// The number of lines in its files, blank lines and comments included.
    pub lines: u64,
    /// The number of items that it declares, other than Rust modules.
    pub items: u64,
    /// The number of these items that are visible outside the part.
    pub visible_items: u64,
    /// The number of types that are visible outside the part: structs, enums, unions and traits.
    pub visible_types: u64,
    /// The number of these types that are traits.
    pub visible_traits: u64,
}

impl Part {
    /// Returns Martin's abstractness: the share of visible types that are traits. `None` if no type is visible.
    pub fn abstractness(&self) -> Option<f64> {
        share(self.visible_traits, self.visible_types)
    }

    /// Returns Dowalil's relative visibility: the share of items that are visible outside the part. `None` if there are no
    /// items.
    pub fn relative_visibility(&self) -> Option<f64> {
        share(self.visible_items, self.items)
    }
}

impl LevelMetrics {
    /// Returns the distance of a part from Martin's main sequence: how far abstractness and instability are from adding up
    /// to 1. `None` if one of them is not defined.
    pub fn distance(&self, part: usize) -> Option<f64> {
        Some((self.parts[part].abstractness()? + self.structure.nodes[part].instability()? - 1.0).abs())
    }

    /// Returns Dowalil's average relative visibility (ARV): the mean over all parts with items.
    pub fn average_relative_visibility(&self) -> Option<f64> {
        let all: Vec<f64> = self.parts.iter().filter_map(Part::relative_visibility).collect();
        #[expect(clippy::cast_precision_loss, reason = "there are far fewer parts than 2^52")]
        (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
    }

    /// Returns Dowalil's global relative visibility (GRV): the share of all items that are visible outside their part.
    pub fn global_relative_visibility(&self) -> Option<f64> {
        let sum = |count: fn(&Part) -> u64| self.parts.iter().map(count).sum();
        share(sum(|part| part.visible_items), sum(|part| part.items))
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    (whole > 0).then(|| part as f64 / whole as f64)
}
