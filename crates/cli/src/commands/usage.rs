//! Prints help, the version, and errors about arguments.

use super::arguments::Arguments;
use crate::{
    Status, Streams, output,
    terminal::{ColorChoice, Environment},
};
use clap::{
    CommandFactory, ValueEnum,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::ffi::OsString;

/// Prints help and the version to standard output, and errors to standard error.
pub(super) fn print_usage(
    error: &clap::Error,
    color: Option<ColorChoice>,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Status {
    let (stream, to) =
        if error.use_stderr() { (environment.err, &mut streams.err) } else { (environment.out, &mut streams.out) };
    let text = error.render();
    let tip = tip(error);
    let color = stream.look(color, environment.color).color;
    let text = if color { text.ansi().to_string() } else { text.to_string() };
    let written = output::write_stream(*to, &format!("{text}{tip}"));
    if error.use_stderr() || written.is_err() { Status::Untrusted } else { Status::Clean }
}

/// Suggests `check` for an unknown argument that belongs to it.
fn tip(error: &clap::Error) -> String {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return String::new() };
    let mut command = Arguments::command();
    let check = command.find_subcommand_mut("check").map(|check| check.get_arguments().collect::<Vec<_>>());
    let named = |long: &str| given.strip_prefix("--").is_some_and(|given| given.split('=').next() == Some(long));
    let belongs = check.into_iter().flatten().filter_map(clap::Arg::get_long).any(named);
    if error.kind() == ErrorKind::UnknownArgument && belongs {
        return format!("\n  tip: `{given}` is an argument of `cargo archcheck check`\n");
    }
    String::new()
}

/// Finds the value of `--color` in arguments that clap did not accept.
pub(super) fn color_flag(args: &[OsString]) -> Option<ColorChoice> {
    let text: Vec<_> = args.iter().map(|arg| arg.to_str().unwrap_or_default()).collect();
    let at = text.iter().position(|arg| *arg == "--color" || arg.starts_with("--color="))?;
    let value = text[at].strip_prefix("--color=").or_else(|| text.get(at + 1).copied())?;
    ColorChoice::from_str(value, false).ok()
}
