//! Finds documentation comments, which are no tokens.

/// The documentation comments in a text of white space and comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Documentation {
    /// `///`, `/** */`: of what follows.
    pub(super) is_outer: bool,
    /// `//!`, `/*! */`: of what contains it.
    pub(super) is_inner: bool,
}

/// Reads the comments in a text that has nothing else than comments and white space.
pub(super) fn documentation(mut gap: &str) -> Documentation {
    let mut found = Documentation::default();
    while let Some(at) = gap.find('/') {
        let comment = &gap[at..];
        if comment.starts_with("//") {
            found.is_inner |= comment.starts_with("//!");
            found.is_outer |= comment.starts_with("///") && !comment.starts_with("////");
            let end = comment.find('\n').unwrap_or(comment.len());
            gap = &comment[end..];
        } else if comment.starts_with("/*") {
            let end = end_of_block(comment);
            let text = &comment[..end];
            found.is_inner |= text.starts_with("/*!");
            found.is_outer |= text.starts_with("/**") && !text.starts_with("/***") && text.len() > 4;
            gap = &comment[end..];
        } else {
            gap = &comment[1..];
        }
    }
    found
}

/// Returns the length of the block comment that a text starts with. Such comments nest.
fn end_of_block(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    let bytes = text.as_bytes();
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => {
                (depth, at) = (depth - 1, at + 2);
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_is_told_from_other_comments() {
        let of = |text| documentation(text);
        let outer = Documentation { is_outer: true, is_inner: false };
        let inner = Documentation { is_outer: false, is_inner: true };
        for text in ["/// a", " // x\n  /// a\n", "/** a */", "/* /** x */ */ /// a"] {
            assert_eq!(of(text), outer, "{text}");
        }
        for text in ["//! a", "/*! a */"] {
            assert_eq!(of(text), inner, "{text}");
        }
        for text in ["// a", "//// a", "/*** a */", "/**/", "/* /// a */", "// /// a"] {
            assert_eq!(of(text), Documentation::default(), "{text}");
        }
    }
}
