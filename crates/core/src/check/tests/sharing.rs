//! `extends`, the rules files of packages, and `[levels]` for inherited rules.

use super::support::check_workspace;

const MEMBERS: &[(&str, &str)] = &[
    ("Cargo.toml", "[workspace]\nmembers = ['crates/one', 'crates/two']\nresolver = '3'\n"),
    ("crates/one/Cargo.toml", "[package]\nname = 'one'\nedition = '2024'\n[dependencies]\ntwo = { path = '../two' }\n"),
    (
        "crates/one/src/lib.rs",
        "pub mod a { use crate::b::X; use std::fs; }\npub mod b { pub struct X; use two::c::Y; }\n",
    ),
    ("crates/two/Cargo.toml", "[package]\nname = 'two'\nedition = '2024'\n"),
    ("crates/two/src/lib.rs", "pub mod c { pub struct Y; }\n"),
];

fn with(more: &[(&str, &str)], rules: &str) -> String {
    check_workspace(&[MEMBERS, more].concat(), rules)
}

const FORBID: &str = "[[rules]]\nid = \"base\"\ntype = \"forbid\"\nfrom = [\"one::a\"]\nto = [\"std::fs\"]\n";

#[test]
fn rules_of_extended_files_apply() {
    let base = format!(
        "version = 1\n{FORBID}adr = \"why.md\"\n[modules.one]\ncrates = [\"one\"]\ndepends-on = []\n[modules.two]\ncrates = [\"two\"]\n"
    );
    let files = [("arch/base.toml", base.as_str()), ("arch/why.md", "")];
    insta::assert_snapshot!(with(&files, "version = 1\nextends = [\"arch/base.toml\", \"./arch/../arch/base.toml\"]\n"), @r#"
    crates/one/src/lib.rs:1: error[forbidden]: `one::a` must not depend on `std::fs` (base)
    crates/one/src/lib.rs:2: error[depends-on]: module `one` depends on module `two` (`two::c::Y`), which its `depends-on` does not list (modules.one.depends-on)
    "#);
    let levels = "version = 1\nextends = [\"arch/base.toml\"]\n[levels]\nbase = \"warn\"\n\"modules.one\" = \"off\"\nbas = \"off\"\nown = \"off\"\n[[rules]]\nid = \"own\"\ntype = \"acyclic\"\namong = [\"one::*\"]";
    insta::assert_snapshot!(with(&files, levels), @r#"
    archcheck.toml:6:1: error[unknown-name]: `[levels]` has no code `bas`; did you mean `base`?
    archcheck.toml:7:1: error[unknown-name]: `[levels]` has no code `own`; this is a rule of the same file: set its `severity` there
    crates/one/src/lib.rs:1: warn[forbidden]: `one::a` must not depend on `std::fs` (base)
    "#);
    let again = "version = 1\nextends = [\"arch/base.toml\"]\n[modules.two]\npaths = [\"two::c\"]\n[[rules]]\nid = \"base\"\ntype = \"acyclic\"\namong = [\"one::*\"]";
    insta::assert_snapshot!(with(&files, again), @r#"
    arch/base.toml:3: error[duplicate-name]: duplicate id `base`
    arch/base.toml:11: error[duplicate-name]: duplicate module `two`
    crates/one/src/lib.rs:1: error[forbidden]: `one::a` must not depend on `std::fs` (base)
    crates/one/src/lib.rs:2: error[depends-on]: module `one` depends on module `two` (`two::c::Y`), which its `depends-on` does not list (modules.one.depends-on)
    "#);
}

#[test]
fn a_file_overrides_the_files_that_it_extends() {
    let base = format!("version = 1\nextends = [\"deeper.toml\"]\n{FORBID}[levels]\nforbidden = \"off\"");
    let files =
        [("arch/base.toml", base.as_str()), ("arch/deeper.toml", "version = 1\n[levels]\nforbidden = \"error\"")];
    let own = "version = 1\nextends = [\"arch/base.toml\"]\n";
    insta::assert_snapshot!(with(&files, own), @"");
    insta::assert_snapshot!(with(&files, &format!("{own}[levels]\nforbidden = \"warn\"")), @r#"crates/one/src/lib.rs:1: warn[forbidden]: `one::a` must not depend on `std::fs` (base)"#);
}

#[test]
fn a_file_must_not_extend_itself() {
    let rules = "[[rules]]\nid = 'r'\ntype = 'forbid'\nfrom = ['one::a']\nto = ['std::net']";
    let files = [
        ("arch/a.toml", "version = 1\nextends = ['b.toml', 'c.toml']"),
        ("arch/b.toml", "version = 1\nextends = ['c.toml', '../arch/a.toml']"),
        ("arch/c.toml", "version = 1"),
    ];
    insta::assert_snapshot!(with(&files, &format!("version = 1\nextends = ['./archcheck.toml']\n{rules}")), @"archcheck.toml:2:12: error[wrong-value]: `./archcheck.toml` extends itself; remove the entry from `extends`");
    insta::assert_snapshot!(with(&files, &format!("version = 1\nextends = ['arch/a.toml']\n{rules}")), @"arch/b.toml:2: error[wrong-value]: `../arch/a.toml` extends this file, directly or through others; remove the entry from `extends`");
    insta::assert_snapshot!(with(&files[2..], &format!("version = 1\nextends = ['arch/c.toml', 'arch/c.toml']\n{rules}")), @"");
}

#[test]
fn mistakes_are_reported_in_their_own_file() {
    let files = [(
        "arch/base.toml",
        "\u{feff}versio = 1\n[[rules]]\nid = \"é\"\ntype = \"forbid\"\nfrom = ['one::x']\nto = ['shop::{']",
    )];
    insta::assert_snapshot!(with(&files, "version = 1\nextends = [\"arch/base.toml\", \"gone.toml\", \"crates\"]\nx = 1"), @r#"
    arch/base.toml:1: error[missing-key]: the rules file has no `version`; add `version = 1` at its start
    arch/base.toml:1: error[unknown-key]: the rules file has an unknown key `versio`; did you mean `version`?
    archcheck.toml:2:30: error[rules-unreadable]: there is no file `gone.toml`; write a path relative to the file that contains `extends`
    archcheck.toml:2:43: error[rules-unreadable]: can't read `crates`: Is a directory (os error 21); write a path relative to the file that contains `extends`
    archcheck.toml:3:1: error[unknown-key]: the rules file has an unknown key `x`; the known keys are `analysis`, `architectures`, `defaults`, `discover`, `exceptions`, `extends`, `layers`, `levels`, `modules`, `rules`, `version`
    "#);
    insta::assert_snapshot!(with(&[("base.toml", "version = 1\n[[rules]\n")], "version = 1\nextends = [\"base.toml\"]\n[modules.x]\npath = 1"), @r#"
    archcheck.toml:4:1: error[unknown-key]: `[modules.x]` has an unknown key `path`; did you mean `paths`?
    base.toml:2: error[rules-syntax]: unclosed array table, expected `]`
    "#);
}

#[test]
fn the_file_of_a_package_restricts_only_its_own_code() {
    let own = "version = 1\nowner = \"@one\"\n[[rules]]\nid = \"no-fs\"\ntype = \"forbid\"\nfrom = [\"one\"]\nto = [\"std::fs\", \"two\"]\n[[exceptions]]\nrule = \"no-two\"\nreason = \"x\"\n";
    let rules = "version = 1\n[[rules]]\nid = \"no-two\"\ntype = \"forbid\"\nfrom = [\"**\"]\nto = [\"two\"]";
    insta::assert_snapshot!(with(&[("crates/one/archcheck.toml", own)], rules), @r#"
    crates/one/src/lib.rs:1: error[forbidden]: `one::a` must not depend on `std::fs` (no-fs)
    crates/one/src/lib.rs:2: error[forbidden]: `one::b` must not depend on `two::c::Y` (no-fs)
    "#);
    let wrong = "version = 1\nextends = []\n[levels]\nx = 1\n[modules.both]\npaths = [\"**\"]\n[modules.other]\ncrates = [\"two\"]\n[[rules]]\nid = \"r\"\ntype = \"acyclic\"\namong = [\"crate:*\"]\n[[layers]]\nid = \"l\"\norder = [\"one\", \"two\"]\n[[layers]]\nid = \"w\"\nwithin = [\"*\"]\norder = [\"a\", \"b\"]";
    insta::assert_snapshot!(with(&[("crates/one/archcheck.toml", wrong)], "version = 1"), @r#"
    crates/one/archcheck.toml:2: error[unknown-key]: the rules file of a member has an unknown key `extends`; the known keys are `architectures`, `exceptions`, `layers`, `modules`, `owner`, `rules`, `version`
    crates/one/archcheck.toml:3: error[unknown-key]: the rules file of a member has an unknown key `levels`; the known keys are `architectures`, `exceptions`, `layers`, `modules`, `owner`, `rules`, `version`
    crates/one/archcheck.toml:6: error[wrong-value]: `**` selects code outside the package `one`: `two`; this file may only restrict the code of `one`; move the entry to the rules file of the workspace
    crates/one/archcheck.toml:8: error[wrong-value]: `two` selects code outside the package `one`: `two`; this file may only restrict the code of `one`; move the entry to the rules file of the workspace
    crates/one/archcheck.toml:12: error[wrong-value]: `crate:*` selects code outside the package `one`: `two`; this file may only restrict the code of `one`; move the entry to the rules file of the workspace
    crates/one/archcheck.toml:15: error[wrong-value]: `two` selects code outside the package `one`: `two`; this file may only restrict the code of `one`; move the entry to the rules file of the workspace
    crates/one/archcheck.toml:18: error[wrong-value]: `*` selects code outside the package `one`: `two`; this file may only restrict the code of `one`; move the entry to the rules file of the workspace
    "#);
}
