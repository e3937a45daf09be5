//! Decides which of several claims owns a Rust module: the most specific one. It reports nothing; the caller reports
//! ties.
//!
//! **Specificity**; the first difference decides:
//! 1. the depth of the deepest match at or above the Rust module, without a trailing `**`: `shop::orders::api` before
//!    `shop::orders`;
//! 2. `=p` before `p`;
//! 3. more segments without wildcards: `shop::orders` before `shop::*`;
//! 4. more letters: `shop::order*` before `shop::*`, also in globs of crates;
//! 5. a kind or package of the crate: `bin:shop` before `shop`.
//!
//! A glob of crates has the depth of a crate root, and no segments for (3). A name without wildcards comes before all globs.

use super::{
    code::Codebase,
    matching::{self, Binding},
    model::Meaning,
    pattern::{Pattern, Piece, Segment},
};
use crate::graph::RustModuleId;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A claim on code.
#[derive(Debug)]
pub(super) struct Claim<'m> {
    /// The claimed code.
    pub meaning: &'m Meaning,
    /// The number of letters in a glob of crates, to compare it with other globs. Names without wildcards have more than any glob.
    pub letters: usize,
    /// The owner. Two claims of one owner never tie.
    pub(super) owner: usize,
    /// The claimed Rust module, if the claim is for one Rust module and all below it. There can be thousands of such
    /// claims, which need no pattern matching.
    pub(super) root: Option<RustModuleId>,
}

/// The result: the owner of each Rust module.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// The index of the winning claim for each Rust module.
    pub claims: Vec<Option<usize>>,
    /// Pairs of equally specific claims, each with the first Rust module that both match.
    pub ties: BTreeMap<(usize, usize), RustModuleId>,
}

/// The specificity of a claim at a Rust module. The fields are compared in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Specificity {
    depth: usize,
    exact: bool,
    literal_segments: usize,
    letters: usize,
    qualifiers: usize,
}

/// Decides which claim owns each Rust module.
pub(super) fn settle(claims: &[Claim<'_>], code: &Codebase<'_>) -> Owners {
    let count = code.graph.modules.len();
    let mut best: Vec<Option<(Specificity, usize)>> = vec![None; count];
    let mut owners = Owners::default();
    let mut tied: Vec<Option<usize>> = vec![None; count];
    let roots: FxHashMap<_, _> =
        claims.iter().enumerate().filter_map(|(index, claim)| Some((claim.root?, index))).collect();
    for (id, _) in code.graph.modules() {
        // Of claims for single Rust modules, the nearest one is the most specific.
        let Some(index) = code.upward(id).find_map(|at| roots.get(&at).copied()) else { continue };
        let specificity = specificity(claims[index].meaning, claims[index].letters, id, code);
        best[id.0 as usize] = specificity.map(|specificity| (specificity, index));
    }
    for (index, claim) in claims.iter().enumerate().filter(|(_, claim)| claim.root.is_none()) {
        for (id, _) in code.graph.modules() {
            let Some(specificity) = specificity(claim.meaning, claim.letters, id, code) else { continue };
            let at = id.0 as usize;
            match best[at] {
                Some((so_far, _)) if so_far > specificity => {}
                Some((so_far, first)) if so_far == specificity => {
                    if claims[first].owner != claim.owner {
                        tied[at] = Some(index);
                    }
                }
                _ => {
                    best[at] = Some((specificity, index));
                    tied[at] = None;
                }
            }
        }
    }
    for (id, _) in code.graph.modules() {
        if let (Some((_, first)), Some(second)) = (best[id.0 as usize], tied[id.0 as usize]) {
            owners.ties.entry((first, second)).or_insert(id);
        }
    }
    owners.claims = best.into_iter().map(|found| found.map(|(_, index)| index)).collect();
    owners
}

fn specificity(meaning: &Meaning, letters: usize, module: RustModuleId, code: &Codebase<'_>) -> Option<Specificity> {
    let plain = Specificity { depth: 1, exact: false, literal_segments: 0, letters, qualifiers: 0 };
    match meaning {
        Meaning::Code(pattern) => of_pattern(pattern, module, code),
        Meaning::Crates(packages) => packages.contains(&code.package(module)).then_some(plain),
        Meaning::Modules(modules) => {
            let owner = code.owner(module).filter(|owner| modules.contains(owner))?;
            let root = code.upward(module).take_while(|at| code.owner(*at) == Some(owner)).last()?;
            let depth = code.segments(root).len();
            Some(Specificity { depth, literal_segments: depth, letters: usize::MAX, ..plain })
        }
        Meaning::Any(all) => all.iter().filter_map(|one| specificity(one, letters, module, code)).max(),
        Meaning::Owned(_, modules) => modules.binary_search(&module).is_ok().then_some(plain),
        // Only patterns, crates, owners and layers own code.
        Meaning::Outside(_) | Meaning::Files(_) | Meaning::Except(..) => None,
    }
}

fn of_pattern(pattern: &Pattern, module: RustModuleId, code: &Codebase<'_>) -> Option<Specificity> {
    let ends_open = !pattern.exact && pattern.segments.last() == Some(&Segment::Any);
    let segments = &pattern.segments[..pattern.segments.len() - usize::from(ends_open)];
    if !code.head_fits(pattern, module) {
        return None;
    }
    let path = code.segments(module);
    // Only `**` matches at several depths.
    let fixed = !segments.contains(&Segment::Any);
    let deepest = if fixed { segments.len() } else { path.len() };
    if deepest > path.len() {
        return None;
    }
    let shortest = if pattern.exact { path.len() } else { 0 };
    let depths = (if fixed { deepest.max(shortest) } else { shortest })..=deepest;
    let depth = depths.rev().find(|depth| matching::matches(segments, &path[..*depth], &Binding::new()))?;
    Some(Specificity {
        depth,
        exact: pattern.exact,
        literal_segments: segments.iter().filter(|segment| segment.literal().is_some()).count(),
        letters: segments.iter().flat_map(Segment::pieces).map(piece_letters).sum(),
        qualifiers: usize::from(pattern.kind.is_some()) + usize::from(pattern.package.is_some()),
    })
}

fn piece_letters(piece: &Piece) -> usize {
    match piece {
        Piece::Text(text) => text.chars().count(),
        _ => 0,
    }
}
