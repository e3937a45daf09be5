//! Renders the answer for people.

use super::answer::{ImpactAnswer, OwnerImpact, Reached};
use crate::{
    escape::line,
    terminal::{Look, Role},
    text::{count, few, number, pad, wrap},
};
use std::fmt::Write;

/// The number of names that a list shows without `--verbose`.
const SHOWN: usize = 8;

/// The width of the column with the keys.
const KEY: usize = 14;

/// Renders the answer. `all` shows all names of long lists.
pub(crate) fn human(answer: &ImpactAnswer, look: Look, all: bool) -> String {
    let most = if all { usize::MAX } else { SHOWN };
    let width = look.width.min(100);
    let mut text = String::new();
    let since = answer.base.as_ref().map(|base| format!(" since {}", base.title));
    let changed = if answer.files.len() == 1 { "changed" } else { "have changed" };
    let head = format!("{} {changed}{}", count(answer.files.len(), "file"), since.unwrap_or_default());
    text += &(wrap(&head, width).join("\n") + "\n");
    if answer.files.is_empty() {
        return text;
    }
    text.push('\n');
    for file in answer.files.iter().take(most) {
        let _ = writeln!(text, "{}", look.paint(Role::Strong, line(&file.path)));
        for reason in &file.reasons {
            text += &(wrap(&format!("    {reason}"), width).join("\n    ") + "\n");
        }
    }
    if answer.files.len() > most {
        let _ = writeln!(text, "and {} more (`-v` shows all)", count(answer.files.len() - most, "file"));
    }
    text.push('\n');
    let mut field = |key: &str, value: &str| {
        for (index, part) in wrap(value, width.saturating_sub(KEY)).iter().enumerate() {
            let head = pad(if index == 0 { key } else { "" }, KEY);
            let _ = writeln!(text, "{}{part}", look.paint(Role::Faint, head));
        }
    };
    if answer.everything {
        field("everything", "one of these files can change everything, so all packages and tests are listed");
    }
    let reached = |reached: &Reached, field: &mut dyn FnMut(&str, &str), key: &str| {
        let mut key = key;
        let parts = [("changed", &reached.changed), ("use these", &reached.direct), ("use those", &reached.transitive)];
        for (what, names) in parts {
            if !names.is_empty() {
                field(std::mem::take(&mut key), &format!("{} {what}: {}", number(names.len()), few(names, most)));
            }
        }
    };
    reached(&answer.modules, &mut field, "modules");
    reached(&answer.rust_modules, &mut field, "Rust modules");
    let mut key = "review by";
    for owner in &answer.owners {
        field(std::mem::take(&mut key), &owner_line(owner, most));
    }
    let mut key = "packages";
    for package in answer.packages.iter().take(most) {
        field(std::mem::take(&mut key), &format!("{}: {}", package.name, package.because));
    }
    if answer.packages.len() > most {
        field(std::mem::take(&mut key), &format!("and {} more", number(answer.packages.len() - most)));
    }
    field("tests", &format!("{} of {}", number(answer.selected_tests), count(answer.all_tests, "test target")));
    for package in answer.packages.iter().filter(|package| !package.tests.is_empty()).take(most) {
        let tests: Vec<String> = if package.is_all_tested() {
            vec!["all".to_owned()]
        } else {
            package.tests.iter().map(|test| format!("{}:{}", test.kind, test.name)).collect()
        };
        field("", &format!("{}: {}", package.name, few(&tests, most)));
    }
    let with_tests = answer.packages.iter().filter(|package| !package.tests.is_empty()).count();
    if with_tests > most {
        field("", &format!("and those of {} more packages", number(with_tests - most)));
    }
    text
}

fn owner_line(owner: &OwnerImpact, most: usize) -> String {
    let changed = (!owner.changed.is_empty()).then(|| format!("owns {}", few(&owner.changed, most)));
    let reached = (!owner.reached.is_empty()).then(|| format!("depends on it: {}", few(&owner.reached, most)));
    format!("{}: {}", owner.owner, changed.into_iter().chain(reached).collect::<Vec<_>>().join("; "))
}
