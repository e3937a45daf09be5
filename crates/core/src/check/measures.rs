//! The measures that a rule can limit, of each match of its selectors or of all matches together. It reports nothing.
//!
//! Shares are in per cent, rounded up, so that a value above the limit never equals it. `docs/metrics.md` defines each measure.

use super::{context::CheckContext, lift::Lifted};
use crate::{
    graph::{RustModuleId, Structure},
    inventory::{Extent, Inventory, ItemShape, inventory},
};
use petgraph::Direction;
use std::collections::BTreeSet;

/// What a rule measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    FanIn,
    FanOut,
    Depth,
    Reaches,
    ReachedBy,
    Level,
    Instability,
    Abstractness,
    Distance,
    Lines,
    Items,
    VisibleItems,
    RelativeVisibility,
    LargestCycle,
    CutDependencies,
    PropagationCost,
}

impl Measure {
    /// All measures, in the order of the documentation.
    pub(super) const ALL: [Self; 16] = [
        Self::FanIn,
        Self::FanOut,
        Self::Depth,
        Self::Reaches,
        Self::ReachedBy,
        Self::Level,
        Self::Instability,
        Self::Abstractness,
        Self::Distance,
        Self::Lines,
        Self::Items,
        Self::VisibleItems,
        Self::RelativeVisibility,
        Self::LargestCycle,
        Self::CutDependencies,
        Self::PropagationCost,
    ];

    /// The names, in the same order.
    pub(super) const NAMES: [&'static str; 16] = {
        let mut names = [""; 16];
        let mut at = 0;
        while at < names.len() {
            names[at] = Self::ALL[at].as_str();
            at += 1;
        }
        names
    };

    /// Returns the value of the key `measure`.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::FanIn => "fan-in",
            Self::FanOut => "fan-out",
            Self::Depth => "depth",
            Self::Reaches => "reaches",
            Self::ReachedBy => "reached-by",
            Self::Level => "level",
            Self::Instability => "instability",
            Self::Abstractness => "abstractness",
            Self::Distance => "distance",
            Self::Lines => "lines",
            Self::Items => "items",
            Self::VisibleItems => "visible-items",
            Self::RelativeVisibility => "relative-visibility",
            Self::LargestCycle => "largest-cycle",
            Self::CutDependencies => "cut-dependencies",
            Self::PropagationCost => "propagation-cost",
        }
    }

    /// Returns whether it is a share in per cent.
    pub(super) const fn is_share(self) -> bool {
        matches!(
            self,
            Self::Instability
                | Self::Abstractness
                | Self::Distance
                | Self::RelativeVisibility
                | Self::LargestCycle
                | Self::PropagationCost
        )
    }

    /// Returns whether it is about all matches together.
    pub(super) const fn is_of_all(self) -> bool {
        matches!(self, Self::LargestCycle | Self::CutDependencies | Self::PropagationCost)
    }

    /// Returns whether it depends on the items or lines of each match.
    pub(super) const fn needs_items(self) -> bool {
        matches!(self, Self::Distance) || self.is_of_code() && !matches!(self, Self::Depth)
    }

    /// Returns whether it depends only on the code of each match, not on dependencies.
    pub(super) const fn is_of_code(self) -> bool {
        matches!(
            self,
            Self::Depth
                | Self::Abstractness
                | Self::Lines
                | Self::Items
                | Self::VisibleItems
                | Self::RelativeVisibility
        )
    }
}

/// The value of a measure.
pub(super) struct Measured {
    pub(super) value: u32,
    /// What it consists of, as a line of help.
    pub(super) what: String,
}

/// The matches of a rule, measured on first use.
pub(super) struct Measures<'m> {
    lifted: &'m Lifted,
    /// The Rust modules of each match whose code counts.
    counted: Vec<Vec<RustModuleId>>,
    structure: Structure,
    inventory: Inventory,
}

impl<'m> Measures<'m> {
    /// Measures what `measure` needs. `counted` are the Rust modules of each match whose code counts.
    ///
    /// O(m) for m dependencies for the measures of direct dependencies. For indirect ones, the time is that of
    /// [`Structure::of`]. For the measures of code, each file is read again.
    pub(super) fn new(
        cx: &CheckContext<'_>,
        lifted: &'m Lifted,
        counted: Vec<Vec<RustModuleId>>,
        measure: Measure,
    ) -> Self {
        let is_direct = matches!(measure, Measure::FanIn | Measure::FanOut);
        let inventory =
            if measure.needs_items() { inventory(cx.analysis).unwrap_or_default() } else { Inventory::default() };
        let structure = if measure.is_of_code() || is_direct { Structure::default() } else { structure(lifted) };
        Self { lifted, counted, structure, inventory }
    }

    /// Returns the measure of one match; `None` if it is not defined. `depth` and the measures of all matches are not here.
    pub(super) fn of_match(&self, measure: Measure, node: usize) -> Option<Measured> {
        let (name, structure) = (&self.lifted.nodes[node].0, self.structure.nodes.get(node));
        let reached = |count: u32, what: &str| {
            // The match itself does not count.
            let value = count - 1;
            Measured {
                value,
                what: format!("`{name}` {what} {value} of the {} other matches", self.lifted.nodes.len() - 1),
            }
        };
        match measure {
            Measure::Reaches => structure.map(|own| reached(own.reaches, "depends, directly or not, on")),
            Measure::ReachedBy => structure.map(|own| reached(own.reached_by, "is used, directly or not, by")),
            Measure::Level => structure.map(|own| Measured {
                value: own.level,
                what: format!("`{name}` depends on matches of {} lower levels", own.level - 1),
            }),
            Measure::Instability => {
                let own = structure?;
                let (value, on_it) = (percent(own.instability()?), own.afferent);
                Some(Measured {
                    value,
                    what: format!("`{name}` depends on {}, and {on_it} depend on it", own.efferent),
                })
            }
            Measure::Distance => {
                let instability = structure?.instability()?;
                let abstractness = self.code(node).abstractness()?;
                let value = percent((abstractness + instability - 1.0).abs());
                Some(Measured {
                    value,
                    what: format!("its instability is {instability:.2}, and its abstractness {abstractness:.2}"),
                })
            }
            Measure::Abstractness => {
                let code = self.code(node);
                let what = format!("{} of {} visible types are traits", code.visible_traits, code.visible_types);
                Some(Measured { value: percent(code.abstractness()?), what })
            }
            Measure::RelativeVisibility => {
                let code = self.code(node);
                let what = format!("{} of {} items are visible outside", code.visible_items, code.items);
                let value = (code.items > 0).then(|| percent(f64::from(code.visible_items) / f64::from(code.items)))?;
                Some(Measured { value, what })
            }
            Measure::Lines => {
                let files: BTreeSet<_> = self.counted[node]
                    .iter()
                    .filter_map(|id| self.inventory.modules.get(id.0 as usize))
                    .flat_map(|module| &module.files)
                    .collect();
                let value = files.iter().filter_map(|file| self.inventory.lines.get(file)).sum();
                Some(Measured { value, what: format!("the code of `{name}` is in {} files", files.len()) })
            }
            Measure::Items => {
                let value = self.code(node).items;
                Some(Measured { value, what: format!("`{name}` declares {value} items") })
            }
            Measure::VisibleItems => {
                let code = self.code(node);
                let what = format!("of {} items, {} are visible outside", code.items, code.visible_items);
                Some(Measured { value: code.visible_items, what })
            }
            Measure::FanIn => Some(self.named(node, Direction::Incoming, "is used by")),
            Measure::FanOut => Some(self.named(node, Direction::Outgoing, "depends on")),
            Measure::Depth | Measure::LargestCycle | Measure::CutDependencies | Measure::PropagationCost => None,
        }
    }

    /// Returns a measure of all matches, and the match to report it at.
    pub(super) fn of_all(&self, measure: Measure) -> Option<(usize, Measured)> {
        let names = |nodes: &[u32]| {
            let names: Vec<_> = nodes.iter().map(|node| format!("`{}`", self.lifted.nodes[*node as usize].0)).collect();
            names.join(", ")
        };
        let largest = self.structure.cycles.first();
        let first = largest.and_then(|group| group.nodes.first()).map_or(0, |node| *node as usize);
        match measure {
            Measure::LargestCycle => {
                let value = percent(self.structure.largest_cycle_share());
                Some((first, Measured { value, what: format!("the largest cycle is {}", names(&largest?.nodes)) }))
            }
            Measure::CutDependencies => {
                let cut = self.structure.cycles.iter().flat_map(|group| &group.cut);
                let cut: Vec<_> = cut.map(|(from, to)| names(&[*from, *to]).replacen(", ", " -> ", 1)).collect();
                let what = format!("without these dependencies, there would be no cycle: {}", cut.join(", "));
                Some((first, Measured { value: cut.len() as u32, what }))
            }
            Measure::PropagationCost => {
                let value = percent(self.structure.propagation_cost());
                let average = self.structure.average();
                let what = format!("a match reaches {average:.1} of {} matches on average", self.lifted.nodes.len());
                (!self.lifted.nodes.is_empty()).then_some((0, Measured { value, what }))
            }
            _ => None,
        }
    }

    fn named(&self, node: usize, direction: Direction, what: &str) -> Measured {
        let others = self.lifted.dependencies.neighbors(node as u32, direction);
        let names: Vec<_> = others.iter().map(|other| format!("`{}`", self.lifted.nodes[*other as usize].0)).collect();
        let what = format!("`{}` {what} {}", self.lifted.nodes[node].0, names.join(", "));
        Measured { value: others.len() as u32, what }
    }

    /// Counts the items of a match.
    fn code(&self, node: usize) -> Code {
        let mut code = Code::default();
        let own = Some(node as u32);
        let modules = self.counted[node].iter().filter_map(|id| self.inventory.modules.get(id.0 as usize));
        for item in modules.flat_map(|module| &module.items) {
            code.items += 1;
            let is_visible = match item.extent {
                Extent::Everywhere => true,
                Extent::In(limit) => self.lifted.node_of[limit.0 as usize] != own,
            };
            code.visible_items += u32::from(is_visible);
            code.visible_types += u32::from(is_visible && item.shape != ItemShape::Other);
            code.visible_traits += u32::from(is_visible && item.shape == ItemShape::Trait);
        }
        code
    }
}

/// The items of a match.
#[derive(Default)]
struct Code {
    items: u32,
    visible_items: u32,
    visible_types: u32,
    visible_traits: u32,
}

impl Code {
    fn abstractness(&self) -> Option<f64> {
        (self.visible_types > 0).then(|| f64::from(self.visible_traits) / f64::from(self.visible_types))
    }
}

/// Returns the structure of the dependencies between matches.
fn structure(lifted: &Lifted) -> Structure {
    let mut edges = Vec::new();
    for from in 0..lifted.nodes.len() as u32 {
        for to in lifted.dependencies.neighbors(from, Direction::Outgoing) {
            let references = lifted.dependencies.get(from, to).map_or(1, |edge| edge.references.len());
            edges.push((from, to, references as u64));
        }
    }
    Structure::of(lifted.nodes.len(), &edges)
}

/// Converts a share to per cent, rounded up. Tiny errors of the division do not count.
fn percent(share: f64) -> u32 {
    #[expect(clippy::cast_sign_loss, reason = "shares are not negative")]
    let percent = (share * 100.0 - 1e-9).ceil().max(0.0) as u32;
    percent
}
