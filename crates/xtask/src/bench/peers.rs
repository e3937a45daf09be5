//! Measures other programs that analyze dependencies, on the same crate and as their documentation recommends.
//!
//! A program that is not installed, fails, or finds nothing is left out, and the report says why.

mod calls;
mod subject;

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use serde::Serialize;

pub(crate) use self::subject::Subject;

use self::{
    calls::{PEERS, Peer},
    subject::write,
};
use super::{
    process::{Sample, Samples, sample},
    programs::Programs,
    progress::progress,
};

/// The measurements of all peers on one package of a workspace.
#[derive(Debug, Serialize)]
pub(crate) struct Peers {
    /// The name of the package.
    pub(crate) package: String,
    /// The checker on the whole workspace without the cache, in the same rounds.
    pub(crate) cold: Samples,
    /// The checker on the whole workspace with the cache, in the same rounds.
    pub(crate) warm: Samples,
    /// The measurements of each peer, by name.
    pub(crate) measured: BTreeMap<&'static str, Samples>,
    /// A summary of what each peer found, by name.
    pub(crate) answers: BTreeMap<&'static str, String>,
    /// The peers that are not installed or failed, and the reasons.
    pub(crate) left_out: BTreeMap<&'static str, String>,
}

/// Measures each peer that is installed.
pub(crate) fn measure(subject: &Subject<'_>, programs: &Programs, runs: u16) -> Result<Peers, String> {
    let Subject { workspace, package, .. } = *subject;
    let mut peers = Peers {
        package: package.to_owned(),
        cold: Samples::default(),
        warm: Samples::default(),
        measured: BTreeMap::new(),
        answers: BTreeMap::new(),
        left_out: BTreeMap::new(),
    };
    for peer in &PEERS {
        if !is_installed(peer) {
            peers.left_out.insert(peer.name, format!("not installed (`{}` does not run)", peer.probe.join(" ")));
        }
    }
    let checker = |args: &[&str]| sample(&mut workspace.checker(programs, args), &workspace.scratch, &[0, 1]);
    // The round before the first one, in which each program builds or fetches what it needs, does not count.
    for round in 0..=runs {
        progress(&format!("{package}: peers, round {round} of {runs}"));
        let cold = checker(&["check", "--no-cache"])?;
        checker(&["check"])?;
        let warm = checker(&["check"])?;
        if round > 0 {
            peers.cold.0.push(cold);
            peers.warm.0.push(warm);
        }
        for peer in &PEERS {
            if peers.left_out.contains_key(peer.name) {
                continue;
            }
            match run(peer, subject, round) {
                Ok((sample, answer)) => {
                    if round > 0 {
                        peers.measured.entry(peer.name).or_default().0.push(sample);
                    }
                    peers.answers.insert(peer.name, answer);
                }
                Err(reason) => {
                    let line = reason.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
                    peers.measured.remove(peer.name);
                    peers.answers.remove(peer.name);
                    peers.left_out.insert(peer.name, format!("failed: {line}"));
                }
            }
        }
    }
    Ok(peers)
}

/// Runs a peer once, and returns the measurement and a summary of what it found.
fn run(peer: &Peer, subject: &Subject<'_>, round: u16) -> Result<(Sample, String), String> {
    let directory = &subject.workspace.scratch;
    let mut command = (peer.command)(subject)?;
    let taken = if peer.incremental {
        let text = read(&subject.root)?;
        write(&subject.root, &format!("{text}\n// Round {round}.\n"))?;
        let taken = sample(&mut command, directory, peer.fine);
        write(&subject.root, &text)?;
        taken?
    } else {
        sample(&mut command, directory, peer.fine)?
    };
    Ok((taken, (peer.answer)(&read(&directory.join("stdout"))?)?))
}

fn is_installed(peer: &Peer) -> bool {
    let Some((program, args)) = peer.probe.split_first() else { return false };
    Command::new(program).args(args).output().is_ok_and(|output| output.status.success())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("failed to read {}: {error}", path.display()))
}
