//! Rewrites syntax of nightly compilers that `syn` does not parse. Works on tokens, so that spans stay valid.
//!
//! Words that do not change which names are used are dropped: `impl const Tr` uses the same names as `impl Tr`. Only a file that
//! does not parse as it is gets rewritten, since some of these words are names elsewhere.

use super::token_trees::{is_group, is_punct, is_word};
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};

/// Returns the tokens without such words; `None` if there are none.
pub(super) fn without_unstable_words(tokens: TokenStream) -> Option<TokenStream> {
    let mut changed = false;
    let tokens = rewrite(tokens, &mut changed);
    changed.then_some(tokens)
}

/// Keywords that a group may follow, and a path after that: `pub(crate) ::a::B`.
const NO_SEGMENTS: [&str; 8] = ["pub", "fn", "in", "if", "match", "while", "return", "for"];

fn rewrite(tokens: TokenStream, changed: &mut bool) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out: Vec<TokenTree> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let dropped = droppable(&tokens, at);
        if dropped > 0 {
            *changed = true;
            at += dropped;
            continue;
        }
        if let Some((arguments, length)) = arguments_inside_path(&tokens, at) {
            *changed = true;
            out.extend(arguments);
            at += length;
            continue;
        }
        out.push(match token {
            // `do yeet x` becomes `return x`.
            TokenTree::Ident(word) if *word == "yeet" && at > 0 && is_word(&tokens[at - 1], "do") => {
                TokenTree::Ident(Ident::new("return", word.span()))
            }
            TokenTree::Group(group) => {
                let mut rebuilt = Group::new(group.delimiter(), rewrite_content(group, changed));
                rebuilt.set_span(group.span());
                TokenTree::Group(rebuilt)
            }
            token => token.clone(),
        });
        at += 1;
    }
    out.into_iter().collect()
}

/// Rewrites the content of a group. The never pattern `(!)` becomes a wildcard.
fn rewrite_content(group: &Group, changed: &mut bool) -> TokenStream {
    let mut tokens = group.stream().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Punct(never)), None)
            if never.as_char() == '!' && group.delimiter() == Delimiter::Parenthesis =>
        {
            *changed = true;
            TokenTree::Ident(Ident::new("_", never.span())).into()
        }
        _ => rewrite(group.stream(), changed),
    }
}

/// Returns parenthesized arguments that a path goes on after, in angle brackets, and the number of tokens that they replace:
/// `A::<(B), (C)>::D` uses the same names as `A::(B) -> (C)::D`.
fn arguments_inside_path(tokens: &[TokenTree], at: usize) -> Option<(Vec<TokenTree>, usize)> {
    let TokenTree::Group(group) = &tokens[at] else { return None };
    let is_colons = |at: usize| {
        let is_colon = |at: usize| tokens.get(at).is_some_and(|token| is_punct(token, ':'));
        is_colon(at) && is_colon(at + 1)
    };
    let before = if at > 2 && is_colons(at - 2) { at - 3 } else { at.checked_sub(1)? };
    let is_word_before = match &tokens[before] {
        TokenTree::Ident(word) => !NO_SEGMENTS.iter().any(|keyword| word == keyword),
        _ => false,
    };
    if group.delimiter() != Delimiter::Parenthesis || !is_word_before {
        return None;
    }
    let bracket = |sign: char| {
        let mut punct = Punct::new(sign, Spacing::Alone);
        punct.set_span(group.span());
        TokenTree::Punct(punct)
    };
    let mut inside = Group::new(Delimiter::Parenthesis, rewrite(group.stream(), &mut false));
    inside.set_span(group.span());
    let mut arguments = vec![bracket('<'), TokenTree::Group(inside)];
    let is_arrow = tokens.get(at + 1).is_some_and(|token| is_punct(token, '-'))
        && tokens.get(at + 2).is_some_and(|token| is_punct(token, '>'));
    let mut end = at + 1;
    if is_arrow {
        // Of the types, only those in delimiters end before a `::`.
        let output = tokens.get(at + 3).filter(|token| matches!(token, TokenTree::Group(_)))?;
        arguments.push(bracket(','));
        arguments.extend(rewrite(output.clone().into(), &mut false));
        end = at + 4;
    }
    arguments.push(bracket('>'));
    is_colons(end).then_some((arguments, end - at))
}

/// Returns the number of tokens to drop at an index.
fn droppable(tokens: &[TokenTree], at: usize) -> usize {
    let token = &tokens[at];
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    let next = tokens.get(at + 1);
    match token {
        TokenTree::Ident(word) => droppable_from_word(&word.to_string(), before, next, tokens.get(at + 2)),
        // `~const Tr`
        TokenTree::Punct(_) if is_punct(token, '~') && next.is_some_and(|next| is_word(next, "const")) => 2,
        // `x.use`, `x.yield`
        TokenTree::Punct(_) if is_punct(token, '.') && is_one_of(next, &["use", "yield"]) => 2,
        // `[const] Tr`
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
            let alone = |tokens: TokenStream| tokens.into_iter().map(|token| is_word(&token, "const")).eq([true]);
            usize::from(starts_path(next) && alone(group.stream()))
        }
        // `T::method(..): Tr`
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            let dots = group.stream().into_iter().map(|token| is_punct(&token, '.')).eq([true, true]);
            usize::from(dots && is_single_colon(next, tokens.get(at + 2)))
        }
        _ => 0,
    }
}

fn droppable_from_word(
    word: &str,
    before: Option<&TokenTree>,
    next: Option<&TokenTree>,
    after: Option<&TokenTree>,
) -> usize {
    let brace = |token: Option<&TokenTree>| token.is_some_and(|token| is_group(token, Delimiter::Brace));
    let closure = |token: Option<&TokenTree>| token.is_some_and(|token| is_punct(token, '|'));
    let in_bound = || {
        before.is_some_and(|token| [':', '+', '>', '<', '('].iter().any(|sign| is_punct(token, *sign)))
            || is_one_of(before, &["impl", "dyn"])
    };
    match word {
        // `gen fn`, `async gen { }`, `gen move { }`
        "gen" if is_one_of(next, &["fn"]) || brace(next) => 1,
        "gen" if is_one_of(next, &["move"]) && brace(after) => {
            if is_one_of(before, &["async"]) {
                1
            } else {
                2
            }
        }
        // `const trait`, `const impl`, `const unsafe auto trait`
        "const" if is_one_of(next, &["trait", "impl", "auto"]) => 1,
        "const" if is_one_of(next, &["unsafe"]) && is_one_of(after, &["trait", "impl", "auto"]) => 1,
        // `impl const Tr for`, `T: const Tr`
        "const" if in_bound() && starts_path(next) && !is_single_colon(after, None) => 1,
        // `const || x`, `static async move || x`
        "const" | "static" if closure(next) || is_one_of(next, &["move"]) => 1,
        "const" | "static" if is_one_of(next, &["async"]) && (closure(after) || is_one_of(after, &["move"])) => 1,
        // `F: async Fn()`
        "async" if in_bound() && starts_path(next) => 1,
        "box" | "become" if next.is_some() && !before.is_some_and(|token| is_punct(token, '.')) => 1,
        "do" if is_one_of(next, &["yeet"]) => 1,
        "super" if is_one_of(next, &["let"]) => 1,
        "final" if is_one_of(next, &["fn", "unsafe", "const", "async", "extern", "type"]) => 1,
        "type" if is_one_of(next, &["const"]) => 1,
        "mut" if is_one_of(next, &["ref"]) => 1,
        // `use || x`
        "use" if closure(next) => 1,
        // `unsafe x: u8`
        "unsafe" if matches!(next, Some(TokenTree::Ident(_))) && is_single_colon(after, None) => 1,
        // `&pin mut T`, `&pin const T`
        "pin" if before.is_some_and(|token| is_punct(token, '&')) && is_one_of(next, &["mut"]) => 1,
        "pin" if before.is_some_and(|token| is_punct(token, '&')) && is_one_of(next, &["const"]) => 2,
        _ => 0,
    }
}

/// Whether a path may start with a token, rather than a keyword that may follow these words on stable compilers.
fn starts_path(token: Option<&TokenTree>) -> bool {
    const KEYWORDS: [&str; 10] = ["fn", "unsafe", "extern", "async", "move", "static", "const", "trait", "impl", "gen"];
    match token {
        Some(TokenTree::Ident(_)) => !is_one_of(token, &KEYWORDS),
        Some(token) => is_punct(token, ':'),
        None => false,
    }
}

/// Whether a token is a colon, but not the first of `::`.
fn is_single_colon(token: Option<&TokenTree>, next: Option<&TokenTree>) -> bool {
    match token {
        Some(TokenTree::Punct(punct)) if punct.as_char() == ':' => {
            punct.spacing() == Spacing::Alone || next.is_some_and(|next| !is_punct(next, ':'))
        }
        _ => false,
    }
}

fn is_one_of(token: Option<&TokenTree>, words: &[&str]) -> bool {
    token.is_some_and(|token| words.iter().any(|word| is_word(token, word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what a text is rewritten to.
    fn check(text: &str, expected: &str) {
        let plain =
            without_unstable_words(text.parse().unwrap()).map_or_else(|| text.to_owned(), |tokens| tokens.to_string());
        let expected: TokenStream = expected.parse().unwrap();
        let plain: TokenStream = plain.parse().unwrap();
        assert_eq!(plain.to_string(), expected.to_string(), "{text}");
        assert!(syn::parse2::<syn::File>(plain).is_ok(), "{text}");
    }

    #[test]
    fn unstable_words_are_dropped() {
        for (text, plain) in [
            ("gen fn f() { gen move { a::b; }; async gen { }; }", "fn f() { { a::b; }; async { }; }"),
            ("const unsafe trait A: ~const B + [const] c::D {}", "unsafe trait A: B + c::D {}"),
            ("impl<T: const A> const B for T {} const impl A for u8 {}", "impl<T: A> B for T {} impl A for u8 {}"),
            ("fn f(x: impl async Fn(), y: &dyn async a::Fn()) {}", "fn f(x: impl Fn(), y: &dyn a::Fn()) {}"),
            ("fn f() { static || 1; const async move |x| x; use || y; }", "fn f() { || 1; async move |x| x; || y; }"),
            ("fn f() { super let x = box a::B; become g(x); do yeet y; }", "fn f() { let x = a::B; g(x); return y; }"),
            ("trait A { final fn f(); type const C: u8; }", "trait A { fn f(); const C: u8; }"),
            ("struct A { unsafe x: u8, pub unsafe y: a::B }", "struct A { x: u8, pub y: a::B }"),
            ("fn f(x: &pin mut A, y: &pin const a::B) { x.use.g(); }", "fn f(x: &mut A, y: &a::B) { x.g(); }"),
            ("fn f() where T::m(..): Send, a::B<m(..): C>: D {}", "fn f() where T::m: Send, a::B<m: C>: D {}"),
            (
                "type A = B::(a::C) -> (u8)::D; type E = F(G)::H;",
                "type A = B:: <(a::C), (u8)> ::D; type E = F<(G)> ::H;",
            ),
            ("fn f() { A::(u8, C(D)::E) -> [u8]::f(); }", "fn f() { A:: <(u8, C<(D)> ::E), [u8]> ::f(); }"),
            ("fn f() { let Err(!) = x; let mut ref y = z; }", "fn f() { let Err(_) = x; let ref y = z; }"),
        ] {
            check(text, plain);
        }
    }

    #[test]
    fn stable_syntax_is_kept() {
        for text in [
            "const A: u8 = const { 1 }; const fn f<const N: usize>(x: *const u8, y: &'static str) {}",
            "fn f() { async move {}; static A: u8 = 1; let x = async || 1; if let Some(..) = y {} }",
            "fn f(gen: u8, pin: &mut u8) { let r#box = gen + 1; &pin; a::gen::b(); match x { A(..) => {} } }",
            "unsafe fn f() {} unsafe extern \"C\" { safe fn g(); } type A = unsafe fn(); use a::b as c;",
            "struct S(pub(crate) ::a::B); fn f(x: Box<dyn Fn::(a::B) -> u8>) -> (u8) { if (x) { ::a() } }",
            "pub(super) fn f() { super::g(); macro_rules! m { ($x:expr) => { [$x] }; } }",
        ] {
            assert!(without_unstable_words(text.parse().unwrap()).is_none(), "{text}");
        }
    }
}
