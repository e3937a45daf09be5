//! The start of `human` if there are many violations: their number by rule and by cause, most frequent first.

use crate::{
    output::tally::{MAX_CAUSES, MAX_RULES, Tally},
    terminal::{Look, Role},
    text::{count, few, number, pad, wrap},
};
use archcheck_core::diagnostic::Severity;

/// Renders the overview, followed by a blank line.
pub(super) fn overview(tally: &Tally<'_>, look: Look) -> String {
    let Tally { violations, rules } = tally;
    let title = match rules.len() {
        1 => format!("{} of 1 rule, by cause:", count(*violations, "violation")),
        many => format!("{} of {}, most frequent first:", count(*violations, "violation"), count(many, "rule")),
    };
    let mut lines = vec![look.paint(Role::Strong, title).to_string()];
    let digits = number(rules.iter().map(|one| one.violations).max().unwrap_or(0)).len();
    let row = |lines: &mut Vec<String>, indent: usize, many: &str, text: &str, role: Option<Role>| {
        let hang = indent + digits + 2;
        for (index, part) in wrap(text, look.width.saturating_sub(hang)).into_iter().enumerate() {
            let part = role.map_or_else(|| part.clone(), |role| look.paint(role, &part).to_string());
            let head = if index == 0 {
                pad(&format!("{}{many:>digits$}", " ".repeat(indent)), hang)
            } else {
                " ".repeat(hang + 2)
            };
            lines.push(format!("{head}{part}"));
        }
    };
    for one in rules.iter().take(MAX_RULES) {
        let kind = if one.severity == Severity::Warn { " (warnings)" } else { "" };
        let (rule, violations) = (one.rule, number(one.violations));
        if let [(cause, own)] = &*one.causes {
            let cause = cause.describe(*own, str::to_owned);
            row(&mut lines, 2, &violations, &format!("{rule}{kind}: {cause}"), None);
            continue;
        }
        row(&mut lines, 2, &violations, &format!("{rule}{kind}"), Some(Role::Strong));
        for (cause, own) in one.causes.iter().take(MAX_CAUSES) {
            row(&mut lines, 4, &number(*own), &cause.describe(*own, str::to_owned), None);
        }
        if one.causes.len() > MAX_CAUSES {
            let more = format!("and {} more", number(one.causes.len() - MAX_CAUSES));
            row(&mut lines, 4, "", &more, Some(Role::Faint));
        }
    }
    if rules.len() > MAX_RULES {
        let rest = &rules[MAX_RULES..];
        let names: Vec<_> = rest.iter().map(|one| format!("{} {}", one.rule, number(one.violations))).collect();
        row(&mut lines, 2, "", &format!("and {}: {}", count(rest.len(), "more rule"), few(&names, MAX_CAUSES)), None);
    }
    lines.join("\n") + "\n\n"
}
