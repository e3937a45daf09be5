//! Who owns a Rust module where several claim it: the most specific claim, and a tie is said.
//!
//! **Specificity**, the first difference decides:
//! 1. the depth of the Rust module that the claim matches, at or above the one in question (of a pattern's
//!    several matches the deepest; a trailing `**` adds nothing): `shop::orders::api` before `shop::orders`;
//! 2. `=p` before `p`;
//! 3. more segments without wildcards: `shop::orders` before `shop::*`;
//! 4. more letters: `shop::order*` before `shop::*`; for globs of crates too;
//! 5. a kind or a package at its head: `bin:shop` before `shop`.
//!
//! A glob of crates is at the depth of the crates' roots, with no segment that counts for (3).

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
    /// What it claims.
    pub meaning: &'m Meaning,
    /// The letters of a glob that are no wildcards, by which two globs of crates compare.
    pub letters: usize,
    /// Who claims; two claims of one owner never tie.
    pub(super) owner: usize,
    /// The one Rust module that it claims with all below it, where that is all: there can be thousands of
    /// such claims, and they need no matching.
    pub(super) root: Option<RustModuleId>,
}

/// Who owns each Rust module.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// For each Rust module, the index of the claim that won.
    pub claims: Vec<Option<usize>>,
    /// Two claims that are equally specific, with the first Rust module that they dispute.
    pub ties: BTreeMap<(usize, usize), RustModuleId>,
}

/// How specific a claim is at a Rust module; the fields are compared in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Specificity {
    depth: usize,
    exact: bool,
    literal_segments: usize,
    letters: usize,
    qualifiers: usize,
}

/// Settles the claims.
pub(super) fn settle(claims: &[Claim<'_>], code: &Codebase<'_>) -> Owners {
    let count = code.graph.modules.len();
    let mut best: Vec<Option<(Specificity, usize)>> = vec![None; count];
    let mut owners = Owners::default();
    let mut tied: Vec<Option<usize>> = vec![None; count];
    let roots: FxHashMap<_, _> =
        claims.iter().enumerate().filter_map(|(index, claim)| Some((claim.root?, index))).collect();
    for (id, _) in code.graph.modules() {
        // Of claims on one Rust module each, the nearest is the most specific.
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
        Meaning::Outside(_) => None,
    }
}

fn of_pattern(pattern: &Pattern, module: RustModuleId, code: &Codebase<'_>) -> Option<Specificity> {
    let ends_open = !pattern.exact && pattern.segments.last() == Some(&Segment::Any);
    let segments = &pattern.segments[..pattern.segments.len() - usize::from(ends_open)];
    if !code.head_fits(pattern, module) {
        return None;
    }
    let path = code.segments(module);
    // Only `**` leaves the depth open.
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
