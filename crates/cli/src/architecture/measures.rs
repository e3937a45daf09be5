//! The metrics that the report shows, as `metrics` defines them. Those that need the items of each file are left out, since
//! counting items takes longer than everything else.

use super::model::Number;
use crate::{
    history::History,
    metrics::{Changes, round},
    parallel::in_parallel,
};
use archcheck_core::{
    analysis::Analysis,
    inventory::{Inventory, ModuleInventory},
    metrics::{Level, LevelMetrics, measure},
    rules::Rules,
    source::FileId,
};
use std::collections::{BTreeMap, BTreeSet};

/// The measured code.
pub(crate) struct Measures {
    pub(super) rust_modules: LevelMetrics,
    /// The modules of the rules file, or else the crates.
    pub(super) modules: LevelMetrics,
    pub(super) history: Option<Measured>,
}

/// The measured history.
pub(super) struct Measured {
    pub(super) history: History,
    pub(super) of_rust_modules: Changes,
    pub(super) of_modules: Changes,
}

impl Measures {
    /// Measures a workspace. Without git, there is no history.
    pub(crate) fn of(analysis: &Analysis, rules: &Rules, history: Option<History>) -> Result<Self, String> {
        let inventory = lines(analysis);
        let level = if rules.modules.is_empty() { Level::Crate } else { Level::Module };
        let rust_modules = measure(analysis, Some(rules), &inventory, Level::RustModule)?;
        let modules = measure(analysis, Some(rules), &inventory, level)?;
        let history = history.map(|history| Measured {
            of_rust_modules: Changes::of(&history, &rust_modules, analysis),
            of_modules: Changes::of(&history, &modules, analysis),
            history,
        });
        Ok(Self { rust_modules, modules, history })
    }

    /// Returns the numbers of each Rust module, by its path.
    pub(super) fn by_rust_module(&self) -> BTreeMap<&str, BTreeMap<&'static str, Number>> {
        by_part(&self.rust_modules, self.history.as_ref().map(|history| &history.of_rust_modules))
    }

    /// Returns the role of each Rust module towards the core, by its path.
    pub(super) fn roles(&self) -> BTreeMap<&str, &'static str> {
        let level = &self.rust_modules;
        let nodes = level.parts.iter().zip(&level.structure.nodes);
        nodes.filter_map(|(part, node)| Some((part.name.as_str(), node.role?.as_str()))).collect()
    }

    /// Returns the numbers of each module or crate, by its name.
    pub(super) fn by_module(&self) -> BTreeMap<&str, BTreeMap<&'static str, Number>> {
        by_part(&self.modules, self.history.as_ref().map(|history| &history.of_modules))
    }
}

fn by_part<'a>(
    level: &'a LevelMetrics,
    changes: Option<&Changes>,
) -> BTreeMap<&'a str, BTreeMap<&'static str, Number>> {
    let numbers = |at: usize| {
        let (part, node) = (&level.parts[at], &level.structure.nodes[at]);
        let count = |number: u32| Number(f64::from(number));
        let mut numbers = BTreeMap::from([
            ("lines", Number(part.lines as f64)),
            ("afferent_coupling", count(node.afferent)),
            ("efferent_coupling", count(node.efferent)),
            ("reaches", count(node.reaches)),
            ("reached_by", count(node.reached_by)),
            ("level", count(node.level)),
        ]);
        numbers.extend(node.instability().map(|value| ("instability", Number(round(value)))));
        if let Some(changes) = changes {
            let own = changes.parts[at];
            numbers.insert("revisions", own.revisions.into());
            numbers.insert("added_lines", Number(own.added as f64));
            numbers.insert("deleted_lines", Number(own.deleted as f64));
            numbers.insert("hotspot", Number(changes.hotspot(level, at) as f64));
        }
        numbers
    };
    level.parts.iter().enumerate().map(|(at, part)| (part.name.as_str(), numbers(at))).collect()
}

/// Returns the number of lines of each file.
fn lines(analysis: &Analysis) -> Inventory {
    let mut inventory =
        Inventory { modules: vec![ModuleInventory::default(); analysis.graph.modules.len()], lines: BTreeMap::new() };
    for (own, module) in inventory.modules.iter_mut().zip(&analysis.graph.modules) {
        for declaration in module.declarations.iter().filter(|one| !one.inline) {
            if !own.files.contains(&declaration.file) {
                own.files.push(declaration.file);
            }
        }
    }
    let files: BTreeSet<FileId> = inventory.modules.iter().flat_map(|module| module.files.iter().copied()).collect();
    let files: Vec<FileId> = files.into_iter().collect();
    // Reading the files takes most of the time.
    let counts = in_parallel(&files, &|file| analysis.sources.get(*file).text().lines().count() as u32);
    inventory.lines = files.iter().copied().zip(counts).collect();
    inventory
}
