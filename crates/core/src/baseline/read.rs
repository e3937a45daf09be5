//! Parses a baseline. A file with any mistake is rejected, since it is unclear which violations it should record.

use super::model::{Baseline, BaselineEntry, Identity, Repeated};
use crate::{
    codes::Code,
    diagnostic::Diagnostic,
    files::merge_conflict,
    source::{FileId, Place, Span},
};
use std::ops::Range;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The fix for a malformed file.
const RESTORE: &str = "restore it from version control, or create it again with `cargo archcheck baseline create`";

/// Parses a baseline. Returns all mistakes if it is malformed.
pub fn read(file: FileId, text: &str) -> Result<Baseline, Vec<Diagnostic>> {
    let mut reader = Reader { file, baseline: Baseline::default(), found: Vec::new() };
    // TOML has no byte-order mark. Spaces keep all offsets.
    let blanked = text.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
    if let Some(span) = merge_conflict(text) {
        reader.report(span, "the file contains merge conflict markers");
        let settle = "keep the lines of both sides, and run `cargo archcheck baseline shrink`: of two counts it keeps the smaller one";
        reader.found.iter_mut().for_each(|one| one.help = vec![settle.to_owned()]);
        return Err(reader.found);
    }
    let (root, errors) = DeTable::parse_recoverable(blanked.as_deref().unwrap_or(text));
    for error in &errors {
        reader.report(error.span().unwrap_or(text.len()..text.len()), error.message());
    }
    if errors.is_empty() {
        reader.root(root.get_ref());
    }
    reader.found.sort_by_key(|one| one.primary.as_ref().map(|label| label.place));
    if reader.found.is_empty() { Ok(reader.baseline) } else { Err(reader.found) }
}

struct Reader {
    file: FileId,
    baseline: Baseline,
    found: Vec<Diagnostic>,
}

impl Reader {
    fn place(&self, span: Range<usize>) -> Place {
        Place { file: self.file, span: Span::new(span) }
    }

    fn report(&mut self, span: Range<usize>, message: &str) {
        let message = format!("the baseline is malformed: {message}");
        let diagnostic = Diagnostic::new(Code::CorruptBaseline, message).at(self.place(span), "").help(RESTORE);
        self.found.push(diagnostic);
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
                ("violations", DeValue::Table(rules)) => {
                    for (rule, list) in rules {
                        self.rule(rule.get_ref(), list);
                    }
                }
                ("violations", _) => self.report(value.span(), "`violations` must be a table"),
                (other, _) => self.report(key.span(), &format!("unknown key `{other}`")),
            }
        }
        if !has_version {
            self.report(0..0, "it has no `version = 1`");
        }
    }

    fn rule(&mut self, rule: &str, list: &Spanned<DeValue<'_>>) {
        let DeValue::Array(entries) = list.get_ref() else {
            return self.report(list.span(), &format!("`{rule}` must be a list"));
        };
        for entry in entries {
            let Some((from, to, count)) = read_entry(entry) else {
                self.report(entry.span(), "an entry must be `{ from = \"…\", to = \"…\", count = 1 }`");
                continue;
            };
            let place = self.place(entry.span());
            if to.contains(STEP) {
                self.whole_cycle(rule, &from, &to, place);
                continue;
            }
            let identity = Identity { rule: rule.to_owned(), from, to };
            // A step of a whole cycle may be listed again, for example after a merge.
            let can_repeat = self.baseline.whole_cycles.contains(rule);
            let mut kept = BaselineEntry { count, place: Some(place) };
            if let Some(earlier) = self.baseline.entries.get(&identity).filter(|_| !can_repeat) {
                if let Some(first) = earlier.place {
                    let counts = [earlier.count, count];
                    self.baseline.repeated.push(Repeated { identity: identity.clone(), first, second: place, counts });
                }
                // The smaller count hides no violation that only one of the two sides records.
                if earlier.count <= count {
                    kept = *earlier;
                }
            }
            self.baseline.entries.insert(identity, kept);
        }
    }

    /// Records the steps of a cycle that an older version recorded as a whole, such as `{ from = "a", to = "b -> a" }`.
    fn whole_cycle(&mut self, rule: &str, from: &str, to: &str, place: Place) {
        let mut at = from;
        for next in to.split(STEP) {
            let identity = Identity { rule: rule.to_owned(), from: at.to_owned(), to: next.to_owned() };
            self.baseline.entries.entry(identity).or_insert(BaselineEntry { count: 1, place: Some(place) });
            at = next;
        }
        self.baseline.whole_cycles.insert(rule.to_owned());
    }
}

/// What separates the steps of a recorded cycle. No path contains it.
const STEP: &str = " -> ";

/// Reads `{ from = "…", to = "…", count = 1 }`.
fn read_entry(entry: &Spanned<DeValue<'_>>) -> Option<(String, String, u32)> {
    let DeValue::Table(table) = entry.get_ref() else { return None };
    let value = |name: &str| table.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value.get_ref());
    let text = |name: &str| match value(name)? {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    };
    let count = match value("count")? {
        DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    let count = count.filter(|count| *count > 0)?;
    (table.len() == 3).then_some(())?;
    Some((text("from")?, text("to")?, count))
}
