//! The examples of the hosts' documentation, and what they say of special cases.

use super::*;

fn owners(text: &str, dialect: Dialect, path: &str) -> String {
    CodeOwners::parse(text, dialect).owners(path).join(" ")
}

#[test]
fn on_github_the_last_match_wins_and_an_empty_entry_clears() {
    let text = "\u{feff}# a comment
* @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
/apps/github/keep\\ me.rs @kept
";
    let of = |path| owners(text, Dialect::GitHub, path);
    assert_eq!(of("README.md"), "@global-owner1 @global-owner2");
    assert_eq!(of("src/a/b.js"), "@js-owner");
    assert_eq!(of("cmd/main.go"), "docs@example.com");
    assert_eq!(of("build/logs/a/b.txt"), "@octocat");
    assert_eq!(of("other/build/logs/a.txt"), "@octocat");
    assert_eq!(of("docs/getting-started.md"), "@doctocat");
    assert_eq!(of("x/apps/y/z.rs"), "@octocat");
    assert_eq!(of("apps/web/a.rs"), "@octocat");
    assert_eq!(of("apps/github/a.rs"), "");
    assert_eq!(of("apps/github/keep me.rs"), "@kept");
    assert_eq!(of("deep/logs"), "@octocat");
}

#[test]
fn patterns_of_github() {
    let cases = [
        ("docs/*", "docs/a.md", true),
        ("docs/*", "docs/a/b.md", false),
        ("/*", "a.md", true),
        ("/*", "a/b.md", false),
        ("*", "a/b/c", true),
        ("/src/", "src/a/b.rs", true),
        ("/src/", "x/src/a.rs", false),
        ("/src", "src/a.rs", true),
        ("src", "x/src/a.rs", true),
        ("src/", "src", false),
        ("a/b", "x/a/b", false),
        ("a/b", "a/b/c", true),
        ("a/**/z", "a/z", true),
        ("a/**/z", "a/b/c/z", true),
        ("a/**", "a/b/c", true),
        ("a/**", "b/a/c", false),
        ("**/a.rs", "a.rs", true),
        ("src/*/mod.rs", "src/a/mod.rs", true),
        ("src/*/mod.rs", "src/a/b/mod.rs", false),
        ("*_test.rs", "src/a_test.rs", true),
        ("a?c", "abc", true),
        ("a?c", "ac", false),
        ("*a*b*", "xxaxxbxx", true),
        ("*a*b*", "xxbxxa", false),
        ("/Src/", "src/a.rs", false),
    ];
    for (pattern, path, expected) in cases {
        assert_eq!(owners(&format!("{pattern} @x"), Dialect::GitHub, path) == "@x", expected, "{pattern} {path}");
    }
}

#[test]
fn lines_that_github_ignores_are_reported() {
    let text = "* @all\n!a @x\n[ab].rs @x\n\\#file @x\nsrc/ orders-team\n/b/ @ok\n";
    let read = CodeOwners::parse(text, Dialect::GitHub);
    let lines: Vec<usize> = read.ignored.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 3, 4, 5]);
    assert_eq!((read.owners("a"), read.owners("src/x"), read.owners("b/x")), (vec!["@all"], vec!["@all"], vec!["@ok"]));
}

#[test]
fn on_gitlab_each_section_has_its_owners() {
    let text = "* @default
[Documentation] @docs-team
docs/
README.md
/docs/legal/ @legal

^[Database][2] @database-team
model/db/
config/db/database-setup.md @docs-team

[DOCUMENTATION]
*.adoc @writers

[Ruby] @ruby
*.rb
!/config/
";
    assert!(parse::has_sections(text));
    let of = |path| owners(text, Dialect::GitLab, path);
    assert_eq!(of("src/main.rs"), "@default");
    assert_eq!(of("docs/a/b.md"), "@default @docs-team");
    assert_eq!(of("x/docs/b.md"), "@default @docs-team");
    assert_eq!(of("docs/legal/a.md"), "@default @legal");
    assert_eq!(of("x/README.md"), "@default @docs-team");
    assert_eq!(of("x/model/db/a.sql"), "@default @database-team");
    assert_eq!(of("config/db/database-setup.md"), "@default @docs-team");
    assert_eq!(of("a.adoc"), "@default @writers");
    assert_eq!(of("lib/a.rb"), "@default @ruby");
    assert_eq!(of("config/a.rb"), "@default");
}

#[test]
fn patterns_of_gitlab() {
    let cases = [
        ("/docs/*", "docs/a.md", true),
        ("/docs/*", "docs/a/b.md", false),
        ("/docs/**/*", "docs/a/b.md", true),
        ("/docs", "docs/a.md", false),
        ("/docs", "docs", true),
        ("a/b.md", "x/a/b.md", true),
        ("\\#a", "#a", true),
        ("/docs/**/index.md", "docs/index.md", true),
    ];
    for (pattern, path, expected) in cases {
        assert_eq!(owners(&format!("{pattern} @x"), Dialect::GitLab, path) == "@x", expected, "{pattern} {path}");
    }
}

#[test]
fn written_patterns_match_what_they_name() {
    for path in ["src/a b.rs", "src/orders/", "crates/x/src/lib.rs"] {
        let pattern = pattern_of(path).unwrap();
        for dialect in [Dialect::GitHub, Dialect::GitLab] {
            let file = if path.ends_with('/') { format!("{path}x.rs") } else { path.to_owned() };
            assert_eq!(owners(&format!("{pattern} @x"), dialect, &file), "@x", "{pattern}");
        }
    }
    assert_eq!(pattern_of("a#b"), None);
}
