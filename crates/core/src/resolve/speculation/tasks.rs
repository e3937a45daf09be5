//! The tasks that expand calls on other cores, and the expansions that they have made.

use super::{
    budget::Budget,
    candidates::{CallSite, KnownMacros, macro_indices},
    expansion::{CompiledMacro, Expansion, ExpansionKey, KnownCall, SpeculativeExpansion},
};
use crate::{
    resolve::source_files::{LoadedFile, SourceFiles},
    syntax::{self, Declaration, Declared, Facts, MacroCall, MacroDefinition, Position, Tokens},
    workspace::{CrateId, Edition},
};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

/// How deeply calls in expansions are expanded. Deeper calls wait for the driver.
const MAX_DEPTH: usize = 16;

/// The facts of a call's arguments; none if they cannot be parsed. The arguments are held, so that no others can have
/// their address.
type ArgumentFacts = (Arc<Tokens>, Option<Arc<Facts>>);

/// Parses the arguments of calls as items, on all cores. Each call comes with its position, the generic parameters around
/// it and its edition. Returns the facts by the address of the arguments.
pub(crate) fn read_arguments(calls: Vec<(&Arc<Tokens>, Position, Vec<&str>, Edition)>) -> Vec<(usize, ArgumentFacts)> {
    let read = calls.into_par_iter().map(|(arguments, position, generics, edition)| {
        let facts = syntax::lower_arguments(arguments, position, &generics, edition).map(Arc::new);
        (Arc::as_ptr(arguments) as usize, (Arc::clone(arguments), facts))
    });
    read.collect()
}

/// What has been expanded so far, and what is being expanded.
#[derive(Debug, Default)]
pub(crate) struct Speculation {
    macros: Arc<KnownMacros>,
    expansions: FxHashMap<ExpansionKey, (Arc<Tokens>, Expansion)>,
    /// The tasks whose results the driver has not asked for, by the address of the arguments.
    tasks: FxHashMap<usize, Vec<Arc<ExpansionTask>>>,
    /// Whether nobody will ask for more results.
    stop: Arc<AtomicBool>,
    /// The facts of the arguments of unexpanded calls, by the address of the arguments. The same arguments always have the
    /// same edition and position.
    arguments: FxHashMap<usize, ArgumentFacts>,
    /// The files whose calls have tasks, by the address of their facts.
    started: FxHashSet<(CrateId, usize)>,
}

/// A call in a file, and the calls in its expansion. The first thread that needs the result makes it.
#[derive(Debug)]
struct ExpansionTask {
    facts: Arc<Facts>,
    /// The [`macro_indices`] of the facts.
    macros: Arc<[usize]>,
    /// The index of the call among the declarations.
    index: usize,
    krate: CrateId,
    edition: Edition,
    budget: Arc<Budget>,
    result: OnceLock<Vec<SpeculativeExpansion>>,
}

impl ExpansionTask {
    fn call(&self) -> Option<&MacroCall> {
        match &self.facts.declarations[self.index].what {
            Declared::Call(call) => Some(call),
            _ => None,
        }
    }

    fn run(&self, known: &KnownMacros) -> &[SpeculativeExpansion] {
        self.result.get_or_init(|| {
            let mut expansions = Vec::new();
            if let Some(call) = self.call() {
                let Self { facts, macros, index, krate, edition, budget, .. } = self;
                let (index, krate, edition) = (*index, *krate, *edition);
                let site = CallSite { facts, macros, index, call, krate, edition, outer: None };
                known.expand_all(&site, MAX_DEPTH, budget, &mut expansions);
            }
            expansions
        })
    }
}

impl Speculation {
    /// Returns a compiled definition.
    pub(crate) fn compiled(&self, definition: &MacroDefinition) -> CompiledMacro {
        self.macros.compiled(definition)
    }

    /// Returns the expansion of a call, if it was guessed to mean that macro.
    pub(crate) fn get(&mut self, key: ExpansionKey) -> Option<&Expansion> {
        if !self.expansions.contains_key(&key) {
            for task in self.tasks.remove(&key.arguments).into_iter().flatten() {
                self.expansions.extend(task.run(&self.macros).iter().cloned());
            }
        }
        self.expansions.get(&key).map(|(_, expansion)| expansion)
    }

    /// Expands calls of known macros on all cores, except those whose expansion is known.
    pub(crate) fn expand(&mut self, mut calls: Vec<KnownCall<'_>>) {
        let tasks = calls.iter().filter_map(|call| self.tasks.remove(&call.key.arguments));
        let tasks: Vec<Arc<ExpansionTask>> = tasks.flatten().collect();
        let macros = &self.macros;
        let results: Vec<&[SpeculativeExpansion]> = tasks.par_iter().map(|task| task.run(macros)).collect();
        self.expansions.extend(results.into_iter().flatten().cloned());
        // A file of several crates has the same calls in each.
        let mut seen = FxHashSet::default();
        calls.retain(|call| !self.expansions.contains_key(&call.key) && seen.insert(call.key));
        let expansions: Vec<Option<SpeculativeExpansion>> = calls.par_iter().map(KnownCall::expand).collect();
        self.expansions.extend(expansions.into_iter().flatten());
    }

    /// Stops all tasks that have not started.
    pub(crate) fn stop(&mut self) {
        self.stop.store(true, Relaxed);
    }

    /// Returns the facts of the arguments of an unexpanded call, if they were [added](Self::add_arguments).
    pub(crate) fn arguments(&self, arguments: &Arc<Tokens>) -> Option<&Option<Arc<Facts>>> {
        self.arguments.get(&(Arc::as_ptr(arguments) as usize)).map(|(_, facts)| facts)
    }

    /// Adds the facts of the arguments of unexpanded calls.
    pub(crate) fn add_arguments(&mut self, arguments: Vec<(usize, ArgumentFacts)>) {
        self.arguments.extend(arguments);
    }

    /// Starts to expand the calls in some files and in the files of their `mod`s. Each file comes with its crate and
    /// edition.
    pub(crate) fn start<'f>(
        &mut self,
        roots: impl Iterator<Item = (&'f Path, CrateId, Edition)>,
        files: &SourceFiles<'_>,
    ) {
        let new = self.new_files(roots, files);
        // Tasks that still use the old macros keep them.
        Arc::make_mut(&mut self.macros).add(&new);
        for task in tasks(new) {
            let Some(call) = task.call() else { continue };
            self.tasks.entry(Arc::as_ptr(&call.arguments) as usize).or_default().push(Arc::clone(&task));
            let (macros, stop) = (Arc::clone(&self.macros), Arc::clone(&self.stop));
            rayon::spawn(move || {
                if !stop.load(Relaxed) {
                    // If the task panics, it panics again on the driver's thread, which reports it.
                    let _ = catch_unwind(AssertUnwindSafe(|| task.run(&macros).len()));
                }
            });
        }
    }

    /// Returns the files without tasks among some files and those of their `mod`s.
    fn new_files<'f>(
        &mut self,
        roots: impl Iterator<Item = (&'f Path, CrateId, Edition)>,
        files: &SourceFiles<'_>,
    ) -> Vec<(Arc<Facts>, CrateId, Edition)> {
        let mut open: Vec<(LoadedFile, CrateId, Edition)> = roots
            .filter_map(|(file, krate, edition)| Some((files.get(file, edition)?.clone(), krate, edition)))
            .collect();
        let mut new = Vec::new();
        while let Some((loaded, krate, edition)) = open.pop() {
            if self.started.insert((krate, Arc::as_ptr(&loaded.facts) as usize)) {
                let children = loaded.children.iter();
                open.extend(children.filter_map(|child| Some((files.get(child, edition)?.clone(), krate, edition))));
                new.push((loaded.facts, krate, edition));
            }
        }
        new
    }
}

/// Returns a task for each call in some files.
fn tasks(files: Vec<(Arc<Facts>, CrateId, Edition)>) -> Vec<Arc<ExpansionTask>> {
    let is_call = |declaration: &Declaration| matches!(declaration.what, Declared::Call(_));
    let calls = files.iter().map(|(facts, ..)| facts.declarations.iter().filter(|one| is_call(one)).count()).sum();
    let budget = Arc::new(Budget::new(calls));
    let mut tasks: Vec<Arc<ExpansionTask>> = Vec::new();
    for (facts, krate, edition) in files {
        let macros: Arc<[usize]> = macro_indices(&facts).into();
        let calls = facts.declarations.iter().enumerate().filter(|(_, declaration)| is_call(declaration));
        tasks.extend(calls.map(|(index, _)| {
            let (facts, macros, budget) = (Arc::clone(&facts), Arc::clone(&macros), Arc::clone(&budget));
            Arc::new(ExpansionTask { facts, macros, index, krate, edition, budget, result: OnceLock::new() })
        }));
    }
    // The largest first, so that no core waits for a large task of another at the end.
    tasks.sort_by_key(|task| std::cmp::Reverse(task.call().map_or(0, |call| call.arguments.tokens.len())));
    tasks
}
