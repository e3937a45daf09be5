//! Records in each form.

use super::record::{Record, Standing};

fn read(text: &str) -> String {
    let record = Record::parse(text);
    let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
    format!(
        "{} | {} | {} | {}",
        part(&record.title),
        part(&record.status),
        part(&record.date),
        record.standing().as_str()
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
    let standing = |status: &str| Record { status: Some(status.to_owned()), ..Record::default() }.standing();
    assert_eq!(standing("Supersedes 5"), Standing::Unknown);
    assert_eq!(standing("accepted (supersedes ADR 5)"), Standing::Current);
    assert_eq!(standing("Superceded by 7"), Standing::Superseded);
    assert_eq!(standing("Unaccepted"), Standing::Unknown);
    assert_eq!(standing("PROPOSED"), Standing::Current);
}
