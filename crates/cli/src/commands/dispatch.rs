//! Parses the command line and runs the command.

use super::{
    arguments::Arguments,
    check::Check,
    run::{Run, Stop},
    usage::{color_flag, print_usage},
};
use crate::{Status, Streams, escape, terminal::Environment, timings::Timings};
use clap::{CommandFactory, Parser};
use std::ffi::OsString;

/// Returns the error of parsing arguments, as it is for the escaped arguments: messages repeat them.
fn with_escaped(error: clap::Error, args: &[OsString]) -> clap::Error {
    let escaped: Vec<OsString> = args.iter().map(|arg| (*escape::line(&arg.to_string_lossy())).into()).collect();
    if escaped == args {
        return error;
    }
    match Arguments::try_parse_from(escaped) {
        Err(of_escaped) => of_escaped,
        // No message is better than an unescaped one.
        Ok(_) => {
            Arguments::command().error(error.kind(), "the arguments have hidden characters that are not allowed there")
        }
    }
}

/// Runs the command line. `args` start with the program's name, then `archcheck` if Cargo runs it as a subcommand.
pub fn run(args: impl IntoIterator<Item = OsString>, environment: &Environment, streams: &mut Streams<'_>) -> Status {
    let mut args: Vec<OsString> = args.into_iter().collect();
    if args.get(1).is_some_and(|arg| arg == "archcheck") {
        args.remove(1);
    }
    let color = color_flag(&args);
    let mut arguments = match Arguments::try_parse_from(&args) {
        Ok(arguments) => arguments.settled(),
        Err(error) => return print_usage(&with_escaped(error, &args), color, environment, streams),
    };
    let checks = arguments.command.as_mut().is_none_or(|command| command.check_mut().is_some());
    let timings = Timings::start();
    let mut run = Run::new(&arguments.global, environment, &timings, streams, Arguments::command);
    let result = match &arguments.command {
        _ if arguments.global.packages.is_partial() && !checks => {
            Err("`--package` and `--exclude` apply only to `check`".to_owned().into())
        }
        Some(command) => command.run(&mut run),
        None => Check::default().run_or_overview(&mut run),
    };
    let status = result.unwrap_or_else(|stop| match stop {
        Stop::Reported(status) => status,
        Stop::Failed(message) => {
            run.print_error(&message);
            Status::Untrusted
        }
    });
    if arguments.global.timings {
        let _ = run.streams.err.write_all(timings.render(run.cache_use.as_ref()).as_bytes());
    }
    status
}
