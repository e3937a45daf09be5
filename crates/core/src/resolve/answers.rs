//! What the paths in code resolve to, asked on all cores. By then nothing is declared any more: each core asks a fork of
//! the world, and what a fork answers is put in terms of the world itself by whoever records it, in source order.

use super::{
    paths::{From, Hit, Hits, Written},
    world::{HIDDEN, ItemId, OutsidePath, PathId, Res, ScopeId, Unit, World},
};
use crate::{
    cfg::{Cfg, Mark},
    syntax::Spaces,
    workspace::Edition,
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How many references each core is given at a time: what they lead to is held until it is recorded.
const PORTION: usize = 1 << 14;

/// What the references of one unit lead to.
pub(super) struct Answered {
    /// The fork that answered.
    pub fork: usize,
    /// The ways in which each distinct path resolves.
    pub ways: Vec<Hits>,
    /// Of each reference, which of these; none where it is in no configuration.
    pub of: Vec<Option<u32>>,
}

/// Forks of a world, one for each core.
pub(super) struct Forks<'w> {
    forks: Vec<Fork<'w>>,
    stood: Stood,
}

struct Fork<'w> {
    world: World<'w>,
    /// What of its own was met before, as it is in the world.
    cfgs: FxHashMap<Cfg, Cfg>,
}

/// Where the world stood when it was forked: what has higher numbers in a fork is the fork's own.
#[derive(Clone, Copy)]
struct Stood {
    cfgs: Mark,
    outside: usize,
    hidden: usize,
}

impl<'w> Forks<'w> {
    /// Forks a world in which nothing is declared any more.
    pub(super) fn of(world: &World<'w>) -> Self {
        let fork = |_| Fork { world: world.fork(), cfgs: FxHashMap::default() };
        Self {
            forks: (0..rayon::current_num_threads()).map(fork).collect(),
            stood: Stood { cfgs: world.cfgs.mark(), outside: world.outside.count(), hidden: world.hidden_items.len() },
        }
    }

    /// What the references of some units lead to, from the first of them on: of as many as a portion for each core holds.
    pub(super) fn answer(&mut self, units: &[Unit], editions: &[Edition]) -> Vec<Answered> {
        let mut portions: Vec<Range<usize>> = Vec::new();
        let mut next = 0;
        for _ in 0..self.forks.len() {
            let (first, mut references) = (next, 0);
            while next < units.len() && references < PORTION {
                references += units[next].facts.references.len();
                next += 1;
            }
            portions.push(first..next);
        }
        let answers: Vec<Vec<Answered>> = self
            .forks
            .par_iter_mut()
            .zip(portions)
            .enumerate()
            .map(|(number, (fork, portion))| {
                let units = units[portion].iter();
                units.map(|unit| answer(&mut fork.world, unit, editions[unit.krate.0 as usize], number)).collect()
            })
            .collect();
        answers.into_iter().flatten().collect()
    }

    /// A way that a fork has found, in terms of the world. None where it rests on what only the fork knows.
    pub(super) fn adopt(&mut self, world: &mut World<'w>, fork: usize, hit: &Hit) -> Option<Hit> {
        let Self { forks, stood } = self;
        let Fork { world: from, cfgs } = &mut forks[fork];
        let cfg = world.cfgs.adopt(&from.cfgs, stood.cfgs, hit.cfg, cfgs)?;
        let res = match hit.res {
            Res::Outside(path) => Res::Outside(stood.adopt_path(world, from, path)),
            Res::Item(item) => Res::Item(stood.adopt_item(world, from, item)),
            Res::Module(_) | Res::Language => hit.res,
        };
        let written = hit.written.map(|written| match written {
            Written::Outside(path) => Written::Outside(stood.adopt_path(world, from, path)),
            Written::Module(_) => written,
        });
        Some(Hit { res, cfg, written, ..hit.clone() })
    }
}

impl Stood {
    fn adopt_path(self, world: &mut World<'_>, from: &World<'_>, path: OutsidePath) -> OutsidePath {
        if (path.0 as usize) < self.outside {
            return path;
        }
        match from.outside.split(path) {
            (None, name) => world.outside.krate(name),
            (Some(before), name) => {
                let before = self.adopt_path(world, from, before);
                world.outside.child(before, name)
            }
        }
    }

    fn adopt_item(self, world: &mut World<'_>, from: &World<'_>, item: ItemId) -> ItemId {
        match item.0.checked_sub(HIDDEN) {
            Some(hidden) if hidden as usize >= self.hidden => {
                let item = from.item(item);
                world.hidden_item(item.scope, item.name)
            }
            _ => item,
        }
    }
}

/// Resolves each distinct path of a unit once.
fn answer(world: &mut World<'_>, unit: &Unit, edition: Edition, fork: usize) -> Answered {
    let mut asked: FxHashMap<(ScopeId, PathId, Spaces), u32> = FxHashMap::default();
    let mut ways: Vec<Hits> = Vec::new();
    let references = unit.facts.references.iter();
    let of = references.map(|reference| {
        let cfg = unit.cfgs[reference.predicate.0 as usize];
        if !world.cfgs.possible(cfg) {
            return None;
        }
        let scope = unit.scopes[reference.scope.0 as usize];
        let path = unit.paths[reference.path.0 as usize];
        Some(*asked.entry((scope, path, reference.spaces)).or_insert_with(|| {
            let from = From { scope, import: None, in_use: false, edition };
            ways.push(world.resolve(path, reference.spaces, from).hits);
            ways.len() as u32 - 1
        }))
    });
    let of = of.collect();
    Answered { fork, ways, of }
}
