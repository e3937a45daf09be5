//! Parses recorded contracts.

use super::model::{Recorded, Records, Version};
use crate::{
    codes::Code,
    contracts::{Surface, SurfaceItem, SurfaceKind},
    date::Date,
    diagnostic::Diagnostic,
    record_file::{Mistakes, RecordFile},
    source::FileId,
};
use rustc_hash::FxHashSet;
use toml::{Spanned, de::DeValue};

static KIND: RecordFile = RecordFile {
    code: Code::CorruptContracts,
    malformed: "the recorded contracts are malformed",
    restore: "restore the file from version control",
    settle: "keep the lines of both sides, and run `cargo archcheck contracts write --bump --reason TEXT`",
    records: "contracts",
};

/// Parses recorded contracts. Returns all mistakes if the text is malformed.
pub fn read(file: FileId, text: &str) -> Result<Records, Vec<Diagnostic>> {
    let mut records = Records::new();
    KIND.read(file, text, |contracts, mistakes| {
        let mut reader = Reader { records: &mut records, mistakes };
        for (name, contract) in contracts {
            reader.contract(name, contract);
        }
    })?;
    Ok(records)
}

struct Reader<'a> {
    records: &'a mut Records,
    mistakes: &'a mut Mistakes,
}

impl Reader<'_> {
    fn contract(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, contract: &Spanned<DeValue<'_>>) {
        let DeValue::Table(table) = contract.get_ref() else {
            return self.mistakes.report(contract.span(), "a contract must be a table");
        };
        let module = name.get_ref().split('#').next().unwrap_or_default().to_owned();
        let mut recorded = Recorded {
            surface: Surface { module, items: Vec::new() },
            place: Some(self.mistakes.place(name.span())),
            versions: Vec::new(),
        };
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("versions", DeValue::Array(list)) => {
                    for entry in list {
                        match version(entry) {
                            Some(version) => recorded.versions.push(version),
                            None => self.mistakes.report(
                                entry.span(),
                                "a version must be `{ version = \"1.0\", date = 2026-12-31, reason = \"…\" }`",
                            ),
                        }
                    }
                }
                ("items", DeValue::Array(list)) => {
                    for entry in list {
                        match self.item(entry) {
                            Some(item) => recorded.surface.items.push(item),
                            None => self.mistakes.report(
                                entry.span(),
                                "an item must be `{ path = \"…\", kind = \"…\", visibility = \"…\", signature = \"…\" }`",
                            ),
                        }
                    }
                }
                (other, _) => self.mistakes.report(key.span(), &format!("unknown key `{other}`, or no list")),
            }
        }
        if recorded.versions.is_empty() {
            self.mistakes.report(name.span(), "the contract has no version");
        }
        let items = &mut recorded.surface.items;
        items.sort_by(|a, b| (&a.path, a.kind, &a.signature).cmp(&(&b.path, b.kind, &b.signature)));
        let paths: FxHashSet<String> = items.iter().map(|item| item.path.clone()).collect();
        for item in items.iter_mut().filter(|item| item.kind == SurfaceKind::Reexport) {
            let to = item.signature.as_deref().and_then(|text| text.strip_prefix("use "));
            item.alias_of = to.filter(|to| paths.contains(*to)).map(str::to_owned);
        }
        self.records.insert(name.get_ref().to_string(), recorded);
    }

    fn item(&self, entry: &Spanned<DeValue<'_>>) -> Option<SurfaceItem> {
        let DeValue::Table(table) = entry.get_ref() else { return None };
        let mut item = SurfaceItem {
            path: String::new(),
            kind: SurfaceKind::Generated,
            visibility: String::new(),
            signature: None,
            attribute_macros: None,
            alias_of: None,
            is_exposed: true,
            interfaces: Vec::new(),
            place: Some(self.mistakes.place(entry.span())),
            definition: None,
        };
        let mut has_kind = false;
        for (key, value) in table {
            let DeValue::String(text) = value.get_ref() else { return None };
            match key.get_ref().as_ref() {
                "path" => item.path = text.to_string(),
                "kind" => {
                    item.kind = *SurfaceKind::ALL.iter().find(|kind| kind.as_str() == text.as_ref())?;
                    has_kind = true;
                }
                "visibility" => item.visibility = text.to_string(),
                "signature" => item.signature = Some(text.to_string()),
                _ => return None,
            }
        }
        (has_kind && !item.path.is_empty()).then_some(item)
    }
}

/// Reads `{ version = "1.0", date = 2026-12-31, reason = "…" }`.
fn version(entry: &Spanned<DeValue<'_>>) -> Option<Version> {
    let DeValue::Table(table) = entry.get_ref() else { return None };
    let value = |name: &str| table.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value.get_ref());
    let (DeValue::String(number), DeValue::Datetime(date), DeValue::String(reason)) =
        (value("version")?, value("date")?, value("reason")?)
    else {
        return None;
    };
    let (major, minor) = number.split_once('.')?;
    let date = date.date.filter(|_| date.time.is_none())?;
    let date = Date::new(date.year, date.month, date.day)?;
    let (major, minor) = (major.parse().ok()?, minor.parse().ok()?);
    (table.len() == 3).then(|| Version { major, minor, date, reason: reason.to_string() })
}
