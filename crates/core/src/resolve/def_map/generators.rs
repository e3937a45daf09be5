//! Code that may declare names in a scope that the source does not show: derives, attributes, macros of other crates, and
//! files that cannot be read.

use crate::resolve::ids::Symbol;
use bitcode::{Decode, Encode};
use rustc_hash::FxHashSet;

/// What may declare names in a scope that the source does not show.
#[derive(Clone, Debug, Default)]
pub(crate) struct Generators {
    /// The likeliest source of a name, if there is one.
    likeliest: Option<GeneratorClass>,
    /// The names that derives are known to declare.
    pub known: FxHashSet<Symbol>,
    /// The names beside which derives and attributes declare others. Such a name is often a part of the others.
    pub items: FxHashSet<Symbol>,
}

/// A class of code that may declare names, the likeliest source of a name first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub(crate) enum GeneratorClass {
    /// A file that a build script writes.
    BuiltFile,
    /// Another file that cannot be read, or a macro that includes one.
    File,
    /// Another macro of another crate.
    Macro,
    /// A derive or an attribute.
    Derive,
}

impl Generators {
    /// Restores generators from their parts.
    pub(crate) fn from_parts(likeliest: Option<GeneratorClass>, known: Vec<Symbol>, items: Vec<Symbol>) -> Self {
        Self { likeliest, known: known.into_iter().collect(), items: items.into_iter().collect() }
    }

    /// Returns the class of the likeliest source of a name, if there is one.
    pub(crate) fn likeliest(&self) -> Option<GeneratorClass> {
        self.likeliest
    }

    /// Adds code of a class. Returns whether the likeliest class is another one now.
    pub(super) fn add(&mut self, class: GeneratorClass) -> bool {
        let is_likelier = self.likeliest.is_none_or(|likeliest| class < likeliest);
        if is_likelier {
            self.likeliest = Some(class);
        }
        is_likelier
    }
}
