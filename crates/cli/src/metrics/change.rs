//! Relates the history of files to parts of the code: how much each part changes, and which parts change together.

use crate::history::History;
use archcheck_core::{
    analysis::Analysis,
    graph::RustModuleId,
    metrics::{Level, LevelMetrics},
};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The smallest number of revisions of two parts, on average, and of those that they share. As in code-maat.
const MIN_REVISIONS: usize = 5;

/// The smallest degree of coupling.
const MIN_DEGREE: f64 = 0.3;

/// The largest number of files in a commit whose files count as changed together.
const MAX_CHANGE_SET: usize = 30;

/// How the parts of one level change.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Changes {
    /// The parts, in the order of the level.
    pub(crate) parts: Vec<PartChange>,
    /// The pairs of parts that change together although neither depends on the other, the highest degree first.
    pub(crate) couplings: Vec<Coupling>,
    /// The number of commits that changed a part.
    pub(crate) commits: usize,
}

/// How one part changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PartChange {
    /// The number of commits that changed one of its files.
    pub(crate) revisions: usize,
    /// The number of added lines.
    pub(crate) added: u64,
    /// The number of deleted lines.
    pub(crate) deleted: u64,
}

/// Two parts that change together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Coupling {
    /// The parts, by index; the smaller one first.
    pub(crate) parts: (u32, u32),
    /// The number of commits that changed both. Commits with many files are left out.
    pub(crate) shared: usize,
    /// The average number of revisions of both, without commits with many files.
    pub(crate) average: f64,
    /// The degree of coupling: the shared revisions divided by the average ones.
    pub(crate) degree: f64,
}

impl Changes {
    /// Relates a history to the parts of a level.
    pub(crate) fn of(history: &History, level: &LevelMetrics, analysis: &Analysis) -> Self {
        let mut parts_of: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
        for (at, part) in level.parts.iter().enumerate() {
            for file in &part.files {
                parts_of.entry(analysis.sources.get(*file).path.as_str()).or_default().push(at as u32);
            }
        }
        let of_path: Vec<&[u32]> =
            history.paths.iter().map(|path| parts_of.get(path.as_str()).map_or(&[][..], Vec::as_slice)).collect();
        let mut changes = Self { parts: vec![PartChange::default(); level.parts.len()], ..Self::default() };
        let mut revisions = vec![0_usize; level.parts.len()];
        let mut shared: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        for change in &history.changes {
            let mut touched: BTreeSet<u32> = BTreeSet::new();
            for file in &change.files {
                for part in of_path[file.path as usize] {
                    let own = &mut changes.parts[*part as usize];
                    own.added += file.added;
                    own.deleted += file.deleted;
                    touched.insert(*part);
                }
            }
            changes.commits += usize::from(!touched.is_empty());
            for part in &touched {
                changes.parts[*part as usize].revisions += 1;
            }
            if change.files.len() > MAX_CHANGE_SET {
                continue;
            }
            for part in &touched {
                revisions[*part as usize] += 1;
                for other in touched.range(..part) {
                    *shared.entry((*other, *part)).or_default() += 1;
                }
            }
        }
        let related = related(level, analysis, parts_of.into_values());
        let pairs = shared.into_iter().filter(|(pair, shared)| *shared >= MIN_REVISIONS && !related.contains(pair));
        #[expect(clippy::cast_precision_loss, reason = "there are far fewer commits than 2^52")]
        let coupling = |(parts, shared): ((u32, u32), usize)| {
            let average = (revisions[parts.0 as usize] + revisions[parts.1 as usize]) as f64 / 2.0;
            Coupling { parts, shared, average, degree: shared as f64 / average }
        };
        changes.couplings = pairs.map(coupling).filter(|one| one.degree >= MIN_DEGREE).collect();
        changes
            .couplings
            .sort_by(|a, b| b.degree.total_cmp(&a.degree).then(b.shared.cmp(&a.shared)).then(a.parts.cmp(&b.parts)));
        changes
    }

    /// Returns the hotspot score of a part: its revisions multiplied by its lines.
    pub(crate) fn hotspot(&self, level: &LevelMetrics, part: usize) -> u64 {
        self.parts[part].revisions as u64 * level.parts[part].lines
    }
}

/// Returns the pairs of parts that are expected to change together: one depends on the other, both share a file, or one is
/// the Rust module that declares the other.
fn related(
    level: &LevelMetrics,
    analysis: &Analysis,
    shared_files: impl Iterator<Item = Vec<u32>>,
) -> BTreeSet<(u32, u32)> {
    let ordered = |a: u32, b: u32| (a.min(b), a.max(b));
    let mut related: BTreeSet<(u32, u32)> = level.dependencies.iter().map(|(a, b, _)| ordered(*a, *b)).collect();
    for parts in shared_files.filter(|parts| parts.len() > 1) {
        related.extend(parts.iter().flat_map(|a| parts.iter().map(move |b| ordered(*a, *b))));
    }
    if level.level == Level::RustModule {
        let part = |id: RustModuleId| level.part_of[id.0 as usize];
        for (id, module) in analysis.graph.modules() {
            if let (Some(own), Some(parent)) = (part(id), module.parent.and_then(part)) {
                related.insert(ordered(own, parent));
            }
        }
    }
    related
}
