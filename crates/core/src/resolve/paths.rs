//! Resolving a whole path, with the chain it goes: *via*, *written* and *defined* are facts of that chain, not
//! read off strings afterwards (the Rust reference, "Paths" and "Path resolution").

use super::{
    globs::Hidden,
    lookup::{Found, Founds},
    prelude,
    world::{ItemKind, OutsidePath, Path, PathId, Res, ScopeId, Symbol, What, World},
};
use crate::{
    cfg::Cfg,
    graph::ImportId,
    syntax::{Anchor, Spaces, is_primitive},
    workspace::Edition,
};
use bitcode::{Decode, Encode};
use smallvec::{SmallVec, smallvec};

/// The points of entry of a path: one or two, for most.
pub(super) type Via = SmallVec<[Entered; 2]>;

/// One way in which a path resolves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub res: Res,
    /// When it leads there, the place's own condition included.
    pub cfg: Cfg,
    /// The points of entry, in order.
    pub via: Via,
    /// The deepest Rust module that the path itself names.
    pub written: Option<Written>,
    /// The import of the place's own scopes that the first name came through.
    pub through: Option<ImportId>,
    /// How sure that is.
    pub sure: Sure,
}

impl Hit {
    /// A name alone that leads somewhere for certain.
    pub(super) fn alone(res: Res, cfg: Cfg) -> Self {
        Self { res, cfg, via: Via::new(), written: None, through: None, sure: Sure::Certain }
    }
}

/// The ways in which a path resolves: one, for most.
pub(super) type Hits = SmallVec<[Hit; 1]>;

/// How sure it is that a path leads somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub(super) enum Sure {
    /// It does.
    Certain,
    /// A macro call that can't be expanded has the name among its arguments, and nothing else supplies it.
    Hidden,
    /// A crate of that name is in no manifest; nothing else could be meant.
    Guessed,
    /// Only an outside glob or macro could supply it.
    Unknown,
}

/// A Rust module that a path relies on, and the name looked up there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Entered {
    pub module: ScopeId,
    pub name: Option<Symbol>,
    pub reexport: bool,
}

/// What a path names on its way, at the deepest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Written {
    Module(ScopeId),
    Outside(OutsidePath),
}

/// How a path resolves: the ways it does, or where it stops.
#[derive(Clone, Debug, Default)]
pub(super) struct Resolution {
    pub hits: Hits,
    /// The scope in which it found nothing, where it found nothing under some condition.
    pub stops_in: Option<ScopeId>,
}

/// A path that is resolved in part.
#[derive(Clone)]
struct Begun {
    hits: Hits,
    /// The segment that comes next.
    next: usize,
    stops_in: Option<ScopeId>,
    /// Whether not even its anchor is anywhere.
    nowhere: bool,
}

/// Where a path resolves from.
#[derive(Clone, Copy)]
pub(super) struct From {
    pub scope: ScopeId,
    /// The import that is being resolved.
    pub import: Option<ImportId>,
    /// Whether it stands in a `use`, whose paths start at the crate root in edition 2015.
    pub in_use: bool,
    /// The edition of the code.
    pub edition: Edition,
}

/// One segment of a path.
#[derive(Clone, Copy)]
struct Segment {
    name: Symbol,
    /// The name spaces it can be in.
    spaces: Spaces,
    /// Whether the path ends with it.
    last: bool,
}

impl Segment {
    /// Only the last segment can be anything but a Rust module or type.
    fn new(name: Symbol, spaces: Spaces, last: bool) -> Self {
        Self { name, spaces: if last { spaces } else { Spaces::TYPE }, last }
    }
}

impl World<'_> {
    /// Resolves a path whose last segment is in one of `spaces`, tried in their order unless it is an import,
    /// which asks for one at a time.
    pub(super) fn resolve(&mut self, path: PathId, spaces: Spaces, from: From) -> Resolution {
        let path = self.path(path).clone();
        let begun = self.begin(&path, spaces, from);
        self.end(&path, begun, spaces, from)
    }

    /// Resolves a path once for each of `spaces` that its last segment may be in; what comes before is in none of them.
    pub(super) fn resolve_each(
        &mut self,
        path: PathId,
        spaces: Spaces,
        from: From,
    ) -> SmallVec<[(Spaces, Resolution); 3]> {
        let path = self.path(path).clone();
        let mut shared = None;
        one_by_one(spaces)
            .map(|space| {
                let begun = match &shared {
                    Some(begun) => Begun::clone(begun),
                    None => self.begin(&path, space, from),
                };
                if begun.next < path.segments.len() && shared.is_none() {
                    shared = Some(begun.clone());
                }
                (space, self.end(&path, begun, space, from))
            })
            .collect()
    }

    /// Resolves all of a path but its last segment, unless the path starts with that.
    fn begin(&mut self, path: &Path, spaces: Spaces, from: From) -> Begun {
        let Some((hits, next)) = self.start(path, spaces, from) else {
            return Begun { hits: Hits::new(), next: path.segments.len(), stops_in: Some(from.scope), nowhere: true };
        };
        let stops_in = hits.is_empty().then_some(from.scope);
        let mut begun = Begun { hits, next, stops_in, nowhere: false };
        while begun.next + 1 < path.segments.len() {
            self.go_on(path, &mut begun, spaces, from);
        }
        begun
    }

    fn go_on(&mut self, path: &Path, begun: &mut Begun, spaces: Spaces, from: From) {
        let segment = Segment::new(path.segments[begun.next], spaces, begun.next + 1 == path.segments.len());
        let mut after = Hits::new();
        for hit in std::mem::take(&mut begun.hits) {
            let before = after.len();
            let scope = match hit.res {
                Res::Module(module) => module,
                _ => from.scope,
            };
            self.step(hit, segment, from, &mut after);
            if after.len() == before {
                begun.stops_in.get_or_insert(scope);
            }
        }
        begun.hits = after;
        begun.next += 1;
    }

    fn end(&mut self, path: &Path, mut begun: Begun, spaces: Spaces, from: From) -> Resolution {
        if begun.next < path.segments.len() {
            self.go_on(path, &mut begun, spaces, from);
        }
        let Begun { mut hits, stops_in, nowhere, .. } = begun;
        // A Rust module that is called like a primitive type does not hide what is the type's: `str::to_owned`.
        if let (true, Anchor::Plain, [first, _, ..]) = (hits.is_empty() && !nowhere, path.anchor, &*path.segments)
            && !from.in_use
            && is_primitive(self.symbols.get(*first))
        {
            hits.push(Hit::alone(Res::Language, self.scope(from.scope).cfg));
        }
        for hit in &mut hits {
            // A path that ends at a Rust module relies on it, and on no name in it.
            if let Res::Module(module) = hit.res {
                hit.via.push(Entered { module, name: None, reexport: false });
            }
        }
        Resolution { hits, stops_in }
    }

    /// The ways in which a path's anchor, or its first segment, resolves, and the index of the next segment.
    fn start(&mut self, path: &Path, spaces: Spaces, from: From) -> Option<(Hits, usize)> {
        let krate = self.scope(from.scope).krate;
        let cfg = self.scope(from.scope).cfg;
        let root = self.roots[krate.0 as usize];
        let at_module = |module| Hit {
            res: Res::Module(module),
            cfg,
            via: Via::new(),
            written: Some(Written::Module(module)),
            through: None,
            sure: Sure::Certain,
        };
        let old = from.edition == Edition::E2015;
        match path.anchor {
            Anchor::Crate => Some((smallvec![at_module(root)], 0)),
            Anchor::DollarCrate(krate) => {
                let root = *self.roots.get(krate as usize)?;
                Some((smallvec![at_module(root)], 0))
            }
            Anchor::Super(levels) => {
                let module = self.ancestor(from.scope, levels)?;
                Some((smallvec![at_module(module)], 0))
            }
            Anchor::Global if !old => {
                let name = *path.segments.first()?;
                Some((self.outside_first(name, krate, cfg), 1))
            }
            Anchor::Plain if !(old && from.in_use) => {
                let name = *path.segments.first()?;
                Some((self.first(path, name, spaces, from), 1))
            }
            Anchor::Global | Anchor::Plain => {
                let Some(name) = path.segments.first().copied() else {
                    // Nothing of such a path names the root: `use *`, `use ::*`.
                    return Some((smallvec![Hit { written: None, ..at_module(root) }], 0));
                };
                let last = path.segments.len() == 1;
                let mut hits = Hits::new();
                self.step(at_module(root), Segment::new(name, spaces, last), from, &mut hits);
                if hits.is_empty() {
                    hits = self.outside_first(name, krate, cfg);
                }
                // The crate root is not named by a path that starts at it without saying so.
                for hit in &mut hits {
                    if hit.written == Some(Written::Module(root)) && hit.res != Res::Module(root) {
                        hit.written = None;
                    }
                }
                Some((hits, 1))
            }
        }
    }

    /// The first segment of a path without an anchor.
    fn first(&mut self, path: &Path, name: Symbol, spaces: Spaces, from: From) -> Hits {
        let alone = path.segments.len() == 1;
        let mut found = Founds::new();
        for space in one_by_one(if alone { spaces } else { Spaces::TYPE }) {
            found = self.lookup_from(from.scope, name, space, from.import);
            if !found.is_empty() {
                break;
            }
        }
        if found.is_empty() {
            return self.nothing_known(path, name, spaces, from);
        }
        found.into_iter().map(|found| self.first_hit(name, alone, found)).collect()
    }

    fn first_hit(&mut self, name: Symbol, alone: bool, found: Found) -> Hit {
        let mut via = Via::new();
        // A name that a glob brought in relies on the Rust module of that glob.
        if let Some(of) = found.glob_of {
            via.push(Entered { module: self.scope(of).module, name: Some(name), reexport: true });
        }
        Hit {
            res: found.res,
            cfg: found.cfg,
            via,
            written: written(found.res, alone, self),
            through: found.import,
            sure: found.sure,
        }
    }

    /// A first name that nothing in the workspace, no declared dependency and no prelude supplies.
    fn nothing_known(&mut self, path: &Path, name: Symbol, spaces: Spaces, from: From) -> Hits {
        let cfg = self.scope(from.scope).cfg;
        let module = self.scope(from.scope).module;
        if self.declares_without_target(from.scope, name) {
            return Hits::new();
        }
        let globs = self.outside_globs(from.scope, from.import.is_some());
        if let Some(hidden) = self.hidden(from.scope, name).filter(|hidden| self.outdoes(*hidden, &globs)) {
            let module = self.scope(hidden.scope).module;
            let res = Res::Item(self.hidden_item(module, name));
            let via = match hidden.glob_of {
                Some(of) => smallvec![Entered { module: of, name: Some(name), reexport: true }],
                None => Via::new(),
            };
            return smallvec![Hit { via, through: hidden.glob, sure: Sure::Hidden, ..Hit::alone(res, cfg) }];
        }
        let several = path.segments.len() > 1;
        let crate_like = self.symbols.get(name).starts_with(|first: char| first.is_lowercase() || first == '_');
        if several && crate_like && from.edition != Edition::E2015 && (globs.is_empty() || from.in_use) {
            return self.outside_crate(name, cfg);
        }
        if from.in_use
            && !several
            && from.edition != Edition::E2015
            && !spaces.and(Spaces::TYPE).is_empty()
            && globs.is_empty()
            && crate_like
        {
            return self.outside_crate(name, cfg);
        }
        let mut hits = Hits::new();
        for (glob, when, through) in globs {
            let cfg = self.cfgs.and(cfg, when);
            if self.cfgs.is_satisfiable(cfg) {
                let res = Res::Outside(self.outside.child(glob, name));
                hits.push(Hit {
                    res,
                    cfg,
                    via: Via::new(),
                    written: if several { written(res, false, self) } else { None },
                    through: Some(through),
                    sure: Sure::Unknown,
                });
            }
        }
        if hits.is_empty() && (self.scope(from.scope).generated || self.scope(module).generated) {
            hits.push(Hit { sure: Sure::Unknown, ..Hit::alone(Res::Language, cfg) });
        }
        hits
    }

    /// Whether an import of that name stands around a place, and leads to nothing that is known.
    fn declares_without_target(&self, scope: ScopeId, name: Symbol) -> bool {
        let module = self.scope(scope).module;
        [scope, module].into_iter().any(|scope| {
            self.scope(scope).entries.get(&name).is_some_and(|entries| {
                entries
                    .iter()
                    .any(|entry| matches!(entry.what, What::Import(import) if self.import(import).targets.is_empty()))
            })
        })
    }

    /// A first name that can only be a crate.
    fn outside_first(&mut self, name: Symbol, krate: crate::workspace::CrateId, cfg: Cfg) -> Hits {
        if let Some(externs) = self.externs[krate.0 as usize].get(&name) {
            let mut hits = Hits::new();
            for (res, when) in externs.clone() {
                let cfg = self.cfgs.and(cfg, when);
                if self.cfgs.is_satisfiable(cfg) {
                    hits.push(Hit {
                        res,
                        cfg,
                        via: Via::new(),
                        written: written(res, true, self),
                        through: None,
                        sure: Sure::Certain,
                    });
                }
            }
            return hits;
        }
        self.outside_crate(name, cfg)
    }

    fn outside_crate(&mut self, name: Symbol, cfg: Cfg) -> Hits {
        let path = self.outside.krate(name);
        smallvec![Hit {
            res: Res::Outside(path),
            cfg,
            via: Via::new(),
            written: Some(Written::Outside(path)),
            through: None,
            sure: Sure::Guessed,
        }]
    }

    /// Goes one segment further.
    fn step(&mut self, hit: Hit, segment: Segment, from: From, after: &mut Hits) {
        let Segment { name, spaces, last } = segment;
        match hit.res {
            Res::Module(module) => self.step_into(&hit, module, segment, from, after),
            Res::Outside(path) => {
                let path = self.outside.child(path, name);
                // What the path names of it is all but the last segment.
                let written = if last { hit.written } else { Some(Written::Outside(path)) };
                after.push(Hit { res: Res::Outside(path), written, ..hit });
            }
            Res::Item(item) => match self.item(item).kind {
                ItemKind::Enum(scope) if from.in_use => {
                    for found in self.lookup(scope, name, spaces, from.import) {
                        let cfg = self.cfgs.and(hit.cfg, found.cfg);
                        if self.cfgs.is_satisfiable(cfg) {
                            after.push(Hit { res: found.res, cfg, ..hit.clone() });
                        }
                    }
                }
                // An associated item: the type counts.
                _ => after.push(hit),
            },
            Res::Language => after.push(hit),
        }
    }

    fn step_into(&mut self, hit: &Hit, module: ScopeId, segment: Segment, from: From, after: &mut Hits) {
        let Segment { name, spaces, last } = segment;
        let mut found = Founds::new();
        for space in one_by_one(spaces) {
            found = self.lookup(module, name, space, from.import);
            if !found.is_empty() {
                break;
            }
        }
        if found.is_empty() {
            return self.step_unknown(hit, module, segment, from, after);
        }
        if last && from.import.is_some() {
            // An import leaves out what it can't see: the private module `a` beside the function `a`.
            found.retain(|found| found.visibility.is_none_or(|visibility| self.can_see(from.scope, visibility)));
        }
        let krate = self.scope(module).krate;
        let own = self.scope(from.scope).krate;
        for found in found {
            let seen = self.seen_from(found.cfg, krate, own);
            let cfg = self.cfgs.and(hit.cfg, seen);
            if !self.cfgs.is_satisfiable(cfg) {
                continue;
            }
            let mut via = hit.via.clone();
            let reexport = found.import.is_some();
            if reexport || !matches!(found.res, Res::Module(_)) {
                via.push(Entered { module, name: Some(name), reexport });
            }
            let written = match found.res {
                Res::Module(module) => Some(Written::Module(module)),
                res => written(res, last, self).or(hit.written),
            };
            after.push(Hit { res: found.res, cfg, via, written, through: hit.through, sure: hit.sure.max(found.sure) });
        }
    }

    /// A name that a Rust module of the workspace does not declare as far as can be seen.
    fn step_unknown(&mut self, hit: &Hit, module: ScopeId, segment: Segment, from: From, after: &mut Hits) {
        let Segment { name, last, .. } = segment;
        let mut globs = Hits::new();
        let mut via = hit.via.clone();
        via.push(Entered { module, name: Some(name), reexport: true });
        let outside = self.outside_globs(module, from.import.is_some());
        let hidden = self.hidden(module, name).filter(|hidden| self.outdoes(*hidden, &outside));
        for (path, when, _) in outside {
            let cfg = self.cfgs.and(hit.cfg, when);
            if self.cfgs.is_satisfiable(cfg) {
                let res = Res::Outside(self.outside.child(path, name));
                globs.push(Hit {
                    res,
                    cfg,
                    via: via.clone(),
                    // One of its own Rust modules, most likely, where the path goes on.
                    written: if last { hit.written } else { written(res, false, self).or(hit.written) },
                    through: hit.through,
                    sure: Sure::Unknown,
                });
            }
        }
        if let Some(hidden) = hidden {
            // Among the arguments of a macro call there: it is the one that declares it.
            let item = self.hidden_item(self.scope(hidden.scope).module, name);
            if let Some(entered) = via.last_mut() {
                entered.reexport = hidden.glob.is_some();
            }
            let sure = if last { Sure::Hidden } else { Sure::Unknown };
            after.push(Hit {
                res: Res::Item(item),
                cfg: hit.cfg,
                via,
                written: hit.written,
                through: hit.through,
                sure,
            });
        } else if !globs.is_empty() {
            after.append(&mut globs);
        } else if self.may_declare_more(module) {
            // A file that a build script writes into a Rust module is all that can declare what it lacks, or a macro that
            // no one here can expand.
            let sure = if last && self.scope(module).built { Sure::Hidden } else { Sure::Unknown };
            let item = self.hidden_item(module, name);
            after.push(Hit {
                res: Res::Item(item),
                cfg: hit.cfg,
                via,
                written: hit.written,
                through: hit.through,
                sure,
            });
        }
    }

    /// Whether a macro call is the likelier source of a name than outside globs are: it stands nearer, or none of them is
    /// of the standard library, whose names are many.
    fn outdoes(&self, hidden: Hidden, globs: &[(OutsidePath, Cfg, ImportId)]) -> bool {
        let of_std = |path: OutsidePath| prelude::is_std_family(self.symbols.get(self.outside.first(path)));
        hidden.glob.is_none() || !globs.iter().any(|(path, ..)| of_std(*path))
    }

    /// How an `extern crate` resolves.
    pub(super) fn extern_crate_hit(&self, res: Res, cfg: Cfg) -> Hit {
        let via = match res {
            Res::Module(module) => smallvec![Entered { module, name: None, reexport: false }],
            _ => Via::new(),
        };
        Hit { res, cfg, via, written: written(res, true, self), through: None, sure: Sure::Certain }
    }

    /// The extern prelude's entry for a crate that no manifest lists: the toolchain's own.
    pub(super) fn std_crate(&mut self, name: &str) -> Option<Res> {
        prelude::is_std_family(name).then(|| {
            let symbol = self.symbols.intern(name);
            Res::Outside(self.outside.krate(symbol))
        })
    }
}

/// What a name says of the Rust module it leads to; `alone` where nothing follows it in its path.
pub(super) fn written(res: Res, alone: bool, world: &World<'_>) -> Option<Written> {
    match res {
        Res::Module(module) => Some(Written::Module(module)),
        // Whether an outside path is a module's is known of a crate's; of others, its case tells (RFC 430).
        Res::Outside(path) => {
            let length = world.outside.len(path);
            let last = world.symbols.get(world.outside.split(path).1);
            let first = world.symbols.get(world.outside.first(path));
            let module = length == 1
                || (prelude::is_std_family(first) && length == 2 && prelude::is_std_module(last))
                || (!alone && !last.starts_with(char::is_uppercase));
            module.then_some(Written::Outside(path))
        }
        _ => None,
    }
}

/// The name spaces of a set, in the order in which they are tried.
fn one_by_one(spaces: Spaces) -> impl Iterator<Item = Spaces> {
    [Spaces::TYPE, Spaces::VALUE, Spaces::MACRO].into_iter().filter(move |space| !space.and(spaces).is_empty())
}
