//! A whole analysis as it is kept, with all that it rests on.

use super::{
    Configure,
    edits::{self, Again, Told},
    saving::Rest,
};
use crate::{
    analysis::{Analysis, Basis, Comments, Counts},
    cache::{self, Caching},
    cfg::{Cfgs, Configuration},
    diagnostic::{self, Diagnostic},
    graph::Graph,
    input::{Inputs, Look, Nanoseconds},
    resolve,
    source::{Source, Sources},
    workspace::MetadataOutput,
};
use bitcode::{Decode, Encode};
use std::{
    mem::take,
    path::{Path, PathBuf},
};

/// How many files whose content has only been read again are read again once more, rather than all be written anew with
/// the stamps of today.
const FEW: usize = 16;

/// What an analysis is of.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Subject {
    /// The workspace.
    pub(super) answer: MetadataOutput,
    /// The one configuration; empty for all.
    configuration: String,
}

impl Subject {
    pub(super) fn new(answer: MetadataOutput, configuration: Option<&Configuration>) -> Self {
        Self { answer, configuration: shown(configuration) }
    }
}

fn shown(configuration: Option<&Configuration>) -> String {
    configuration.map(|configuration| format!("{configuration:?}")).unwrap_or_default()
}

/// What is written.
#[derive(Encode, Decode)]
pub(super) struct Kept {
    pub(super) subject: Subject,
    taken: Nanoseconds,
    root: String,
    folders: Vec<String>,
    pub(super) sources: Vec<KeptSource>,
    pub(super) cfgs: Cfgs,
    pub(super) graph: Graph,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) counts: Counts,
    pub(super) comments: Comments,
    pub(super) inputs: Inputs,
    /// A [`Basis`], which is needed only where a file has changed.
    pub(super) basis: Vec<u8>,
}

/// Of sources there are paths alone: their texts are read where somebody asks.
#[derive(Encode, Decode)]
pub(super) struct KeptSource {
    path: String,
    /// Where it lies, if the path does not say that.
    file: Option<String>,
}

impl KeptSource {
    fn of(source: &Source, root: &Path) -> Option<Self> {
        let path = source.path.clone();
        let file = match source.file() {
            Some(file) if *file != root.join(&path) => Some(file.to_str()?.to_owned()),
            _ => None,
        };
        Some(Self { path, file })
    }

    pub(super) fn file(&self, root: &Path) -> PathBuf {
        self.file.as_ref().map_or_else(|| root.join(&self.path), PathBuf::from)
    }
}

/// A kept analysis, brought up to date with the files that it is of.
pub(super) struct Snapshot {
    analysis: Kept,
    sources: Sources,
    unreached: Vec<String>,
    /// What is to be written, since stamps alone no longer tell what is the same.
    anew: Option<Anew>,
    /// What has changed and must be linked again.
    again: Option<Box<Again>>,
    /// What comes after it in its file.
    rest: cache::Rest,
}

/// Why what is kept can't be used.
pub(super) enum Missed {
    /// It is not there, or of no use any more.
    Unusable,
    /// It is of this workspace as it was before a file of it was broken: once that is mended it may be of use again.
    Broken(Box<Subject>),
}

/// The next kept analysis.
enum Anew {
    /// The one at hand.
    This,
    /// As it was before files that have changed were looked at.
    Before(Vec<u8>),
}

/// What is to be written: the content of a file, and what comes after it.
pub(super) type Next = (Vec<u8>, Rest);

/// An analysis that is the workspace's if Cargo says what it said when that was kept.
pub(super) struct Foreseen {
    pub(super) subject: Subject,
    pub(super) analysis: Analysis,
    /// What should be kept instead of what was, if anything.
    pub(super) anew: Option<Next>,
}

/// Where an analysis and the facts of its files are kept.
pub(super) struct Paths {
    pub(super) graph: PathBuf,
    pub(super) facts: PathBuf,
}

impl Snapshot {
    /// The one at a path, if there is one that can be used, and if it can be told what follows from what has changed.
    pub(super) fn read(paths: &Paths, caching: &Caching) -> Result<Self, Missed> {
        let (bytes, mut rest) = cache::read(&paths.graph, caching.program).ok_or(Missed::Unusable)?;
        let mut kept: Kept = bitcode::decode(&bytes).map_err(|_| Missed::Unusable)?;
        drop(bytes);
        let (mut reread, mut changed) = (0, Vec::new());
        for (index, input) in kept.inputs.files.iter_mut().enumerate() {
            match input.look(kept.taken) {
                Look::Same => {}
                Look::Read(stamp) => {
                    input.stamp = stamp;
                    // One that is too young would only have to be read again.
                    reread += usize::from(stamp.is_certain(caching.now));
                }
                Look::Changed if changed.len() < edits::MOST => changed.push(index),
                Look::Changed => return Err(Missed::Unusable),
            }
        }
        // What is there and is no file was no file then either.
        if kept.inputs.missing.iter().any(|path| !matches!(Path::new(path).try_exists(), Ok(false))) {
            return Err(Missed::Unusable);
        }
        let root = PathBuf::from(&kept.root);
        let mut anew = (reread > FEW).then_some(Anew::This);
        let (mut texts, mut again) = (Vec::new(), None);
        if !changed.is_empty() {
            // Few changes are told anew by each run, until all has to be linked for another reason: cheaper than to
            // write it all.
            anew = (reread > FEW && caching.keep).then(|| Anew::Before(kept.before(&changed, caching.now)));
            texts = match edits::revise(&mut kept, &mut rest, &changed, &root, &paths.facts, caching) {
                Told::All(texts) => texts,
                Told::Again(edits, texts) => {
                    again = Some(edits);
                    texts
                }
                Told::Broken => return Err(Missed::Broken(Box::new(kept.subject))),
                Told::Nothing => return Err(Missed::Unusable),
            };
        }
        let mut sources = Sources::default();
        for (index, source) in kept.sources.iter().enumerate() {
            let file = source.file(&root);
            let text = texts.iter_mut().find(|(id, _)| id.0 as usize == index).map(|(_, text)| take(text));
            sources.add(match text {
                Some(text) => Source::loaded(source.path.clone(), file, text),
                None => Source::lazy(source.path.clone(), file),
            });
        }
        if !changed.is_empty() && again.is_none() {
            diagnostic::sort(&mut kept.diagnostics, &sources);
        }
        let unreached = resolve::unreached(&root, kept.folders.iter().map(PathBuf::from), &sources);
        Ok(Self { analysis: kept, sources, unreached, anew, again, rest })
    }

    /// The analysis, if what has changed can be told.
    pub(super) fn foresee(mut self, configure: Configure<'_>, now: Nanoseconds) -> Result<Foreseen, Missed> {
        let subject = &self.analysis.subject;
        let workspace = subject.answer.to_workspace().map_err(|_| Missed::Unusable)?;
        let configuration = configure(&workspace).map_err(|_| Missed::Unusable)?;
        if shown(configuration.as_ref()) != subject.configuration {
            return Err(Missed::Unusable);
        }
        self.analysis.cfgs.restore(&workspace, configuration.as_ref());
        let sources = self.sources;
        if let Some(again) = self.again {
            if !again.link(&mut self.analysis, &workspace, configuration.as_ref(), &sources) {
                return Err(Missed::Unusable);
            }
            diagnostic::sort(&mut self.analysis.diagnostics, &sources);
        }
        let Kept { subject, cfgs, graph, diagnostics, counts, comments, inputs, basis, .. } = self.analysis;
        let counts = Counts { unreached: self.unreached, ..counts };
        // Nobody needs its basis but who writes it again.
        let nothing = Basis::default();
        let mut analysis =
            Analysis { workspace, sources, cfgs, graph, diagnostics, counts, comments, inputs, basis: nothing };
        let anew = self.anew.map(|anew| match anew {
            Anew::This => Self::with(&mut analysis, basis, subject.clone(), now),
            Anew::Before(bytes) => bytes,
        });
        let anew = anew.map(|content| (content, Rest::OfOld(self.rest)));
        Ok(Foreseen { subject, analysis, anew })
    }

    /// An analysis as it is kept; nothing where it can't be. Afterwards it is what it was.
    pub(super) fn of(analysis: &mut Analysis, subject: Subject, now: Nanoseconds) -> Vec<u8> {
        let basis = bitcode::encode(&analysis.basis);
        Self::with(analysis, basis, subject, now)
    }

    fn with(analysis: &mut Analysis, basis: Vec<u8>, subject: Subject, now: Nanoseconds) -> Vec<u8> {
        let path = &analysis.workspace.root;
        let Some(root) = path.to_str() else { return Vec::new() };
        let folders: Option<Vec<String>> =
            resolve::folders(&analysis.workspace).map(|folder| folder.to_str().map(str::to_owned)).collect();
        let sources: Option<Vec<KeptSource>> =
            analysis.sources.iter().map(|(_, source)| KeptSource::of(source, path)).collect();
        let (Some(folders), Some(sources), false) = (folders, sources, analysis.inputs.uncertain) else {
            return Vec::new();
        };
        // It is lent: a copy of it all would take longer than to write it.
        let unreached = take(&mut analysis.counts.unreached);
        let kept = Kept {
            subject,
            taken: now,
            root: root.to_owned(),
            folders,
            sources,
            cfgs: take(&mut analysis.cfgs),
            graph: take(&mut analysis.graph),
            diagnostics: take(&mut analysis.diagnostics),
            counts: take(&mut analysis.counts),
            comments: take(&mut analysis.comments),
            inputs: take(&mut analysis.inputs),
            basis,
        };
        let bytes = bitcode::encode(&kept);
        Kept {
            cfgs: analysis.cfgs,
            graph: analysis.graph,
            diagnostics: analysis.diagnostics,
            counts: analysis.counts,
            comments: analysis.comments,
            inputs: analysis.inputs,
            ..
        } = kept;
        analysis.counts.unreached = unreached;
        bytes
    }
}

impl Kept {
    /// As it is, with the stamps of today: those that have changed are looked into until all is linked anew.
    fn before(&mut self, changed: &[usize], now: Nanoseconds) -> Vec<u8> {
        for index in changed {
            self.inputs.files[*index].stamp.doubt();
        }
        self.taken = now;
        bitcode::encode(self)
    }
}
