//! `junit`: a test report with one test case for each finding, which every CI can show.
//!
//! A finding that fails the run is a failure, or an error if it makes the verdict untrustworthy. Any other finding is
//! a passed test with output.

use super::{
    finding::{Finding, Region, shown},
    format::{Format, Verbosity},
    human,
};
use crate::{
    escape::{self, xml_attribute, xml_text},
    report::Report,
    terminal::Look,
    text::joined,
};
use archcheck_core::codes::Class;
use std::fmt::Write;

/// The format.
pub const FORMAT: Format = Format {
    name: "junit",
    help: "A JUnit test report, for any CI",
    render: |report, _, verbosity| render(report, verbosity),
};

/// Renders the report as XML.
fn render(report: &Report<'_>, verbosity: Verbosity) -> String {
    let findings = shown(report, verbosity);
    let of = |class: &dyn Fn(Class) -> bool| {
        findings.iter().filter(|one| report.fails(one.diagnostic) && class(one.info().class)).count()
    };
    let failures = of(&|class| class == Class::Violation);
    let errors = of(&|class| class != Class::Violation);
    // Some CIs treat a report without test cases as missing.
    let tests = findings.len().max(1);
    let name = report.summary.rules.as_ref().map_or("archcheck", |rules| &rules.file);
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\" time=\"0\"");
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string can't fail.
    let _ = writeln!(text, "<testsuites name=\"archcheck\" {counts}>");
    let _ = writeln!(text, "  <testsuite name=\"{}\" {counts}>", xml_attribute(&escape::line(name)));
    for finding in &findings {
        case(&mut text, finding, report);
    }
    if findings.is_empty() {
        text.push_str("    <testcase name=\"no violations\" classname=\"archcheck\" time=\"0\"/>\n");
    }
    let verdict = joined(&human::verdict(&report.summary, Look::FILE));
    let _ = writeln!(text, "    <system-out>{}</system-out>", xml_text(&verdict));
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

fn case(text: &mut String, finding: &Finding<'_>, report: &Report<'_>) {
    let Region { path, start, .. } = finding.region(report);
    let message = escape::line(&finding.message);
    let (at, place) = match finding.place {
        Some(_) => (
            format!("{path}:{}:{}", start.line, start.column),
            format!(" file=\"{}\" line=\"{}\"", xml_attribute(&escape::line(&path)), start.line),
        ),
        None => (String::new(), String::new()),
    };
    let name = if at.is_empty() { message.to_string() } else { format!("{message} ({at})") };
    let class = format!("archcheck.{}", finding.rule());
    let (name, class) = (xml_attribute(&escape::line(&name)), xml_attribute(&escape::line(&class)));
    let _ = writeln!(text, "    <testcase name=\"{name}\" classname=\"{class}\"{place} time=\"0\">");
    let head = if at.is_empty() { String::new() } else { format!("{}: ", escape::line(&at)) };
    let body = xml_text(&format!("{head}{}", finding.text()));
    let element = match finding.info().class {
        _ if !report.fails(finding.diagnostic) => "system-out",
        Class::Violation => "failure",
        Class::Rules | Class::Analysis => "error",
    };
    if element == "system-out" {
        let _ = writeln!(text, "      <system-out>{body}</system-out>");
    } else {
        let (message, kind) = (xml_attribute(&message), finding.info().name);
        let _ = writeln!(text, "      <{element} message=\"{message}\" type=\"{kind}\">{body}</{element}>");
    }
    text.push_str("    </testcase>\n");
}
