//! Where the time of a run goes, stage by stage: what `--timings` prints. Nothing else of a run depends on a clock.

use archcheck_core::stage::Stage;
use std::{
    fmt::Write as _,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long each stage took, so far.
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

    /// A stage begins; the one before ends.
    pub(crate) fn enter(&self, stage: Stage) {
        self.switch(Some(stage));
    }

    /// The stage that it is at.
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

    /// A line for each stage that took any time, then one for the whole.
    pub(crate) fn render(&self) -> String {
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
    fn the_stages_are_parts_of_the_whole() {
        let timings = Timings::start();
        for stage in [Stage::Read, Stage::Check, Stage::Read] {
            timings.enter(stage);
            std::hint::black_box((0..1000).sum::<u64>());
        }
        let text = timings.render();
        let names: Vec<&str> = text.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(names, ["read", "check", "total"]);
        let spent: Duration = timings.state.lock().unwrap().spent.iter().sum();
        assert!(spent <= timings.started.elapsed());
    }
}
