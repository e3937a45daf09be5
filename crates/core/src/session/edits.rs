//! Files that have changed since an analysis was kept: what they say now, and what the kept facts say they said then.

use super::snapshot::Kept;
use crate::{
    analysis::Basis,
    cache::{self, Caching, Store},
    cfg::Configuration,
    graph::FileOrder,
    input::{Digest, Nanoseconds, Stamp},
    resolve::{Linked, MacroNames},
    revise::{self, Asked, Edit, Parts, Plan},
    source::{FileId, Sources},
    syntax::{self, Facts},
    workspace::{Edition, Workspace},
};
use std::{path::Path, sync::Arc};

/// How many changed files are looked into: with more of them, linking anew is soon as cheap, and is then done once.
pub(super) const MOST: usize = 8;

/// How long something may take that is typed: 10 minutes.
const TYPING: Nanoseconds = 600_000_000_000;

/// A reading of a file that has changed; of several, if the workspace reads it by several editions.
struct Reading {
    file: FileId,
    edition: Edition,
    /// The content that was kept.
    old: Digest,
    stamp: Stamp,
    text: String,
}

/// What can be told of files that have changed.
pub(super) enum Told {
    /// All that follows. Their texts.
    All(Vec<(FileId, String)>),
    /// What is to be linked again, in the terms of a workspace. Their texts.
    Again(Box<Again>, Vec<(FileId, String)>),
    /// One can't be read that could be before.
    Broken,
    /// Not what follows.
    Nothing,
}

/// Edits that are to be linked again, and the world that they are linked into.
pub(super) struct Again {
    edits: Vec<Edit>,
    plans: Vec<Plan>,
    linked: Linked,
    macros: MacroNames,
    basis: Basis,
}

impl Again {
    /// Links them, in the terms of the workspace. Whether what follows could be told.
    pub(super) fn link(
        self,
        kept: &mut Kept,
        workspace: &Workspace,
        configuration: Option<&Configuration>,
        sources: &Sources,
    ) -> bool {
        let Self { edits, plans, linked, macros, basis } = self;
        let Kept { graph, diagnostics, counts, comments, cfgs, .. } = kept;
        let mut parts = Parts { graph, diagnostics, counts, comments, basis: &basis };
        let files = FileOrder::of(sources);
        revise::relink(
            &mut parts,
            &edits,
            plans,
            Asked { linked, macros: &macros, workspace, configuration, cfgs, files },
        )
    }
}

/// Brings what was kept up to date with some of its inputs. `rest` is what was kept with it.
pub(super) fn revise(
    kept: &mut Kept,
    rest: &mut cache::Rest,
    changed: &[usize],
    root: &Path,
    facts: &Path,
    caching: &Caching,
) -> Told {
    let Ok(basis) = bitcode::decode(&kept.basis) else { return Told::Nothing };
    let Some(readings) = readings(kept, changed, root, &basis) else { return Told::Nothing };
    let Some(edits) = edits(&readings, facts, caching) else { return Told::Nothing };
    // What was broken long ago is not being typed.
    let recent = |reading: &Reading| reading.stamp.is_since(caching.now.saturating_sub(TYPING));
    let broken = readings
        .iter()
        .zip(&edits)
        .any(|(reading, edit)| edit.old.problems.is_empty() && !edit.new.problems.is_empty() && recent(reading));
    let texts = || readings.into_iter().map(|reading| (reading.file, reading.text)).collect();
    let failed = if broken { Told::Broken } else { Told::Nothing };
    if let Some(told) = revise::tell(&edits, &basis) {
        let Kept { graph, diagnostics, counts, comments, .. } = kept;
        let mut parts = Parts { graph, diagnostics, counts, comments, basis: &basis };
        return if revise::revise(&mut parts, &edits, &told) { Told::All(texts()) } else { failed };
    }
    let Some(linked) = rest.read().and_then(|bytes| Linked::decode(&bytes)) else { return failed };
    let macros = MacroNames::of(&linked);
    match revise::plan(&edits, &macros, &basis) {
        Some(plans) => Told::Again(Box::new(Again { edits, plans, linked, macros, basis }), texts()),
        None => failed,
    }
}

/// Reads the files that have changed, and notes what they are now.
fn readings(kept: &mut Kept, changed: &[usize], root: &Path, basis: &Basis) -> Option<Vec<Reading>> {
    let mut readings: Vec<Reading> = Vec::new();
    for index in changed {
        let input = &mut kept.inputs.files[*index];
        let path = Path::new(&input.path);
        let stamp = Stamp::of(path).ok()?;
        let text = std::fs::read_to_string(path).ok().filter(|text| u32::try_from(text.len()).is_ok())?;
        let digest = Digest::of(text.as_bytes());
        let sources = kept.sources.iter().zip((0..).map(FileId));
        for (_, file) in sources.filter(|(source, _)| source.file(root) == path) {
            // A text that stands amid code is no file of its own.
            let lowered = basis.lowered.binary_search_by_key(&file, |(file, _)| *file).ok()?;
            let (_, edition) = basis.lowered[lowered];
            readings.push(Reading { file, edition, old: input.digest, stamp, text: text.clone() });
        }
        (input.stamp, input.digest) = (stamp, digest);
    }
    Some(readings)
}

/// What the files said, and what they say.
fn edits(readings: &[Reading], facts: &Path, caching: &Caching) -> Option<Vec<Edit>> {
    let wanted: Vec<_> = readings.iter().map(|reading| (reading.old, reading.edition)).collect();
    std::thread::scope(|scope| {
        let now = lower_apart(scope, readings)?;
        // While they are read on a thread of their own.
        let then = Store::some(facts, caching.program, &wanted)?;
        let now = now.join().ok()?;
        let edits = readings.iter().zip(then.into_iter().zip(now));
        Some(
            edits
                .map(|(reading, (old, new))| Edit { file: reading.file, old: Arc::new(old), new: Arc::new(new) })
                .collect(),
        )
    })
}

/// Lowers texts on a thread with a stack that is large enough for what the parser may be given.
fn lower_apart<'s>(
    scope: &'s std::thread::Scope<'s, '_>,
    readings: &'s [Reading],
) -> Option<std::thread::ScopedJoinHandle<'s, Vec<Facts>>> {
    let lower = move || readings.iter().map(|reading| syntax::lower_file(&reading.text, 0, reading.edition)).collect();
    let mut sizes = syntax::STACKS.iter();
    sizes.find_map(|size| std::thread::Builder::new().stack_size(*size).spawn_scoped(scope, lower).ok())
}
