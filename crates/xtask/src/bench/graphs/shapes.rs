//! The shapes of graphs that are expensive to check. The dependencies of each Rust module are a function of its number, so a
//! workspace of any size can be written module by module.

use fastrand::Rng;
use serde::Serialize;

/// The shape of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Shape {
    /// Random dependencies: one strongly connected component with short cycles.
    Tangle,
    /// Random dependencies, a quarter of them under a `cfg` that can contradict another.
    Conditions,
    /// Each module depends on the next ones, and the last on the first: one component whose shortest cycle is long.
    Wheel,
    /// Many separate wheels of a thousand modules.
    Wheels,
    /// Many small components, each of which depends on the previous one.
    Knots,
    /// Each module depends on the next ones, without a cycle: the longest chains.
    Chain,
    /// A hundred layers, each of which depends on the one below.
    Layers,
    /// One module that depends on all others, and on which all others depend.
    Hub,
}

/// The number of Rust modules in each of many wheels.
const WHEEL: u32 = 1_000;
/// The number of Rust modules in a knot.
const KNOT: u32 = 12;
/// The number of layers. Each has the Rust modules of one file.
pub(crate) const LAYERS: u32 = 100;

impl Shape {
    /// All shapes.
    pub(crate) const ALL: [Self; 8] =
        [Self::Tangle, Self::Conditions, Self::Wheel, Self::Wheels, Self::Knots, Self::Chain, Self::Layers, Self::Hub];

    /// Returns the name for reports.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Tangle => "tangle",
            Self::Conditions => "tangle with `cfg`s",
            Self::Wheel => "wheel",
            Self::Wheels => "wheels",
            Self::Knots => "knots",
            Self::Chain => "chain",
            Self::Layers => "layers",
            Self::Hub => "hub",
        }
    }

    /// Returns the description for the docs.
    pub(crate) const fn about(self) -> &'static str {
        match self {
            Self::Tangle => "random dependencies, so that all Rust modules are one strongly connected component",
            Self::Conditions => "the same, with a quarter of the references under `cfg(unix)` or `cfg(windows)`",
            Self::Wheel => {
                "each Rust module depends on the next ones, and the last on the first: one component without a short cycle"
            }
            Self::Wheels => "many separate wheels of a thousand Rust modules",
            Self::Knots => "components of a dozen Rust modules, each of which depends on the previous one",
            Self::Chain => {
                "each Rust module depends on the next ones, without a cycle: chains of tens of thousands of steps"
            }
            Self::Layers => "a hundred layers, each of which depends on the one below, without a cycle",
            Self::Hub => {
                "one Rust module and all others depend on each other, and each module depends on some before it"
            }
        }
    }

    /// Returns the dependencies of one of `count` Rust modules, sorted: about `degree` distinct ones.
    pub(crate) fn dependencies(self, at: u32, count: u32, degree: u32) -> Vec<u32> {
        let mut choices = Rng::with_seed(u64::from(at).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut any = |from: u32, to: u32| if from < to { choices.u32(from..to) } else { from };
        // The order in a wheel differs from the order of names. Otherwise a search that starts with the first names would
        // end early.
        let round = |size: u32| {
            let start = at / size * size;
            let size = size.min(count - start);
            let stride = [7, 11, 13, 17, 1].into_iter().find(|stride| !size.is_multiple_of(*stride)).unwrap_or(1);
            (1..=degree).map(|step| start + (at - start + step * stride) % size).collect::<Vec<_>>()
        };
        let mut all = match self {
            Self::Tangle | Self::Conditions => {
                let mut all = vec![(at + 1) % count];
                all.extend((1..degree).map(|_| any(0, count)));
                all
            }
            Self::Wheel => round(count),
            Self::Wheels => round(WHEEL),
            Self::Knots => {
                let mut all = round(KNOT);
                all.truncate(degree as usize - 1);
                all.extend(at.checked_sub(KNOT));
                all
            }
            Self::Chain => (at + 1..count.min(at + 1 + degree)).collect(),
            Self::Layers => {
                let size = count.div_ceil(LAYERS);
                let below = (at / size + 1) * size;
                if below < count { (0..degree).map(|_| any(below, count.min(below + size))).collect() } else { vec![] }
            }
            Self::Hub if at == 0 => (1..count).collect(),
            Self::Hub => std::iter::once(0).chain((2..degree).map(|_| any(0, at))).collect(),
        };
        all.retain(|other| *other != at && *other < count);
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Returns the `cfg` under which a reference exists, or `None` if it always exists.
    pub(crate) const fn condition(self, from: u32, to: u32) -> Option<&'static str> {
        match (self, from.wrapping_mul(31).wrapping_add(to) % 8) {
            (Self::Conditions, 0) => Some("unix"),
            (Self::Conditions, 1) => Some("windows"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_has_about_the_requested_size_and_is_reproducible() {
        for shape in Shape::ALL {
            let edges = |shape: Shape| (0..5_000).map(|at| shape.dependencies(at, 5_000, 10)).collect::<Vec<_>>();
            let (one, again) = (edges(shape), edges(shape));
            assert_eq!(one, again);
            let count: usize = one.iter().map(Vec::len).sum();
            assert!((40_000..=55_000).contains(&count), "{shape:?}: {count}");
            let within = |(from, all): (usize, &Vec<u32>)| all.iter().all(|to| *to < 5_000 && *to as usize != from);
            assert!(one.iter().enumerate().all(within), "{shape:?}");
        }
    }

    #[test]
    fn chains_and_layers_have_no_cycle() {
        for shape in [Shape::Chain, Shape::Layers] {
            assert!((0..1_000).all(|at| shape.dependencies(at, 1_000, 5).iter().all(|to| *to > at)), "{shape:?}");
        }
    }
}
