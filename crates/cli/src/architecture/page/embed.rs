//! The data of the script, as compact JSON in the document: columns of numbers that refer to a list of strings.
//!
//! Hidden characters are shown as escapes, as everywhere on the page. `<` is escaped, so that no text can end the element.

use super::{
    layouts::{abridged, layouts},
    strings::Strings,
};
use crate::{
    architecture::{
        input::ReportInput,
        model::{Architecture, DebtItem, Dependency, Node, NodeKind},
    },
    escape::{json_text, visible},
};
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeSet, HashMap},
    fmt::{Display, Write},
};

/// Writes the element.
pub(super) fn write(out: &mut String, report: &Architecture<'_>, input: &ReportInput<'_>) {
    let mut strings = Strings::of(report);
    let edges = edges(report, &mut strings);
    let data = json!({
        "nodes": nodes(report, &mut strings),
        "map": map(report, input, &mut strings),
        "debt": report.debt.iter().map(|item| debt(item, &mut strings)).collect::<Vec<_>>(),
        "modules": report.modules.iter().map(|one| strings.add(&one.name)).collect::<Vec<_>>(),
        "rules": report.rules.iter().map(|one| strings.add(&one.id)).collect::<Vec<_>>(),
        "decisions": report.decisions.iter().map(|one| {
            json!([strings.add(&one.file), strings.add(one.title.as_deref().unwrap_or_default())])
        }).collect::<Vec<_>>(),
        "owners": report.owners.iter().filter_map(|one| one.owner.as_deref()).map(|one| strings.add(one)).collect::<Vec<_>>(),
        "source": report.source_url.as_deref(),
        "name": visible(&report.workspace.name),
        "date": report.date,
    });
    let rest = script_text(&data);
    let _ = writeln!(
        out,
        "<script type=\"application/json\" id=\"data\">{{\"strings\":{},\"edges\":{edges},{}</script>",
        script_text(&strings.encoded()),
        rest.strip_prefix('{').unwrap_or(&rest)
    );
}

/// Serializes JSON for a script element.
fn script_text(value: &impl Serialize) -> String {
    // Serializing fails only for maps with keys that are not strings. There is none.
    let text = json_text(serde_json::to_string(value).unwrap_or_default());
    if text.contains('<') { text.replace('<', "\\u003c") } else { text }
}

/// Returns numbers as JSON, without a value for each.
fn column<T: Display>(numbers: impl IntoIterator<Item = T>) -> String {
    let mut text = String::from("[");
    for number in numbers {
        if text.len() > 1 {
            text.push(',');
        }
        // Writing to a string can't fail.
        let _ = write!(text, "{number}");
    }
    text.push(']');
    text
}

/// Returns the kinds of nodes, as the script knows them.
fn kind(kind: NodeKind) -> usize {
    match kind {
        NodeKind::Layer => 0,
        NodeKind::Module => 1,
        NodeKind::Crate => 2,
        NodeKind::Tree => 3,
        NodeKind::RustModule => 4,
    }
}

fn nodes(report: &Architecture<'_>, strings: &mut Strings) -> Value {
    let all = &report.nodes;
    json!({
        "kind": all.iter().map(|one| kind(one.kind)).collect::<Vec<_>>(),
        "name": all.iter().map(|one| strings.add(&one.name)).collect::<Vec<_>>(),
        "label": all.iter().map(|one| strings.add(&one.label)).collect::<Vec<_>>(),
        "parent": all.iter().map(|one| one.parent.map_or(-1, |at| at as i64)).collect::<Vec<_>>(),
        "file": all.iter().map(|one| strings.maybe(one.file)).collect::<Vec<_>>(),
        "line": all.iter().map(|one| one.line.unwrap_or_default()).collect::<Vec<_>>(),
        "size": all.iter().map(|one| one.rust_modules).collect::<Vec<_>>(),
        "leaf": all.iter().map(|one| u8::from(one.id.is_some())).collect::<Vec<_>>(),
        "marks": all.iter().enumerate().filter(|(_, one)| one.violations + one.baselined + one.excepted > 0)
            .map(|(at, one)| json!([at, one.marks.violations, one.marks.baselined, one.marks.excepted])).collect::<Vec<_>>(),
        // Most paths are the names.
        "paths": all.iter().enumerate().filter(|(_, one)| one.path.is_some_and(|path| path != one.name))
            .map(|(at, one)| json!([at, strings.maybe(one.path)])).collect::<Vec<_>>(),
        "metrics": metrics(report),
    })
}

/// Returns the metrics of Rust modules: their names, and for each node its index and its values.
fn metrics(report: &Architecture<'_>) -> Value {
    let all = || report.nodes.iter().enumerate().filter(|(_, one)| !one.metrics.is_empty());
    let names: BTreeSet<&str> = all().flat_map(|(_, one)| one.metrics.keys().copied()).collect();
    let row = |(at, one): (usize, &Node<'_>)| {
        let values: Vec<_> = names.iter().map(|name| one.metrics.get(name)).collect();
        json!([at, one.role, values])
    };
    json!({ "names": names, "rows": all().map(row).collect::<Vec<_>>() })
}

/// Returns the dependencies. Their references are in one list, by dependency, and each has a number. The line of a reference
/// in the same file as the one before is relative to it.
fn edges(report: &Architecture<'_>, strings: &mut Strings) -> String {
    let all = &report.dependencies;
    let mut ids: HashMap<_, usize> = HashMap::new();
    let (mut files, mut lines, mut paths, mut kinds, mut list) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut before = None;
    for one in all.iter().flat_map(|one| &one.references) {
        let next = ids.len();
        let id = *ids.entry(one.id).or_insert_with(|| {
            files.push(strings.file(one.file_id));
            let line = i64::from(one.line);
            let start = before.filter(|(file, _)| *file == one.file_id).map_or(0, |(_, line)| line);
            lines.push(line - start);
            before = Some((one.file_id, line));
            paths.push(strings.name(one.name));
            kinds.push(strings.add(one.kind));
            next
        });
        list.push(id);
    }
    let is_marked = |one: &Dependency<'_>| one.violations + one.baselined + one.excepted > 0;
    let flags = |one: &Dependency<'_>| u8::from(one.reexport) | u8::from(one.guess) << 1 | u8::from(one.cyclic) << 2;
    let marks: Vec<Value> = all
        .iter()
        .enumerate()
        .filter(|(_, one)| is_marked(one))
        .map(|(at, one)| {
            let rules: Vec<usize> = one.rules.iter().map(|rule| strings.add(rule)).collect();
            json!([at, one.marks.violations, one.marks.baselined, one.marks.excepted, rules])
        })
        .collect();
    let limited = all.iter().enumerate().filter(|(_, one)| one.reexport && !one.visible_in.is_empty());
    let visible: Vec<Value> = limited.map(|(at, one)| json!([at, one.visible_in])).collect();
    let columns = [
        ("from", column(all.iter().map(|one| one.ends.0))),
        ("to", column(all.iter().map(|one| one.ends.1))),
        ("flags", column(all.iter().map(flags))),
        ("count", column(all.iter().map(|one| one.references.len()))),
        ("references", column(runs(&list))),
        ("marks", script_text(&marks)),
        ("visible", script_text(&visible)),
        ("files", column(repeated(&files))),
        ("lines", column(lines)),
        ("paths", column(paths)),
        ("kinds", column(repeated(&kinds))),
    ];
    let columns: Vec<String> = columns.into_iter().map(|(name, values)| format!("\"{name}\":{values}")).collect();
    format!("{{{}}}", columns.join(","))
}

/// Encodes numbers that mostly count up: a negative number stands for a run of so many numbers, each one larger than the
/// one before.
fn runs(list: &[usize]) -> Vec<i64> {
    let mut encoded: Vec<i64> = Vec::new();
    let mut previous = -1;
    for number in list.iter().map(|number| *number as i64) {
        match encoded.last_mut() {
            Some(run) if number == previous + 1 && *run < 0 => *run -= 1,
            _ if number == previous + 1 => encoded.push(-1),
            _ => encoded.push(number),
        }
        previous = number;
    }
    encoded
}

/// Encodes numbers that often repeat: each with the number of times.
fn repeated(list: &[usize]) -> Vec<usize> {
    let mut encoded: Vec<usize> = Vec::new();
    for number in list {
        match encoded.as_mut_slice() {
            [.., value, times] if value == number => *times += 1,
            _ => encoded.extend([*number, 1]),
        }
    }
    encoded
}

fn map(report: &Architecture<'_>, input: &ReportInput<'_>, strings: &mut Strings) -> Value {
    let placed = layouts(report, &abridged(input.view));
    let list = placed.into_iter().map(|(parent, one)| {
        let boxes: Vec<i64> = one
            .boxes
            .iter()
            .flat_map(|(at, own)| std::iter::once(*at as i64).chain(own.iter().map(|number| i64::from(*number))))
            .collect();
        let bands: Vec<Value> =
            one.bands.iter().map(|(own, title)| json!([own[0], own[1], own[2], own[3], strings.add(title)])).collect();
        let ways: Vec<Value> = one.bends.iter().map(|(from, to, points)| json!([from, to, points])).collect();
        json!([parent.map_or(-1, |at| at as i64), one.width, one.height, boxes, bands, ways])
    });
    list.collect()
}

fn debt(item: &DebtItem, strings: &mut Strings) -> Value {
    let owners: Vec<usize> = item.owners.iter().map(|owner| strings.add(owner)).collect();
    json!([
        strings.add(if item.severity == Some("warning") && item.kind == "violation" { "warning" } else { item.kind }),
        strings.add(&item.rule),
        strings.add(&item.text),
        strings.maybe(item.module.as_deref()),
        strings.add(&item.from),
        strings.add(&item.to),
        owners,
        strings.maybe(item.since.as_deref()),
        strings.maybe(item.expires.as_deref()),
        u8::from(item.expired),
        strings.maybe(item.file.as_deref()),
        item.line.unwrap_or_default(),
        item.references,
        item.new.map_or(-1, i64::from),
    ])
}

#[cfg(test)]
mod tests {
    use super::{column, repeated, runs, script_text};

    #[test]
    fn numbers_are_compact() {
        assert_eq!(column(runs(&[0, 1, 2, 9, 10, 3])), "[-3,9,-1,3]");
        assert_eq!(repeated(&[5, 5, 7]), [5, 2, 7, 1]);
    }

    #[test]
    fn no_text_can_end_the_element() {
        let text = script_text(&["</script><!--", "\u{202e}"]);
        assert!(!text.contains('<') && !text.contains('\u{202e}'), "{text}");
    }
}
