//! Finds the test modules at the end of a file.

use super::{
    code::{Code, Kind},
    prefix::prefix_length,
};

/// Returns the offset from which a file contains nothing but modules that exist only in test builds:
/// `#[cfg(test)] mod tests { … }`. Returns `None` if its last item is no such module.
pub fn test_tail(text: &str) -> Option<usize> {
    let base = prefix_length(text);
    let code = Code::of(&text[base..]).filter(|code| code.is_certain)?;
    let trees: Vec<usize> = code.trees(0..code.tokens.len()).into_iter().collect();
    let (mut end, mut start) = (trees.len(), None);
    while let Some(first) = test_module(&code, &trees[..end]) {
        start = Some(base + code.tokens[trees[first]].at as usize);
        end = first;
    }
    start
}

/// Returns the index of the first tree of a test module that some trees end in.
fn test_module(code: &Code<'_>, trees: &[usize]) -> Option<usize> {
    let kind = |at: usize| trees.get(at).map(|tree| code.kind(*tree));
    let text = |at: usize| trees.get(at).map_or("", |tree| code.text_of(*tree));
    let body = trees.len().checked_sub(1)?;
    let keyword = body.checked_sub(2)?;
    let is_body = matches!(kind(body), Some(Kind::OpenBrace | Kind::Semi));
    if !is_body || !kind(body - 1)?.is_word() || text(keyword) != "mod" {
        return None;
    }
    let mut at = keyword;
    if at > 1 && kind(at - 1) == Some(Kind::OpenParen) && text(at - 2) == "pub" {
        at -= 2;
    } else if at > 0 && text(at - 1) == "pub" {
        at -= 1;
    }
    let mut is_test = false;
    while at > 1 && kind(at - 1) == Some(Kind::OpenBracket) && text(at - 2) == "#" {
        let content = code.content(trees[at - 1]);
        let words: String = content.map(|token| code.text_of(token)).collect();
        is_test |= words == "cfg(test)";
        at -= 2;
    }
    is_test.then_some(at)
}

#[cfg(test)]
mod tests {
    use super::test_tail;

    #[test]
    fn test_modules_at_the_end_are_found() {
        let tail = |text: &str| test_tail(text).map(|at| text[at..].to_owned());
        let text = "fn a() {}\n\n#[cfg(test)]\nmod tests { fn t() {} }\n";
        assert_eq!(tail(text).as_deref(), Some("#[cfg(test)]\nmod tests { fn t() {} }\n"));
        let text = "\u{feff}use a; #[allow(x)] #[cfg ( test )] pub(crate) mod a; #[cfg(test)] pub mod b {} // end";
        assert_eq!(tail(text).as_deref(), Some(&text["\u{feff}use a; ".len()..]));
        for none in [
            "",
            "mod tests {}",
            "#[cfg(any(test, unix))] mod tests {}",
            "#[cfg(not(test))] mod tests {}",
            "#![cfg(test)] mod tests {}",
            "#[cfg(test)] mod tests {} fn a() {}",
            "#[cfg(test)] fn a() {}",
        ] {
            assert_eq!(tail(none), None, "{none}");
        }
    }
}
