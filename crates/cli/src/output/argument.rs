//! The value of `--format` on the command line: `FORMAT` or `FORMAT=FILE`.

use super::{format::Format, table::FORMATS};
use clap::{
    Arg, Command,
    builder::{PossibleValue, TypedValueParser},
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::{ffi::OsStr, path::PathBuf};

/// An output of `check`: a format and its destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The format.
    pub format: Format,
    /// The file to write; `None` means standard output.
    pub file: Option<PathBuf>,
}

/// Parses `FORMAT` or `FORMAT=FILE`.
#[derive(Clone, Copy, Debug)]
pub struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Output, clap::Error> {
        // A file name may be any bytes; a format name is ASCII.
        let bytes = value.as_encoded_bytes();
        let end = bytes.iter().position(|byte| *byte == b'=').unwrap_or(bytes.len());
        let name = String::from_utf8_lossy(&bytes[..end]);
        let invalid = |value: String| {
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            if let Some(arg) = arg {
                error.insert(ContextKind::InvalidArg, ContextValue::String(arg.to_string()));
            }
            let names = FORMATS.iter().map(|format| format.name.to_owned()).collect();
            error.insert(ContextKind::InvalidValue, ContextValue::String(value));
            error.insert(ContextKind::ValidValue, ContextValue::Strings(names));
            error
        };
        let format = FORMATS.iter().find(|format| format.name == name);
        let format = *format.ok_or_else(|| invalid(name.into_owned()))?;
        let file = match value.to_str() {
            _ if end == bytes.len() => None,
            Some(text) if &text[end + 1..] == "-" => None,
            Some(text) => Some(PathBuf::from(&text[end + 1..])),
            // The standard library cannot split an `OsStr`, so a file name that is not UTF-8 is rejected.
            None => return Err(invalid(value.to_string_lossy().into_owned())),
        };
        if file.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
            return Err(invalid(value.to_string_lossy().into_owned()));
        }
        Ok(Output { format, file })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.help))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{json, short};

    fn parse(value: &str) -> Option<Output> {
        OutputParser.parse_ref(&Command::new("x"), None, OsStr::new(value)).ok()
    }

    #[test]
    fn a_format_may_be_followed_by_a_file() {
        assert_eq!(parse("short"), Some(Output { format: short::FORMAT, file: None }));
        assert_eq!(parse("json=a=b.json"), Some(Output { format: json::FORMAT, file: Some("a=b.json".into()) }));
        assert_eq!(parse("json=-"), Some(Output { format: json::FORMAT, file: None }));
        assert_eq!(parse("json="), None);
        assert_eq!(parse("xml"), None);
        assert_eq!(parse(""), None);
    }
}
