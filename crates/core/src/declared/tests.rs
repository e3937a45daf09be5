//! Tests of rules with `edges = "declared"`.

use crate::check::tests::support::check_workspace;

const FILES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        "[workspace]\nmembers = ['domain', 'db', 'app']\nresolver = '3'\n[workspace.dependencies]\ndb = { path = 'db' }\n",
    ),
    (
        "domain/Cargo.toml",
        "\u{feff}[package]\nname = 'domain'\nedition = '2024'\nbuild = 'build.rs'\n\n[dependencies]\ndb = { workspace = true }\n\
         renamed = { package = 'sqlx', version = '1' }\n[dependencies.serde]\nversion = '1'\n\
         [dev-dependencies]\napp = { path = '../app' }\n[build-dependencies]\ncc = '1'\n\
         [target.'cfg( unix )'.dependencies]\nlibc = '1'\n",
    ),
    ("domain/src/lib.rs", "pub mod a { pub struct X; }\n"),
    ("domain/build.rs", "fn main() {}\n"),
    (
        "db/Cargo.toml",
        "[package]\nname = 'db'\nedition = '2024'\n[target.'cfg(windows)'.dependencies]\napp = { path = '../app' }\n",
    ),
    ("db/src/lib.rs", "pub struct X;"),
    (
        "app/Cargo.toml",
        "[package]\nname = 'app'\nedition = '2024'\n[target.'cfg(unix)'.dependencies]\ndb = { path = '../db' }\n",
    ),
    ("app/src/lib.rs", "pub fn f() { let _ = db::X; }\n"),
    ("app/src/main.rs", "fn main() {}\n"),
];

fn rule(keys: &str) -> String {
    check_workspace(FILES, &format!("version = 1\n[[rules]]\nid = \"r\"\nedges = \"declared\"\n{keys}"))
}

#[test]
fn a_declared_dependency_is_checked_at_its_key_even_if_unused() {
    insta::assert_snapshot!(rule("type = \"forbid\"\nfrom = [\"domain\"]\nto = [\"db\", \"extern:sqlx\", \"extern:serde\", \"extern:libc\", \"extern:cc\", \"app\"]"), @r#"
    domain/Cargo.toml:7: error[forbidden]: `domain` must not depend on `db` (r)
    domain/Cargo.toml:8: error[forbidden]: `domain` must not depend on `renamed` (r)
    domain/Cargo.toml:9: error[forbidden]: `domain` must not depend on `serde` (r)
    domain/Cargo.toml:16: error[forbidden]: `domain` must not depend on `libc` (r)
    "#);
    insta::assert_snapshot!(rule("type = \"forbid\"\ncontexts = [\"test\", \"build\"]\nfrom = [\"domain\", \"build@domain\"]\nto = [\"extern:cc\", \"app\", \"db\"]"), @r#"
    domain/Cargo.toml:12: error[forbidden]: `domain` must not depend on `app` (r)
    domain/Cargo.toml:14: error[forbidden]: `build@domain` must not depend on `cc` (r)
    "#);
    insta::assert_snapshot!(rule("type = \"only\"\nscope = \"all\"\nfrom = [\"crate:domain\"]\nto = [\"extern:serde\", \"db\", \"extern:libc\"]"), @r#"domain/Cargo.toml:8: error[not-only]: `domain` must not depend on `renamed`, which the rule's `to` does not list (r)"#);
    insta::assert_snapshot!(rule("type = \"require\"\nfrom = [\"db\"]\nto = [\"domain\"]"), @r#"db/src/lib.rs:1: error[required]: `db` must depend on `domain`, but does not (r)"#);
}

#[test]
fn layers_and_cycles_of_crates() {
    let layers = "version = 1\n[[layers]]\nid = \"l\"\nedges = \"declared\"\norder = [\"app\", \"domain\", \"db\"]";
    insta::assert_snapshot!(check_workspace(FILES, layers), @r#"db/Cargo.toml:5: error[layer]: layer `db` must not depend on layer `app`, which is above it: `db` uses `app` (l)"#);
    // No configuration has both dependencies.
    insta::assert_snapshot!(rule("type = \"acyclic\"\namong = [\"crate:*\"]"), @"");
    insta::assert_snapshot!(rule("type = \"acyclic\"\namong = [\"crate:*\"]\ncontexts = [\"production\", \"test\"]"), @"");
}

#[test]
fn rules_about_the_source_ignore_manifests() {
    insta::assert_snapshot!(rule("type = \"forbid\"\nkinds = [\"use\"]\nfrom = [\"domain\"]\nto = [\"db\"]"), @r#"archcheck.toml:6:1: error[wrong-value]: `r`: `kinds` selects references in source code and must not be used with `edges = "declared"`"#);
    let source = "version = 1\n[[rules]]\nid = \"r\"\nedges = \"source\"\ntype = \"forbid\"\nfrom = [\"**\"]\nto = [\"db\", \"app\"]";
    insta::assert_snapshot!(check_workspace(FILES, source), @r#"app/src/lib.rs:1: error[forbidden]: `app` must not depend on `db::X` (r)"#);
}

#[test]
fn an_exception_suppresses_a_declared_dependency() {
    let exception = "[[exceptions]]\nrule = \"r\"\nfrom = \"domain\"\nto = \"db\"\nreason = \"x\"";
    insta::assert_snapshot!(rule(&format!("type = \"forbid\"\nfrom = [\"domain\"]\nto = [\"db\", \"extern:serde\"]\n{exception}")), @r#"domain/Cargo.toml:9: error[forbidden]: `domain` must not depend on `serde` (r)"#);
}
