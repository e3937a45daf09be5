//! The surfaces of modules: the items that code outside a module can name, with their signatures. Two surfaces can be
//! compared: what was added, removed, moved, renamed or changed, what of it breaks code that uses the module, and which
//! modules use it.
//!
//! `surface` computes surfaces from an analysis and the texts of its files: `files` reads the signatures, `extent` tells
//! where a name is visible, `names` lists the names in a Rust module, and `reachable` follows them from outside. `compare`
//! compares surfaces, `reasons` tells why a change is breaking, and `users` finds the code that uses an item.
//!
//! `record` keeps contracts: it writes surfaces to a file, and reports what differs from it.

mod compare;
mod extent;
mod files;
mod model;
mod names;
mod parts;
mod reachable;
mod reasons;
pub mod record;
mod surface;
mod users;

pub use compare::compare;
pub use model::{Change, ChangeKind, Definition, Surface, SurfaceItem, SurfaceKind, User};
pub use surface::surfaces;
pub use users::{Users, users};
