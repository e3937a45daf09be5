//! The command `extract`, on a workspace with one of each problem, and a near miss for each.

use crate::binary::{Outcome, run};
use archcheck_testing::Directory;
use serde_json::Value;

fn workspace() -> Directory {
    Directory::with(&[
        (
            "Cargo.toml",
            "[package]\nname = \"shop\"\nedition = \"2021\"\n\n[workspace]\n[dependencies]\nserde = \"1\"\nlog = \"0.4\"\n[dev-dependencies]\ninsta = \"1\"\n",
        ),
        (
            "archcheck.toml",
            "version = 1\n\n[modules.orders]\npaths = [\"shop::orders\"]\n\n[modules.catalog]\npaths = [\"shop::catalog\"]\n\n\
             [modules.root]\npaths = [\"=shop\"]\n\n[modules.web]\npaths = [\"shop::web\"]\n\n[modules.prices]\npaths = [\"shop::prices\"]\n",
        ),
        ("src/lib.rs", "#[macro_use]\npub mod orders;\npub mod catalog;\npub mod web;\npub mod prices;\n"),
        (
            "src/orders.rs",
            "use crate::catalog::Item;\nuse crate::prices::Price;\nmod state;\n\
             pub struct Order(pub Item, Price);\n\
             pub(crate) struct Draft;\npub(crate) struct OnlyHere;\npub struct Visible;\n\
             struct Private(OnlyHere);\n\
             macro_rules! order { () => { crate::orders::Order }; }\n\
             #[macro_export]\nmacro_rules! exported { () => {}; }\n\
             impl serde::Serialize for crate::prices::Price {}\n\
             impl From<Order> for crate::prices::Price { fn from(_: Order) -> Self { loop {} } }\n\
             impl serde::Serialize for Order {}\n\
             impl Order { fn own(&self) {} }\n\
             #[cfg(test)]\nmod tests {\n    use insta::assert_snapshot;\n    use crate::web::show;\n}\n",
        ),
        ("src/orders/state.rs", "pub(super) struct State;\nfn log() { log::info!(\"x\"); }\n"),
        ("src/catalog.rs", "pub struct Item;\nfn first(_: crate::orders::Order) {}\n"),
        ("src/prices.rs", "pub(crate) struct Price;\n"),
        (
            "src/web.rs",
            "use crate::orders::{Draft, Order, Visible};\n\
             pub fn show(_: Order, _: Draft, _: Visible) { order!(); exported!(); }\n\
             impl std::fmt::Display for Order { }\n\
             impl Order { fn show(&self) {} }\n\
             struct Page;\nimpl std::fmt::Display for Page { }\nimpl From<Page> for Order { }\n",
        ),
    ])
}

fn extract(directory: &Directory, args: &[&str]) -> Outcome {
    run(directory.path(), &[&["extract"], args].concat())
}

fn json(directory: &Directory, module: &str) -> Value {
    let answer = extract(directory, &[module, "--format", "json"]);
    serde_json::from_str(&answer.out).unwrap_or_else(|error| panic!("{error}: {}{}", answer.out, answer.err))
}

fn texts(answer: &Value, list: &str, key: &str) -> Vec<String> {
    let entries = answer[list].as_array().unwrap_or_else(|| panic!("{list} is a list"));
    entries
        .iter()
        .map(|entry| if key.is_empty() { entry } else { &entry[key] })
        .map(|text| text.as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn what_is_in_the_way_is_found() {
    let directory = workspace();
    let answer = json(&directory, "orders");
    // `orders` needs `catalog`, which needs `orders`: one reference each way. `prices` is no cycle.
    let cuts = answer["cuts"].as_array().expect("it is a list");
    assert_eq!(cuts.len(), 1, "{cuts:?}");
    assert_eq!(cuts[0]["references"], 1);
    // `OnlyHere` is used only inside, and `Visible` and `Order` are `pub`.
    assert_eq!(texts(&answer, "hidden", "path"), ["shop::orders::Draft", "shop::prices::Price"]);
    assert_eq!(
        texts(&answer, "impls", "signature"),
        ["impl Serialize for crate::prices::Price", "impl Display for Order", "impl Order",]
    );
    assert_eq!(texts(&answer, "macros", "name"), ["shop::orders::order!"]);
    assert_eq!(texts(&answer, "external", ""), ["log", "serde"]);
    assert_eq!(texts(&answer, "external_in_tests", ""), ["insta"]);
    assert_eq!(answer["effort"], 7);
}

#[test]
fn the_answer_is_rendered_for_people_and_issues() {
    let directory = workspace();
    insta::assert_snapshot!("extract.human", extract(&directory, &["orders"]).out);
    insta::assert_snapshot!("extract.markdown", extract(&directory, &["orders", "--format", "markdown"]).out);
    insta::assert_snapshot!("extract.ranking", extract(&directory, &[]).out);
    insta::assert_snapshot!("extract.ranking.markdown", extract(&directory, &["--format", "markdown"]).out);
    let ranking: Value = serde_json::from_str(&extract(&directory, &["--format", "json"]).out).expect("it is JSON");
    assert_eq!(texts(&ranking, "modules", "name").last().map(String::as_str), Some("orders"));
}

#[test]
fn patterns_work_without_rules_and_crates_are_refused() {
    let directory = workspace();
    std::fs::remove_file(directory.path().join("archcheck.toml")).expect("the file can be removed");
    let answer = json(&directory, "shop::prices");
    assert_eq!((&answer["effort"], &answer["krate"]), (&Value::from(2), &Value::from("shop")));
    let ranking = extract(&directory, &[]);
    assert!(ranking.out.contains("shop::orders"), "{}", ranking.out);
    let root = extract(&directory, &["shop"]);
    assert!(root.status == Some(2) && root.err.contains("it is a crate already"), "{}", root.err);
    let unknown = extract(&directory, &["shop::nothing"]);
    assert_eq!(unknown.status, Some(2), "{}", unknown.out);
}
