//! Runs a target on many inputs, and watches the time and memory of each.

use crate::{
    corpus::seeds,
    targets::{Check, Observed, Target},
};
use fastrand::Rng;
use std::{
    collections::HashSet,
    fs, io,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

/// The number of inputs that are kept because they made the checker report something new.
const MAX_POOL: usize = 4096;

/// How to run a target.
#[derive(Debug)]
pub struct Campaign {
    /// The seed of the random changes.
    pub seed: u64,
    /// How long to change inputs, after the corpus.
    pub time: Duration,
    /// The time after which an input counts as a hang.
    pub timeout: Duration,
    /// The resident memory in bytes above which an input counts as a failure.
    pub memory: u64,
    /// The only inputs to run; the corpus and random changes of it if empty.
    pub inputs: Vec<PathBuf>,
}

impl Campaign {
    /// Runs a target. Returns a summary, or what went wrong with which input.
    ///
    /// A hang ends the process, because a thread can't be stopped.
    pub fn run(&self, target: &Target) -> Result<String, String> {
        let directory = archcheck_testing::repository().join("target/fuzz").join(target.name);
        let io = |error: io::Error| format!("{}: {error}", directory.display());
        fs::create_dir_all(&directory).map_err(io)?;
        let current = directory.join(format!("input.{}", target.extension));
        let started = Instant::now();
        let watch = Watch::start(self.timeout, self.memory, current.clone());
        let mut check = (target.start)();
        let mut inputs = 0_u64;
        let mut run = |text: &str| {
            // A stack overflow or a signal ends the process: the file shows which input it was.
            fs::write(&current, text).map_err(io)?;
            watch.begin();
            let result = run_one(&mut *check, text);
            Watch::end();
            inputs += 1;
            result.map_err(|message| keep(&directory, target, text, &message))
        };
        if !self.inputs.is_empty() {
            for input in &self.inputs {
                let text = fs::read_to_string(input).map_err(|error| format!("{}: {error}", input.display()))?;
                run(&text)?;
            }
            return Ok(format!("{}: {inputs} inputs, no failure", target.name));
        }
        let mut pool = seeds(target);
        let mut known = HashSet::new();
        for text in &pool {
            known.extend(run(text)?);
        }
        let mut random = Rng::with_seed(self.seed);
        let begun = Instant::now();
        while begun.elapsed() < self.time {
            let text = (target.next)(&pool, &mut random);
            let observed = run(&text)?;
            let is_new = observed.iter().filter(|one| known.insert(**one)).count() > 0;
            if is_new && pool.len() < MAX_POOL {
                pool.push(text);
            }
        }
        let (seconds, kept) = (started.elapsed().as_secs(), known.len());
        let Self { seed, .. } = self;
        Ok(format!("{}: {inputs} inputs in {seconds} s with seed {seed}, {kept} observations, no failure", target.name))
    }
}

/// Runs a target on at most `count` inputs of its corpus, and on as many random changes of them.
pub fn run_some(target: &Target, count: usize) -> Result<(), String> {
    let pool = seeds(target);
    let mut check = (target.start)();
    let mut random = Rng::with_seed(1);
    // Evenly spaced: the seeds are sorted by length.
    let some = pool.iter().step_by(pool.len().div_ceil(count).max(1)).cloned().collect::<Vec<_>>();
    let changed = (0..count).map(|_| (target.next)(&pool, &mut random));
    for text in some.into_iter().chain(changed) {
        run_one(&mut *check, &text).map_err(|message| format!("{message}\nThe input is:\n{text}"))?;
    }
    Ok(())
}

/// Runs a target on one input. A panic is a failure.
fn run_one(check: &mut Check, text: &str) -> Result<Observed, String> {
    panic::catch_unwind(AssertUnwindSafe(|| check(text))).unwrap_or_else(|payload| {
        let message = payload.downcast_ref::<String>().cloned();
        let message = message.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panicked: {}", message.unwrap_or_default()))
    })
}

/// Keeps an input that fails, and describes the failure.
fn keep(directory: &Path, target: &Target, text: &str, message: &str) -> String {
    let number = (0..usize::MAX).find(|number| !failure(directory, target, *number).exists()).unwrap_or_default();
    let file = failure(directory, target, number);
    let kept = match fs::write(&file, text) {
        Ok(()) => format!("the input is kept: cargo xtask fuzz {} {}", target.name, file.display()),
        Err(error) => format!("{}: {error}", file.display()),
    };
    format!("{message}\n{kept}")
}

fn failure(directory: &Path, target: &Target, number: usize) -> PathBuf {
    directory.join(format!("failure-{number}.{}", target.extension))
}

/// When the current input began, in milliseconds after the start plus one; 0 between inputs.
static BEGUN: AtomicU64 = AtomicU64::new(0);

/// Ends the process if an input takes too long or needs too much memory.
struct Watch {
    started: Instant,
}

impl Watch {
    fn start(timeout: Duration, memory: u64, current: PathBuf) -> Self {
        let started = Instant::now();
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_millis(50));
                let begun = BEGUN.load(Ordering::Relaxed);
                let now = started.elapsed().as_millis() as u64;
                let is_late = begun > 0 && now.saturating_sub(begun) > timeout.as_millis() as u64;
                let is_large = begun > 0 && resident().is_some_and(|bytes| bytes > memory);
                if is_late || is_large {
                    let what = if is_late { "takes too long" } else { "needs too much memory" };
                    end_process(&format!("error: the input {what}: {}", current.display()));
                }
            }
        });
        Self { started }
    }

    fn begin(&self) {
        BEGUN.store(self.started.elapsed().as_millis() as u64 + 1, Ordering::Relaxed);
    }

    fn end() {
        BEGUN.store(0, Ordering::Relaxed);
    }
}

#[expect(clippy::print_stderr, clippy::exit, reason = "a thread that hangs can't be stopped otherwise")]
fn end_process(message: &str) -> ! {
    eprintln!("{message}");
    std::process::exit(1)
}

/// The resident memory of this process in bytes, where the system tells.
fn resident() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/statm").ok()?;
    Some(text.split(' ').nth(1)?.parse::<u64>().ok()? * 4096)
}
