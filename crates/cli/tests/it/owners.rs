//! The commands `owners` and `decisions`, on copies of the fixture `owners`. Each output is a snapshot.

use crate::{binary::run, init_and_baseline::all};
use archcheck_testing::Directory;
use serde_json::Value;

fn answer(directory: &Directory, args: &[&str]) -> String {
    let run = run(directory.path(), args);
    let err = if run.err.is_empty() { String::new() } else { format!("--- standard error\n{}", run.err) };
    format!("$ cargo archcheck {}\n{}{err}--- exit status {:?}\n", args.join(" "), run.out, run.status.unwrap_or(-1))
}

#[test]
fn owners_come_from_modules_and_codeowners() {
    let directory = Directory::of_fixture("owners");
    for format in ["human", "markdown", "json", "csv"] {
        insta::assert_snapshot!(format!("owners.{format}"), answer(&directory, &["owners", "--format", format]));
    }
    let github = directory.read(".github/CODEOWNERS");
    std::fs::remove_file(directory.path().join(".github/CODEOWNERS")).unwrap();
    let without = run(directory.path(), &["owners"]);
    assert!(
        without.out.contains("there is no CODEOWNERS file") && without.out.contains("\nnobody\n"),
        "{}",
        without.out
    );
    // The same lines in a section of GitLab.
    directory.write(".gitlab/CODEOWNERS", format!("{github}\n[Web][2] @web-leads\n/src/web/\n"));
    insta::assert_snapshot!("owners.gitlab", answer(&directory, &["owners"]));
}

#[test]
fn written_lines_give_each_file_its_owner() {
    let directory = Directory::of_fixture("owners");
    let rules = directory
        .read("archcheck.toml")
        .replace("paths = [\"shop::web\"]", "paths = [\"shop::web\"]\nowner = \"@shop/web\"");
    directory.write(
        "archcheck.toml",
        rules.replace(
            "[modules.catalog]",
            "[modules.admin]\npaths = [\"shop::web::admin\"]\nowner = \"@shop/admin\"\n\n[modules.catalog]",
        ),
    );
    let lines = run(directory.path(), &["owners", "--codeowners"]);
    insta::assert_snapshot!(lines.out, @r#"
    /src/lib.rs @ana @ben
    /src/orders.rs @shop/orders
    /src/web/ @shop/web
    /src/web/admin.rs @shop/admin
    "#);
    // Without the owners in the rules file, the lines give the same ones.
    let with_rules: Value = serde_json::from_str(&run(directory.path(), &["owners", "--format", "json"]).out).unwrap();
    directory.write(".github/CODEOWNERS", &lines.out);
    let rules = directory.read("archcheck.toml");
    let rules: Vec<&str> =
        rules.lines().filter(|line| !line.starts_with("owner = \"@shop") && !line.contains("@ben")).collect();
    directory.write("archcheck.toml", rules.join("\n"));
    let with_lines: Value = serde_json::from_str(&run(directory.path(), &["owners", "--format", "json"]).out).unwrap();
    let modules = |answer: &Value| -> Vec<String> {
        let names = |owner: &Value| {
            let modules = owner["modules"].as_array().unwrap().iter().map(|module| module["name"].to_string());
            format!("{} {}", owner["owner"], modules.collect::<Vec<_>>().join(" "))
        };
        let with_modules =
            answer["owners"].as_array().unwrap().iter().filter(|owner| owner["modules"] != Value::Array(Vec::new()));
        with_modules.map(names).collect()
    };
    assert_eq!(modules(&with_rules), modules(&with_lines));
}

#[test]
fn decisions_are_shown_with_the_rules_that_they_explain() {
    let directory = Directory::of_fixture("owners");
    for format in ["human", "markdown", "json", "csv"] {
        insta::assert_snapshot!(format!("decisions.{format}"), answer(&directory, &["decisions", "--format", format]));
    }
    insta::assert_snapshot!(
        "decisions.uncited",
        answer(&directory, &["decisions", "--uncited", "--today", "2099-01-01"])
    );
    let denied = run(directory.path(), &["decisions", "--deny", "warnings"]);
    assert_eq!(denied.status, Some(1), "{}", all(&denied));
    directory.append("archcheck.toml", "\n[levels]\ndecision-withdrawn = \"off\"\n");
    let silenced = run(directory.path(), &["decisions", "--deny", "warnings"]);
    assert_eq!((silenced.status, silenced.err.as_str()), (Some(0), ""), "{}", all(&silenced));
    directory.append("archcheck.toml", "decision-uncited = \"error\"\n");
    assert_eq!(run(directory.path(), &["decisions"]).status, Some(0));
    assert_eq!(run(directory.path(), &["decisions", "--uncited"]).status, Some(1));
}

#[test]
fn a_decision_of_unknown_validity_is_a_warning() {
    let directory = Directory::of_fixture("owners");
    directory.write("docs/adr/0001-modules.md", "Split\n=====\n\nDate: 2026-13-40\n\nStatus\n------\n\nMostly fine\n");
    directory.write("docs/adr/0002-no-files.md", "# Read no files\n");
    let run = run(directory.path(), &["decisions", "--deny", "warnings"]);
    assert_eq!(run.status, Some(1), "{}", all(&run));
    for expected in [
        "docs/adr/0001-modules.md` is not one that is known: `Mostly fine`",
        "[docs/adr/0001-modules.md:9:1]",
        "docs/adr/0001-modules.md` does not exist: `2026-13-40`",
        "[docs/adr/0001-modules.md:4:1]",
        "the decision `docs/adr/0002-no-files.md` has no status",
    ] {
        let err: Vec<_> = run.err.split_whitespace().collect();
        assert!(err.join(" ").contains(expected), "{expected}\n{}", run.err);
    }
}

/// A workspace in a directory of its repository. `orders` has an `owner`; for the others, CODEOWNERS counts.
fn owned() -> Directory {
    let directory = Directory::with(&[
        ("api/Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        ("api/src/lib.rs", "pub mod cart;\npub mod orders;\npub mod shared;\npub mod stock;\n"),
        ("api/src/orders.rs", "use crate::stock::Item;\npub struct Order(pub Item);\nmod lines {}\n"),
        ("api/src/cart.rs", "use crate::orders::Order;\nuse crate::shared::Id;\npub struct Cart(Order, Id);\n"),
        ("api/src/shared.rs", "pub struct Id;\n"),
        ("api/src/stock/mod.rs", "mod count;\npub struct Item;\n"),
        ("api/src/stock/count.rs", "use crate::cart::Cart;\nuse super::Item;\nfn of(_: Cart, _: Item) {}\n"),
        (
            ".github/CODEOWNERS",
            "/api/src/ @Shop/Web\n/api/src/stock/ @shop/stock\n/api/src/orders.rs @shop/nobody\n/api/src/shared.rs\n\
             /elsewhere/ @shop/idle\n",
        ),
        (".git/HEAD", ""),
    ]);
    owned_rules(&directory, "");
    directory
}

fn owned_rules(directory: &Directory, rules: &str) {
    let modules = "version = 1\n[levels]\nunassigned = \"off\"\n\n[modules.orders]\npaths = [\"shop::orders\"]\n\
                   owner = \"@shop/orders, @ben\"\n\n";
    directory.write("api/archcheck.toml", format!("{modules}{rules}"));
}

fn check_owned(directory: &Directory, rules: &str) -> String {
    owned_rules(directory, rules);
    let run = run(&directory.path().join("api"), &["check", "--format", "short"]);
    let lines = run.out.lines().chain(run.err.lines()).filter(|line| !line.starts_with("checked ")).collect::<Vec<_>>();
    lines.join("\n")
}

#[test]
fn a_selector_covers_the_code_of_an_owner() {
    let directory = owned();
    let from_to = |from: &str, to: &str| {
        let rule = format!("[[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [{from}]\nto = [{to}]\n");
        check_owned(&directory, &rule)
    };
    insta::assert_snapshot!(from_to("\"owner:@shop/web\"", "\"owner:@shop/orders\""), @r#"
    src/cart.rs:1:5: error[forbidden]: `shop::cart` must not depend on `shop::orders::Order` (r)
    src/cart.rs:3:17: error[forbidden]: `shop::cart` must not depend on `shop::orders::Order` (r)
    archcheck.toml: 1 error
    "#);
    insta::assert_snapshot!(from_to("\"owner:@shop/*\"", "\"owner:@ben\""), @r#"
    src/cart.rs:1:5: error[forbidden]: `shop::cart` must not depend on `shop::orders::Order` (r)
    src/cart.rs:3:17: error[forbidden]: `shop::cart` must not depend on `shop::orders::Order` (r)
    archcheck.toml: 1 error
    "#);
    insta::assert_snapshot!(from_to("\"owner:@shop/stock\"", "\"owner:@shop/*\""), @r#"
    src/stock/count.rs:1:5: error[forbidden]: `shop::stock::count` must not depend on `shop::cart::Cart` (r)
    src/stock/count.rs:3:10: error[forbidden]: `shop::stock::count` must not depend on `shop::cart::Cart` (r)
    archcheck.toml: 1 error
    "#);
    insta::assert_snapshot!(from_to("\"shop\", \"!owner:@shop/stock\"", "\"shop::stock\""), @r#"
    src/orders.rs:1:5: error[forbidden]: `shop::orders` must not depend on `shop::stock::Item` (r)
    src/orders.rs:2:22: error[forbidden]: `shop::orders` must not depend on `shop::stock::Item` (r)
    archcheck.toml: 1 error
    "#);
    insta::assert_snapshot!(from_to("\"owner:@shop/web\"", "\"shop::shared\""), @r#"
    src/cart.rs:2:5: error[forbidden]: `shop::cart` must not depend on `shop::shared::Id` (r)
    src/cart.rs:3:24: error[forbidden]: `shop::cart` must not depend on `shop::shared::Id` (r)
    archcheck.toml: 1 error
    "#);
    // The owner of a module replaces that of its file.
    insta::assert_snapshot!(from_to("\"owner:@shop/nobody\"", "\"shop::stock\""), @r#"
    archcheck.toml:12:9: error[matches-nothing]: `owner:@shop/nobody` matches no code
    archcheck.toml: 1 error; the check is incomplete
    "#);
    insta::assert_snapshot!(from_to("\"owner:@shop/idle\"", "\"shop::stock\""), @r#"
    archcheck.toml:12:9: error[matches-nothing]: `owner:@shop/idle` matches no code
    archcheck.toml: 1 error; the check is incomplete
    "#);
    insta::assert_snapshot!(from_to("\"owner:@shop/order\"", "\"shop::stock\""), @r#"
    archcheck.toml:12:9: error[unknown-name]: there is no owner `@shop/order`
    archcheck.toml: 1 error; the check is incomplete
    "#);
    insta::assert_snapshot!(from_to("\"owner:\"", "\"shop::stock\""), @r#"
    archcheck.toml:12:16: error[bad-pattern]: `owner:`: the name of an owner is missing here
    archcheck.toml: 1 error; the check is incomplete
    "#);
}

#[test]
fn owners_are_nodes_of_cycles_and_layers() {
    let directory = owned();
    let rules = "[[rules]]\nid = \"teams\"\ntype = \"acyclic\"\namong = [\"owner:@shop/*\"]\n";
    insta::assert_snapshot!(check_owned(&directory, rules), @r#"
    src/cart.rs:1:5: error[cycle]: dependency cycle: `@Shop/Web` -> `@shop/orders` -> `@shop/stock` -> `@Shop/Web` (teams)
    archcheck.toml: 1 error
    "#);
    let rules =
        "[[rules]]\nid = \"apart\"\ntype = \"independent\"\namong = [\"owner:@shop/web\", \"owner:@shop/orders\"]\n";
    insta::assert_snapshot!(check_owned(&directory, rules), @r#"
    src/cart.rs:1:5: error[not-independent]: `@Shop/Web` and `@shop/orders` must be independent, but `@Shop/Web` uses `shop::orders::Order` (apart)
    src/cart.rs:3:17: error[not-independent]: `@Shop/Web` and `@shop/orders` must be independent, but `@Shop/Web` uses `shop::orders::Order` (apart)
    archcheck.toml: 1 error
    "#);
    let rules = "[[layers]]\nid = \"teams\"\norder = [\"owner:@shop/web\", \"owner:@ben\", \"owner:@shop/stock\"]\n";
    insta::assert_snapshot!(check_owned(&directory, rules), @r#"
    src/stock/count.rs:1:5: error[layer]: layer `owner:@shop/stock` must not depend on layer `owner:@shop/web`, which is above it: `shop::stock::count` uses `shop::cart::Cart` (teams)
    src/stock/count.rs:3:10: error[layer]: layer `owner:@shop/stock` must not depend on layer `owner:@shop/web`, which is above it: `shop::stock::count` uses `shop::cart::Cart` (teams)
    archcheck.toml: 1 error
    "#);
    let rules = "[analysis]\ntest-code = [\"owner:@shop/stock\"]\n";
    insta::assert_snapshot!(check_owned(&directory, rules), @r#"
    archcheck.toml:10:14: error[wrong-value]: `owner:` can't be used here, since the modules, which can have an `owner`, are read later
    archcheck.toml: 1 error; the check is incomplete
    "#);
}

#[test]
fn code_of_two_owners_belongs_to_both() {
    let directory = owned();
    let codeowners = directory.read(".github/CODEOWNERS");
    let rules = "[[rules]]\nid = \"apart\"\ntype = \"independent\"\namong = [\"owner:@shop/*\"]\n";
    assert!(check_owned(&directory, rules).contains("`@Shop/Web` and `@shop/orders` must be independent"));
    // `cart` uses `orders`, and one team has both.
    directory.write(".github/CODEOWNERS", format!("{codeowners}/api/src/cart.rs @a/all @shop/orders @shop/stock\n"));
    insta::assert_snapshot!(check_owned(&directory, rules), @r#"
    src/orders.rs:1:5: error[not-independent]: `@shop/orders` and `@shop/stock` must be independent, but `@shop/orders` uses `shop::stock::Item` (apart)
    src/orders.rs:2:22: error[not-independent]: `@shop/orders` and `@shop/stock` must be independent, but `@shop/orders` uses `shop::stock::Item` (apart)
    archcheck.toml: 1 error
    "#);
    let rules = "[[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [\"shop::orders\"]\nto = [\"owner:*\"]\n";
    assert!(check_owned(&directory, rules).contains("`shop::orders` must not depend on `shop::stock::Item`"));
}

#[test]
fn a_selector_of_owners_works_on_the_command_line_and_without_codeowners() {
    let directory = owned();
    let api = directory.path().join("api");
    insta::assert_snapshot!(run(&api, &["why", "owner:@shop/web", "owner:@ben"]).out, @r#"
    `owner:@shop/web` depends on `owner:@ben` in 1 step: there is one chain

      shop::cart
        use `crate::orders::Order`   src/cart.rs:1:5
      shop::orders::Order
    "#);
    std::fs::remove_file(directory.path().join(".github/CODEOWNERS")).unwrap();
    let rule = "[[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [\"owner:@ben\"]\nto = [\"shop::stock\"]\n";
    insta::assert_snapshot!(check_owned(&directory, rule), @r#"
    src/orders.rs:1:5: error[forbidden]: `shop::orders` must not depend on `shop::stock::Item` (r)
    src/orders.rs:2:22: error[forbidden]: `shop::orders` must not depend on `shop::stock::Item` (r)
    archcheck.toml: 1 error
    "#);
    insta::assert_snapshot!(check_owned(&directory, &rule.replace("@ben", "@shop/web")), @r#"
    archcheck.toml:12:9: error[unknown-name]: there is no owner `@shop/web`
    archcheck.toml: 1 error; the check is incomplete
    "#);
    // A file that can't be read is an error only if a rule needs it.
    directory.write(".github/CODEOWNERS", b"\xff");
    insta::assert_snapshot!(check_owned(&directory, &rule.replace("@ben", "@shop/web")), @r#"
    archcheck.toml:12:9: error[rules-unreadable]: can't read `.github/CODEOWNERS`: it is not UTF-8 text
    archcheck.toml: 1 error; the check is incomplete
    "#);
    insta::assert_snapshot!(check_owned(&directory, &rule.replace("owner:@ben", "shop::orders")), @r#"
    src/orders.rs:1:5: error[forbidden]: `shop::orders` must not depend on `shop::stock::Item` (r)
    src/orders.rs:2:22: error[forbidden]: `shop::orders` must not depend on `shop::stock::Item` (r)
    archcheck.toml: 1 error
    "#);
}
