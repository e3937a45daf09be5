//! The expansion of one call.

use crate::{
    syntax::{self, Definition, ExpandError, ExpansionLimits, Facts, MacroDefinition, Position, Tokens},
    workspace::{CrateId, Edition},
};
use std::sync::Arc;

/// A compiled macro definition, or why it cannot be compiled.
pub(crate) type CompiledMacro = Arc<Result<Definition, String>>;

/// Compiles a macro definition.
pub(super) fn compile(definition: &MacroDefinition) -> CompiledMacro {
    Arc::new(Definition::parse(&definition.body).map_err(|error| error.to_string()))
}

/// Returns the address of a definition, which identifies it: facts do not move as long as the driver lives.
pub(crate) fn address(definition: &MacroDefinition) -> usize {
    std::ptr::from_ref(definition) as usize
}

/// What an expansion depends on: a macro and a call of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ExpansionKey {
    /// The [`address`] of the definition.
    definition: usize,
    /// The address of the call's arguments.
    pub(super) arguments: usize,
    /// The crate of the macro.
    krate: CrateId,
    /// The edition of the call.
    edition: Edition,
}

impl ExpansionKey {
    pub(crate) fn new(definition: usize, krate: CrateId, arguments: &Arc<Tokens>, edition: Edition) -> Self {
        Self { definition, arguments: Arc::as_ptr(arguments) as usize, krate, edition }
    }
}

/// What a call expands to.
#[derive(Clone, Debug)]
pub(crate) enum Expansion {
    /// The facts of the expansion, and its number of tokens.
    Facts(Arc<Facts>, usize),
    /// Tokens, of that number, without anything to resolve, or that cannot be parsed in the place of the call.
    Unreadable(usize),
    TooLarge,
    /// No rule of the macro matches the call.
    NoMatch,
}

impl Expansion {
    /// Returns the number of tokens.
    pub(super) fn tokens(&self) -> usize {
        match self {
            Self::Facts(_, tokens) | Self::Unreadable(tokens) => *tokens,
            Self::TooLarge | Self::NoMatch => 0,
        }
    }
}

/// An expansion by its key, with the arguments of the call: as long as they are held, no others can have their address.
pub(super) type SpeculativeExpansion = (ExpansionKey, (Arc<Tokens>, Expansion));

/// A call whose macro is known.
pub(crate) struct KnownCall<'d> {
    pub(crate) key: ExpansionKey,
    pub(crate) compiled: &'d CompiledMacro,
    /// The crate of the macro.
    pub(crate) krate: CrateId,
    pub(crate) arguments: &'d Arc<Tokens>,
    pub(crate) position: Position,
    /// The names of the generic parameters around the call.
    pub(crate) generics: Vec<&'d str>,
    /// The edition of the call.
    pub(crate) edition: Edition,
}

impl KnownCall<'_> {
    /// Returns the expansion of the call. `None` if its macro can't be compiled.
    pub(super) fn expand(&self) -> Option<SpeculativeExpansion> {
        let Self { key, compiled, krate, arguments, position, generics, edition } = self;
        let definition = compiled.as_ref().as_ref().ok()?;
        let expansion = expand(definition, *krate, arguments, *position, generics, *edition);
        Some((*key, (Arc::clone(arguments), expansion)))
    }
}

/// Expands a call, in code of an edition, of a macro of a crate.
pub(crate) fn expand(
    definition: &Definition,
    krate: CrateId,
    arguments: &Tokens,
    position: Position,
    generics: &[&str],
    edition: Edition,
) -> Expansion {
    match definition.expand(arguments, krate.0, &ExpansionLimits::default()) {
        // Each token has the edition of the code that wrote it; the expansion as a whole has that of the caller.
        Ok(tokens) => match syntax::lower_expansion(&tokens, position, generics, edition) {
            Some(facts) if !facts.is_empty() => Expansion::Facts(Arc::new(facts), tokens.tokens.len()),
            _ => Expansion::Unreadable(tokens.tokens.len()),
        },
        Err(ExpandError::TooLarge { .. }) => Expansion::TooLarge,
        Err(_) => Expansion::NoMatch,
    }
}
