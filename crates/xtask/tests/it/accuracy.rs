//! `cargo xtask accuracy` end to end: a small workspace, the real rustc, and a script in the place of the checker that prints a
//! graph.

use crate::checker;
use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};

/// A library and a binary of one package, without dependencies to download.
const FILES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[features]\nextra = []\n\
         [dependencies]\nstock = { path = \"stock\" }\ngoods = { path = \"goods\", package = \"wares\" }\n\
         [workspace]\nmembers = [\"stock\"]\nexclude = [\"goods\", \"deep\"]\n",
    ),
    (
        "build.rs",
        "fn main() { println!(\"cargo::rustc-cfg=built\"); println!(\"cargo::rustc-check-cfg=cfg(built)\"); }",
    ),
    (
        "src/lib.rs",
        "pub mod orders;\npub mod facade { pub use crate::orders::*; pub use goods as sold; }\n\
         #[cfg(feature = \"extra\")] pub mod extra { pub fn both() {} pub mod both {} }\n\
         #[cfg(feature = \"extra\")] mod user { pub use crate::extra::both as second; }\n\
         #[cfg(built)] mod built { use crate::facade::sold::kind::Kind; pub type K = Kind; }\n\
         mod enter { use goods::inner; pub type Thing = inner::Thing; }\n\
         #[cfg(test)] mod tests { use crate::orders::Order; }\n\
         macro_rules! calls { ($($arg:expr),*) => { [$($arg),*, $crate::orders::NONE] } }\n\
         mod args { pub fn f() -> [u8; 2] { calls!(crate::facade::NONE) } }\n",
    ),
    (
        "src/orders.rs",
        "pub struct Order(pub stock::Item);\npub const NONE: u8 = 0;\n\
         #[derive(Clone, Debug)] pub struct Line { pub r#type: super::facade::r#Fn }\n\
         #[derive(Clone, Debug)] pub struct r#Fn;\n\
         impl Order { pub fn new() -> Self { let _ = (Self(stock::Item::default()),); todo!() } }\n",
    ),
    ("src/main.rs", "mod cli { pub fn run() { let _ = shop::facade::Order::new; } }\nfn main() { cli::run() }\n"),
    ("stock/Cargo.toml", "[package]\nname = \"stock\"\nversion = \"0.1.0\"\nedition = \"2015\"\n"),
    ("stock/src/lib.rs", "mod item { #[derive(Default)] pub struct Item; }\npub use item::Item;\n"),
    (
        "goods/Cargo.toml",
        "[package]\nname = \"wares\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
         [dependencies]\ndeep = { path = \"../deep\" }\n",
    ),
    ("goods/src/lib.rs", "pub mod kind { pub struct Kind {} }\npub use deep::inner;\n"),
    ("deep/Cargo.toml", "[package]\nname = \"deep\"\nversion = \"0.1.0\"\nedition = \"2021\"\n"),
    ("deep/src/lib.rs", "pub mod inner { pub struct Thing; }\n"),
];

fn workspace() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in FILES {
        let file = directory.path().join("shop").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    directory
}

fn xtask(directory: &Path, args: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("accuracy")
        .arg(directory.join("shop"))
        .arg("--work-dir")
        .arg(directory.join("work"))
        .args(args)
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text)
}

/// Returns `FROM KIND TO` for each edge of a crate, with `?` if the edge is not required.
fn edges(answers: &Value, target: &str, kind: &str) -> Vec<String> {
    let crates = answers[0]["crates"].as_array().unwrap();
    let of_target = |answer: &&Value| answer["krate"]["target"] == target && answer["krate"]["kind"] == kind;
    let answer = crates.iter().find(of_target).unwrap();
    let line = |edge: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (from, end) = (text(&edge["from"]), text(&edge["end"]));
        let to = format!("{}::{}", text(&edge["to"]["krate"]), text(&edge["to"]["path"]));
        let through = edge["through"].as_array().unwrap();
        let first = through.first().map_or_else(String::new, |krate| text(&krate["krate"]));
        // A path that enters one crate and ends in another.
        let to = if through.len() > 1 { format!("{first} > {to}") } else { to };
        let optional = if edge["required"] == true { "" } else { "?" };
        format!("{from} {end} {to}{optional}").trim_start().to_owned()
    };
    answer["edges"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn rustc_reports_what_every_path_resolves_to() {
    let directory = workspace();
    let json = directory.path().join("answers.json");
    let args = ["--rustc-only", "--features", "extra", "--json", json.to_str().unwrap()];
    let (code, text) = xtask(directory.path(), &args);
    assert_eq!(code, 0, "{text}");
    let answers: Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    assert_eq!(answers[0]["failed"], json!([]), "{text}");
    let expected = [
        // The body of the macro.
        "written shop::orders",
        "defined shop::orders",
        // The argument of the macro.
        "args written shop::facade",
        "args defined shop::orders",
        // A module of another crate, through a re-export in this one.
        "built written shop::facade?",
        "built written shop > wares::kind",
        "built defined wares::kind",
        // Both the `use` and the path that starts with the imported name.
        "enter written wares > deep::inner",
        "enter defined deep::inner",
        "facade written shop::orders",
        "facade written wares::",
        "facade defined shop::orders",
        "facade defined wares::",
        "orders written shop::facade",
        "orders written stock::",
        "orders defined stock::item",
        // In both namespaces.
        "user written shop::extra?",
        "user written shop::extra::both",
        "user defined shop::extra",
        "user defined shop::extra::both",
    ];
    assert_eq!(edges(&answers, "shop", "lib"), expected);
    let bin = edges(&answers, "shop", "bin");
    assert_eq!(bin, ["written shop::cli", "defined shop::cli", "cli written shop::facade", "cli defined shop::orders"]);
    assert_eq!(edges(&answers, "stock", "lib"), ["written stock::item", "defined stock::item"]);
    let shop = &answers[0]["crates"][0];
    assert_eq!(shop["cfgs"], json!(["built"]));
    assert_eq!(shop["renames"], json!({ "goods": "wares" }));
}

#[cfg(unix)]
#[test]
fn exactly_the_differences_are_reported() {
    use std::os::unix::fs::PermissionsExt;

    let directory = workspace();
    let reference = |from: &str, written: Value, defined: &str, kind: &str| {
        json!({ "from": from, "written": written, "defined": defined, "path": "p", "kind": kind,
                "context": "production", "file": "src/lib.rs", "line": 7, "column": 3 })
    };
    let module = |path: &str| json!({ "path": path, "file": "src/lib.rs", "line": 1, "context": "production" });
    let modules = [
        "shop",
        "shop::orders",
        "shop::facade",
        "shop::args",
        "shop::built",
        "shop::enter",
        "shop::extra",
        "bin:shop",
        "bin:shop::cli",
        "stock",
        "stock::item",
    ];
    let graph = json!({
        "crates": [
            { "path": "shop", "package": "shop", "kind": "lib", "target": "shop" },
            { "path": "bin:shop", "package": "shop", "kind": "bin", "target": "shop" },
            { "path": "stock", "package": "stock", "kind": "lib", "target": "stock" },
        ],
        "modules": modules.map(module),
        "references": [
            reference("shop", json!("shop::orders"), "shop::orders", "macro"),
            reference("shop::args", json!("shop::facade"), "shop::orders", "path"),
            // The dependency has the name that Cargo.toml gives it.
            reference("shop::built", json!("goods::kind"), "goods::kind::Kind", "use"),
            reference("shop::enter", json!("goods::inner"), "goods::inner::Thing", "use"),
            reference("shop::facade", json!("shop::orders"), "shop::orders", "reexport"),
            reference("shop::facade", json!("goods"), "goods", "reexport"),
            reference("shop::orders", json!("shop::facade"), "shop::args", "path"),
            reference("shop::orders", json!("stock"), "stock::item", "path"),
            reference("shop::orders", Value::Null, "shop::built", "macro"),
            reference("shop::orders", json!("std::fmt"), "std::fmt", "use"),
            reference("bin:shop", json!("bin:shop::cli"), "bin:shop::cli", "path"),
            reference("bin:shop::cli", json!("shop::facade"), "shop::orders", "path"),
        ],
        "summary": { "unresolved": 3 },
    });
    let checker = directory.path().join("checker.sh");
    fs::write(directory.path().join("graph.json"), graph.to_string()).unwrap();
    let script = "#!/bin/sh\nhere=$(dirname \"$0\")\necho \"$@\" > \"$here/args\"\ncat \"$here/graph.json\"\n";
    fs::write(&checker, script).unwrap();
    fs::set_permissions(&checker, fs::Permissions::from_mode(0o755)).unwrap();

    let args = ["--checker", checker.to_str().unwrap(), "--differences", "--fail-under", "0.995"];
    let (code, text) = xtask(directory.path(), &args);
    assert_eq!(code, 1, "{text}");
    let differences: Vec<&str> =
        text.lines().map(str::trim).filter(|line| line.starts_with("missing") || line.starts_with("extra")).collect();
    let expected = [
        "extra   module  shop::extra  src/lib.rs:1:1",
        "extra   defined shop::orders -> shop::args  src/lib.rs:7:3  p",
        "missing written stock -> stock::item  stock/src/lib.rs:2:9  item::Item",
        "missing defined stock -> stock::item  stock/src/lib.rs:2:9  item::Item",
    ];
    assert_eq!(differences, expected, "{text}");
    assert!(text.contains("unresolved: shop: 3"), "{text}");
    let passed = fs::read_to_string(directory.path().join("args")).unwrap();
    assert!(
        passed.starts_with("graph --format json --references --cfg active --cfg built --manifest-path "),
        "{passed}"
    );
}

/// Compares few programs, to notice when the generator or the checker breaks. `--generated` takes any number.
#[test]
fn generated_programs_resolve_as_rustc_resolves_them() {
    let directory = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["accuracy", "--generated", "16", "--seed", "1000", "--checker"])
        .arg(checker::checker())
        .arg("--work-dir")
        .arg(directory.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    assert!(text.starts_with("16 programs: rustc accepted 16 (100 %)"), "{text}");
}
