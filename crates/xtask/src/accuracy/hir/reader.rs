//! The reader of a dump: one pass over its lines, with a stack of the paths that are open.
//!
//! `{:#?}` indents by four spaces, so the indentation of a line shows whose field it is. A line that is deeper than the
//! innermost open path expects is skipped. This is fast, and tolerates unknown parts of HIR.

use std::io::{self, BufRead};

use super::{Def, DefIndex, Dump, HirModule, HirPath, Interner, Res, Segment, Site, Span, text};

/// Reads a whole dump. Unknown parts are skipped; only I/O can fail.
pub(crate) fn read(mut input: impl BufRead) -> io::Result<Dump> {
    let mut reader = Reader::default();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? != 0 {
        // Identifiers are always UTF-8, and other lines do not matter.
        if let Ok(text) = std::str::from_utf8(&line) {
            let text = text.trim_end();
            let body = text.trim_start_matches(' ');
            reader.line(text.len() - body.len(), body);
        }
        line.clear();
    }
    Ok(reader.dump)
}

/// The indentation of a field relative to its node.
const STEP: usize = 4;
/// The indentation of the fields of an owner's item.
const ITEM_FIELD: usize = 16;

#[derive(Default)]
struct Reader {
    dump: Dump,
    /// The printed definitions, with the same indices as `dump.defs`.
    defs: Interner,
    /// The owner that is being printed.
    owner: Option<DefIndex>,
    item: Item,
    /// The paths that are open, the innermost last.
    open: Vec<OpenPath>,
    /// A `use` whose path is complete, and the indentation of the following line (`Single`, `Glob` or `ListStem`).
    finished_use: Option<(usize, HirPath)>,
    /// Whether the last line opened a `use`.
    in_use: bool,
}

/// The owner's own item, as far as it was read.
#[derive(Default)]
enum Item {
    #[default]
    Other,
    /// A module or crate root whose span was not read yet.
    Module,
    /// `extern crate NAME as IDENT`.
    ExternCrate { name: Option<String>, ident: Option<(String, bool)> },
}

/// A path of which not all lines were read.
struct OpenPath {
    indent: usize,
    is_use: bool,
    span: Span,
    segments: Vec<Segment>,
    res: [Option<Res>; 3],
    /// The resolution that is being read.
    pending: Option<PendingResolution>,
    /// The index of the namespace whose resolution comes next.
    namespace: usize,
}

/// A `Def(` of which not all lines were read.
struct PendingResolution {
    indent: usize,
    kind: DefKind,
    of_segment: bool,
}

/// The kind of a definition, as far as it matters.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum DefKind {
    Module,
    Macro,
    /// A generic parameter.
    Parameter,
    #[default]
    Other,
}

impl Reader {
    fn line(&mut self, indent: usize, text: &str) {
        if indent == 0 && text.starts_with("DefId(") {
            self.owner = self.def(text.split(" => ").next().unwrap_or(text));
            self.item = Item::Other;
            self.open.clear();
            return;
        }
        let in_use = std::mem::take(&mut self.in_use);
        if text == "Path {" || text.ends_with(": Path {") {
            self.open.push(OpenPath {
                indent,
                is_use: in_use,
                span: Span::default(),
                segments: Vec::new(),
                res: [None; 3],
                pending: None,
                namespace: 0,
            });
            return;
        }
        if let Some(open) = self.open.last()
            && indent >= open.indent
        {
            if indent > open.indent {
                self.in_path(indent, text);
            } else if text.starts_with('}') {
                self.close();
            }
            // Items mentioned inside a path are in a body, and not relevant here.
            return;
        }
        if let Some(mentioned) = text.strip_prefix("owner_id: ") {
            self.child(mentioned);
        } else if self.finished_use.as_ref().is_some_and(|(at, _)| *at == indent) {
            self.finish_use(text);
        } else {
            self.item(indent, text);
        }
    }

    /// Reads a line inside the innermost open path.
    fn in_path(&mut self, indent: usize, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        if let Some(pending) = &mut open.pending {
            if indent == pending.indent + STEP {
                if text.starts_with("DefId(") {
                    let PendingResolution { kind, of_segment, .. } = *pending;
                    open.pending = None;
                    // The path of a parameter starts with its function, which can have the name of a module.
                    if kind != DefKind::Parameter {
                        self.resolved(text, kind, of_segment);
                    }
                } else {
                    match text {
                        "Mod," => pending.kind = DefKind::Module,
                        "Macro(" => pending.kind = DefKind::Macro,
                        "TyParam," | "ConstParam," => pending.kind = DefKind::Parameter,
                        _ => {}
                    }
                }
                return;
            }
            if indent <= pending.indent {
                open.pending = None;
            }
            return;
        }
        match indent - open.indent {
            4 => {
                if let Some(span) = text.strip_prefix("span: ") {
                    open.span = text::span(span, &mut self.dump.texts).unwrap_or_default();
                } else if text == "res: Def(" {
                    open.pending = Some(PendingResolution { indent, kind: DefKind::Other, of_segment: false });
                }
            }
            8 => match text {
                "PathSegment {" => {
                    let unread = self.dump.texts.insert("").0;
                    open.segments.push(Segment { ident: unread, in_source: false, res: None });
                }
                "value_ns: Some(" => open.namespace = 0,
                "type_ns: Some(" => open.namespace = 1,
                "macro_ns: Some(" => open.namespace = 2,
                _ => {}
            },
            12 => {
                if let Some(segment) = open.segments.last_mut() {
                    if let Some((name, in_source)) = text.strip_prefix("ident: ").and_then(text::ident) {
                        segment.ident = self.dump.texts.insert(name).0;
                        segment.in_source = in_source;
                    } else if text == "res: Def(" {
                        open.pending = Some(PendingResolution { indent, kind: DefKind::Other, of_segment: true });
                    }
                } else if text == "Def(" {
                    open.pending = Some(PendingResolution { indent, kind: DefKind::Other, of_segment: false });
                }
            }
            _ => {}
        }
    }

    fn resolved(&mut self, text: &str, kind: DefKind, of_segment: bool) {
        let Some(def) = self.def(text) else { return };
        let Some(open) = self.open.last_mut() else { return };
        let res = Some(Res { def, is_mod: kind == DefKind::Module, is_macro: kind == DefKind::Macro });
        if !of_segment {
            open.res[open.namespace] = res;
        } else if let Some(segment) = open.segments.last_mut() {
            segment.res = res;
        }
    }

    /// Ends the innermost open path.
    fn close(&mut self) {
        let (Some(open), Some(owner)) = (self.open.pop(), self.owner) else { return };
        let OpenPath { indent, is_use, span, segments, res, .. } = open;
        let site = if is_use { Site::Use } else { Site::Code };
        let path = HirPath { owner, site, span, segments, res };
        if is_use {
            self.finished_use = Some((indent, path));
        } else {
            self.dump.paths.push(path);
        }
    }

    /// Reads the line after the path of a `use`.
    fn finish_use(&mut self, text: &str) {
        let Some((_, mut path)) = self.finished_use.take() else { return };
        if text.starts_with("ListStem") {
            return;
        }
        if text.starts_with("Glob") {
            path.site = Site::Glob;
        }
        self.dump.paths.push(path);
    }

    /// Reads a line outside of paths.
    fn item(&mut self, indent: usize, text: &str) {
        match &mut self.item {
            Item::Module => {
                if let Some(span) = text.strip_prefix("inner_span: ") {
                    let span = text::span(span, &mut self.dump.texts).unwrap_or_default();
                    self.dump.modules.extend(self.owner.map(|def| HirModule { def, span }));
                    self.item = Item::Other;
                }
                return;
            }
            Item::ExternCrate { name, ident } => {
                match indent - indent.min(ITEM_FIELD) {
                    8 => *name = Some(text.trim_end_matches(',').trim_matches('"').to_owned()),
                    4 => {
                        if let Some((found, in_source)) = text::ident(text) {
                            *ident = Some((found.to_owned(), in_source));
                        }
                    }
                    _ => {
                        if let Some(span) = text.strip_prefix("span: ") {
                            self.extern_crate(span);
                        }
                    }
                }
                return;
            }
            Item::Other => {}
        }
        match text {
            "kind: Use(" => self.in_use = true,
            "kind: Mod(" if indent == ITEM_FIELD => self.item = Item::Module,
            "node: Crate(" if indent == 2 * STEP => self.item = Item::Module,
            "kind: ExternCrate(" if indent == ITEM_FIELD => {
                self.item = Item::ExternCrate { name: None, ident: None };
            }
            _ => {}
        }
    }

    fn extern_crate(&mut self, span: &str) {
        let Item::ExternCrate { name, ident: Some((ident, in_source)) } = std::mem::take(&mut self.item) else {
            return;
        };
        let Some(owner) = self.owner else { return };
        if !in_source {
            return;
        }
        let span = text::span(span, &mut self.dump.texts).unwrap_or_default();
        let ident = self.dump.texts.insert(name.as_deref().unwrap_or(&ident)).0;
        let segments = vec![Segment { ident, in_source, res: None }];
        self.dump.paths.push(HirPath { owner, site: Site::ExternCrate, span, segments, res: [None; 3] });
    }

    /// Reads an `owner_id`, of the owner itself or of an item in it.
    fn child(&mut self, text: &str) {
        let (Some(child), Some(owner)) = (self.def(text), self.owner) else { return };
        let (child, owner) = (self.dump.def(child).local, self.dump.def(owner).local);
        if let (Some(child), Some(owner)) = (child, owner)
            && child != owner
        {
            self.dump.parents.insert(child, owner);
        }
    }

    fn def(&mut self, text: &str) -> Option<DefIndex> {
        let text = text.trim_end_matches(',');
        let (known, new) = self.defs.insert(text);
        if new {
            // A malformed definition keeps its index, but has no name.
            let unreadable = || Def { local: None, krate: String::new(), hash: String::new(), path: String::new() };
            self.dump.defs.push(text::def(text).unwrap_or_else(unreadable));
        }
        let index = DefIndex(known.index());
        (!self.dump.def(index).krate.is_empty()).then_some(index)
    }
}
