//! Records in each form.

use super::record::{Line, Markup, Record, Validity};

fn read(text: &str) -> String {
    show(text, Markup::Markdown)
}

fn show(text: &str, markup: Markup) -> String {
    let record = Record::parse(text, markup);
    let part = |part: Option<&String>| part.map_or("-", String::as_str).to_owned();
    format!(
        "{} | {} | {} | {}",
        part(record.title.as_ref()),
        part(record.status.as_ref().map(|status| &status.text)),
        part(record.date.as_ref().map(|date| &date.text)),
        record.validity().as_str()
    )
}

#[test]
fn nygard() {
    insta::assert_snapshot!(read("# 9. Use ports\n\nDate: 2016-02-12\n\n## Status\n\nAccepted\n\n## Context\n\nstatus: x\n"), @"9. Use ports | Accepted | 2016-02-12 | current");
    insta::assert_snapshot!(read("# 1. A\r\n\r\nDate: 2016-02-12\r\n\r\n## Status\r\n\r\nSuperseded by [10. Use events](0010-use-events.md)\r\n"), @"1. A | Superseded by [10. Use events](0010-use-events.md) | 2016-02-12 | superseded");
    insta::assert_snapshot!(read("# 2. B\n## Status\n~~Accepted~~\n\nRejected\n\nSupersedes [1. A](1.md)\n## Decision\nIt is deprecated.\n"), @"2. B | ~~Accepted~~; Rejected; Supersedes [1. A](1.md) | - | rejected");
    insta::assert_snapshot!(read("# 3. C\n## Status\n\nAccepted\n\nSupersedes [1. A](0001.md)\n"), @"3. C | Accepted; Supersedes [1. A](0001.md) | - | current");
    insta::assert_snapshot!(read("# 4. D\n\n```\n# Not a title\n## Status\nRejected\n```\n## Context\nnone\n"), @"4. D | - | - | unknown");
}

#[test]
fn madr() {
    insta::assert_snapshot!(read("# Use CC0\n\n* Status: accepted\n* Deciders: ana\n* Date: 2018-10-01\n\nTechnical Story: x\n"), @"Use CC0 | accepted | 2018-10-01 | current");
    insta::assert_snapshot!(read("# Use CC0\n\n- **Status**: superseded by [ADR-5](5.md)\n- **Date**: 2018-10-01 <!-- optional -->\n"), @"Use CC0 | superseded by [ADR-5](5.md) | 2018-10-01 | superseded");
    insta::assert_snapshot!(read("---\nparent: Decisions\nnav_order: 3\nstatus: \"superseded by ADR-0123\" # why\ndate: 2024-01-02\n---\n# Use events\n\n## Context\n"), @"Use events | superseded by ADR-0123 | 2024-01-02 | superseded");
    insta::assert_snapshot!(read("---\nstatus: \"{proposed | rejected | accepted | deprecated | … | superseded by ADR-0123}\"\ndate: {YYYY-MM-DD when the decision was last updated}\n---\n\n# {short title}\n"), @"- | - | - | unknown");
    insta::assert_snapshot!(read("\u{feff}---\nstatus: Accepted\ntags:\n  - a\n---\n\n# Use `serde` #\n"), @"Use `serde` | Accepted | - | current");
    insta::assert_snapshot!(read(""), @"- | - | - | unknown");
}

#[test]
fn words_that_contain_other_words_are_told_apart() {
    let validity = |status: &str| {
        let status = Line { text: status.to_owned(), at: 0 };
        Record { status: Some(status), ..Record::default() }.validity()
    };
    assert_eq!(validity("Supersedes 5"), Validity::Unknown);
    assert_eq!(validity("accepted (supersedes ADR 5)"), Validity::Current);
    assert_eq!(validity("Superceded by 7"), Validity::Superseded);
    assert_eq!(validity("Unaccepted"), Validity::Unknown);
    assert_eq!(validity("PROPOSED"), Validity::Current);
}

#[test]
fn other_forms() {
    let cases = [
        "Use ports\n=========\n\nStatus\n------\n\nAccepted\n\nContext\n-------\nstatus: x\n",
        "# 7. Use ports\n\n## Status: Superseded by 9\n\n## Context\n",
        "# 7. Use ports\n\n## 2. Status\n\nRejected\n",
        "# T\n\n| Status | Accepted |\n|---|---|\n| Date | 2026-01-02 |\n",
        "# T\n\n| Key | Value |\n|---|---|\n| **Status** | Deprecated |\n| Date | 2026-01-02 |\n",
        "# T\n\n| Status | Date | Deciders |\n| :-- | --- | --- |\n| Proposed | 2026-01-02 | ana |\n",
        "---\nstatus: \"{superseded by ADR-0005}\"\n---\n# T\n",
        "---\nstatus: superseded by [ADR-5](0005.md)\n---\n# T\n",
        "---\nstatus:\n  - superseded by ADR-5\n---\n# T\n",
        "# T\n\n**Status**\n\nAccepted\n",
        "# T\n\n**Status:** Accepted\n\n**Date:** 2026-01-02\n",
        "# T\n\n## Metadata\n\n- Status: Accepted\n",
        "# T\n\n## Background\n\nStatus: withdrawn\n",
        "# T\n\n<!--\nStatus: rejected\n-->\n\nStatus: \u{2705} Accepted\n",
        "# T\n\n> Status: accepted\n\n## Date\n\n2026-01-02\n",
        "# T\n\n## Status\n\nMostly fine\n",
    ];
    insta::assert_snapshot!(cases.map(read).join("\n"), @"
    Use ports | Accepted | - | current
    7. Use ports | Superseded by 9 | - | superseded
    7. Use ports | Rejected | - | rejected
    T | Accepted | 2026-01-02 | current
    T | Deprecated | 2026-01-02 | deprecated
    T | Proposed | 2026-01-02 | current
    T | superseded by ADR-0005 | - | superseded
    T | superseded by [ADR-5](0005.md) | - | superseded
    T | superseded by ADR-5 | - | superseded
    T | Accepted | - | current
    T | Accepted | 2026-01-02 | current
    T | Accepted | - | current
    T | withdrawn | - | rejected
    T | ✅ Accepted | - | current
    T | accepted | 2026-01-02 | current
    T | Mostly fine | - | unknown
    ");
}

#[test]
fn asciidoc() {
    let cases = [
        "= Use ports\n:status: superseded by 9\n:date: 2026-01-02\n\n== Context\n",
        "= Use ports\n\n== Status\n\nAccepted\n\n== Context\n",
        "= Use ports\n\nStatus:: rejected\n",
        "= Use ports\n\n|===\n|Status |Deprecated\n|Date |2026-01-02\n|===\n",
        "= Use ports\n\n----\n== Status\nRejected\n----\n",
    ];
    insta::assert_snapshot!(cases.map(|text| show(text, Markup::AsciiDoc)).join("\n"), @"
    Use ports | superseded by 9 | 2026-01-02 | superseded
    Use ports | Accepted | - | current
    Use ports | rejected | - | rejected
    Use ports | Deprecated | 2026-01-02 | deprecated
    Use ports | - | - | unknown
    ");
}

#[test]
fn dates_that_do_not_exist() {
    let impossible =
        |date: &str| Record::parse(&format!("# T\n\nDate: {date}\n"), Markup::Markdown).has_impossible_date();
    assert!(
        ["2026-13-40", "2026-02-30", "2026/00/01", "2026-2-31 (draft)", "2026-13-01T10:00"].into_iter().all(impossible)
    );
    assert!(!["2026-02-28", "2024/02/29", "12 Feb 2026", "2026", "12-02-2026", "2026-Q1"].into_iter().any(impossible));
}
