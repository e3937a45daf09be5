//! The exit status, from what was found. It looks at diagnostics only, never at how they are shown: no format
//! and no verbosity can turn a gate green.

use archcheck_core::{
    codes::Class,
    diagnostic::{Diagnostic, Severity},
};
use std::process::ExitCode;

/// What a run came to. A bug is 101 and an interrupt 130, as the language and the shell have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 0: no violations.
    Clean,
    /// 1: the code breaks a rule.
    Violations,
    /// 2: the rules, the arguments or the analysis failed, so the verdict can't be trusted.
    Untrusted,
}

impl Status {
    /// The status of what is reported: the worst of them.
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

    /// As the process reports it.
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
    fn the_worst_error_decides_and_warnings_only_when_denied() {
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
