//! Parses the output of `git log -z` with `--numstat` or `--name-only`. Each commit starts with a byte 1 and its time.

use super::model::{Change, FileChange};
use rustc_hash::FxHashMap;

/// Parses the output of git, with lines or only names. Returns the commits with changes, and the paths of their files as git prints them.
pub(super) fn parse(output: &[u8], has_lines: bool) -> Result<(Vec<Change>, Vec<String>), String> {
    let mut changes: Vec<Change> = Vec::new();
    let mut paths: Vec<String> = Vec::new();
    let mut numbers: FxHashMap<&[u8], u32> = FxHashMap::default();
    for token in output.split(|byte| *byte == 0) {
        let (header, entry) = match token.strip_prefix(&[1]) {
            Some(rest) => {
                let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                (Some(&rest[..end]), rest.get(end + 1..).unwrap_or_default())
            }
            None => (None, token),
        };
        if let Some(header) = header {
            let time = number(header).ok_or_else(|| unexpected(token))?;
            changes.push(Change { time, files: Vec::new() });
        }
        if entry.is_empty() {
            continue;
        }
        let (counts, path) = if has_lines {
            let mut fields = entry.splitn(3, |byte| *byte == b'\t');
            (fields.next().and_then(lines).zip(fields.next().and_then(lines)), fields.next())
        } else {
            (Some((0, 0)), Some(entry))
        };
        let (Some((added, deleted)), Some(path), Some(change)) = (counts, path, changes.last_mut()) else {
            return Err(unexpected(token));
        };
        let path = *numbers.entry(path).or_insert_with(|| {
            paths.push(String::from_utf8_lossy(path).into_owned());
            paths.len() as u32 - 1
        });
        change.files.push(FileChange { path, added, deleted });
    }
    changes.retain(|change| !change.files.is_empty());
    Ok((changes, paths))
}

/// Parses a number of lines, which is `-` for a binary file.
fn lines(field: &[u8]) -> Option<u64> {
    if field == b"-" { Some(0) } else { number(field) }
}

pub(super) fn number(field: &[u8]) -> Option<u64> {
    std::str::from_utf8(field).ok()?.trim().parse().ok()
}

fn unexpected(token: &[u8]) -> String {
    format!("`git log` printed `{}`, which is not understood", String::from_utf8_lossy(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_start_with_their_time() {
        let output = b"\x0120\n1\t0\tsrc/a.rs\x003\t2\tb\tc.rs\x00\x00\x0110\x00\x015\n-\t-\timage.png\x00";
        let (changes, paths) = parse(output, true).expect("the output is valid");
        assert_eq!(paths, ["src/a.rs", "b\tc.rs", "image.png"]);
        let file = |path, added, deleted| FileChange { path, added, deleted };
        let expected = [
            Change { time: 20, files: vec![file(0, 1, 0), file(1, 3, 2)] },
            Change { time: 5, files: vec![file(2, 0, 0)] },
        ];
        assert_eq!(changes, expected);
        assert_eq!(parse(b"", true).expect("it is empty").0, []);
        let (changes, paths) = parse(b"\x0120\nsrc/a.rs\x00b c\x00", false).expect("the output is valid");
        assert_eq!((changes[0].files.len(), &*paths[1]), (2, "b c"));
        assert!(parse(b"1\t0\tsrc/a.rs\x00", true).is_err());
        assert!(parse(b"\x01today\n", true).is_err());
    }
}
