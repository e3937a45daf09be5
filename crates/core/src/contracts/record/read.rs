//! Parses recorded contracts. A file with any mistake is rejected, since it is unclear what it should record.

use super::model::{Recorded, Records, Version};
use crate::{
    codes::Code,
    contracts::{Surface, SurfaceItem, SurfaceKind},
    date::Date,
    diagnostic::Diagnostic,
    files::merge_conflict,
    source::{FileId, Place, Span},
};
use rustc_hash::FxHashSet;
use std::ops::Range;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Parses recorded contracts. Returns all mistakes if the text is malformed.
pub fn read(file: FileId, text: &str) -> Result<Records, Vec<Diagnostic>> {
    let mut reader = Reader { file, records: Records::new(), found: Vec::new() };
    if let Some(span) = merge_conflict(text) {
        reader.report(span, "the file contains merge conflict markers");
        let settle = "keep the lines of both sides, and run `cargo archcheck contracts write --bump`";
        reader.found.iter_mut().for_each(|one| one.help = vec![settle.to_owned()]);
        return Err(reader.found);
    }
    // TOML has no byte-order mark. Spaces keep all offsets.
    let blanked = text.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
    let (root, errors) = DeTable::parse_recoverable(blanked.as_deref().unwrap_or(text));
    for error in &errors {
        reader.report(error.span().unwrap_or(text.len()..text.len()), error.message());
    }
    if errors.is_empty() {
        reader.root(root.get_ref());
    }
    reader.found.sort_by_key(|one| one.primary.as_ref().map(|label| label.place));
    if reader.found.is_empty() { Ok(reader.records) } else { Err(reader.found) }
}

struct Reader {
    file: FileId,
    records: Records,
    found: Vec<Diagnostic>,
}

impl Reader {
    fn place(&self, span: Range<usize>) -> Place {
        Place { file: self.file, span: Span::new(span) }
    }

    fn report(&mut self, span: Range<usize>, message: &str) {
        let message = format!("the recorded contracts are malformed: {message}");
        let diagnostic = Diagnostic::new(Code::CorruptContracts, message).at(self.place(span), "");
        self.found.push(diagnostic.help("restore the file from version control"));
    }

    fn root(&mut self, root: &DeTable<'_>) {
        let mut has_version = false;
        for (key, value) in root {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("version", DeValue::Integer(number)) if number.as_str() == "1" => has_version = true,
                ("version", _) => {
                    has_version = true;
                    self.report(value.span(), "this archcheck reads only `version = 1`");
                }
                ("contracts", DeValue::Table(contracts)) => {
                    for (name, contract) in contracts {
                        self.contract(name, contract);
                    }
                }
                ("contracts", _) => self.report(value.span(), "`contracts` must be a table"),
                (other, _) => self.report(key.span(), &format!("unknown key `{other}`")),
            }
        }
        if !has_version {
            self.report(0..0, "it has no `version = 1`");
        }
    }

    fn contract(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, contract: &Spanned<DeValue<'_>>) {
        let DeValue::Table(table) = contract.get_ref() else {
            return self.report(contract.span(), "a contract must be a table");
        };
        let module = name.get_ref().split('#').next().unwrap_or_default().to_owned();
        let mut recorded = Recorded {
            surface: Surface { module, items: Vec::new() },
            place: Some(self.place(name.span())),
            versions: Vec::new(),
        };
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("versions", DeValue::Array(list)) => {
                    for entry in list {
                        match version(entry) {
                            Some(version) => recorded.versions.push(version),
                            None => self.report(
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
                            None => self.report(
                                entry.span(),
                                "an item must be `{ path = \"…\", kind = \"…\", visibility = \"…\", signature = \"…\" }`",
                            ),
                        }
                    }
                }
                (other, _) => self.report(key.span(), &format!("unknown key `{other}`, or no list")),
            }
        }
        if recorded.versions.is_empty() {
            self.report(name.span(), "the contract has no version");
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
            place: Some(self.place(entry.span())),
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
