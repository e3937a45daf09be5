//! Parses a baseline.

use super::model::{Baseline, BaselineEntry, Identity, Repeated};
use crate::{
    codes::Code,
    diagnostic::Diagnostic,
    record_file::{Mistakes, RecordFile},
    source::{FileId, Place},
};
use toml::{Spanned, de::DeValue};

static KIND: RecordFile = RecordFile {
    code: Code::CorruptBaseline,
    malformed: "the baseline is malformed",
    restore: "restore it from version control, or create it again with `cargo archcheck baseline create`",
    settle: "keep the lines of both sides, and run `cargo archcheck baseline shrink`: of two counts it keeps the smaller one",
    records: "violations",
};

/// Parses a baseline. Returns all mistakes if it is malformed.
pub fn read(file: FileId, text: &str) -> Result<Baseline, Vec<Diagnostic>> {
    let mut baseline = Baseline::default();
    KIND.read(file, text, |rules, mistakes| {
        let mut reader = Reader { baseline: &mut baseline, mistakes };
        for (rule, list) in rules {
            reader.rule(rule.get_ref(), list);
        }
    })?;
    Ok(baseline)
}

struct Reader<'a> {
    baseline: &'a mut Baseline,
    mistakes: &'a mut Mistakes,
}

impl Reader<'_> {
    fn rule(&mut self, rule: &str, list: &Spanned<DeValue<'_>>) {
        let DeValue::Array(entries) = list.get_ref() else {
            return self.mistakes.report(list.span(), &format!("`{rule}` must be a list"));
        };
        for entry in entries {
            let Some((from, to, count)) = read_entry(entry) else {
                self.mistakes.report(entry.span(), "an entry must be `{ from = \"…\", to = \"…\", count = 1 }`");
                continue;
            };
            let place = self.mistakes.place(entry.span());
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
