//! Expansions ahead of their turn. What a call expands to follows from the call and the macro alone, so it can be worked
//! out on other cores before the driver, which goes in source order, comes to the call. Which macro that will be is a guess
//! by name: a wrong one costs time and changes nothing, since the driver asks for its own pair of call and macro. And if it
//! is there first, it works the call out itself.

use super::load::{Files, Loaded};
use crate::{
    syntax::{
        self, Declaration, Declared, Definition, ExpandError, ExpansionLimits, Facts, ImportKind, MacroCall,
        MacroDefinition, Position, PredicateId, Tokens,
    },
    workspace::{CrateId, Edition},
};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
};

/// How deeply calls in expansions are followed; what is deeper waits for its turn.
const DEPTH: usize = 16;

/// How many expansions of calls in expansions are worked out at a time, beside one for each call of a file, and of how
/// many tokens. Calls that multiply pass it; what they still lack waits for its turn, where it is paid for.
const INNER: (usize, usize) = (1 << 13, 1 << 21);

/// A definition, compiled; or why it can't be.
pub(super) type Compiled = Arc<Result<Definition, String>>;

/// Compiles a definition.
pub(super) fn compile(definition: &MacroDefinition) -> Compiled {
    Arc::new(Definition::parse(&definition.body).map_err(|error| error.to_string()))
}

/// What a call expands to.
#[derive(Clone, Debug)]
pub(super) enum Expansion {
    /// What it says, and how many tokens that took.
    Facts(Arc<Facts>, usize),
    /// So many tokens that do not read as what stands there, or declare nothing.
    Unreadable(usize),
    TooLarge,
    /// No rule of the macro takes the call.
    Refused,
}

impl Expansion {
    /// How many tokens it took.
    fn tokens(&self) -> usize {
        match self {
            Self::Facts(_, tokens) | Self::Unreadable(tokens) => *tokens,
            Self::TooLarge | Self::Refused => 0,
        }
    }
}

/// What a call of a macro of some crate expands to, in code of an edition.
pub(super) fn expand(
    definition: &Definition,
    krate: CrateId,
    arguments: &Tokens,
    among: Position,
    generics: &[&str],
    edition: Edition,
) -> Expansion {
    match definition.expand(arguments, krate.0, &ExpansionLimits::default()) {
        // Of what stands among statements only items count, and most of it has none.
        Ok(tokens) if among == Position::Statements && !tokens.may_declare() => {
            Expansion::Unreadable(tokens.tokens.len())
        }
        // The edition of what a macro writes is that of each token; of the whole, its caller's.
        Ok(tokens) => match syntax::lower_expansion(&tokens, among, generics, edition) {
            Some(facts) => Expansion::Facts(Arc::new(facts), tokens.tokens.len()),
            None => Expansion::Unreadable(tokens.tokens.len()),
        },
        Err(ExpandError::TooLarge { .. }) => Expansion::TooLarge,
        Err(_) => Expansion::Refused,
    }
}

/// Where a definition is: facts stay where they are as long as the driver lives.
pub(super) fn address(definition: &MacroDefinition) -> usize {
    std::ptr::from_ref(definition) as usize
}

/// A macro and a call of it, as far as the expansion depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pair {
    definition: usize,
    arguments: usize,
    /// The crate of the macro.
    krate: CrateId,
    /// That of the call.
    edition: Edition,
}

impl Pair {
    /// Of a definition by its [`address`].
    pub(super) fn new(definition: usize, krate: CrateId, arguments: &Arc<Tokens>, edition: Edition) -> Self {
        Self { definition, arguments: Arc::as_ptr(arguments) as usize, krate, edition }
    }
}

/// What a pair expands to, with the arguments of its call, so that no others can come to stand in their place.
type WorkedOut = (Pair, (Arc<Tokens>, Expansion));

/// Where arguments are, and what they read as.
type ReadArguments = (usize, (Arc<Tokens>, Option<Arc<Facts>>));

/// What the arguments of calls read as, worked out on all cores: each with where it stands, the generic parameters around
/// it, and its edition.
pub(super) fn read_arguments(calls: Vec<(&Arc<Tokens>, Position, Vec<&str>, Edition)>) -> Vec<ReadArguments> {
    let read = calls.into_par_iter().map(|(arguments, among, generics, edition)| {
        let facts = syntax::lower_arguments(arguments, among, &generics, edition).map(Arc::new);
        (Arc::as_ptr(arguments) as usize, (Arc::clone(arguments), facts))
    });
    read.collect()
}

/// A macro that calls of its name may mean.
#[derive(Clone, Debug)]
struct Candidate {
    definition: usize,
    compiled: Compiled,
    krate: CrateId,
    /// Whether it is not always there, so that another of its name may be meant, too.
    conditional: bool,
}

/// What has been worked out so far, and what is being.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    macros: Arc<Macros>,
    expansions: FxHashMap<Pair, (Arc<Tokens>, Expansion)>,
    /// The calls that no one has asked for yet, by where their arguments are.
    tasks: FxHashMap<usize, Vec<Arc<Task>>>,
    /// Set once nobody will ask any more.
    stop: Arc<AtomicBool>,
    /// What arguments read as whose macro nobody knows, by where they are: those of one place have one edition, and stand
    /// among the same things.
    arguments: FxHashMap<usize, (Arc<Tokens>, Option<Arc<Facts>>)>,
    seen: FxHashSet<(CrateId, usize)>,
}

/// The macros that are known.
#[derive(Clone, Debug, Default)]
struct Macros {
    compiled: FxHashMap<usize, Compiled>,
    /// Those of each crate, and those that are exported, by name.
    local: FxHashMap<(CrateId, Box<str>), Vec<Candidate>>,
    exported: FxHashMap<Box<str>, Vec<Candidate>>,
    /// The names that imports of each crate give to what has another: `use a::b as c`.
    renamed: FxHashMap<(CrateId, Box<str>), Box<str>>,
}

/// A call in a file, to be worked out by whoever is there first, with the calls in what it expands to.
#[derive(Debug)]
struct Task {
    facts: Arc<Facts>,
    /// The [`macros`] of these.
    macros: Arc<[usize]>,
    /// The number of the call among the declarations.
    index: usize,
    krate: CrateId,
    edition: Edition,
    left: Arc<Left>,
    worked_out: OnceLock<Vec<WorkedOut>>,
}

impl Task {
    fn call(&self) -> Option<&MacroCall> {
        match &self.facts.declarations[self.index].what {
            Declared::Call(call) => Some(call),
            _ => None,
        }
    }

    fn work_out(&self, macros: &Macros) -> &[WorkedOut] {
        self.worked_out.get_or_init(|| {
            let mut worked_out = Vec::new();
            if let Some(made) = self.call() {
                let Self { facts, macros: own, index, krate, edition, left, .. } = self;
                let (index, krate, edition) = (*index, *krate, *edition);
                let call = Call { facts, macros: own, index, made, krate, edition, outer: None };
                macros.follow(&call, DEPTH, left, &mut worked_out);
            }
            worked_out
        })
    }
}

impl Ahead {
    /// A definition, compiled.
    pub(super) fn compiled(&self, definition: &MacroDefinition) -> Compiled {
        self.macros.compiled(definition)
    }

    /// What a call expands to, if it was foreseen to be one of that macro.
    pub(super) fn get(&mut self, pair: Pair) -> Option<&Expansion> {
        if !self.expansions.contains_key(&pair) {
            for task in self.tasks.remove(&pair.arguments).into_iter().flatten() {
                self.expansions.extend(task.work_out(&self.macros).iter().cloned());
            }
        }
        self.expansions.get(&pair).map(|(_, expansion)| expansion)
    }

    /// Works nothing out any more.
    pub(super) fn stop(&mut self) {
        self.stop.store(true, Relaxed);
    }

    /// What the arguments of a call read as whose macro nobody knows: none in place of it if that was not worked out.
    pub(super) fn arguments(&self, arguments: &Arc<Tokens>) -> Option<&Option<Arc<Facts>>> {
        self.arguments.get(&(Arc::as_ptr(arguments) as usize)).map(|(_, facts)| facts)
    }

    /// Keeps what arguments read as.
    pub(super) fn keep(&mut self, arguments: Vec<ReadArguments>) {
        self.arguments.extend(arguments);
    }

    /// Starts to work out what the calls in some files expand to, and in the files of the `mod`s in these. The crate and
    /// the edition of each go with it.
    pub(super) fn start<'f>(&mut self, roots: impl Iterator<Item = (&'f Path, CrateId, Edition)>, files: &Files<'_>) {
        let mut open: Vec<(Loaded, CrateId, Edition)> = roots
            .filter_map(|(file, krate, edition)| Some((files.get(file, edition)?.clone(), krate, edition)))
            .collect();
        let mut found = Vec::new();
        while let Some((loaded, krate, edition)) = open.pop() {
            if self.seen.insert((krate, Arc::as_ptr(&loaded.facts) as usize)) {
                let children = loaded.children.iter();
                open.extend(children.filter_map(|child| Some((files.get(child, edition)?.clone(), krate, edition))));
                found.push((loaded.facts, krate, edition));
            }
        }
        // A copy of them where a task is still to look them up.
        Arc::make_mut(&mut self.macros).compile(&found);
        let is_call = |declaration: &Declaration| matches!(declaration.what, Declared::Call(_));
        let calls: usize =
            found.iter().map(|(facts, ..)| facts.declarations.iter().filter(|one| is_call(one)).count()).sum();
        let left = Arc::new(Left { expansions: (INNER.0 + calls).into(), tokens: INNER.1.into() });
        let mut tasks: Vec<Arc<Task>> = Vec::new();
        for (facts, krate, edition) in found {
            let macros: Arc<[usize]> = macros(&facts).into();
            let calls = facts.declarations.iter().enumerate();
            let calls = calls.filter(|(_, declaration)| is_call(declaration));
            tasks.extend(calls.map(|(index, _)| {
                let (facts, macros, left) = (Arc::clone(&facts), Arc::clone(&macros), Arc::clone(&left));
                Arc::new(Task { facts, macros, index, krate, edition, left, worked_out: OnceLock::new() })
            }));
        }
        // The largest first, so that no core waits for another's last one.
        tasks.sort_by_key(|task| std::cmp::Reverse(task.call().map_or(0, |call| call.arguments.tokens.len())));
        for task in tasks {
            let Some(call) = task.call() else { continue };
            self.tasks.entry(Arc::as_ptr(&call.arguments) as usize).or_default().push(Arc::clone(&task));
            let (macros, stop) = (Arc::clone(&self.macros), Arc::clone(&self.stop));
            rayon::spawn(move || {
                if !stop.load(Relaxed) {
                    // If it panics, it does so again for the driver, which says so.
                    let _ = catch_unwind(AssertUnwindSafe(|| task.work_out(&macros).len()));
                }
            });
        }
    }
}

impl Macros {
    /// A definition, compiled.
    fn compiled(&self, definition: &MacroDefinition) -> Compiled {
        self.compiled.get(&address(definition)).map_or_else(|| compile(definition), Arc::clone)
    }

    fn compile(&mut self, found: &[(Arc<Facts>, CrateId, Edition)]) {
        let candidates: Vec<Vec<(Candidate, &MacroDefinition, &Facts)>> = found
            .par_iter()
            .map(|(facts, krate, _)| {
                let definitions = macros(facts).into_iter().filter_map(|index| {
                    let declaration = &facts.declarations[index];
                    let Declared::Macro(definition) = &declaration.what else { return None };
                    let conditional = declaration.predicate != PredicateId::ALWAYS;
                    let compiled = self.compiled(definition);
                    let candidate = Candidate { definition: address(definition), compiled, krate: *krate, conditional };
                    Some((candidate, definition, &**facts))
                });
                definitions.collect()
            })
            .collect();
        for (facts, krate, _) in found {
            for declaration in &facts.declarations {
                if let Declared::Import(import) = &declaration.what
                    && let ImportKind::Name(name) = import.kind
                    && let Some(last) = facts.paths[import.path.0 as usize].segments.last()
                    && *last != name
                {
                    self.renamed.insert((*krate, facts.name(name).into()), facts.name(*last).into());
                }
            }
        }
        for (candidate, definition, facts) in candidates.into_iter().flatten() {
            self.compiled.insert(candidate.definition, Arc::clone(&candidate.compiled));
            let name: Box<str> = facts.name(definition.name).into();
            if definition.exported {
                self.exported.entry(name.clone()).or_default().push(candidate.clone());
            }
            self.local.entry((candidate.krate, name)).or_default().push(candidate);
        }
    }

    /// Expands a call, and the calls in what it expands to.
    fn follow(&self, call: &Call<'_>, depth: usize, left: &Left, worked_out: &mut Vec<WorkedOut>) {
        let generics: Vec<&str> = call.made.generics.iter().map(|word| call.facts.name(*word)).collect();
        for candidate in self.candidates(call) {
            let Ok(definition) = &*candidate.compiled else { continue };
            let pair = Pair::new(candidate.definition, candidate.krate, &call.made.arguments, call.edition);
            let MacroCall { arguments, among, .. } = call.made;
            let expansion = expand(definition, candidate.krate, arguments, *among, &generics, call.edition);
            worked_out.push((pair, (Arc::clone(arguments), expansion.clone())));
            if call.outer.is_some() {
                left.spend(expansion.tokens());
            }
            if let (Expansion::Facts(facts, _), Some(depth)) = (expansion, depth.checked_sub(1)) {
                let macros = macros(&facts);
                for (index, declaration) in facts.declarations.iter().enumerate() {
                    if let Declared::Call(made) = &declaration.what
                        && left.take()
                    {
                        let outer = Some(call);
                        let inner = Call { facts: &facts, macros: &macros, index, made, outer, ..*call };
                        self.follow(&inner, depth, left, worked_out);
                    }
                }
            }
        }
    }

    /// The macros that a call may mean: the last of its name before it in the same expansion or in what that stands in, or
    /// else any of its crate, or else any that is exported.
    fn candidates(&self, call: &Call<'_>) -> Vec<Candidate> {
        let path = &call.facts.paths[call.made.path.0 as usize];
        let Some(name) = path.segments.last().map(|name| call.facts.name(*name)) else { return Vec::new() };
        let mut candidates = Vec::new();
        let around = std::iter::successors(Some(call), |call| call.outer);
        for (facts, declaration) in around.flat_map(Call::macros_before) {
            if let Declared::Macro(definition) = &declaration.what
                && facts.name(definition.name) == name
                && let Some(compiled) = self.compiled.get(&address(definition))
            {
                let (compiled, definition) = (Arc::clone(compiled), address(definition));
                let conditional = declaration.predicate != PredicateId::ALWAYS;
                candidates.push(Candidate { definition, compiled, krate: call.krate, conditional });
                if !conditional {
                    return candidates;
                }
            }
        }
        if candidates.is_empty() {
            let named = |name: &str| {
                let local = self.local.get(&(call.krate, name.into()));
                local.or_else(|| self.exported.get(name))
            };
            let renamed = || self.renamed.get(&(call.krate, name.into())).and_then(|name| named(name));
            for candidate in named(name).or_else(renamed).into_iter().flatten() {
                candidates.push(candidate.clone());
                if !candidate.conditional {
                    break;
                }
            }
        }
        candidates
    }
}

/// The numbers of the declarations that are macros' definitions.
fn macros(facts: &Facts) -> Vec<usize> {
    let declarations = facts.declarations.iter().enumerate();
    declarations.filter(|(_, one)| matches!(one.what, Declared::Macro(_))).map(|(index, _)| index).collect()
}

/// What may still be worked out of calls in expansions. Which of them it is spent on depends on the threads; results do not.
#[derive(Debug)]
struct Left {
    expansions: AtomicUsize,
    tokens: AtomicUsize,
}

impl Left {
    /// Takes one expansion from what is left, if anything is.
    fn take(&self) -> bool {
        self.tokens.load(Relaxed) > 0
            && self.expansions.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    /// Counts the tokens of one.
    fn spend(&self, tokens: usize) {
        let less = |left: usize| Some(left.saturating_sub(tokens));
        // It always has a value.
        let _ = self.tokens.fetch_update(Relaxed, Relaxed, less);
    }
}

/// A call where it stands.
#[derive(Clone, Copy)]
struct Call<'f> {
    facts: &'f Facts,
    /// The [`macros`] of these.
    macros: &'f [usize],
    /// Its number among the declarations.
    index: usize,
    made: &'f MacroCall,
    krate: CrateId,
    edition: Edition,
    /// The call whose expansion it stands in.
    outer: Option<&'f Call<'f>>,
}

impl<'f> Call<'f> {
    /// What defines a macro before it in the same file or expansion, the last one first.
    fn macros_before(&self) -> impl Iterator<Item = (&'f Facts, &'f Declaration)> + use<'f> {
        let Call { facts, macros, index, .. } = *self;
        let before = macros.partition_point(|one| *one < index);
        macros[..before].iter().rev().map(move |one| (facts, &facts.declarations[*one]))
    }
}
