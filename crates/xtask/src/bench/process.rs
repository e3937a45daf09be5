//! Runs a program, and measures its time and memory.

use std::{
    fs::File,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use serde::Serialize;
use wait4::Wait4;

/// The cost of one run.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Sample {
    /// The wall-clock time in seconds.
    pub(crate) wall: f64,
    /// The processor time in seconds, of all threads and of child processes.
    pub(crate) cpu: f64,
    /// The peak memory of the process, or of a child process, in bytes. 0 if the system does not report it.
    pub(crate) peak: u64,
}

/// The runs of one step.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Samples(pub(crate) Vec<Sample>);

impl Samples {
    /// Returns the median wall-clock time in seconds.
    pub(crate) fn wall(&self) -> f64 {
        median(self.0.iter().map(|sample| sample.wall).collect())
    }

    /// Returns the median processor time in seconds.
    pub(crate) fn cpu(&self) -> f64 {
        median(self.0.iter().map(|sample| sample.cpu).collect())
    }

    /// Returns the largest peak memory in bytes.
    #[expect(clippy::cast_precision_loss, reason = "reports show few digits")]
    pub(crate) fn peak(&self) -> f64 {
        self.0.iter().map(|sample| sample.peak).max().unwrap_or_default() as f64
    }
}

/// Returns the median. For an even number of values, this is the mean of the two in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// Runs a program, with its output in files `stdout` and `stderr` of a directory. Exit codes other than those in `fine` are
/// errors.
pub(crate) fn sample(command: &mut Command, directory: &Path, fine: &[i32]) -> Result<Sample, String> {
    // Reports show the name of the program without its directory.
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let program = program.to_string_lossy().into_owned();
    let create = |name: &str| {
        File::create(directory.join(name))
            .map_err(|error| format!("failed to write to {}: {error}", directory.display()))
    };
    command.stdin(Stdio::null()).stdout(create("stdout")?).stderr(create("stderr")?);
    let start = Instant::now();
    let child = command.spawn().map_err(|error| format!("failed to run {program}: {error}"))?;
    let end = child.wait4().map_err(|error| format!("failed to wait for {program}: {error}"))?;
    let wall = start.elapsed().as_secs_f64();
    if !end.status.code().is_some_and(|code| fine.contains(&code)) {
        let read = |name: &str| std::fs::read(directory.join(name)).unwrap_or_default();
        // Some programs print errors to standard output.
        let output =
            Some(read("stderr")).filter(|text| !text.trim_ascii().is_empty()).unwrap_or_else(|| read("stdout"));
        let text = String::from_utf8_lossy(&output).trim_end().to_owned();
        let from = text.char_indices().rev().nth(999).map_or(0, |(at, _)| at);
        return Err(format!("{program}: {}: {}", end.status, &text[from..]));
    }
    let cpu = (end.rusage.utime + end.rusage.stime).as_secs_f64();
    Ok(Sample { wall, cpu, peak: end.rusage.maxrss })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert!(median(Vec::new()).is_nan());
        let cases: [(&[f64], f64); 3] = [(&[3.0], 3.0), (&[9.0, 1.0], 5.0), (&[7.0, 1.0, 2.0], 2.0)];
        for (values, middle) in cases {
            assert!((median(values.to_vec()) - middle).abs() < 1e-9, "{values:?}");
        }
    }

    #[test]
    fn the_error_of_a_failed_program_contains_its_output() {
        let directory = tempfile::tempdir().unwrap();
        let cargo = |args: &[&str]| {
            let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            command.args(args);
            command
        };
        let fine = sample(&mut cargo(&["--version"]), directory.path(), &[0]).unwrap();
        assert!(fine.wall > 0.0);
        let error = sample(&mut cargo(&["no-such-command"]), directory.path(), &[0]).unwrap_err();
        assert!(error.contains("no-such-command"), "{error}");
    }
}
