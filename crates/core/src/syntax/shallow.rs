//! A look at a text before its tokens: whether it can be nested too deeply at all, and where its docs are.
//!
//! It reads bytes, so that it costs next to nothing; what it is not sure of is looked at token by token,
//! in `nesting`, whose way of counting this is. It may only err on the deep side.

use memchr::memmem;
use std::borrow::Cow;

/// What a look at a text tells.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Whether its tokens are surely nested less deeply than the bound, and its paths surely shorter.
    pub(super) shallow: bool,
    /// Where in each doc comment the character stands that makes it one; of macros' arguments and bodies, none, and none
    /// at all where the text is not surely shallow.
    docs: Vec<usize>,
}

impl Look {
    /// The text with its docs as plain comments, all else where it was. A lexer makes an attribute of each line of docs,
    /// which is a good part of the tokens of many a file; only a macro can tell whether it is there.
    pub(super) fn without_docs<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.docs.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut bytes = text.as_bytes().to_vec();
        for at in &self.docs {
            bytes[*at] = b' ';
        }
        String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
    }
}

/// Whether a text's tokens are surely nested less deeply than `bound`, and its paths surely shorter than `segments`.
#[cfg(test)]
pub(super) fn is_shallow(text: &str, bound: usize, segments: usize) -> bool {
    look(text, bound, segments).shallow
}

/// Looks at a text, for whether its tokens are nested less deeply than `bound`, and its paths shorter than `segments`.
pub(super) fn look(text: &str, bound: usize, segments: usize) -> Look {
    let mut docs = Vec::new();
    if is_surely_shallow(text, bound, segments, &mut docs) { Look { shallow: true, docs } } else { Look::default() }
}

/// What stands before a delimiter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Bang,
    /// `! name`
    BangAndName,
    Other,
}

fn is_surely_shallow(text: &str, bound: usize, segments: usize, docs: &mut Vec<usize>) -> bool {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    // How long the chain of each open level is.
    let mut outer: Vec<usize> = Vec::new();
    let mut chain = 0_usize;
    let mut depth = 1_usize;
    let mut colons = 0_usize;
    let mut after_block = false;
    let mut before = Before::Other;
    // How many levels are open where a macro's tokens start, within them.
    let mut in_macro = None;
    while let Some(byte) = scan.bytes.get(scan.at).copied() {
        if byte.is_ascii_whitespace() {
            scan.at += 1;
            continue;
        }
        let rest = &scan.bytes[scan.at..];
        if rest.starts_with(b"//") {
            if in_macro.is_none() && matches!(rest, [_, _, b'!' | b'/', ..]) {
                docs.push(scan.at + 2);
            }
            scan.line_comment();
            continue;
        }
        if rest.starts_with(b"/*") {
            // Neither `/**/` nor `/***` is one.
            if in_macro.is_none()
                && (matches!(rest, [_, _, b'!', ..])
                    || matches!(rest, [_, _, b'*', next, ..] if !matches!(next, b'*' | b'/')))
            {
                docs.push(scan.at + 2);
            }
            if !scan.block_comment() {
                return false;
            }
            continue;
        }
        let before_this = std::mem::replace(&mut before, Before::Other);
        let before_block = std::mem::take(&mut after_block);
        let mut links = 0;
        let mut ends = false;
        let before_colons = std::mem::take(&mut colons);
        match byte {
            b'"' => {
                ends = before_block;
                if !scan.string() {
                    return false;
                }
            }
            b'\'' => {
                if !scan.quote() {
                    return false;
                }
            }
            b'(' | b'[' | b'{' => {
                if before_block {
                    depth -= std::mem::take(&mut chain);
                }
                if before_this != Before::Other && in_macro.is_none() {
                    in_macro = Some(outer.len());
                }
                // After another pair of parentheses it is one more call.
                let link = usize::from(byte != b'{');
                outer.push(chain + link);
                depth += 1 + link;
                chain = 0;
                scan.at += 1;
            }
            b')' | b']' | b'}' => {
                let Some(chain_before) = outer.pop() else { return false };
                depth -= chain + 1;
                chain = chain_before;
                if in_macro == Some(outer.len()) {
                    in_macro = None;
                }
                after_block = byte == b'}';
                scan.at += 1;
            }
            b';' | b',' => {
                ends = true;
                scan.at += 1;
            }
            b':' => {
                colons = before_colons + 1;
                scan.at += 1;
            }
            b'#' | b'$' => scan.at += 1,
            _ if is_name(byte) => {
                let word = scan.word();
                // What is no ASCII might be white space.
                if !word.is_ascii() {
                    return false;
                }
                if before_this == Before::Bang {
                    before = Before::BangAndName;
                }
                ends = before_block && word != b"else";
                links = usize::from(KEYWORDS.contains(&word));
                colons = before_colons;
                if matches!(word, b"r" | b"br" | b"cr") && !scan.raw_string() {
                    return false;
                }
            }
            _ => {
                if byte == b'!' {
                    before = Before::Bang;
                }
                links = 1;
                scan.at += 1;
            }
        }
        if ends {
            depth -= std::mem::take(&mut chain);
        }
        chain += links;
        depth += links;
        if depth >= bound || colons > segments {
            return false;
        }
    }
    outer.is_empty()
}

/// Keywords that stand before an operand, or link one to another.
const KEYWORDS: [&[u8]; 14] = [
    b"else", b"return", b"break", b"yield", b"as", b"move", b"fn", b"dyn", b"impl", b"mut", b"const", b"ref", b"if",
    b"match",
];

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Scan<'t> {
    fn word(&mut self) -> &'t [u8] {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !is_name(*byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn line_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// Skips a comment, and those in it. Whether it ends.
    fn block_comment(&mut self) -> bool {
        let mut open = 0_usize;
        loop {
            let rest = &self.bytes[self.at..];
            let Some(next) = memchr::memchr2(b'/', b'*', rest) else { return false };
            self.at += next;
            match &rest[next..] {
                [b'/', b'*', ..] => open += 1,
                [b'*', b'/', ..] => open -= 1,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            self.at += 2;
            if open == 0 {
                return true;
            }
        }
    }

    /// Skips a string with escapes. Whether it ends.
    fn string(&mut self) -> bool {
        self.at += 1;
        loop {
            let rest = &self.bytes[self.at.min(self.bytes.len())..];
            let Some(next) = memchr::memchr2(b'"', b'\\', rest) else { return false };
            if rest[next] == b'"' {
                self.at += next + 1;
                return true;
            }
            self.at += next + 2;
        }
    }

    /// Skips a character, or the quote of a lifetime. Whether it ends.
    fn quote(&mut self) -> bool {
        let rest = &self.bytes[self.at + 1..];
        if rest.first() == Some(&b'\\') {
            // What is escaped may be a quote itself.
            let Some(end) = rest.get(2..).and_then(|rest| memchr::memchr(b'\'', rest)) else { return false };
            self.at += 1 + 2 + end + 1;
            return true;
        }
        // How long the character is, in bytes.
        let length = match rest.first() {
            None => return false,
            Some(0xf0..) => 4,
            Some(0xe0..) => 3,
            Some(0xc0..) => 2,
            Some(_) => 1,
        };
        self.at += if rest.get(length) == Some(&b'\'') { 1 + length + 1 } else { 1 };
        true
    }

    /// After `r`: skips a raw string, if one starts here. Whether it ends.
    fn raw_string(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
        if rest.get(hashes) != Some(&b'"') {
            // A raw identifier, or a name that happens to be so short.
            return true;
        }
        let mut close = vec![b'#'; hashes + 1];
        close[0] = b'"';
        let Some(end) = memmem::find(&rest[hashes + 1..], &close) else { return false };
        self.at += hashes + 1 + end + close.len();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bound that a handful of tokens passes.
    fn shallow(text: &str) -> bool {
        is_shallow(text, 12, 4)
    }

    #[test]
    fn what_ends_a_chain_ends_it() {
        for text in [
            "fn a() {} fn b() {} fn c() {} fn d() {} fn e() {} fn f() {}",
            "let a = b + c; let a = b + c; let a = b + c; let a = b + c; let a = b + c; let a = b + c;",
            "(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t)",
            "'a' 'b' '\\'' '(' '\\\\' '\"' b'{' '\\u{28}' 'é' 'x",
            "r#\"((((((((((((((((\"# r\"\\\" br##\"\"#((((((((((((\"## r#if \"((((((\\\"(((((((((\"",
            "// ((((((((((((((((\n/* ((((((( /* ((((( */ (((( */ /// ((((((((((((((\nx",
        ] {
            assert!(shallow(text), "{text}");
        }
    }

    #[test]
    fn what_is_deep_or_strange_is_left_to_the_tokens() {
        for text in [
            "((((((((((((x))))))))))))",
            "!!!!!!!!!!!!!!!!x",
            "a.b.c.d.e.f.g.h.i.j.k.l.m.n",
            "if a {} else if a {} else if a {} else if a {} else if a {} else if a {} else if a {}",
            "a()()()()()()()()()()()()()",
            "a::b::c::d::e::f::g",
            "{a}.b{c}.d{e}.f{g}.h{i}.j{k}.l{m}.n{o}.p{q}.r{s}.t{u}.v{w}",
            "(",
            ")",
            "\"",
            "r#\"\"",
            "/* /* */",
            "'",
            "'\\",
        ] {
            assert!(!shallow(text), "{text}");
        }
    }

    #[test]
    fn docs_become_comments_where_no_macro_can_see_them() {
        for (text, plain) in [
            ("/// a\nfn f() {} //! b", "//  a\nfn f() {} //  b"),
            ("/** é */ fn f() { /*! x */ }", "/*  é */ fn f() { /*  x */ }"),
            ("/**/ /*** y */ // z\n#[m(a)] /// x", "/**/ /*** y */ // z\n#[m(a)] //  x"),
            ("m! { /// a\n x { /// b\n } } /// c\n", "m! { /// a\n x { /// b\n } } //  c\n"),
            ("macro_rules! m { (/// a\n) => {} } /// c\n", "macro_rules! m { (/// a\n) => {} } //  c\n"),
            ("\"/// a\" '\"' /// b", "\"/// a\" '\"' //  b"),
            // What is not surely shallow stays as it is.
            ("/// a\n(", "/// a\n("),
        ] {
            assert_eq!(look(text, 12, 4).without_docs(text), plain);
        }
    }

    proptest::proptest! {
        #[test]
        fn it_never_says_shallow_where_the_tokens_say_deep(parts in proptest::collection::vec(0_usize..27, 0..400)) {
            const PARTS: [&str; 27] = [
                "(", ")", "[", "]", "{", "}", "a", "else", "if ", "match ", "!", "+", ".", "::", ";", ",", "'a ", "'b'",
                "\"(\"", "r#\"{\"#", "/*(*/", "//[\n", "#", " ", "\u{a0}", "return", "\u{a0}r\"\\\"",
            ];
            let text: String = parts.iter().map(|part| PARTS[*part]).collect();
            if let Ok(tokens) = text.parse::<proc_macro2::TokenStream>()
                && crate::syntax::nesting::deeper_than(&tokens, 24).is_some()
            {
                proptest::prop_assert!(!is_shallow(&text, 24, usize::MAX));
            }
        }
    }
}
