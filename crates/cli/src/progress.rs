//! What a long run is at, for a person who waits: one line on a terminal, that comes late, counts the seconds, and is
//! gone before anything else is written. It knows no stage, and a run that is short shows nothing.

use crate::{
    interrupt,
    terminal::{CLEAR, Look, Role},
    text::{keep_start, number},
};
use std::{
    io::Write,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// What is over by then needs no word.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the line is drawn again.
const TICK: Duration = Duration::from_millis(250);

/// Where it is shown, and since when the person waits.
pub(crate) struct Progress<'a> {
    terminal: Option<&'a mut (dyn Write + Send)>,
    look: Look,
    since: Instant,
}

impl<'a> Progress<'a> {
    /// From now on; shows nothing where there is no terminal.
    pub(crate) fn new(terminal: Option<&'a mut (dyn Write + Send)>, look: Look) -> Self {
        Self { terminal, look, since: Instant::now() }
    }

    /// The terminal, for who takes over.
    pub(crate) fn end(&mut self) -> Option<&'a mut (dyn Write + Send)> {
        self.terminal.take()
    }

    /// Does something that may take long, while what it is can be read.
    pub(crate) fn during<T>(&mut self, what: &(dyn Fn() -> &'static str + Sync), work: impl FnOnce() -> T) -> T {
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

/// Draws until the other end is gone. That a terminal can't be written to is its own affair.
fn show(terminal: &mut dyn Write, what: &dyn Fn() -> &'static str, look: Look, since: Instant, waiting: &Receiver<()>) {
    let mut wait = PATIENCE.saturating_sub(since.elapsed());
    let mut drawn = false;
    while waiting.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        wait = TICK;
        let what = what();
        let text = match since.elapsed().as_secs() {
            0 => format!("{what}{}", look.ellipsis()),
            seconds => format!("{what}{} {} s", look.ellipsis(), number(seconds as usize)),
        };
        // One column is the cursor's: a full line would scroll.
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
    fn what_is_short_shows_nothing_and_what_is_long_is_gone_at_the_end() {
        let mut screen = Vec::new();
        assert_eq!(Progress::new(Some(&mut screen), LOOK).during(&|| "reading", || 1), 1);
        assert_eq!(screen, b"");
        let mut progress = Progress::new(Some(&mut screen), LOOK);
        // Whoever has waited for one thing has waited for the next.
        progress.since = Instant::now().checked_sub(2 * PATIENCE).unwrap_or(progress.since);
        progress.during(&|| "a word that is much longer than the terminal is wide", || thread::sleep(TICK));
        let screen = String::from_utf8_lossy(&screen);
        let lines: Vec<_> = screen.split(CLEAR).collect();
        assert!(lines.len() > 2 && lines.first() == lines.last() && lines.last() == Some(&""), "{screen:?}");
        assert_eq!(lines[1], "a word that is much longer than the te…");
    }

    #[test]
    fn without_a_terminal_the_work_is_done_all_the_same() {
        assert_eq!(Progress::new(None, LOOK).during(&|| "reading", || 1), 1);
    }
}
