//! The exit status that the diagnostics of a run lead to, whatever the format and verbosity.

use archcheck_core::{
    codes::Class,
    diagnostic::{Diagnostic, Severity},
};
use std::process::ExitCode;

/// The exit status of a run. A panic exits with 101, an interrupt with 130.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 0: no violations.
    Clean,
    /// 1: the code violates a rule.
    Violations,
    /// 2: the rules, the arguments or the analysis failed, so the verdict can't be trusted.
    Untrusted,
}

impl Status {
    /// Returns the worst status of the diagnostics.
    pub fn of<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, deny_warnings: bool) -> Self {
        let fails = |diagnostic: &&Diagnostic| match diagnostic.severity {
            Severity::Error => true,
            Severity::Warn => deny_warnings,
            Severity::Note => false,
        };
        let status = |diagnostic: &Diagnostic| match diagnostic.code.info().class {
            Class::Violation => Self::Violations,
            Class::Rules | Class::Analysis => Self::Untrusted,
        };
        diagnostics.into_iter().filter(fails).map(status).max().unwrap_or(Self::Clean)
    }

    /// Returns the exit code of the process.
    pub const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Violations => 1,
            Self::Untrusted => 2,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use archcheck_core::codes::Code;

    fn of(codes: &[(Code, Severity)], deny: bool) -> u8 {
        let diagnostics: Vec<_> = codes
            .iter()
            .map(|&(code, severity)| Diagnostic { severity, ..Diagnostic::new(code, "something") })
            .collect();
        Status::of(&diagnostics, deny).code()
    }

    #[test]
    fn the_worst_error_decides_and_warnings_count_only_if_denied() {
        use Severity::{Error, Note, Warn};
        assert_eq!(of(&[], true), 0);
        assert_eq!(of(&[(Code::Unassigned, Warn), (Code::Unresolved, Note)], false), 0);
        assert_eq!(of(&[(Code::Unassigned, Warn)], true), 1);
        assert_eq!(of(&[(Code::Forbidden, Error)], false), 1);
        assert_eq!(of(&[(Code::Forbidden, Warn)], false), 0);
        assert_eq!(of(&[(Code::Syntax, Error), (Code::Forbidden, Error)], false), 2);
        assert_eq!(of(&[(Code::UnknownKey, Error)], false), 2);
        assert_eq!(of(&[(Code::Unresolved, Note)], true), 0);
    }
}
