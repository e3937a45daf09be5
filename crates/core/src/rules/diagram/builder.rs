//! A diagram as plain data, and how it is put together line by line.

use std::{collections::BTreeMap, ops::Range};

/// A diagram. Arrows refer to nodes by index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Diagram {
    pub(crate) nodes: Vec<Node>,
    pub(crate) arrows: Vec<Arrow>,
}

/// A node of a diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// The identifier.
    pub(crate) id: String,
    /// The text in its box, if it is not the identifier.
    pub(crate) label: Option<String>,
    /// Where the label is, or else the first use of the identifier.
    pub(crate) span: Range<usize>,
    /// Whether it is marked as external, so that it is no module.
    pub(crate) is_external: bool,
}

/// An arrow of a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrow {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// A line that is not part of the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DiagramError {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
}

/// A diagram in the making.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) diagram: Diagram,
    pub(super) errors: Vec<DiagramError>,
    by_id: BTreeMap<String, usize>,
    /// The identifiers of groups, which arrows can't use.
    pub(super) groups: BTreeMap<String, Range<usize>>,
    /// The open groups.
    pub(super) open: Vec<Range<usize>>,
}

impl Builder {
    pub(super) fn error(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.errors.push(DiagramError { span, message: message.into() });
    }

    /// Returns the node with an identifier, which may be new.
    pub(super) fn node(&mut self, id: &str, span: Range<usize>) -> usize {
        *self.by_id.entry(id.to_owned()).or_insert_with(|| {
            self.diagram.nodes.push(Node { id: id.to_owned(), label: None, span, is_external: false });
            self.diagram.nodes.len() - 1
        })
    }

    /// Sets the label of a node. It can have only one.
    pub(super) fn label(&mut self, node: usize, label: String, span: Range<usize>) {
        let own = &mut self.diagram.nodes[node];
        match &own.label {
            Some(first) if *first != label => {
                let message = format!("`{}` has two labels: `{first}` and `{label}`", own.id);
                self.error(span, message);
            }
            _ => {
                own.label = Some(label);
                own.span = span;
            }
        }
    }

    pub(super) fn arrow(&mut self, from: usize, to: usize) {
        self.diagram.arrows.push(Arrow { from, to });
    }

    /// Closes a group.
    pub(super) fn close(&mut self, span: Range<usize>, word: &str) {
        if self.open.pop().is_none() {
            self.error(span, format!("`{word}` closes nothing"));
        }
    }

    /// Reports open groups, and nodes with the identifiers of groups.
    pub(super) fn finish(&mut self) {
        for span in std::mem::take(&mut self.open) {
            self.error(span, "this group is never closed");
        }
        let both: Vec<_> =
            self.diagram.nodes.iter().filter(|node| self.groups.contains_key(&node.id)).cloned().collect();
        for node in both {
            self.error(node.span, format!("`{}` is a group; an arrow must connect nodes", node.id));
        }
        self.errors.sort_by_key(|error| error.span.start);
    }
}
