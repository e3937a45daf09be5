//! Chooses the outputs of a check, from `--format` or else from the environment. It must not render them.

use crate::{
    output::{Output, cargo, github, human, short},
    terminal::Environment,
    text::with_help,
};

/// Returns the requested outputs; by default `human`, and `github` in GitHub Actions.
///
/// Only one format may go to standard output. `github` may join a text format, because the runner recognizes workflow
/// commands among other lines.
pub(super) fn outputs(
    requested: &[Output],
    with_cargo_check: bool,
    environment: &Environment,
) -> Result<Vec<Output>, String> {
    let is_alone = |output: &&Output| output.file.is_none() && output.format != github::FORMAT;
    let has_commands = requested.iter().any(|output| output.file.is_none() && output.format == github::FORMAT);
    let streams: Vec<_> = requested.iter().filter(is_alone).collect();
    let is_text = |output: &&Output| [human::FORMAT, short::FORMAT].contains(&output.format);
    if streams.len() > 1 || (has_commands && !streams.iter().all(is_text)) {
        let help = "write the other formats to files, as in `--format json=report.json`".to_owned();
        return Err(with_help("only one format can go to standard output", &[help]));
    }
    let mut files: Vec<_> = requested.iter().filter_map(|output| output.file.as_ref()).collect();
    files.sort();
    if let Some([file, _]) = files.windows(2).find(|pair| pair[0] == pair[1]) {
        let help = "write each format to a different file".to_owned();
        return Err(with_help(&format!("two formats can't go to the same file, `{}`", file.display()), &[help]));
    }
    if with_cargo_check && !streams.iter().any(|output| output.format == cargo::FORMAT) {
        return Err("`--with cargo-check` needs `--format cargo`".to_owned());
    }
    if !requested.is_empty() {
        return Ok(requested.to_vec());
    }
    let github = environment.github_actions.then_some(github::FORMAT);
    Ok([Some(human::FORMAT), github].into_iter().flatten().map(|format| Output { format, file: None }).collect())
}
