//! Shows the progress of a long run on a terminal: one line, which is removed before anything else is written.
//!
//! A short run shows nothing. This module must not know the stages of a run; the caller supplies the text.

use crate::{
    interrupt,
    terminal::{CLEAR, Look, Role},
    text::{keep_start, number},
};
use std::{
    borrow::Cow,
    io::Write,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// How long a run may take before it shows its progress.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the line is redrawn.
const TICK: Duration = Duration::from_millis(250);

/// A progress line, and since when the user waits.
pub(crate) struct Progress<'a> {
    terminal: Option<&'a mut (dyn Write + Send)>,
    look: Look,
    since: Instant,
}

impl<'a> Progress<'a> {
    /// Starts measuring. Shows nothing if there is no terminal.
    pub(crate) fn new(terminal: Option<&'a mut (dyn Write + Send)>, look: Look) -> Self {
        Self { terminal, look, since: Instant::now() }
    }

    /// Returns the terminal, and shows nothing from now on.
    pub(crate) fn end(&mut self) -> Option<&'a mut (dyn Write + Send)> {
        self.terminal.take()
    }

    /// Runs `work` while showing the line. `what` returns the current text.
    pub(crate) fn during<T>(&mut self, what: &(dyn Fn() -> Cow<'static, str> + Sync), work: impl FnOnce() -> T) -> T {
        let Self { terminal: Some(terminal), look, since } = self else { return work() };
        let (look, since) = (*look, *since);
        thread::scope(|scope| {
            let (done, waiting) = mpsc::channel();
            scope.spawn(move || show(&mut **terminal, what, look, since, &waiting));
            let result = work();
            drop(done);
            result
        })
    }
}

/// Redraws the line until the other end of the channel is closed. Write errors are ignored.
fn show(
    terminal: &mut dyn Write,
    what: &dyn Fn() -> Cow<'static, str>,
    look: Look,
    since: Instant,
    waiting: &Receiver<()>,
) {
    let mut wait = PATIENCE.saturating_sub(since.elapsed());
    let mut drawn = false;
    while waiting.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        wait = TICK;
        let what = what();
        let text = match since.elapsed().as_secs() {
            0 => format!("{what}{}", look.ellipsis()),
            seconds => format!("{what}{} {} s", look.ellipsis(), number(seconds as usize)),
        };
        // Leave a column for the cursor: a full line would scroll.
        let text = keep_start(&text, look.width.saturating_sub(1), look.ellipsis());
        drawn = true;
        interrupt::set_progress_line(true);
        let _ = write!(terminal, "{CLEAR}{}", look.paint(Role::Faint, text)).and_then(|()| terminal.flush());
    }
    if drawn {
        let _ = write!(terminal, "{CLEAR}").and_then(|()| terminal.flush());
        interrupt::set_progress_line(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look { width: 40, ..Look::FILE };

    #[test]
    fn short_work_shows_nothing_and_the_line_of_long_work_is_removed() {
        let mut screen = Vec::new();
        assert_eq!(Progress::new(Some(&mut screen), LOOK).during(&|| "reading".into(), || 1), 1);
        assert_eq!(screen, b"");
        let mut progress = Progress::new(Some(&mut screen), LOOK);
        // The waiting time includes all earlier work.
        progress.since = Instant::now().checked_sub(2 * PATIENCE).unwrap_or(progress.since);
        progress.during(&|| "a word that is much longer than the terminal is wide".into(), || thread::sleep(TICK));
        let screen = String::from_utf8_lossy(&screen);
        let lines: Vec<_> = screen.split(CLEAR).collect();
        assert!(lines.len() > 2 && lines.first() == lines.last() && lines.last() == Some(&""), "{screen:?}");
        assert_eq!(lines[1], "a word that is much longer than the te…");
    }

    #[test]
    fn work_runs_without_a_terminal() {
        assert_eq!(Progress::new(None, LOOK).during(&|| "reading".into(), || 1), 1);
    }
}
