//! The decisions with their review dates, and the rules.

use super::parts::{code, codes, day, jump, names, prose, rule_link, short, some, table, text};
use crate::architecture::{
    anchor::anchor,
    model::{Architecture, RuleEntry},
    source_url,
};
use crate::text::{count, number};
use std::fmt::Write;

/// Writes the decisions and the reviews.
pub(super) fn write_decisions(out: &mut String, report: &Architecture<'_>) {
    if report.decisions.is_empty() && report.reviews.is_empty() {
        out.push_str(
            "<p>No rule cites a decision, and no review is planned. A rule cites one with <code>adr = \"docs/adr/0001.md\"</code>, and \
             plans a review with <code>review-by = 2027-03-31</code>.</p>\n",
        );
        return;
    }
    let file = |path: &str| match source_url::link(report.source_url.as_deref(), path, 1) {
        Some(url) => format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", text(&url), text(&short(path, 80))),
        None => code(path),
    };
    let link = |id: &String| rule_link(report, id);
    let rows: Vec<Vec<String>> = report
        .decisions
        .iter()
        .map(|one| {
            let tone = match one.standing {
                "current" => "good",
                "unknown" => "calm",
                _ => "bad",
            };
            let cited: Vec<String> = one.cited_by.iter().map(link).collect();
            vec![
                format!(
                    "<span id=\"{}\">{}</span>",
                    text(&anchor("decision", &one.file)),
                    text(&short(one.title.as_deref().unwrap_or("no title"), 200))
                ),
                format!(
                    "<span class=\"{tone}\">{}</span>",
                    text(&short(one.status.as_deref().unwrap_or("no status"), 60))
                ),
                one.date.as_deref().map(day).unwrap_or_default(),
                super::parts::listed(&cited, "nothing"),
                file(&one.file),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let columns = [("decision", false), ("status", false), ("date", false), ("explains", false), ("file", false)];
        table(out, "sortable", "Decisions that rules cite", &columns, &rows);
    }
    let rows: Vec<Vec<String>> = report
        .reviews
        .iter()
        .map(|one| {
            let late = if one.overdue { " <strong class=\"bad\">overdue</strong>" } else { "" };
            vec![
                format!("{}{late}", day(&one.date)),
                rule_link(report, &one.id),
                one.owner.as_deref().map(|owner| text(&short(owner, 60))).unwrap_or_default(),
                one.adr.as_deref().map(code).unwrap_or_default(),
            ]
        })
        .collect();
    if !rows.is_empty() {
        out.push_str("<h3 id=\"reviews\">Planned reviews</h3>\n");
        let columns = [("date", false), ("of", false), ("owner", false), ("decision", false)];
        table(out, "sortable", "Reviews by date", &columns, &rows);
    }
}

/// Writes the rules.
pub(super) fn write_rules(out: &mut String, report: &Architecture<'_>) {
    if report.rules.is_empty() {
        out.push_str("<p>There are no rules.</p>\n");
        return;
    }
    let _ = writeln!(
        out,
        "<p>{}, each with the number of Rust modules that its selectors cover, and what it found.</p>",
        count(report.rules.len(), "rule")
    );
    let rows: Vec<Vec<String>> = report.rules.iter().map(|rule| row(rule, report)).collect();
    let columns = [
        ("rule", false),
        ("type", false),
        ("what it requires", false),
        ("covers", true),
        ("violations", true),
        ("baseline", true),
        ("exceptions", true),
        ("decision", false),
        ("owner", false),
    ];
    table(out, "sortable stacked", "Rules", &columns, &rows);
}

fn row(rule: &RuleEntry, report: &Architecture<'_>) -> Vec<String> {
    let mut requires = prose(&short(&rule.requires, 300));
    for (key, selectors) in &rule.selectors {
        let shown: Vec<String> = selectors.iter().take(12).cloned().collect();
        let _ = write!(requires, "<br><small>{key}: {}", codes(&shown, "nothing"));
        if selectors.len() > shown.len() {
            let _ = write!(requires, " and {} more", number(selectors.len() - shown.len()));
        }
        requires.push_str("</small>");
    }
    if let Some(reason) = &rule.reason {
        let _ = write!(requires, "<br><small>Reason: {}</small>", prose(&short(reason, 600)));
    }
    let decision = rule.adr.as_deref().map(|adr| {
        let found = report.decisions.iter().find(|one| one.cited_by.contains(&rule.id) || one.file.ends_with(adr));
        found.map_or_else(|| code(adr), |one| jump("decision", &one.file))
    });
    let severity = match rule.severity {
        "error" => String::new(),
        other => format!(" <small>({other})</small>"),
    };
    vec![
        format!("<span id=\"{}\">{}</span>{severity}", text(&anchor("rule", &rule.id)), code(&rule.id)),
        text(&rule.kind),
        requires,
        if rule.covers == 0 { "<strong class=\"bad\">0</strong>".to_owned() } else { number(rule.covers) },
        some(rule.violations),
        some(rule.baselined),
        some(rule.exceptions),
        decision.unwrap_or_default(),
        names(&rule.owner.iter().cloned().collect::<Vec<_>>(), ""),
    ]
}
