//! Items that the parser keeps as tokens, as it does with much that only nightly compilers know: what they declare, and
//! the paths in them.

use super::lowerer::Lowerer;
use crate::syntax::facts::{Declared, Item, ItemKind, Spaces, Visibility};
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Attribute,
    parse::{ParseStream, Parser},
};

/// The parts of an item that every item has.
struct Parts {
    attributes: Vec<Attribute>,
    visibility: syn::Visibility,
    rest: TokenStream,
}

fn parts(input: ParseStream<'_>) -> syn::Result<Parts> {
    Ok(Parts { attributes: input.call(Attribute::parse_outer)?, visibility: input.parse()?, rest: input.parse()? })
}

impl Lowerer<'_> {
    /// An item of tokens: its name is declared, if it has one, and what reads as paths is read.
    pub(super) fn verbatim_item(&mut self, tokens: &TokenStream) {
        let Ok(Parts { attributes, visibility, rest }) = parts.parse2(tokens.clone()) else {
            return self.macro_arguments(tokens);
        };
        self.gated(&attributes, |this, _| {
            let visibility = this.visibility(&visibility);
            let rest: Vec<TokenTree> = rest.into_iter().collect();
            let named = named(&rest);
            if let Some((name, spaces, kind)) = &named {
                this.declare_verbatim(name, *spaces, visibility, kind.clone());
            }
            match named {
                // A macro by example of its own kind: what its body names belongs to where it stands.
                Some((_, Spaces::MACRO, _)) => this.macro_body(&rest.into_iter().collect()),
                _ => this.macro_arguments(&rest.into_iter().collect()),
            }
        });
    }

    fn declare_verbatim(&mut self, name: &Ident, spaces: Spaces, visibility: Visibility, kind: ItemKind) {
        let at = self.located(name.span(), name.span());
        let name = self.ident(name);
        let what = match &*self.names[name.0] {
            "_" => Declared::Unnamed,
            _ => Declared::Item(Item { name, spaces, visibility, kind }),
        };
        self.declare(at, what);
    }
}

/// The name of an item, after its visibility, and what it is the name of; none of an `impl`.
fn named(tokens: &[TokenTree]) -> Option<(Ident, Spaces, ItemKind)> {
    let words = tokens.iter().map_while(|token| match token {
        TokenTree::Ident(word) => Some(Some(word)),
        // The name of an ABI.
        TokenTree::Literal(_) => Some(None),
        _ => None,
    });
    let mut last: Option<(Spaces, ItemKind)> = None;
    for word in words {
        let Some(word) = word else { continue };
        let opened = match word.to_string().as_str() {
            "fn" => (Spaces::VALUE, ItemKind::Other),
            "const" | "static" => (Spaces::VALUE, ItemKind::PatternValue),
            "type" | "enum" | "union" => (Spaces::TYPE, ItemKind::Other),
            "struct" => (Spaces::TYPE.or(Spaces::VALUE), ItemKind::Other),
            "trait" => (Spaces::TYPE, ItemKind::Trait),
            "macro" => (Spaces::MACRO, ItemKind::Other),
            "unsafe" | "safe" | "async" | "extern" | "default" | "auto" | "final" | "gen" | "mut" => continue,
            "impl" | "reuse" => return None,
            _ => return last.map(|(spaces, kind)| (word.clone(), spaces, kind)),
        };
        last = Some(opened);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_item_is_the_first_that_is_no_keyword() {
        for (text, expected) in [
            ("macro m($x:expr) { a }", Some("m")),
            ("const unsafe extern \"C\" fn f(x: u8);", Some("f")),
            ("static mut S: u8;", Some("S")),
            ("type const C: u8 = 1;", Some("C")),
            ("unsafe auto trait T {}", Some("T")),
            ("default impl A for B {}", None),
            ("reuse a::b;", None),
            ("const { }", None),
        ] {
            let tokens: Vec<TokenTree> = text.parse::<TokenStream>().unwrap().into_iter().collect();
            assert_eq!(named(&tokens).map(|(name, ..)| name.to_string()).as_deref(), expected, "{text}");
        }
    }
}
