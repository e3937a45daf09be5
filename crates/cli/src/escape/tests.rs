//! Properties of every escaping function, for any text.

use super::{
    characters::{is_hidden, visible},
    dot_string, github_data, github_property, json_text, line, lines, markdown, markdown_code, sarif_message,
    toml_string, xml_attribute, xml_text,
};
use crate::test_support::{hostile, is_command};
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_function_returns_a_hidden_character(text in hostile()) {
        let one_line = [
            line(&text).into_owned(), github_data(&text), github_property(&text),
            markdown(&text), markdown_code(&text), dot_string(&text), xml_attribute(&text),
            json_text(serde_json::to_string(&text).unwrap()),
        ];
        for escaped in &one_line {
            prop_assert!(!escaped.contains(is_hidden), "{escaped:?}");
        }
        for escaped in [lines(&text), xml_text(&text), sarif_message(&text)] {
            prop_assert!(!escaped.contains(|char| char != '\n' && is_hidden(char)), "{escaped:?}");
        }
    }

    #[test]
    fn no_line_is_a_command_wherever_it_is_wrapped(text in hostile()) {
        for part in line(&text).split(' ').chain([&*line(&text)]) {
            prop_assert!(!is_command(part), "{part:?}");
        }
        for part in lines(&text).lines() {
            prop_assert!(!is_command(part), "{part:?}");
        }
        prop_assert!(!is_command(&json_text(serde_json::to_string(&text).unwrap())));
        prop_assert!(!github_property(&text).contains([':', ',', '\n']));
    }

    #[test]
    fn escaping_is_idempotent_and_keeps_other_text(text in hostile()) {
        let once = line(&text).into_owned();
        prop_assert_eq!(&line(&once), &once);
        let is_plain = |char: &char| *char == ' ' || char.is_alphanumeric() && !is_hidden(*char);
        let plain: String = text.chars().filter(is_plain).collect();
        prop_assert_eq!(&line(&plain), &plain);
        prop_assert_eq!(&markdown(&plain), &plain);
    }

    #[test]
    fn json_keeps_its_meaning(text in hostile()) {
        let json = json_text(serde_json::to_string(&text).unwrap());
        prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn toml_keeps_its_meaning(text in hostile()) {
        let document = format!("a = {}", toml_string(&text));
        prop_assert!(!document.contains(is_hidden), "{document:?}");
        let table: toml::Table = document.parse().unwrap();
        prop_assert_eq!(table["a"].as_str(), Some(&*text));
    }

    #[test]
    fn xml_is_well_formed(text in hostile()) {
        let (attribute, content) = (xml_attribute(&text), xml_text(&text));
        let document = format!("<a b=\"{attribute}\">{content}</a>");
        let parsed = roxmltree::Document::parse(&document).unwrap();
        prop_assert_eq!(parsed.root_element().attribute("b").unwrap_or_default(), visible(&text));
    }
}

#[test]
fn hidden_characters_become_escapes() {
    assert_eq!(line("a\nb\r\tc\u{1b}[0m\u{202e}\u{7f}"), r"a\nb\r\tc\x1b[0m\u{202e}\x7f");
    assert_eq!(lines("a\r\n\tb\u{7}\n"), "a\n    b\\x07");
    assert_eq!(line("shop::orders `::std` ⚠️ é 注文"), "shop::orders `::std` ⚠️ é 注文");
}

#[test]
fn commands_of_ci_runners_are_broken() {
    assert_eq!(line("::error::x"), r"\u{3a}:error::x");
    assert_eq!(lines("see\n  ::error::x"), "see\n  \\u{3a}:error::x");
    assert_eq!(line("::\terror::x"), r"\u{3a}:\terror::x");
    assert_eq!(line("a ##[group]"), r"a ##\u{5b}group]");
    assert_eq!(line("##vso[task.setvariable]x"), r"##vso\u{5b}task.setvariable]x");
    assert_eq!(line("#[path] :: a::b"), "#[path] :: a::b");
}

#[test]
fn markdown_is_shown_as_text() {
    assert_eq!(markdown("`a::b_c` is *not* <b>"), "`a::b_c` is \\*not\\* &lt;b&gt;");
    assert_eq!(markdown("owner: @shop/orders, #12"), "owner: @<!-- -->shop/orders, #<!-- -->12");
    assert_eq!(markdown("an open ` tick_"), "an open \\` tick\\_");
    assert_eq!(markdown("```x"), "\\`\\`\\`x");
    assert_eq!(markdown("- a"), "\\- a");
    assert_eq!(markdown("1. a"), "1\\. a");
    assert_eq!(markdown("a\n# b"), "a\\\\n# b".replace("# b", "\\# b"));
    assert_eq!(markdown_code("a`b"), "`` a`b ``");
    assert_eq!(markdown_code("a\nb"), "`a\\nb`");
    assert_eq!(markdown_code(""), "`  `");
    assert_eq!(markdown_code("`Vec<T>`"), "<code>&#96;Vec&lt;T&gt;&#96;</code>");
}

#[test]
fn strings_of_dot_and_links_of_sarif_are_escaped() {
    assert_eq!(dot_string("a\"b\\c\n&lt;"), r#""a\"b\\c\\n&amp;lt;""#);
    assert_eq!(sarif_message("[a](b)"), r"[a]\u{28}b)");
}
