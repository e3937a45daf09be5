//! A whole analysis as it is kept, with all that it rests on.

use crate::{
    analysis::{Analysis, Comments, Counts},
    cache::{self, Caching},
    cfg::Cfgs,
    diagnostic::Diagnostic,
    graph::Graph,
    input::{Digest, Inputs, Look, Nanoseconds},
    resolve,
    source::{Source, Sources},
    workspace::Workspace,
};
use bitcode::{Decode, Encode};
use std::path::{Path, PathBuf};

/// What is written. Of sources there are paths alone: their texts are read where somebody asks.
#[derive(Encode, Decode)]
struct Kept {
    key: Digest,
    taken: Nanoseconds,
    root: String,
    folders: Vec<String>,
    sources: Vec<String>,
    cfgs: Cfgs,
    graph: Graph,
    diagnostics: Vec<Diagnostic>,
    counts: Counts,
    comments: Comments,
    inputs: Inputs,
}

/// A kept analysis whose files are all still the same.
pub(super) struct Snapshot {
    key: Digest,
    analysis: Kept,
    sources: Sources,
    unreached: Vec<String>,
    /// Whether stamps alone no longer tell that.
    stale: bool,
}

impl Snapshot {
    /// The one at a path, if there is one that can be used and none of its files has changed.
    pub(super) fn read(path: &Path, caching: &Caching) -> Option<Self> {
        let bytes = cache::read(path, caching.program)?;
        let mut kept: Kept = bitcode::decode(&bytes).ok()?;
        drop(bytes);
        let mut stale = false;
        for input in &mut kept.inputs.files {
            match input.look(kept.taken) {
                Look::Same => {}
                Look::Read(stamp) => {
                    input.stamp = stamp;
                    stale = true;
                }
                Look::Changed => return None,
            }
        }
        // What is there and is no file was no file then either.
        if kept.inputs.missing.iter().any(|path| !matches!(Path::new(path).try_exists(), Ok(false))) {
            return None;
        }
        let root = PathBuf::from(&kept.root);
        let mut sources = Sources::default();
        for path in &kept.sources {
            sources.add(Source::unread(path.clone(), root.join(path)));
        }
        let unreached = resolve::unreached(&root, kept.folders.iter().map(PathBuf::from), &sources);
        Some(Self { key: kept.key, analysis: kept, sources, unreached, stale })
    }

    /// The analysis, if it is that of this workspace; and whether it should be kept anew, with the stamps of today.
    pub(super) fn analysis(self, key: Digest, workspace: Workspace) -> Result<(Analysis, bool), Workspace> {
        if self.key != key {
            return Err(workspace);
        }
        let Kept { mut cfgs, graph, diagnostics, counts, comments, inputs, .. } = self.analysis;
        cfgs.restore(&workspace);
        let counts = Counts { unreached: self.unreached, ..counts };
        let sources = self.sources;
        Ok((Analysis { workspace, sources, cfgs, graph, diagnostics, counts, comments, inputs }, self.stale))
    }

    /// An analysis as it is kept; nothing where it can't be.
    pub(super) fn of(analysis: &Analysis, key: Digest, now: Nanoseconds) -> Vec<u8> {
        let Some(root) = analysis.workspace.root.to_str() else { return Vec::new() };
        let folders: Option<Vec<String>> =
            resolve::folders(&analysis.workspace).map(|folder| folder.to_str().map(str::to_owned)).collect();
        let (Some(folders), false) = (folders, analysis.inputs.uncertain) else { return Vec::new() };
        bitcode::encode(&Kept {
            key,
            taken: now,
            root: root.to_owned(),
            folders,
            sources: analysis.sources.iter().map(|(_, source)| source.path.clone()).collect(),
            cfgs: analysis.cfgs.clone(),
            graph: analysis.graph.clone(),
            diagnostics: analysis.diagnostics.clone(),
            counts: Counts { unreached: Vec::new(), ..analysis.counts.clone() },
            comments: analysis.comments.clone(),
            inputs: analysis.inputs.clone(),
        })
    }
}
