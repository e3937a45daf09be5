//! `cargo xtask fuzz TARGET`: runs one fuzz target for as long as wanted.

use archcheck_fuzz::{Campaign, TARGETS};
use clap::Parser;
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

/// Runs a fuzz target on its corpus and on random changes of it
///
/// Stops at the first input that panics, gives inconsistent results, or exceeds a limit, and keeps that input in
/// target/fuzz. Without a target, lists the targets.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask fuzz")]
struct Args {
    /// The target
    target: Option<String>,
    /// Run only these inputs, for example to reproduce a failure
    inputs: Vec<PathBuf>,
    /// How long to run
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    minutes: f64,
    /// The seed of the random changes
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The time in seconds after which an input counts as a hang
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    timeout: u64,
    /// The memory in MiB above which an input counts as a failure; Linux only
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    memory: u64,
}

fn main() -> ExitCode {
    if archcheck_fuzz::act_as_cargo() {
        return ExitCode::SUCCESS;
    }
    let args = Args::parse();
    let mut err = io::stderr().lock();
    let Some(name) = &args.target else {
        for target in TARGETS {
            let _ = writeln!(err, "{:<10} {}", target.name, target.about);
        }
        return ExitCode::SUCCESS;
    };
    let Some(target) = TARGETS.iter().find(|target| target.name == name) else {
        let _ = writeln!(err, "error: no target is named `{name}`");
        return ExitCode::from(2);
    };
    drop(err);
    let campaign = Campaign {
        seed: args.seed,
        time: Duration::from_secs_f64(args.minutes * 60.0),
        timeout: Duration::from_secs(args.timeout),
        memory: args.memory << 20,
        inputs: args.inputs,
    };
    match campaign.run(target) {
        Ok(summary) => {
            let _ = writeln!(io::stderr(), "{summary}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            let _ = writeln!(io::stderr(), "error: {failure}");
            ExitCode::FAILURE
        }
    }
}
