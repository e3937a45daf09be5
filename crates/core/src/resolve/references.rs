//! Each reference of the source to what it leads to: resolved once for each distinct (scope, path), recorded for
//! each place.

use super::{
    answers::{Answered, Forks},
    driver::Driver,
    emit::{self, Emitter, Made},
    paths::{From, Hit, Hits, Sure, Written, written},
    world::{Import, ItemKind, PathId, Res, ScopeId, ScopeKind, Visibility},
};
use crate::{
    cfg::{Atom, Cfg},
    codes::Code,
    diagnostic::Diagnostic,
    graph::{Context, ImportId, Kind, TargetId},
    source::{FileId, Place},
    syntax::{Certainty, Located, ReferenceKind, Spaces},
    workspace::{CrateId, CrateKind},
};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

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
    kind: Kind,
    import: Option<ImportId>,
}

/// Records every reference of a world.
pub(super) struct Recorder<'d, 'w> {
    pub driver: &'d mut Driver<'w>,
    pub emitter: Emitter,
    pub unknown: usize,
    pub unresolved: Vec<Diagnostic>,
    contexts: FxHashMap<(CrateId, Cfg), Context>,
}

impl<'d, 'w> Recorder<'d, 'w> {
    pub(super) fn new(driver: &'d mut Driver<'w>) -> Self {
        let emitter = Emitter::new(&driver.world);
        Self { driver, emitter, unknown: 0, unresolved: Vec::new(), contexts: FxHashMap::default() }
    }

    /// Records the imports, then the paths in code.
    pub(super) fn record(&mut self) {
        self.driver.world.remembered = Some(FxHashMap::default());
        for index in 0..self.driver.world.imports.len() {
            self.import(ImportId(index as u32));
        }
        let mut forks = Forks::of(&self.driver.world);
        let mut next = 0;
        while next < self.driver.units.len() {
            for answered in forks.answer(&self.driver.units[next..], &self.driver.editions) {
                self.unit(next, &answered, &mut forks);
                next += 1;
            }
        }
    }

    fn context(&mut self, krate: CrateId, cfg: Cfg) -> Context {
        match self.driver.world.workspace.krate(krate).kind {
            CrateKind::Test | CrateKind::Bench | CrateKind::Example => return Context::Test,
            CrateKind::Build => return Context::Build,
            CrateKind::Lib | CrateKind::Bin => {}
        }
        if cfg == Cfg::ALWAYS {
            return Context::Production;
        }
        let cfgs = &mut self.driver.world.cfgs;
        *self.contexts.entry((krate, cfg)).or_insert_with(|| {
            let test = cfgs.atom(Atom::Test(krate));
            if cfgs.implies(cfg, test) { Context::Test } else { Context::Production }
        })
    }

    fn import(&mut self, id: ImportId) {
        let import = self.driver.world.import(id).clone();
        if import.from_body {
            return;
        }
        let world = &mut self.driver.world;
        let krate = world.scope(import.scope).krate;
        let module = world.scope(import.scope).module;
        let in_block = world.scope(import.scope).kind == ScopeKind::Block;
        let beyond = match import.visibility {
            Visibility::Public => true,
            Visibility::In(limit) => limit != module,
        };
        let kind = if import.extern_crate {
            Kind::ExternCrate
        } else if beyond && !in_block && !import.underscore {
            Kind::Reexport
        } else {
            Kind::Use
        };
        let edition = self.driver.edition(krate);
        let from = From { scope: import.scope, import: Some(id), in_use: true, edition };
        let mut hits = Hits::new();
        let world = &mut self.driver.world;
        if import.extern_crate {
            for target in &import.targets {
                hits.push(world.extern_crate_hit(target.res, target.cfg));
            }
        } else {
            for (_, resolution) in world.resolve_each(import.path, import.spaces, from) {
                for hit in resolution.hits {
                    if !hits.contains(&hit) {
                        hits.push(hit);
                    }
                }
            }
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
                if self.driver.world.cfgs.implies(hit.cfg, when) {
                    hit.written = Some(Written::Module(module));
                }
            }
        }
        if hits.is_empty() && import.targets.is_empty() {
            self.unresolved(import.scope, import.path, import.at, import.cfg, true);
            return;
        }
        for mut hit in hits {
            // Of an enum outside, the Rust module that it is in is the deepest named.
            if let (Res::Outside(_), true) = (hit.res, import.glob || import.spaces == Spaces::TYPE) {
                hit.written = written(hit.res, false, &self.driver.world).or(hit.written);
            }
            let whole = import.glob || import.spaces == Spaces::TYPE;
            let Import { scope, path, at, cfg, .. } = import;
            self.hit(&hit, &mut Asked::NotYet, whole, Stands { scope, path, at, cfg, kind, import: Some(id) });
        }
    }

    fn unit(&mut self, index: usize, answered: &Answered, forks: &mut Forks<'w>) {
        let facts = std::sync::Arc::clone(&self.driver.units[index].facts);
        let mut known: Vec<Option<SmallVec<[Way; 1]>>> = Vec::new();
        known.resize_with(answered.ways.len(), || None);
        for (reference, number) in facts.references.iter().zip(&answered.of) {
            let Some(number) = number.map(|number| number as usize) else { continue };
            let unit = &self.driver.units[index];
            let cfg = unit.cfgs[reference.predicate.0 as usize];
            let scope = unit.scopes[reference.scope.0 as usize];
            let path = unit.paths[reference.path.0 as usize];
            let edition = self.driver.edition(unit.krate);
            let world = &mut self.driver.world;
            let ways = known[number].get_or_insert_with(|| {
                let hits = answered.ways[number].iter().map(|hit| forks.adopt(world, answered.fork, hit));
                let hits = hits.collect::<Option<Hits>>().unwrap_or_else(|| {
                    let from = From { scope, import: None, in_use: false, edition };
                    world.resolve(path, reference.spaces, from).hits
                });
                hits.into_iter().map(|hit| Way { hit, target: Asked::NotYet }).collect()
            });
            let kind = match reference.kind {
                ReferenceKind::Path => Kind::Path,
                ReferenceKind::Macro => Kind::Macro,
                ReferenceKind::Attribute => Kind::Attribute,
                ReferenceKind::Derive => Kind::Derive,
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
        matches!(res, Res::Item(item) if self.driver.world.item(item).kind == ItemKind::PatternValue)
    }

    /// Records one way in which a path resolves, if it leads out of its own Rust module. `target` is what an earlier call
    /// found of the same way.
    fn hit(&mut self, hit: &Hit, target: &mut Asked, whole: bool, stands: Stands) {
        let Stands { scope, path, at, cfg, kind, import } = stands;
        let cfg = self.driver.world.cfgs.and(hit.cfg, cfg);
        if !self.driver.world.cfgs.possible(cfg) {
            return;
        }
        if hit.sure == Sure::Unknown {
            self.unknown += 1;
        }
        if let Asked::NotYet = target {
            *target = Asked::Found(self.emitter.target(&self.driver.world, hit, whole, scope));
        }
        let Asked::Found(Some(target)) = *target else { return };
        let krate = self.driver.world.scope(scope).krate;
        let context = self.context(krate, cfg);
        let visible_in = import.filter(|_| kind == Kind::Reexport).and_then(|import| {
            match self.driver.world.import(import).visibility {
                Visibility::Public => None,
                Visibility::In(limit) => Some(limit),
            }
        });
        self.emitter.reference(
            &self.driver.world,
            &Made { scope, target, at, path, kind, context, cfg, visible_in, import, through: hit.through },
        );
    }

    /// Notes a path that should lead to something and does not; where a macro, a derive or a generated file may have
    /// declared what it names, it only is not known.
    fn unresolved(&mut self, scope: ScopeId, path: PathId, at: Located, cfg: Cfg, in_use: bool) {
        let world = &mut self.driver.world;
        if !world.cfgs.possible(cfg) {
            return;
        }
        let krate = world.scope(scope).krate;
        let edition = self.driver.edition(krate);
        let from = From { scope, import: None, in_use, edition };
        let world = &mut self.driver.world;
        let stops_in = world.resolve(path, Spaces::TYPE.or(Spaces::VALUE), from).stops_in;
        if world.may_hold_more(scope) || stops_in.is_some_and(|stop| world.may_hold_more(stop)) {
            self.unknown += 1;
            return;
        }
        let text = emit::path_text(world, path);
        let place = Place { file: FileId(at.file), span: at.span };
        let message = format!("`{text}` leads to nothing that is known");
        let diagnostic = Diagnostic::new(Code::Unresolved, message).at(place, "").help(Code::Unresolved.info().cure);
        self.unresolved.push(diagnostic);
    }
}
