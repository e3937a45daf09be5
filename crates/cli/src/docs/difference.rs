//! Shows how two texts differ, line by line.

use std::fmt::Write;

/// The number of equal lines around a difference.
const AROUND: usize = 2;
/// The maximum number of lines to show.
const MOST: usize = 60;
/// The maximum number of pairs of lines to compare. With more, all lines between the first and the last difference count.
const MAX_PAIRS: usize = 4_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Both,
    Old,
    New,
}

/// Returns the lines that differ, `-` for the old text and `+` for the new one, with a few equal lines around them.
pub(crate) fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let lines = compare(&old, &new);
    let is_near = |at: usize| {
        let near = at.saturating_sub(AROUND)..(at + AROUND + 1).min(lines.len());
        lines[near].iter().any(|(side, _)| *side != Side::Both)
    };
    let (mut text, mut shown, mut number, mut was_near) = (String::new(), 0, 1, false);
    for (at, (side, line)) in lines.iter().enumerate() {
        let near = is_near(at);
        if near && shown == MOST {
            text.push_str("  (more lines differ)\n");
            break;
        }
        if near && !was_near {
            // Writing to a string can't fail.
            let _ = writeln!(text, "  @@ line {number}");
        }
        if near {
            let mark = match side {
                Side::Both => ' ',
                Side::Old => '-',
                Side::New => '+',
            };
            let _ = writeln!(text, "  {}", format!("{mark}{}", crate::escape::line(line)).trim_end());
            shown += 1;
        }
        was_near = near;
        number += usize::from(*side != Side::New);
    }
    text
}

/// Pairs equal lines in order, as many as possible.
fn compare<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(Side, &'t str)> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old_rest[..old_rest.len() - end], &new_rest[..new_rest.len() - end]);
    let both = |lines: &[&'t str]| lines.iter().map(|line| (Side::Both, *line)).collect::<Vec<_>>();
    let mut lines = both(&old[..start]);
    lines.extend(middle(old_middle, new_middle));
    lines.extend(both(&old_rest[old_rest.len() - end..]));
    lines
}

fn middle<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(Side, &'t str)> {
    let all = |side: Side, lines: &[&'t str]| lines.iter().map(|line| (side, *line)).collect::<Vec<_>>();
    if old.len().saturating_mul(new.len()) > MAX_PAIRS {
        return [all(Side::Old, old), all(Side::New, new)].concat();
    }
    // The length of the longest common subsequence of the rests of the texts.
    let mut longest = vec![vec![0u32; new.len() + 1]; old.len() + 1];
    for (at, line) in old.iter().enumerate().rev() {
        for (other_at, other) in new.iter().enumerate().rev() {
            longest[at][other_at] = if line == other {
                longest[at + 1][other_at + 1] + 1
            } else {
                longest[at + 1][other_at].max(longest[at][other_at + 1])
            };
        }
    }
    let (mut lines, mut at, mut other) = (Vec::new(), 0, 0);
    while at < old.len() && other < new.len() {
        if old[at] == new[other] {
            lines.push((Side::Both, old[at]));
            (at, other) = (at + 1, other + 1);
        } else if longest[at + 1][other] >= longest[at][other + 1] {
            lines.push((Side::Old, old[at]));
            at += 1;
        } else {
            lines.push((Side::New, new[other]));
            other += 1;
        }
    }
    lines.extend(all(Side::Old, &old[at..]));
    lines.extend(all(Side::New, &new[other..]));
    lines
}
