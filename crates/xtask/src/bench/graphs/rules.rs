//! The rules files to measure, each with rules of one kind.

use std::{fmt::Write as _, fs, io, path::Path};

use serde::Serialize;

use super::{Size, shapes::LAYERS, source};

/// The kind of rules in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MeasuredRules {
    /// No rules.
    None,
    /// No cycle among all Rust modules.
    Acyclic,
    /// No Rust module reaches the last one, directly or indirectly.
    Transitive,
    /// Each file is a layer.
    Layers,
    /// Limits of the fan-in, the fan-out and the depth of each Rust module.
    Limit,
    /// Dependencies lead toward more stable modules.
    Stable,
    /// Every tenth Rust module must not depend on anything. There are about as many violations as Rust modules.
    Baseline,
}

impl MeasuredRules {
    /// The kinds that are measured on their own.
    pub(super) const MEASURED: [Self; 5] = [Self::Acyclic, Self::Transitive, Self::Layers, Self::Limit, Self::Stable];

    /// Returns the name for reports.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Acyclic => "acyclic",
            Self::Transitive => "transitive",
            Self::Layers => "layers",
            Self::Limit => "limit",
            Self::Stable => "stable",
            Self::Baseline => "baseline",
        }
    }

    /// Returns the path of the rules file. Each has a directory of its own, because the baseline is next to it.
    pub(super) fn file(self) -> String {
        format!("rules/{}/archcheck.toml", self.as_str())
    }

    fn text(self, size: Size) -> String {
        match self {
            // A file without rules is an error.
            Self::None => rule("forbid", "from = [\"mesh\"]\nto = [\"std::process\"]"),
            Self::Acyclic => rule("acyclic", "among = [\"mesh::*::*\"]"),
            Self::Transitive => {
                let last = source::path(size.modules - 1, size);
                rule("forbid", &format!("from = [\"mesh\"]\nto = [\"mesh::{last}\"]\ntransitive = true"))
            }
            Self::Layers => {
                let files = size.modules.div_ceil(size.in_file()).min(LAYERS);
                let order = (0..files).fold(String::new(), |mut order, file| {
                    let _ = write!(order, "\"mesh::{}\", ", source::name('f', file));
                    order
                });
                format!("[[layers]]\nid = \"files\"\norder = [{order}]\n")
            }
            Self::Limit => [("fan-in", 12), ("fan-out", 12), ("depth", 3)]
                .map(|(measure, max)| {
                    let keys = format!("among = [\"mesh::*::*\"]\nmeasure = \"{measure}\"\nmax = {max}");
                    rule("limit", &keys).replacen("id = \"limit\"", &format!("id = \"{measure}\""), 1)
                })
                .concat(),
            Self::Stable => rule("stable", "among = [\"mesh::*::*\"]\nslack = 0.1"),
            Self::Baseline => rule("forbid", "from = [\"mesh::*::m*0\"]\nto = [\"mesh::*::*\"]"),
        }
    }
}

fn rule(kind: &str, keys: &str) -> String {
    format!("[[rules]]\nid = \"{kind}\"\ntype = \"{kind}\"\n{keys}\n")
}

/// Writes the rules file of each kind.
pub(super) fn write(directory: &Path, size: Size) -> io::Result<()> {
    for kind in [MeasuredRules::None, MeasuredRules::Baseline].into_iter().chain(MeasuredRules::MEASURED) {
        let file = directory.join(kind.file());
        fs::create_dir_all(file.parent().unwrap_or(directory))?;
        fs::write(file, format!("version = 1\n\n{}", kind.text(size)))?;
    }
    Ok(())
}
