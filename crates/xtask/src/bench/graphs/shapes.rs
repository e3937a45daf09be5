//! Graphs that are hard on a checker: what each Rust module depends on, as a function of its number. So a workspace of
//! any size is written module by module, and nothing is kept.

use fastrand::Rng;
use serde::Serialize;

/// What a graph looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Shape {
    /// Each depends on some at random: all are one component, with short cycles.
    Tangle,
    /// The same, and every fourth reference exists under a `cfg` that may be at odds with another.
    Conditions,
    /// Each depends on the next ones, the last on the first: one component, whose shortest cycle is long.
    Wheel,
    /// Many wheels of a thousand, each on its own.
    Wheels,
    /// Many small components, each depending on the one before.
    Knots,
    /// Each depends on the next ones, and nothing leads back: the longest chains.
    Chain,
    /// A hundred layers, each depending on the one below.
    Layers,
    /// One that depends on all others, and that all others depend on.
    Hub,
}

/// How many Rust modules a wheel of many has, and a knot.
const WHEEL: u32 = 1_000;
const KNOT: u32 = 12;
/// How many layers there are; each has the Rust modules of one file.
pub(crate) const LAYERS: u32 = 100;

impl Shape {
    /// All of them.
    pub(crate) const ALL: [Self; 8] =
        [Self::Tangle, Self::Conditions, Self::Wheel, Self::Wheels, Self::Knots, Self::Chain, Self::Layers, Self::Hub];

    /// How reports name it.
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

    /// What it is, for those who read of it.
    pub(crate) const fn about(self) -> &'static str {
        match self {
            Self::Tangle => "each Rust module depends on some at random, so that all are one component",
            Self::Conditions => "the same, a quarter of it under `cfg(unix)` or `cfg(windows)`",
            Self::Wheel => "each depends on the next ones, the last on the first: one component without a short cycle",
            Self::Wheels => "the same in circles of a thousand each",
            Self::Knots => "components of a dozen each, each depending on the one before",
            Self::Chain => {
                "each depends on the next ones, and nothing leads back: chains of tens of thousands of steps"
            }
            Self::Layers => "a hundred layers, each depending on the one below, and no cycle",
            Self::Hub => "one depends on all others and all others on it, and each on some before it",
        }
    }

    /// What one of `count` depends on: `degree` others, or about so many. Sorted, each once.
    pub(crate) fn dependencies(self, at: u32, count: u32, degree: u32) -> Vec<u32> {
        let mut choices = Rng::with_seed(u64::from(at).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut any = |from: u32, to: u32| if from < to { choices.u32(from..to) } else { from };
        // Where one stands in a wheel does not follow from its name: else the first ones in name would break it.
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

    /// The `cfg` under which a reference exists, if not always.
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
    fn each_shape_is_about_as_large_as_asked_and_the_same_each_time() {
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
    fn chains_and_layers_lead_one_way() {
        for shape in [Shape::Chain, Shape::Layers] {
            assert!((0..1_000).all(|at| shape.dependencies(at, 1_000, 5).iter().all(|to| *to > at)), "{shape:?}");
        }
    }
}
