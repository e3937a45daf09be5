//! Which outputs a check has: what `--format` asks for, or what the environment reads. It renders none.

use crate::{
    args::Check,
    output::{Format, Output},
    terminal::Environment,
    text::with_help,
};

/// The outputs asked for: `human` unless said, and what GitHub Actions understands where it runs this. Two on
/// standard output can't be told apart, but for workflow commands, which are made to stand among other lines.
pub(super) fn outputs(check: &Check, environment: &Environment) -> Result<Vec<Output>, String> {
    let alone = |output: &&Output| output.file.is_none() && output.format != Format::Github;
    let commands = check.format.iter().any(|output| output.file.is_none() && output.format == Format::Github);
    let streams: Vec<_> = check.format.iter().filter(alone).collect();
    let text = |output: &&Output| matches!(output.format, Format::Human | Format::Short);
    if streams.len() > 1 || (commands && !streams.iter().all(text)) {
        let help = "give the others a file each, as in `--format json=report.json`".to_owned();
        return Err(with_help("only one format can go to standard output", &[help]));
    }
    let mut files: Vec<_> = check.format.iter().filter_map(|output| output.file.as_ref()).collect();
    files.sort();
    if let Some([file, _]) = files.windows(2).find(|pair| pair[0] == pair[1]) {
        let help = "give each format a file of its own".to_owned();
        return Err(with_help(&format!("two formats can't go to one file, `{}`", file.display()), &[help]));
    }
    if check.with.is_some() && !streams.iter().any(|output| output.format == Format::Cargo) {
        return Err("`--with cargo-check` goes with `--format cargo`".to_owned());
    }
    if !check.format.is_empty() {
        return Ok(check.format.clone());
    }
    let github = environment.github_actions.then_some(Format::Github);
    Ok([Some(Format::Human), github].into_iter().flatten().map(|format| Output { format, file: None }).collect())
}
