//! Finds out what has changed in edited files: their facts before and after the edit.

use super::persisted::PersistedAnalysis;
use crate::{
    cache::{CacheOptions, Store},
    files,
    incremental::{Edit, Refusal, SourceRecords},
    input::{Digest, Nanoseconds, Stamp},
    source::FileId,
    syntax::{self, Facts},
    workspace::Edition,
};
use std::{path::Path, sync::Arc};

/// How many changed files an update handles. With more of them, an analysis of the whole workspace is as fast.
pub(super) const MAX_CHANGED_FILES: usize = 8;

/// How long a file may stay syntactically broken while somebody edits it: 10 minutes.
const EDITING_TIME: Nanoseconds = 600_000_000_000;

/// The edits of changed files.
pub(super) struct ChangedFiles {
    pub(super) edits: Vec<Edit>,
    /// The new text of each edited file.
    pub(super) texts: Vec<(FileId, String)>,
    /// Whether a recent edit introduced a syntax error.
    pub(super) is_recently_broken: bool,
}

/// The current text of a changed file. A file that the workspace reads with several editions has one for each.
struct ChangedFile {
    file: FileId,
    edition: Edition,
    /// The digest of the old text.
    old_digest: Digest,
    stamp: Stamp,
    text: String,
}

impl ChangedFiles {
    /// Reads the changed files, given as indices into the inputs, and updates these inputs.
    pub(super) fn read(
        persisted: &mut PersistedAnalysis,
        records: &SourceRecords,
        changed: &[usize],
        root: &Path,
        facts: &Path,
        cache: &CacheOptions,
    ) -> Result<Self, Refusal> {
        let files = read_texts(persisted, records, changed, root)?;
        let edits = load_edits(&files, facts, cache)?;
        let is_recently_broken = files.iter().zip(&edits).any(|(file, edit)| {
            let is_recent = file.stamp.is_since(cache.now.saturating_sub(EDITING_TIME));
            is_recent && edit.old.problems.is_empty() && !edit.new.problems.is_empty()
        });
        let texts = files.into_iter().map(|file| (file.file, file.text)).collect();
        Ok(Self { edits, texts, is_recently_broken })
    }
}

fn read_texts(
    persisted: &mut PersistedAnalysis,
    records: &SourceRecords,
    changed: &[usize],
    root: &Path,
) -> Result<Vec<ChangedFile>, Refusal> {
    let mut files: Vec<ChangedFile> = Vec::new();
    for index in changed {
        let input = &mut persisted.inputs.files[*index];
        let path = Path::new(&input.path);
        tracing::debug!(path = input.path, "file changed");
        let read = || {
            let stamp = Stamp::of(path).ok()?;
            let text = files::read_to_string(path).ok()?;
            Some((stamp, text))
        };
        let (stamp, text) = read().ok_or(Refusal::UnreadableFile)?;
        let digest = Digest::of(text.as_bytes());
        let relative = path.strip_prefix(root).ok();
        let sources = persisted.sources.iter().zip((0..).map(FileId));
        for (_, file) in sources.filter(|(source, _)| source.is_at(path, relative)) {
            // A text that is included into an expression has no facts of its own.
            let lowered = records.lowered.binary_search_by_key(&file, |(file, _)| *file);
            let (_, edition) = records.lowered[lowered.map_err(|_| Refusal::IncludedFile)?];
            files.push(ChangedFile { file, edition, old_digest: input.digest, stamp, text: text.clone() });
        }
        (input.stamp, input.digest) = (stamp, digest);
    }
    Ok(files)
}

/// Loads the old facts from the cache, while another thread lowers the new texts.
fn load_edits(files: &[ChangedFile], facts: &Path, cache: &CacheOptions) -> Result<Vec<Edit>, Refusal> {
    let wanted: Vec<_> = files.iter().map(|file| (file.old_digest, file.edition)).collect();
    let both = std::thread::scope(|scope| {
        let new = spawn_lowering(scope, files)?;
        let old = Store::some(facts, cache.program, &wanted)?;
        Some((old, new.join().ok()?))
    });
    let (old, new) = both.ok_or(Refusal::DamagedCache)?;
    let edits = files.iter().zip(old.into_iter().zip(new));
    Ok(edits.map(|(file, (old, new))| Edit { file: file.file, old: Arc::new(old), new: Arc::new(new) }).collect())
}

/// Lowers texts on a thread whose stack is large enough for the most deeply nested code that the parser accepts.
fn spawn_lowering<'s>(
    scope: &'s std::thread::Scope<'s, '_>,
    files: &'s [ChangedFile],
) -> Option<std::thread::ScopedJoinHandle<'s, Vec<Facts>>> {
    let lower = move || files.iter().map(|file| syntax::lower_file(&file.text, 0, file.edition)).collect();
    let mut sizes = syntax::STACKS.iter();
    sizes.find_map(|size| std::thread::Builder::new().stack_size(*size).spawn_scoped(scope, lower).ok())
}
