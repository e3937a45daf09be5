//! Markers and differences.

use super::{
    difference,
    generated::{BEGIN, END, Update, place, remainder},
};

#[test]
fn only_the_text_between_the_markers_is_replaced() {
    let Update::Changed(new) = place("# One\n", None) else { panic!("a new file is written") };
    assert_eq!(new, format!("{BEGIN}\n\n# One\n\n{END}\n"));
    assert_eq!(place("# One", Some(&new)), Update::Current);
    let around = format!("Before.\n{new}\nAfter.\n");
    assert_eq!(place("# One", Some(&around)), Update::Current);
    let Update::Changed(text) = place("# Two", Some(&around)) else { panic!("the text differs") };
    assert_eq!(text, around.replace("# One", "# Two"));
    assert_eq!(remainder(&around).as_deref(), Some("Before.After."));
    assert_eq!(remainder(&new).as_deref(), Some(""));
    // Other line ends, no line end at the end, a byte-order mark, and an older marker.
    let windows = around.replace('\n', "\r\n");
    assert_eq!(place("# One", Some(&windows)), Update::Current);
    let Update::Changed(text) = place("# Two", Some(&windows)) else { panic!("the text differs") };
    assert_eq!(text, windows.replace("# One", "# Two"));
    assert_eq!(place("# One", Some(new.trim_end())), Update::Current);
    let marked = format!("\u{feff}{new}");
    let Update::Changed(text) = place("# Two", Some(&marked)) else { panic!("the text differs") };
    assert_eq!(text, marked.replace("# One", "# Two"));
    let older = around.replace(BEGIN, "<!-- archcheck: begin -->");
    assert_eq!(place("# One", Some(&older)), Update::Changed(around.clone()));
}

#[test]
fn a_file_without_one_pair_of_markers_is_not_changed() {
    for text in [
        String::new(),
        "# Mine\n".to_owned(),
        format!("{BEGIN}\n"),
        format!("{END}\n{BEGIN}\n"),
        format!("{BEGIN}\n{END}\n{END}\n"),
        format!("{BEGIN}\n{BEGIN}\n{END}\n"),
        format!("text {BEGIN}\n{END}\n"),
    ] {
        assert_eq!(place("# One", Some(&text)), Update::Foreign, "{text}");
    }
}

/// Returns numbered lines.
fn lines(start: &str, numbers: std::ops::RangeInclusive<usize>) -> String {
    numbers.map(|number| format!("{start}{number}")).collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_difference_shows_changed_lines_with_those_around() {
    let old = lines("line ", 1..=20);
    let new =
        old.replace("line 9\n", "").replace("line 15\n", "line 15\nnew\u{1b}[31m\n").replace("line 1\n", "line one\n");
    insta::assert_snapshot!(difference(&old, &new), @r#"
    @@ line 1
    -line 1
    +line one
     line 2
     line 3
    @@ line 7
     line 7
     line 8
    -line 9
     line 10
     line 11
    @@ line 14
     line 14
     line 15
    +new\x1b[31m
     line 16
     line 17
    "#);
    assert_eq!(difference(&old, &old), "");
    assert_eq!(difference("", "a\n"), "  @@ line 1\n  +a\n");
    let long = lines("", 1..=3_000);
    let other = lines("x", 1..=3_000);
    assert!(difference(&long, &other).ends_with("(more lines differ)\n"));
}
