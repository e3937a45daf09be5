//! Predicates: the `cfg` conditions under which a declaration, an import or a reference exists.
//!
//! A predicate is a [`Cfg`], the ID of a function in a [`Cfgs`] store. The functions are reduced ordered binary
//! decision diagrams (Bryant 1986). So two conditions with the same meaning have the same ID, and "implies" and
//! "satisfiable" are exact. They respect what is known about `cfg` itself: there is one `target_os` at a time, and
//! `unix` excludes `windows`.
//!
//! ```
//! use archcheck_core::{cfg::Cfgs, workspace::{CrateId, PackageId}};
//!
//! let mut cfgs = Cfgs::default();
//! let mut parse = |text| cfgs.parse(text, CrateId(0), PackageId(0)).unwrap();
//! let (linux, unix, windows) = (parse("cfg(target_os = \"linux\")"), parse("cfg(unix)"), parse("cfg(windows)"));
//! assert!(cfgs.implies(linux, unix));
//! let both = cfgs.and(linux, windows);
//! assert!(!cfgs.is_satisfiable(both));
//! ```
//!
//! A [`Configuration`] describes one build, for `--cfg active`. This module knows nothing about syntax, and of Cargo only
//! which package or crate a name belongs to.

mod atom;
mod configuration;
mod diagram;
mod evaluate;
mod feature_graph;
mod features;
mod fork;
mod parse;
mod predicate;
mod render;
mod store;
mod targets;
mod theory;

pub use atom::Atom;
pub use configuration::Configuration;
pub(crate) use fork::ForkPoint;
pub use predicate::Cfg;
pub use store::Cfgs;
