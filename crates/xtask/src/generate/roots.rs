//! The fixed files of a crate: the manifest, the library root, the prelude, the `mod.rs` of each directory, a test and an
//! example.

use super::{
    plan::{Leaf, Plan},
    text::Text,
};
use std::fmt::Write;

/// Returns the text of Cargo.toml.
pub(crate) fn manifest(plan: &Plan, krate: u32) -> String {
    let mut text = format!(
        "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2021\"\npublish = false\n\n\
         [features]\ndefault = [\"extra\"]\nextra = []\n\n[dependencies]\n",
        plan.package(krate)
    );
    for dependency in plan.dependencies(krate) {
        let package = plan.package(dependency);
        let _ = writeln!(text, "{package} = {{ path = \"../{package}\" }}");
    }
    text
}

/// Macros that every crate defines in textual scope.
const MACROS: &str = "
macro_rules! record {
($(#[$meta:meta])* $name:ident { $($field:ident: $ty:ty),* $(,)? }) => {
$(#[$meta])*
#[derive(Clone, Debug, Default)]
pub struct $name {
$(pub $field: $ty),*
}
impl $name {
pub fn sum(&self) -> u64 {
0_u64 $(.wrapping_add(u64::from(self.$field)))*
}
}
};
}

macro_rules! sum {
($($value:expr),* $(,)?) => {
0_u64 $(.wrapping_add($value))*
};
}

macro_rules! cfg_extra {
($($item:item)*) => {
$(#[cfg(feature = \"extra\")] $item)*
};
}
";

/// The macro that the first crate exports, and its helper.
const EXPORTED: &str = "
pub fn fold(value: u64) -> u64 {
value ^ (value >> 7)
}

#[macro_export]
macro_rules! mix {
($first:expr $(, $rest:expr)* $(,)?) => {
$crate::fold($first) $(^ $crate::fold($rest))*
};
}
";

/// Returns the text of src/lib.rs.
pub(crate) fn lib(plan: &Plan, krate: u32) -> String {
    let mut text = Text::default();
    text.line(format!("//! The crate `{}`.", plan.package(krate)));
    text.line("");
    text.line("#![allow(unused, unconditional_recursion, unpredictable_function_pointer_comparisons, clippy::all)]");
    text.block(MACROS);
    text.line("");
    for directory in 0..plan.directories(krate) {
        text.line(format!("pub mod {};", plan.directory(krate, directory)));
    }
    text.line("pub mod prelude;");
    if krate == 0 {
        text.block(EXPORTED);
    }
    text.finish()
}

/// Returns the text of src/prelude.rs, which re-exports by name and by glob.
pub(crate) fn prelude(plan: &Plan, krate: u32) -> String {
    let mut text = Text::default();
    text.line("//! The prelude of the crate.");
    text.line("");
    let first = Leaf { krate, file: 0 };
    let offer = plan.offer(first);
    let directory = plan.directory(krate, 0);
    let inside = if offer.hidden { String::new() } else { format!("{}::", plan.file(first)) };
    text.line(format!("pub use crate::{directory}::{inside}{{{}, {}}};", offer.measure, offer.types[0]));
    if plan.directories(krate) > 1 {
        text.line(format!("pub use crate::{}::*;", plan.directory(krate, 1)));
    }
    text.finish()
}

/// Returns the text of a directory's mod.rs: the declarations of its files, and re-exports.
pub(crate) fn directory(plan: &Plan, krate: u32, directory: u32) -> String {
    let mut text = Text::default();
    text.line(format!("//! The directory `{}`.", plan.directory(krate, directory)));
    text.line("");
    for leaf in plan.in_directory(krate, directory) {
        let file = plan.file(leaf);
        if plan.is_extra(leaf) {
            text.line("cfg_extra! {");
            text.line(format!("pub mod {file};"));
            text.line("}");
        } else if plan.offer(leaf).hidden {
            text.line(format!("mod {file};"));
        } else {
            text.line(format!("pub mod {file};"));
        }
    }
    text.line("");
    for leaf in plan.in_directory(krate, directory) {
        let offer = plan.offer(leaf);
        let file = plan.file(leaf);
        if offer.hidden {
            text.line(format!("pub use self::{file}::*;"));
        } else if offer.reexported > 0 {
            text.line(format!("pub use self::{file}::{{{}}};", offer.types[..offer.reexported].join(", ")));
        }
    }
    text.finish()
}

/// Returns the text of tests/it.rs.
pub(crate) fn test(plan: &Plan, krate: u32) -> String {
    let mut text = Text::default();
    let offer = plan.offer(Leaf { krate, file: 0 });
    text.line("//! Tests of the public interface.");
    text.line("");
    text.line(format!("use {}::prelude::*;", plan.library(krate)));
    for (number, count) in [2_u64, 40, 600].iter().enumerate() {
        text.line("");
        text.line("#[test]");
        text.line(format!("fn measures_{number}() {{"));
        text.line(format!("let one = {}::new({count});", offer.types[0]));
        text.line("assert_eq!(one.measure(), one.clone().measure());");
        text.line("}");
    }
    text.finish()
}

/// Returns the text of examples/show.rs.
pub(crate) fn example(plan: &Plan, krate: u32) -> String {
    let mut text = Text::default();
    let name = &plan.offer(Leaf { krate, file: 0 }).types[0];
    text.line("//! Prints one value.");
    text.line("");
    text.line("fn main() {");
    text.line(format!("let one = {}::prelude::{name}::new(7);", plan.library(krate)));
    text.line("println!(\"{}\", one.label());");
    text.line("}");
    text.finish()
}
