//! `contracts` and the check of locked contracts.

use crate::{binary::run, init_and_baseline::all};
use archcheck_testing::Directory;

const RULES: &str = "version = 1\n\n[modules.orders]\npaths = [\"shop::orders\"]\ncontract = \"locked\"\nreason = \"two teams\"\n\n[modules.web]\npaths = [\"shop::web\"]\n\n[modules.root]\npaths = [\"=shop\"]\n";
const ORDERS: &str = "pub struct Order {\n    pub id: u64,\n}\n\npub fn place(order: Order) -> u64 {\n    order.id\n}\n\nfn private() {}\n";

fn shop() -> Directory {
    Directory::with(&[
        ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        ("src/lib.rs", "pub mod orders;\npub mod web;\n"),
        ("src/orders.rs", ORDERS),
        ("src/web.rs", "pub fn serve() {\n    crate::orders::place(crate::orders::Order { id: 1 });\n}\n"),
        ("archcheck.toml", RULES),
    ])
}

fn write(directory: &Directory, arguments: &[&str]) -> String {
    let today = ["contracts", "write", "--today", "2026-11-30"];
    let run = run(directory.path(), &[&today, arguments].concat());
    assert_eq!(run.status, Some(0), "{}", all(&run));
    run.out
}

#[test]
fn a_locked_contract_is_recorded_and_kept() {
    let directory = shop();
    let unrecorded = run(directory.path(), &["check", "--format", "short"]);
    assert!(unrecorded.status == Some(1) && unrecorded.out.contains("contract-unrecorded"), "{}", all(&unrecorded));
    insta::assert_snapshot!(write(&directory, &[]), @r#"
    wrote archcheck-contracts.toml: 1 contract
    added orders: version 1.0
    "#);
    insta::assert_snapshot!(directory.read("archcheck-contracts.toml"), @r#"
    # The contracts of modules that archcheck.toml locks: the items that other modules rely on. `cargo archcheck contracts write`
    # generated this file; do not edit it by hand.
    version = 1
    
    [contracts."orders"]
    versions = [
      { version = "1.0", date = 2026-11-30, reason = "" },
    ]
    items = [
      { path = "shop::orders::Order", kind = "struct", visibility = "pub", signature = "struct Order {}" },
      { path = "shop::orders::Order::id", kind = "field", visibility = "pub", signature = "id: u64" },
      { path = "shop::orders::place", kind = "fn", visibility = "pub", signature = "fn place(Order) -> u64" },
    ]
    "#);
    assert_eq!(write(&directory, &[]), "archcheck-contracts.toml is up to date: 1 contract\n");
    for cache in ["--no-cache", "--color=never", "--color=never"] {
        let check = run(directory.path(), &["check", cache]);
        assert_eq!(check.status, Some(0), "{}", all(&check));
    }

    // Bodies, comments, parameter names and private items do not matter.
    directory.write(
        "src/orders.rs",
        ORDERS
            .replace("order: Order", "/* the */ o: Order")
            .replace("order.id", "o.id + 0")
            .replace("fn private", "fn hidden"),
    );
    let check = run(directory.path(), &["check"]);
    assert_eq!(check.status, Some(0), "{}", all(&check));

    directory.write(
        "src/orders.rs",
        ORDERS.replace("(order: Order)", "(order: Order, urgent: bool)") + "pub fn cancel() {}\n",
    );
    for cache in ["--no-cache", "--color=never"] {
        let check = run(directory.path(), &["check", cache]);
        assert_eq!(check.status, Some(1), "{}", all(&check));
        if cache == "--no-cache" {
            insta::assert_snapshot!(check.out, @r#"
    error[contract-changed]: function `shop::orders::place` changed, which is
      breaking for the contract of module `orders`
        ╭─[src/orders.rs:5:8]
      5 │ pub fn place(order: Order, urgent: bool) -> u64 {
        │        ^^^^^
        ├─[archcheck.toml:5:1]
      5 │ contract = "locked"
        │ ──────── locked here
        ├─[archcheck-contracts.toml:12:3]
     12 │ …{ path = "shop::orders::place", kind = "fn", visibility = "pub", signatu…
        │  ────────────────────────────────────────────────────────────────────────
        │  recorded in version 1.0
        ├─[src/web.rs:2:5]
      2 │     crate::orders::place(crate::orders::Order { id: 1 });
        │     ──────────────────── used by `web`: 1 reference
        ╰─
        reason: two teams
        note: a parameter was added
        was: fn place(Order) -> u64
        now: fn place(Order, bool) -> u64
        help: undo the change, or record it with `cargo archcheck contracts write
              --bump --reason TEXT`
    
    error[contract-changed]: function `shop::orders::cancel` was added, which is
      compatible for the contract of module `orders`
        ╭─[src/orders.rs:10:8]
     10 │ pub fn cancel() {}
        │        ^^^^^^
        ├─[archcheck.toml:5:1]
      5 │ contract = "locked"
        │ ──────── locked here
        ╰─
        reason: two teams
        help: undo the change, or record it with `cargo archcheck contracts write
              --bump --reason TEXT`
    
    checked 3 files, 3 Rust modules, 1 dependency in 1 crate against 1 rule in
    archcheck.toml: 2 errors
    next: `cargo archcheck explain contract-changed` says what it means and how to
          fix it
    "#);
        }
    }
    let refused = run(directory.path(), &["contracts", "write"]);
    assert_eq!(refused.status, Some(1));
    insta::assert_snapshot!(refused.err, @r#"
    error: 1 contract changed, and nothing was written
      orders
        changed shop::orders::place (breaking: a parameter was added)
        added shop::orders::cancel
      help: undo the changes, or record them with `cargo archcheck contracts
        write --bump --reason TEXT`
    "#);
    insta::assert_snapshot!(write(&directory, &["--bump", "--reason", "orders can be urgent"]), @r#"
    wrote archcheck-contracts.toml: 1 contract
    changed orders: version 2.0
        changed shop::orders::place (breaking: a parameter was added)
        added shop::orders::cancel
    "#);
    let text = directory.read("archcheck-contracts.toml");
    assert!(text.contains("{ version = \"2.0\", date = 2026-11-30, reason = \"orders can be urgent\" },"), "{text}");
    assert_eq!(run(directory.path(), &["check"]).status, Some(0));

    // A compatible change is a minor version.
    directory.append("src/orders.rs", "pub fn list() {}\n");
    write(&directory, &["--bump", "--reason", "orders are listed"]);
    let text = directory.read("archcheck-contracts.toml");
    assert!(text.contains("{ version = \"2.1\", date = 2026-11-30, reason = \"orders are listed\" },"), "{text}");
}

#[test]
fn an_interface_can_be_locked_alone() {
    let directory = shop();
    let rules = RULES
        .replace("contract = \"locked\"", "interfaces.placing = [\"shop::orders::place\"]\ncontract = [\"placing\"]");
    directory.write("archcheck.toml", &rules);
    write(&directory, &[]);
    let text = directory.read("archcheck-contracts.toml");
    assert!(text.contains("[contracts.\"orders#placing\"]") && !text.contains("struct Order"), "{text}");
    directory.write("src/orders.rs", ORDERS.replace("pub id", "pub(crate) id"));
    assert_eq!(run(directory.path(), &["check"]).status, Some(0));
    directory.write("src/orders.rs", ORDERS.replace("-> u64", "-> u32"));
    assert_eq!(run(directory.path(), &["check"]).status, Some(1));

    directory.write("archcheck.toml", rules.replace("[\"placing\"]", "[\"placign\"]"));
    let check = run(directory.path(), &["check", "--format", "short"]);
    assert!(check.status == Some(2) && all(&check).contains("unknown-name"), "{}", all(&check));
}

#[test]
fn records_that_can_not_be_used_are_reported() {
    let directory = shop();
    write(&directory, &[]);
    let good = directory.read("archcheck-contracts.toml");
    let broken = [
        "<<<<<<< HEAD\n".to_owned() + &good,
        good.replace("version = 1\n", ""),
        good.replace("version = 1\n", "version = 2\n"),
        good.replace("kind = \"fn\"", "kind = \"function\""),
        good.replace("\"1.0\"", "\"one\""),
        good.replace("items", "item"),
    ];
    for text in broken {
        directory.write("archcheck-contracts.toml", &text);
        for arguments in [&["check", "--format", "short"][..], &["contracts", "write", "--bump", "--reason", "x"]] {
            let run = run(directory.path(), arguments);
            assert_eq!(run.status, Some(2), "{text}\n{}", all(&run));
            assert!(all(&run).contains("corrupt-contracts"), "{text}\n{}", all(&run));
        }
        assert_eq!(directory.read("archcheck-contracts.toml"), text);
    }
    directory.write("archcheck-contracts.toml", &good);
    directory.write("archcheck.toml", RULES.replace("contract = \"locked\"\n", ""));
    let stale = run(directory.path(), &["check", "--format", "short"]);
    assert!(stale.status == Some(0) && stale.out.contains("stale-contract"), "{}", all(&stale));
    assert!(write(&directory, &[]).contains("removed orders"));
    assert!(!run(directory.path(), &["check", "--format", "short"]).out.contains("stale-contract"));
}
