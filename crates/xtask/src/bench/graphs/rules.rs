//! The rules that graphs are judged by, one kind in a file, so that each can be measured for itself.

use std::{fmt::Write as _, fs, io, path::Path};

use serde::Serialize;

use super::{Size, shapes::LAYERS, source};

/// What rules a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// None.
    None,
    /// No cycle among all Rust modules.
    Acyclic,
    /// Nothing reaches the last Rust module, in any number of steps.
    Transitive,
    /// Each file is a layer.
    Layers,
    /// A few dependencies each, either way, and a depth.
    Limit,
    /// Dependencies go toward what is stabler.
    Stable,
    /// A tenth of the Rust modules depends on nothing: about as many violations as there are Rust modules.
    Baseline,
}

impl Kind {
    /// Those that are measured for themselves.
    pub(super) const JUDGED: [Self; 5] = [Self::Acyclic, Self::Transitive, Self::Layers, Self::Limit, Self::Stable];

    /// How reports name it.
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

    /// The file; each has a folder of its own, for the baseline beside it.
    pub(super) fn file(self) -> String {
        format!("rules/{}/archcheck.toml", self.as_str())
    }

    fn text(self, size: Size) -> String {
        match self {
            Self::None => String::new(),
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

/// Writes a file for each kind.
pub(super) fn write(folder: &Path, size: Size) -> io::Result<()> {
    for kind in [Kind::None, Kind::Baseline].into_iter().chain(Kind::JUDGED) {
        let file = folder.join(kind.file());
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        fs::write(file, format!("version = 1\n\n{}", kind.text(size)))?;
    }
    Ok(())
}
