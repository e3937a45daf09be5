//! Sets up the log: the `tracing` spans and events of this crate and of the library, on standard error.
//!
//! `ARCHCHECK_LOG` selects what is logged: a level, or levels by module (`debug`, `archcheck_core::session=trace`). Without
//! it there is no subscriber, and a disabled span or event costs one atomic load.

use crate::terminal::LOG_VARIABLE;
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt::{self, format::FmtSpan},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// The crates that log anything.
const CRATES: [&str; 2] = ["archcheck_core", "cargo_archcheck"];

/// Starts to log what a value of the variable selects.
///
/// # Errors
/// Returns a message if the value is not valid.
pub(crate) fn init(value: &str) -> Result<(), String> {
    let filter = parse(value)?;
    let layer = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_timer(fmt::time::uptime())
        .with_span_events(FmtSpan::CLOSE);
    tracing_subscriber::registry().with(filter).with(layer).init();
    Ok(())
}

/// Parses the value of the variable.
fn parse(value: &str) -> Result<Targets, String> {
    let invalid = || {
        format!(
            "`{LOG_VARIABLE}={value}` is not valid: write a level (`error`, `warn`, `info`, `debug`, `trace`), or `MODULE=LEVEL,…`"
        )
    };
    if let Ok(level) = value.parse::<LevelFilter>() {
        return Ok(Targets::new().with_targets(CRATES.map(|name| (name, level))));
    }
    let targets: Targets = value.parse().map_err(|_| invalid())?;
    // A misspelled level is parsed as the name of a target, which would silently log nothing.
    let is_known = |target: &str| CRATES.contains(&target.split("::").next().unwrap_or_default());
    if targets.iter().all(|(target, _)| is_known(target)) { Ok(targets) } else { Err(invalid()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::Level;

    #[test]
    fn a_level_applies_to_both_crates_and_to_no_dependency() {
        let targets = parse("debug").unwrap();
        assert!(targets.would_enable("archcheck_core::session", &Level::DEBUG));
        assert!(targets.would_enable("cargo_archcheck", &Level::DEBUG));
        assert!(!targets.would_enable("archcheck_core", &Level::TRACE));
        assert!(!targets.would_enable("other", &Level::ERROR));
    }

    #[test]
    fn levels_can_be_set_by_module() {
        let targets = parse("archcheck_core::session=trace,cargo_archcheck=info").unwrap();
        assert!(targets.would_enable("archcheck_core::session", &Level::TRACE));
        assert!(!targets.would_enable("archcheck_core::resolve", &Level::ERROR));
    }

    #[test]
    fn misspelled_values_are_rejected() {
        for value in ["debg", "other_crate=debug", "archcheck_core=verbose"] {
            assert!(parse(value).unwrap_err().contains(value), "{value}");
        }
    }
}
