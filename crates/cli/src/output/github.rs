//! `github`: workflow commands, which GitHub Actions shows as annotations in a pull request.
//!
//! GitHub shows at most ten annotations of each type for a step. The others are listed in the log. The job summary is
//! `markdown`.

use super::{
    finding::{Finding, Region, shown},
    format::{Format, Verbosity},
};
use crate::{
    escape::{self, github_data, github_property},
    report::{Report, word},
    text::count,
};
use archcheck_core::diagnostic::Severity;
use std::fmt::Write;

/// The number of annotations of one type that GitHub shows for a step.
const SHOWN: usize = 10;

/// The format.
pub const FORMAT: Format = Format {
    name: "github",
    help: "Annotations and a job summary for GitHub Actions",
    render: |report, _, verbosity| render(report, verbosity),
};

/// Renders one workflow command for each finding.
fn render(report: &Report<'_>, verbosity: Verbosity) -> String {
    let mut text = String::new();
    let mut rest = Vec::new();
    let mut counts = [0; 3];
    for finding in shown(report, verbosity) {
        let (index, command) = match finding.diagnostic.severity {
            Severity::Error => (0, "error"),
            Severity::Warn => (1, "warning"),
            Severity::Note => (2, "notice"),
        };
        counts[index] += 1;
        if counts[index] > SHOWN {
            rest.push(finding);
            continue;
        }
        let properties = properties(&finding, report);
        // Writing to a string can't fail.
        let _ = writeln!(text, "::{command} {properties}::{}", github_data(&finding.text()));
    }
    if !rest.is_empty() {
        let _ = writeln!(text, "::group::{} more than GitHub shows as annotations", count(rest.len(), "finding"));
        for finding in rest {
            let Region { path, start, .. } = finding.region(report);
            let head = format!("{}[{}]", word(finding.diagnostic.severity), finding.info().name);
            let line =
                format!("{path}:{}:{}: {head}: {} ({})", start.line, start.column, finding.message, finding.rule());
            let _ = writeln!(text, "{}", escape::line(&line));
        }
        text.push_str("::endgroup::\n");
    }
    text
}

fn properties(finding: &Finding<'_>, report: &Report<'_>) -> String {
    let title = github_property(&format!("archcheck: {}", finding.info().name));
    if finding.place.is_none() {
        return format!("title={title}");
    }
    let Region { path, start, end, .. } = finding.region(report);
    let mut text = format!("title={title},file={},line={},endLine={}", github_property(&path), start.line, end.line);
    // GitHub ignores columns of a span over several lines.
    if start.line == end.line && start.column < end.column {
        let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support;
    use archcheck_core::{codes::Code, diagnostic::Diagnostic};

    /// A command, its properties and its message.
    type WorkflowCommand = (String, Vec<(String, String)>, String);

    /// Parses a command as the runner of GitHub Actions does.
    fn parse(line: &str) -> Option<WorkflowCommand> {
        let (head, message) = line.strip_prefix("::")?.split_once("::")?;
        let (command, properties) = head.split_once(' ').unwrap_or((head, ""));
        let unescape = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n");
        let properties = properties.split(',').filter_map(|one| one.split_once('=')).map(|(key, value)| {
            (key.to_owned(), unescape(&value.replace("%3A", ":").replace("%2C", ",")).replace("%25", "%"))
        });
        Some((command.to_owned(), properties.collect(), unescape(message).replace("%25", "%")))
    }

    #[test]
    fn escaping_survives_the_runner() {
        let mut analysis = test_support::shop();
        analysis.sources = archcheck_core::source::Sources::default();
        let path = "src/100%, 注文: a/b.rs";
        analysis.sources.add(archcheck_core::source::Source::new(path.to_owned(), "use a;\n".to_owned()));
        let message = "100% of `a::b`: one, two::three 注文 %0A";
        let one = Diagnostic::new(Code::Forbidden, message).at(test_support::place(&analysis, path, "a"), "");
        let report = Report::new(&analysis, None, vec![one]);
        let text = render(&report, Verbosity::Normal);
        let (command, properties, read) = parse(text.trim_end()).expect("it is a command");
        assert_eq!(text.lines().count(), 1);
        assert_eq!(command, "error");
        assert_eq!(read, format!("{message}."));
        let expected = [
            ("title", "archcheck: forbidden"),
            ("file", path),
            ("line", "1"),
            ("endLine", "1"),
            ("col", "5"),
            ("endColumn", "6"),
        ];
        assert_eq!(properties, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn annotations_beyond_the_limit_go_to_the_log() {
        let analysis = test_support::shop();
        let found = (0..13).map(|index| Diagnostic::new(Code::Forbidden, format!("{index}"))).collect();
        let report = Report::new(&analysis, None, found);
        let text = render(&report, Verbosity::Normal);
        assert_eq!(text.lines().filter(|line| line.starts_with("::error")).count(), SHOWN);
        assert!(text.contains("::group::3 findings more"), "{text}");
        assert!(text.ends_with("::endgroup::\n"), "{text}");
    }
}
