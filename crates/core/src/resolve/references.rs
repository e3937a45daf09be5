//! Each reference of the source to what it leads to: resolved once for each distinct (scope, path), recorded for
//! each place.
//!
//! By then nothing is declared any more. Each core asks a fork of the world about a part of the source; put together in
//! the order of the parts, what they record is what one alone would have.

use super::{
    asks::Asks,
    emit::{self, Emitter, Made},
    paths::{From, Hit, Hits, Sure, Written, written},
    world::{Import, ItemKind, PathId, Res, ScopeId, ScopeKind, Unit, Visibility, World},
};
use crate::{
    cfg::{Cfg, Cfgs, ForkPoint},
    codes::Code,
    diagnostic::Diagnostic,
    graph::{Context, ImportId, Reference, ReferenceKind, TargetId},
    source::{FileId, Place},
    syntax::{self, Certainty, Located, ReferenceKind as PathKind, Spaces},
    workspace::{CrateId, CrateKind, Edition},
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::ops::Range;

/// How many parts there are for each core: some take longer than others.
const PARTS: usize = 4;

/// What was recorded.
pub(super) struct Recorded {
    pub emitter: Emitter,
    /// Where each name stands that is counted as unknown.
    pub unknown: Vec<Place>,
    pub unresolved: Vec<Diagnostic>,
    /// Who asked for what, by thread, if the world notes that.
    pub asks: Vec<Asks>,
}

/// Records every reference of a world: the imports, then the paths in code.
pub(super) fn record(world: &mut World<'_>, units: &[Unit], editions: &[Edition]) -> Recorded {
    let emitter = Emitter::new(world);
    let cores = rayon::current_num_threads();
    if cores > 1 {
        let parts = parts(world.imports.len(), units, cores * PARTS);
        let stood = world.cfgs.fork_point();
        let shared = &*world;
        let recorded: Vec<(Cfgs, Part)> = parts
            .into_par_iter()
            .map(|(imports, paths)| {
                let mut fork = shared.fork();
                let mut part = Recorder::new(&mut fork, emitter.fork(), editions).record(imports, &units[paths]);
                part.asks = fork.asks;
                (fork.cfgs, part)
            })
            .collect();
        if recorded.iter().all(|(cfgs, _)| cfgs.can_be_adopted(stood)) {
            return joined(world, emitter, recorded, stood);
        }
    }
    let all = 0..world.imports.len();
    let Part { emitter, unknown, unresolved, .. } = Recorder::new(world, emitter, editions).record(all, units);
    let unresolved = unresolved.0.into_iter().chain(unresolved.1).collect();
    Recorded { emitter, unknown, unresolved, asks: world.asks.take().into_iter().collect() }
}

/// About equal parts of the imports and of the units.
fn parts(imports: usize, units: &[Unit], count: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let weight = |unit: &Unit| unit.facts.references.len() + 1;
    let all: usize = units.iter().map(weight).sum();
    let mut parts = Vec::with_capacity(count);
    let (mut next, mut before) = (0, 0);
    for part in 1..=count {
        let first = next;
        while next < units.len() && (part == count || before < all * part / count) {
            before += weight(&units[next]);
            next += 1;
        }
        parts.push((imports * (part - 1) / count..imports * part / count, first..next));
    }
    parts
}

/// What the forks have recorded, in the order and the terms of the world.
fn joined(world: &mut World<'_>, mut emitter: Emitter, recorded: Vec<(Cfgs, Part)>, stood: ForkPoint) -> Recorded {
    let mut unknown = Vec::new();
    let mut asks: Vec<Asks> = world.asks.take().into_iter().collect();
    let (mut of_imports, mut of_paths) = (Vec::new(), Vec::new());
    let count = recorded.iter().map(|(_, part)| part.emitter.reference_count()).sum();
    let (mut imports, mut paths): (Vec<Reference>, Vec<Vec<Reference>>) = (Vec::with_capacity(count), Vec::new());
    for (cfgs, part) in recorded {
        unknown.extend(part.unknown);
        asks.extend(part.asks);
        of_imports.extend(part.unresolved.0);
        of_paths.extend(part.unresolved.1);
        let mut known = FxHashMap::default();
        let mut references = emitter.adopt(part.emitter, |cfg| world.cfgs.adopt(&cfgs, stood, cfg, &mut known));
        paths.push(references.split_off(part.imports));
        imports.append(&mut references);
    }
    for mut references in paths {
        imports.append(&mut references);
    }
    emitter.set_references(imports);
    of_imports.append(&mut of_paths);
    Recorded { emitter, unknown, unresolved: of_imports, asks }
}

/// What was asked before in a unit: the ways in which a path resolves, or none where it leads nowhere.
type Memo = FxHashMap<(ScopeId, PathId, Spaces), SmallVec<[Way; 1]>>;

/// One way in which a path resolves, with its target once that was asked for.
struct Way {
    hit: Hit,
    target: Asked,
}

/// What is known of a way's target.
#[derive(Clone, Copy)]
enum Asked {
    NotYet,
    /// None where it leads to nothing of interest.
    Found(Option<TargetId>),
}

/// A path where it stands.
#[derive(Clone, Copy)]
struct Stands {
    scope: ScopeId,
    path: PathId,
    at: Located,
    cfg: Cfg,
    kind: ReferenceKind,
    import: Option<ImportId>,
}

/// What one recorder has recorded.
struct Part {
    emitter: Emitter,
    unknown: Vec<Place>,
    /// Those of imports, and those of paths in code.
    unresolved: (Vec<Diagnostic>, Vec<Diagnostic>),
    /// How many of the references are imports: these come first.
    imports: usize,
    asks: Option<Asks>,
}

/// Records the paths in the code of some units, and some imports; nothing else of the world has changed.
pub(super) fn record_some(
    world: &mut World<'_>,
    emitter: Emitter,
    editions: &[Edition],
    imports: Range<usize>,
    units: &[(Unit, &[syntax::Reference])],
) -> Recorded {
    let mut recorder = Recorder::new(world, emitter, editions);
    recorder.world.remembered = Some(FxHashMap::default());
    for index in imports {
        recorder.import(ImportId(index as u32));
    }
    for (unit, references) in units {
        recorder.unit(unit, references, &mut Memo::default());
    }
    let Recorder { emitter, unknown, unresolved, .. } = recorder;
    Recorded { emitter, unknown, unresolved, asks: Vec::new() }
}

/// Records the references of a world.
struct Recorder<'r, 'w> {
    world: &'r mut World<'w>,
    emitter: Emitter,
    editions: &'r [Edition],
    unknown: Vec<Place>,
    unresolved: Vec<Diagnostic>,
    contexts: FxHashMap<(CrateId, Cfg), Context>,
}

impl<'r, 'w> Recorder<'r, 'w> {
    fn new(world: &'r mut World<'w>, emitter: Emitter, editions: &'r [Edition]) -> Self {
        Self { world, emitter, editions, unknown: Vec::new(), unresolved: Vec::new(), contexts: FxHashMap::default() }
    }

    /// Records some imports, then the paths in the code of some units.
    fn record(mut self, imports: Range<usize>, units: &[Unit]) -> Part {
        self.world.remembered = Some(FxHashMap::default());
        for index in imports {
            self.import(ImportId(index as u32));
        }
        let of_imports = std::mem::take(&mut self.unresolved);
        let imports = self.emitter.reference_count();
        let mut memo = Memo::default();
        for unit in units {
            // No other unit has these scopes, but for what macros write into them.
            memo.clear();
            if let Some(asks) = &mut self.world.asks {
                asks.asks_for(unit.file);
            }
            self.unit(unit, &unit.facts.references, &mut memo);
        }
        let unresolved = (of_imports, self.unresolved);
        Part { emitter: self.emitter, unknown: self.unknown, unresolved, imports, asks: None }
    }

    fn edition(&self, krate: CrateId) -> Edition {
        self.editions[krate.0 as usize]
    }

    fn context(&mut self, krate: CrateId, cfg: Cfg) -> Context {
        match self.world.workspace.krate(krate).kind {
            CrateKind::Test | CrateKind::Bench | CrateKind::Example => return Context::Test,
            CrateKind::Build => return Context::Build,
            CrateKind::Lib | CrateKind::Bin => {}
        }
        if cfg == Cfg::ALWAYS {
            return Context::Production;
        }
        let cfgs = &mut self.world.cfgs;
        *self
            .contexts
            .entry((krate, cfg))
            .or_insert_with(|| if cfgs.is_for_tests(cfg, krate) { Context::Test } else { Context::Production })
    }

    fn import(&mut self, id: ImportId) {
        let world = &mut *self.world;
        let Import { scope, path, at, cfg, glob, spaces, visibility, extern_crate, underscore, from_body, .. } =
            *world.import(id);
        if from_body {
            return;
        }
        let module = world.scope(scope).module;
        let in_block = world.scope(scope).kind == ScopeKind::Block;
        let beyond = match visibility {
            Visibility::Public => true,
            Visibility::In(limit) => limit != module,
        };
        let kind = if extern_crate {
            ReferenceKind::ExternCrate
        } else if beyond && !in_block && !underscore {
            ReferenceKind::Reexport
        } else {
            ReferenceKind::Use
        };
        let mut hits = Hits::new();
        if extern_crate {
            let targets = world.import(id).targets.iter();
            hits.extend(targets.map(|target| world.extern_crate_hit(target.res, target.cfg)));
        } else {
            hits = world.import_hits(id, self.editions);
            let text = world.textual_targets(id);
            if !text.is_empty() {
                hits.retain(|hit| hit.sure == Sure::Certain);
                hits.extend(text);
            }
            world.keep_the_sure(&mut hits, |hit| hit);
        }
        // What one name means in several name spaces is one path still: a Rust module that it names is written.
        if let Some((module, when)) = hits.iter().find_map(|hit| match hit.res {
            Res::Module(module) if hit.written.is_some() => Some((module, hit.cfg)),
            _ => None,
        }) {
            for hit in &mut hits {
                if self.world.cfgs.implies(hit.cfg, when) {
                    hit.written = Some(Written::Module(module));
                }
            }
        }
        if hits.is_empty() && self.world.import(id).targets.is_empty() {
            self.unresolved(scope, path, at, cfg, true);
            return;
        }
        for mut hit in hits {
            // Of an enum outside, the Rust module that it is in is the deepest named.
            if let (Res::Outside(_), true) = (hit.res, glob || spaces == Spaces::TYPE) {
                hit.written = written(hit.res, false, self.world).or(hit.written);
            }
            let whole = glob || spaces == Spaces::TYPE;
            self.hit(&hit, &mut Asked::NotYet, whole, Stands { scope, path, at, cfg, kind, import: Some(id) });
        }
    }

    fn unit(&mut self, unit: &Unit, references: &[syntax::Reference], memo: &mut Memo) {
        let edition = self.edition(unit.krate);
        for reference in references {
            let cfg = unit.cfgs[reference.predicate.0 as usize];
            let scope = unit.scopes[reference.scope.0 as usize];
            let path = unit.paths[reference.path.0 as usize];
            if !self.world.cfgs.is_satisfiable(cfg) {
                continue;
            }
            let ways = memo.entry((scope, path, reference.spaces)).or_insert_with(|| {
                let from = From { scope, import: None, in_use: false, edition };
                let hits = self.world.resolve(path, reference.spaces, from).hits;
                hits.into_iter().map(|hit| Way { hit, target: Asked::NotYet }).collect()
            });
            let kind = match reference.kind {
                PathKind::Path => ReferenceKind::Path,
                PathKind::Macro => ReferenceKind::Macro,
                PathKind::Attribute => ReferenceKind::Attribute,
                PathKind::Derive => ReferenceKind::Derive,
            };
            if ways.is_empty() && reference.certainty == Certainty::Certain {
                self.unresolved(scope, path, reference.at, cfg, false);
            }
            for Way { hit, target } in ways {
                let counts = match reference.certainty {
                    Certainty::Certain => true,
                    // Its last name may be an outside glob's, if what comes before is a Rust module.
                    Certainty::Possible => {
                        hit.sure <= Sure::Hidden
                            || matches!(hit.written, Some(Written::Module(_)))
                            || !hit.via.is_empty()
                    }
                    Certainty::PatternName => self.is_pattern_value(hit.res) && hit.sure == Sure::Certain,
                };
                if counts {
                    let place = Stands { scope, path, at: reference.at, cfg, kind, import: None };
                    self.hit(hit, target, false, place);
                }
            }
        }
    }

    fn is_pattern_value(&self, res: Res) -> bool {
        matches!(res, Res::Item(item) if self.world.item(item).kind == ItemKind::PatternValue)
    }

    /// Records one way in which a path resolves, if it leads out of its own Rust module. `target` is what an earlier call
    /// found of the same way.
    fn hit(&mut self, hit: &Hit, target: &mut Asked, whole: bool, stands: Stands) {
        let Stands { scope, path, at, cfg, kind, import } = stands;
        let cfg = self.world.cfgs.and(hit.cfg, cfg);
        if !self.world.cfgs.is_satisfiable(cfg) {
            return;
        }
        if hit.sure == Sure::Unknown {
            self.unknown.push(Place { file: FileId(at.file), span: at.span });
        }
        if let Asked::NotYet = target {
            *target = Asked::Found(self.emitter.target(self.world, hit, whole, scope));
        }
        let Asked::Found(Some(target)) = *target else { return };
        let krate = self.world.scope(scope).krate;
        let context = self.context(krate, cfg);
        let visible_in = import.filter(|_| kind == ReferenceKind::Reexport).and_then(|import| {
            match self.world.import(import).visibility {
                Visibility::Public => None,
                Visibility::In(limit) => Some(limit),
            }
        });
        self.emitter.reference(
            self.world,
            &Made { scope, target, at, path, kind, context, cfg, visible_in, import, through: hit.through },
        );
    }

    /// Notes a path that should lead to something and does not; where a macro, a derive or a generated file may have
    /// declared what it names, it only is not known.
    fn unresolved(&mut self, scope: ScopeId, path: PathId, at: Located, cfg: Cfg, in_use: bool) {
        let world = &mut *self.world;
        if !world.cfgs.is_satisfiable(cfg) {
            return;
        }
        let krate = world.scope(scope).krate;
        let edition = self.edition(krate);
        let from = From { scope, import: None, in_use, edition };
        let world = &mut *self.world;
        let place = Place { file: FileId(at.file), span: at.span };
        let stops_in = world.resolve(path, Spaces::TYPE.or(Spaces::VALUE), from).stops_in;
        if world.may_hold_more(scope) || stops_in.is_some_and(|stop| world.may_hold_more(stop)) {
            self.unknown.push(place);
            return;
        }
        let text = emit::path_text(world, path);
        let message = format!("`{text}` leads to nothing that is known");
        let diagnostic = Diagnostic::new(Code::Unresolved, message).at(place, "").help(Code::Unresolved.info().fix);
        self.unresolved.push(diagnostic);
    }
}
