//! Other programs that tell what depends on what, on the same crate, as their own documentation says that they are
//! called. One that is not there is left out, and that is said.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::{Deserialize, Serialize};

use super::{
    process::{Samples, sample},
    programs::Programs,
    progress,
    workspace::Workspace,
};
use crate::accuracy::tools;

/// What peers cost on one package of a workspace.
#[derive(Debug, Serialize)]
pub(crate) struct Peers {
    /// The package.
    pub(crate) package: String,
    /// The checker on the whole workspace, in the same rounds: cold, and warm.
    pub(crate) cold: Samples,
    /// Warm.
    pub(crate) warm: Samples,
    /// Each peer by its name.
    pub(crate) measured: BTreeMap<&'static str, Samples>,
    /// Those that are not there, or failed, and why.
    pub(crate) left_out: BTreeMap<&'static str, String>,
}

/// What is asked of Cargo about packages.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
    src_path: PathBuf,
}

/// The package, as peers are told of it.
struct Subject<'a> {
    workspace: &'a Workspace,
    package: &'a str,
    /// The root of its library.
    root: PathBuf,
}

/// How one is called.
struct Peer {
    name: &'static str,
    /// How to see whether it is there.
    probe: &'static [&'static str],
    command: fn(&Subject<'_>) -> Command,
    /// Whether it has work only where a file has changed.
    incremental: bool,
}

const PEERS: [Peer; 2] = [
    Peer {
        name: "cargo modules dependencies",
        probe: &["cargo", "modules", "--version"],
        command: |subject| {
            let mut cargo = tools::cargo(&subject.workspace.root);
            cargo.args(["modules", "dependencies", "--lib", "--package", subject.package]);
            cargo.args(["--no-externs", "--no-sysroot", "--no-fns", "--no-traits", "--no-types"]);
            cargo
        },
        incremental: false,
    },
    Peer {
        name: "cargo check, one file changed",
        probe: &["cargo", "--version"],
        command: |subject| {
            let mut cargo = tools::cargo(&subject.workspace.root);
            cargo.args(["check", "--quiet", "--lib", "--package", subject.package]);
            cargo
        },
        incremental: true,
    },
];

/// Asks each peer that is there.
pub(crate) fn measure(workspace: &Workspace, package: &str, programs: &Programs, runs: u16) -> Result<Peers, String> {
    let subject = subject(workspace, package)?;
    let text = fs::read_to_string(&subject.root)
        .map_err(|error| format!("failed to read {}: {error}", subject.root.display()))?;
    let mut peers = Peers {
        package: package.to_owned(),
        cold: Samples::default(),
        warm: Samples::default(),
        measured: BTreeMap::new(),
        left_out: BTreeMap::new(),
    };
    for peer in &PEERS {
        if !is_there(peer) {
            peers.left_out.insert(peer.name, "not installed".to_owned());
        }
    }
    let run = |command: &mut Command, fine: &[i32]| sample(command, &workspace.scratch, fine);
    // The round before the first one lets each build or fetch what it needs; it does not count.
    for round in 0..=runs {
        progress(&format!("{package}: peers, round {round} of {runs}"));
        let cold = run(&mut workspace.checker(programs, &["check", "--no-cache"]), &[0, 1])?;
        run(&mut workspace.checker(programs, &["check"]), &[0, 1])?;
        let warm = run(&mut workspace.checker(programs, &["check"]), &[0, 1])?;
        if round > 0 {
            peers.cold.0.push(cold);
            peers.warm.0.push(warm);
        }
        for peer in &PEERS {
            if peers.left_out.contains_key(peer.name) {
                continue;
            }
            if peer.incremental {
                write(&subject.root, &format!("{text}\n// Round {round}.\n"))?;
            }
            let taken = run(&mut (peer.command)(&subject), &[0]);
            if peer.incremental {
                write(&subject.root, &text)?;
            }
            match taken {
                Ok(sample) if round > 0 => peers.measured.entry(peer.name).or_default().0.push(sample),
                Ok(_) => {}
                Err(reason) => {
                    let line = reason.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
                    peers.measured.remove(peer.name);
                    peers.left_out.insert(peer.name, format!("failed: {line}"));
                }
            }
        }
    }
    Ok(peers)
}

fn subject<'a>(workspace: &'a Workspace, package: &'a str) -> Result<Subject<'a>, String> {
    let mut cargo = tools::cargo(&workspace.root);
    cargo.args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Metadata = tools::json(&mut cargo)?;
    let found = metadata.packages.into_iter().find(|one| one.name == package);
    let found = found.ok_or_else(|| format!("there is no package `{package}` in {}", workspace.root.display()))?;
    let lib = found.targets.into_iter().find(|target| target.kind.iter().any(|kind| kind == "lib"));
    let lib = lib.ok_or_else(|| format!("package `{package}` has no library"))?;
    Ok(Subject { workspace, package, root: lib.src_path })
}

fn is_there(peer: &Peer) -> bool {
    let Some((program, args)) = peer.probe.split_first() else { return false };
    Command::new(program).args(args).output().is_ok_and(|output| output.status.success())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("failed to write {}: {error}", path.display()))
}
