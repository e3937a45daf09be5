//! The keys that rules, layers and modules share: `severity`, `reason`, `adr`, `owner`, `review-by`.

use super::{
    document,
    model::Meta,
    names::Names,
    table::{Problems, Text},
};
use crate::codes::Code;

/// Reads the shared keys, and reports an `adr` that does not exist.
pub(super) fn read(written: &document::Meta, names: &Names<'_>, problems: &mut Problems) -> Meta {
    let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    if let Some(adr) = &written.adr
        && !names
            .code
            .directories(problems.place(adr.span.clone()))
            .iter()
            .any(|directory| directory.join(&adr.value).is_file())
    {
        let message = format!("there is no file `{}`", adr.value);
        let diagnostic = problems.report(Code::UnknownName, adr.span.clone(), message);
        diagnostic.help.push("write a path relative to the rules file".into());
    }
    Meta {
        id: written.id.value.clone(),
        place: problems.place(written.id.span.clone()),
        severity: written.severity,
        reason: value(&written.reason),
        adr: value(&written.adr),
        owner: value(&written.owner),
        review_by: written.review_by,
    }
}
