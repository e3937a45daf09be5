//! One run of a program, and what it cost.

use std::{
    fs::File,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use serde::Serialize;
use wait4::Wait4;

/// What one run cost.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Sample {
    /// Seconds from its start to its end.
    pub(crate) wall: f64,
    /// Seconds of processor time, of all threads and of what it waited for.
    pub(crate) cpu: f64,
    /// The most memory it (or one that it waited for) had at a time, in bytes; 0 where the system does not say.
    pub(crate) peak: u64,
}

/// Runs of one thing.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Samples(pub(crate) Vec<Sample>);

impl Samples {
    /// The median of seconds.
    pub(crate) fn wall(&self) -> f64 {
        median(self.0.iter().map(|sample| sample.wall).collect())
    }

    /// The median of seconds of processor time.
    pub(crate) fn cpu(&self) -> f64 {
        median(self.0.iter().map(|sample| sample.cpu).collect())
    }

    /// The largest peak, in bytes.
    #[expect(clippy::cast_precision_loss, reason = "what is shown has a few digits")]
    pub(crate) fn peak(&self) -> f64 {
        self.0.iter().map(|sample| sample.peak).max().unwrap_or_default() as f64
    }
}

/// The one in the middle; the mean of the two, where there are two.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// Runs a program to its end, with its output in files of a folder. `fine` are the exit statuses that are no failure.
pub(crate) fn sample(command: &mut Command, folder: &Path, fine: &[i32]) -> Result<Sample, String> {
    // Its name alone: where it lies is nothing that a table should say.
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let program = program.to_string_lossy().into_owned();
    let output = |name: &str| {
        File::create(folder.join(name)).map_err(|error| format!("failed to write to {}: {error}", folder.display()))
    };
    command.stdin(Stdio::null()).stdout(output("stdout")?).stderr(output("stderr")?);
    let start = Instant::now();
    let child = command.spawn().map_err(|error| format!("failed to run {program}: {error}"))?;
    let end = child.wait4().map_err(|error| format!("failed to wait for {program}: {error}"))?;
    let wall = start.elapsed().as_secs_f64();
    if !end.status.code().is_some_and(|code| fine.contains(&code)) {
        let said = |name: &str| std::fs::read(folder.join(name)).unwrap_or_default();
        // Some say why they fail where others print their answer.
        let said = Some(said("stderr")).filter(|text| !text.trim_ascii().is_empty()).unwrap_or_else(|| said("stdout"));
        let text = String::from_utf8_lossy(&said).trim_end().to_owned();
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
    fn medians_are_in_the_middle() {
        assert!(median(Vec::new()).is_nan());
        let cases: [(&[f64], f64); 3] = [(&[3.0], 3.0), (&[9.0, 1.0], 5.0), (&[7.0, 1.0, 2.0], 2.0)];
        for (values, middle) in cases {
            assert!((median(values.to_vec()) - middle).abs() < 1e-9, "{values:?}");
        }
    }

    #[test]
    fn a_program_that_fails_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let cargo = |args: &[&str]| {
            let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            command.args(args);
            command
        };
        let fine = sample(&mut cargo(&["--version"]), folder.path(), &[0]).unwrap();
        assert!(fine.wall > 0.0);
        let error = sample(&mut cargo(&["no-such-command"]), folder.path(), &[0]).unwrap_err();
        assert!(error.contains("no-such-command"), "{error}");
    }
}
