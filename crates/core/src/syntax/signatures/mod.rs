//! Reads the signatures of the items in a file: kind, name, visibility and header, without bodies.
//!
//! Only tokens are read, and bodies are skipped as groups, so this is much faster than parsing. Signatures are texts in a
//! canonical form: comments, documentation, parameter names, most attributes and the layout of the source do not matter.
//!
//! ```text
//! pub fn place(&mut self, order: Order,) -> Result<Id> { … }      fn place(&mut self, Order) -> Result<Id>
//! #[derive(Clone)] pub struct Order { pub id: u64, }              struct Order {}, with the field id: u64
//! trait Store { fn load(&self, id: u64) -> Order { … } }          fn load(&self, u64) -> Order { .. }
//! ```
//!
//! `items` finds items, `headers` reads their headers, `cursor` walks the tokens, and `render` writes them.

pub(in crate::syntax) mod cursor;
pub(in crate::syntax) mod headers;
pub(in crate::syntax) mod imports;
pub(in crate::syntax) mod items;
mod model;
mod render;
#[cfg(test)]
mod tests;

pub use items::signatures;
pub use model::{FileSignatures, ImplSignature, ImportLeaf, ItemSignature, SignatureKind, WrittenVisibility};
