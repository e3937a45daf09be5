//! The formats by name, and the `--format F` or `F=FILE` of the command line. It knows no format's content.

use super::{cargo, github, gitlab, human, json, junit, markdown, sarif, short, sonarqube};
use crate::{report::Report, terminal::Look};
use clap::{
    Arg, Command, ValueEnum,
    builder::{PossibleValue, TypedValueParser},
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::{ffi::OsStr, path::PathBuf};

/// How to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: source snippets, the rule, its reason, what to do
    Human,
    /// For editors and scripts: one line for each reference
    Short,
    /// Everything, for other programs
    Json,
    /// SARIF 2.1.0, for GitHub code scanning and other collectors
    Sarif,
    /// Annotations of a GitHub Actions run, and its job summary
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// `SonarQube`'s generic issue import
    Sonarqube,
    /// A test report that any CI reads
    Junit,
    /// A comment for a pull request
    Markdown,
    /// Cargo's own JSON messages, which rust-analyzer shows in the editor
    Cargo,
}

impl Format {
    /// The whole output.
    pub fn render(self, report: &Report<'_>, look: Look, verbosity: Verbosity) -> String {
        match self {
            Self::Human => human::render(report, look, verbosity),
            Self::Short => short::render(report, look, verbosity),
            Self::Json => json::render(report),
            Self::Sarif => sarif::render(report),
            Self::Github => github::render(report, verbosity),
            Self::Gitlab => gitlab::render(report, verbosity),
            Self::Sonarqube => sonarqube::render(report, verbosity),
            Self::Junit => junit::render(report, verbosity),
            Self::Markdown => markdown::render(report, verbosity),
            Self::Cargo => cargo::render(report, verbosity),
        }
    }
}

/// How much to say, where a format leaves a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verbosity {
    /// What was found, and nothing else.
    Quiet,
    /// What helps.
    #[default]
    Normal,
    /// Everything.
    Verbose,
}

/// A format, and the file it goes to; standard output without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// How.
    pub format: Format,
    /// Where to.
    pub file: Option<PathBuf>,
}

/// Reads `F` or `F=FILE`.
#[derive(Clone, Copy, Debug)]
pub struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Output, clap::Error> {
        // The file's name may be anything that the system allows, the format's is ASCII.
        let bytes = value.as_encoded_bytes();
        let end = bytes.iter().position(|byte| *byte == b'=').unwrap_or(bytes.len());
        let name = String::from_utf8_lossy(&bytes[..end]);
        let invalid = |value: String| {
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            if let Some(arg) = arg {
                error.insert(ContextKind::InvalidArg, ContextValue::String(arg.to_string()));
            }
            let formats = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let names = formats.map(|value| value.get_name().to_owned()).collect();
            error.insert(ContextKind::InvalidValue, ContextValue::String(value));
            error.insert(ContextKind::ValidValue, ContextValue::Strings(names));
            error
        };
        let format = Format::from_str(&name, false).map_err(|_| invalid(name.into_owned()))?;
        let file = match value.to_str() {
            _ if end == bytes.len() => None,
            Some(text) if &text[end + 1..] == "-" => None,
            Some(text) => Some(PathBuf::from(&text[end + 1..])),
            // What is not UTF-8 can't be cut without knowing the system's encoding, but from a whole string.
            None => return Err(invalid(value.to_string_lossy().into_owned())),
        };
        if file.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
            return Err(invalid(value.to_string_lossy().into_owned()));
        }
        Ok(Output { format, file })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Format::value_variants().iter().filter_map(ValueEnum::to_possible_value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(value: &str) -> Option<Output> {
        OutputParser.parse_ref(&Command::new("x"), None, OsStr::new(value)).ok()
    }

    #[test]
    fn a_format_may_name_a_file() {
        assert_eq!(parse("short"), Some(Output { format: Format::Short, file: None }));
        assert_eq!(parse("json=a=b.json"), Some(Output { format: Format::Json, file: Some("a=b.json".into()) }));
        assert_eq!(parse("json=-"), Some(Output { format: Format::Json, file: None }));
        assert_eq!(parse("json="), None);
        assert_eq!(parse("xml"), None);
        assert_eq!(parse(""), None);
    }
}
