//! Reads `archcheck.toml` into a validated model, and matches selectors against the graph. All mistakes of a file are
//! reported at once, each at its place. It checks no code, and knows no kind of rule: `check::kinds` passes the types
//! of rules in.
//!
//! `document` parses TOML (with `table`, and `settings` for the keys of one type of rule) into a form close to the
//! text. `preset` replaces presets by the modules, layers and rules that they stand for. `read` validates that against the workspace into [`Rules`]: first `modules` (`ownership` resolves conflicts),
//! then `layers`, then each `rule` (with `rule_reader`; `reach` finds rules that can never report). `pattern` parses
//! selectors, and `names` finds what they mean. `code`, `matching` and `scope` find the code that a selector covers; the
//! checks use them too. `diagram` reads the diagrams that rules name.

mod analysis;
mod analysis_settings;
mod code;
mod command_line;
mod coverage;
mod diagram;
mod document;
mod exception;
mod files;
mod ids;
mod item_patterns;
mod items;
pub mod keys;
mod layers;
mod levels;
mod library_names;
mod matching;
mod meta;
mod model;
mod modules;
mod names;
mod owned_code;
mod ownership;
mod pattern;
mod preset;
mod reach;
mod read;
mod rule;
mod rule_reader;
mod rule_type;
mod scope;
mod settings;
mod std_paths;
mod suggest;
mod table;

pub use analysis_settings::AnalysisSettings;
pub use code::Codebase;
pub use command_line::{SelectorError, parse_selector};
pub use coverage::covers_module;
pub use diagram::diagram_arrows;
pub use files::{Load, Surroundings};
pub(crate) use item_patterns::covers_item;
pub use item_patterns::{FilePattern, NamePattern, PathPattern, PathScope, TextPattern, prelude_path};
pub use matching::Binding;
pub use model::*;
pub use pattern::{InterfacePart, Pattern, PatternError, Piece, Segment, SelectorSyntax, pattern, selector};
pub use preset::{Expansion, ModuleText, PRESETS, Preset, Proposal, Role, Shape, propose, toml_list};
pub(crate) use reach::Reach;
pub use read::{read, read_for_configuration};
pub(crate) use rule_reader::{ModuleDiagram, RuleReader};
pub use rule_type::RuleType;
pub use scope::{Match, Nested, Scope, SelectorHit, end, ends};
pub use suggest::sentence as nearest;
