//! Measures how long each stage of a run takes, for `--timings`. Nothing else of a run depends on a clock.

use crate::escape;
use archcheck_core::{session::CacheUse, stage::Stage};
use std::{
    fmt::Write as _,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use tracing::span::EnteredSpan;

/// The time that each stage has taken so far.
#[derive(Debug)]
pub(crate) struct Timings {
    started: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    current: Option<(Stage, Instant)>,
    spent: [Duration; Stage::ALL.len()],
}

impl Timings {
    /// Starts the clock.
    pub(crate) fn start() -> Self {
        let state = State { current: None, spent: [Duration::ZERO; Stage::ALL.len()] };
        Self { started: Instant::now(), state: Mutex::new(state) }
    }

    /// Ends the current stage and begins another one.
    pub(crate) fn enter(&self, stage: Stage) {
        self.switch(Some(stage));
    }

    /// Ends the current stage and begins another one, with a span that the log shows when it is dropped.
    pub(crate) fn begin(&self, stage: Stage) -> EnteredSpan {
        self.enter(stage);
        tracing::debug_span!("stage", name = stage.as_str()).entered()
    }

    /// Returns the current stage.
    pub(crate) fn stage(&self) -> Option<Stage> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.current.map(|(stage, _)| stage)
    }

    fn switch(&self, next: Option<Stage>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Some((stage, since)) = state.current {
            state.spent[stage as usize] += now - since;
        }
        state.current = next.map(|stage| (stage, now));
    }

    /// Renders a line for each stage, the total, and how the analysis used the cache.
    pub(crate) fn render(&self, cache_use: Option<&CacheUse>) -> String {
        self.switch(None);
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        for stage in Stage::ALL {
            let spent = state.spent[stage as usize];
            if !spent.is_zero() {
                let _ = writeln!(text, "{:>12} {}", stage.as_str(), milliseconds(spent));
            }
        }
        let _ = writeln!(text, "{:>12} {}", "total", milliseconds(self.started.elapsed()));
        if let Some(cache_use) = cache_use {
            let _ = writeln!(text, "{:>12}  {}", "analysis", escape::line(&cache_use.to_string()));
        }
        text
    }
}

fn milliseconds(duration: Duration) -> String {
    format!("{:9.1} ms", duration.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_rendered_in_order_and_add_up_to_at_most_the_total() {
        let timings = Timings::start();
        for stage in [Stage::Read, Stage::Check, Stage::Read] {
            timings.enter(stage);
            std::hint::black_box((0..1000).sum::<u64>());
        }
        let text = timings.render(Some(&CacheUse::Updated { files: 2 }));
        let names: Vec<&str> = text.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(names, ["read", "check", "total", "analysis"]);
        assert!(text.ends_with("    analysis  updated incrementally: 2 files changed\n"), "{text}");
        let spent: Duration = timings.state.lock().unwrap().spent.iter().sum();
        assert!(spent <= timings.started.elapsed());
    }
}
