//! Checks the architecture of a Cargo workspace: which Rust module may depend on which.
//!
//! [`analyze`] resolves every path in the source as rustc does, and returns an [`Analysis`] with the dependency [`Graph`].
//! [`read_rules`] reads a rules file, and [`check_rules`] returns the violations as [`Diagnostic`]s:
//!
//! ```
//! use archcheck_core::{
//!     CheckOptions, Confirmation, Date, Request, Source, analyze, check_rules, read_rules,
//! };
//! use std::{fs, path::Path};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A workspace whose rules forbid `std::fs` in the module `pure`.
//! let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/forbid-std");
//! let request = Request {
//!     manifest: None,
//!     cargo: Path::new(env!("CARGO")),
//!     current_dir: &directory,
//!     configuration: None,
//!     names: false,
//!     cache: None,
//! };
//! let pending = analyze(request, &|_| ()).map_err(|diagnostic| diagnostic.message)?;
//! let mut analysis = match pending.confirm().map_err(|diagnostic| diagnostic.message)? {
//!     Confirmation::Valid(confirmed) | Confirmation::Superseded(confirmed) => confirmed.analysis,
//! };
//!
//! let text = fs::read_to_string(directory.join("archcheck.toml"))?;
//! let file = analysis.sources.add(Source::new("archcheck.toml".to_owned(), text));
//! let (rules, mut diagnostics) = read_rules(file, &mut analysis, &mut |path: &Path| fs::read_to_string(path));
//! if let Some(rules) = rules {
//!     let options = CheckOptions { today: Date::new(2026, 12, 31).ok_or("no such date")?, whole: true };
//!     diagnostics.extend(check_rules(&rules, &analysis, &options).diagnostics);
//! }
//!
//! let mut lines = Vec::new();
//! for diagnostic in &diagnostics {
//!     let label = diagnostic.primary.as_ref().ok_or("a violation has a place")?;
//!     let (path, position) = analysis.sources.locate(label.place);
//!     lines.push(format!("{path}:{}: {}", position.line, diagnostic.code.info().name));
//! }
//! println!("{}", lines.join("\n"));
//! # assert!(lines.contains(&"src/pure.rs:1: forbidden".to_owned()), "{lines:?}");
//! # Ok(())
//! # }
//! ```
//!
//! The stages run in one direction, and each returns plain data:
//! `workspace -> syntax <=> resolve -> graph -> rules + check`. The library prints nothing, and reads neither environment
//! variables nor the clock.
//!
//! Only the items below are the public API. The hidden modules are for `cargo-archcheck` and can change at any time.

#[doc(hidden)]
pub mod analysis;
#[doc(hidden)]
pub mod baseline;
#[doc(hidden)]
pub mod cache;
#[doc(hidden)]
pub mod cfg;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod codeowners;
#[doc(hidden)]
pub mod codes;
#[doc(hidden)]
pub mod contracts;
#[doc(hidden)]
pub mod date;
#[doc(hidden)]
pub mod declared;
#[doc(hidden)]
pub mod diagnostic;
#[doc(hidden)]
pub mod files;
#[doc(hidden)]
pub mod graph;
mod identifier;
#[doc(hidden)]
pub mod incremental;
#[doc(hidden)]
pub mod input;
mod interner;
#[doc(hidden)]
pub mod inventory;
#[doc(hidden)]
pub mod metrics;
#[doc(hidden)]
pub mod query;
mod record_file;
#[doc(hidden)]
pub mod resolve;
#[doc(hidden)]
pub mod rules;
#[doc(hidden)]
pub mod session;
mod severity;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod stage;
#[doc(hidden)]
pub mod suppression;
#[doc(hidden)]
pub mod syntax;
#[doc(hidden)]
pub mod view;
#[doc(hidden)]
pub mod workspace;

// Analyzing a workspace.
pub use analysis::{Analysis, Counts};
pub use cache::CacheOptions;
pub use session::{ConfigurationRequest, Confirmation, Confirmed, PendingAnalysis, Request, analyze};
pub use stage::{Stage, StageObserver};
pub use workspace::{Crate, CrateId, CrateKind, FeatureSelection, Package, PackageId, Workspace};

// The graph and its sources.
pub use cfg::{Cfg, Cfgs};
pub use graph::{
    Context, End, Graph, ModuleDeclaration, Outside, OutsideId, PointOfEntry, Reference, ReferenceId, ReferenceKind,
    RustModule, RustModuleId, Target, TargetId,
};
pub use source::{FileId, LineColumn, Place, Source, Sources, Span};

// Rules, checks and diagnostics.
pub use check::{CheckOptions, Checked, check as check_rules, read_rules};
pub use codes::{Class, Code, CodeInfo};
pub use date::Date;
pub use diagnostic::{Diagnostic, Label, Severity, Violation};
pub use rules::Rules;
