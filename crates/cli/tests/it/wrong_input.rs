//! Invalid and unusual input ends with a clear message and the right exit status: no panic, no stack overflow, no hang.
//!
//! The tests write their files to temporary directories, since no repository should contain such files.

use crate::binary::{Outcome, run};
use archcheck_testing::Directory;
use std::{
    fmt::Write,
    fs,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// A nesting depth that is too deep.
const DEEP: usize = 50_000;

/// The time limit of a run, on a busy machine and in a debug build.
const PATIENCE: Duration = Duration::from_mins(2);

/// Writes a package with one source file.
fn package(root: impl AsRef<[u8]>) -> Directory {
    let directory = Directory::new();
    directory.write("Cargo.toml", "[workspace]\n\n[package]\nname = \"shop\"\nedition = \"2024\"\n");
    directory.write("archcheck.toml", RULES);
    directory.write("src/lib.rs", root);
    directory
}

/// A rules file with a rule that no input here violates.
const RULES: &str = "version = 1\n[[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [\"shop\"]\nto = [\"std::os\"]\n";

/// Runs `check` with a time limit.
fn check(directory: &Directory) -> Outcome {
    let (done, outcome) = mpsc::channel();
    let path = directory.path().to_owned();
    let started = Instant::now();
    thread::spawn(move || done.send(run(&path, &["check", "--format", "short"])));
    let outcome = outcome.recv_timeout(PATIENCE);
    outcome.unwrap_or_else(|_| panic!("still running after {:?}", started.elapsed()))
}

/// Checks each text as a crate, and compares the exit status and the output.
fn each(cases: Vec<(&str, String, i32, &str)>) {
    let mut wrong = String::new();
    for (name, text, status, expected) in cases {
        let outcome = check(&package(text));
        let is_expected =
            if expected.is_empty() { !outcome.out.contains("error[") } else { outcome.out.contains(expected) };
        if outcome.status != Some(status) || !is_expected {
            let out: String = outcome.out.chars().take(300).collect();
            let err: String = outcome.err.chars().take(300).collect();
            let _ = writeln!(wrong, "{name}: {:?}, not {status} and `{expected}`\n{out}\n{err}", outcome.status);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Returns `open` n times, `middle`, and `close` n times.
fn nest(open: &str, middle: &str, close: &str, times: usize) -> String {
    [&open.repeat(times), middle, &close.repeat(times)].concat()
}

/// Joins the texts for some numbers.
fn each_of(numbers: impl Iterator<Item = usize>, text: impl Fn(usize) -> String) -> String {
    numbers.map(text).collect()
}

fn in_let(expression: &str) -> String {
    format!("fn f() {{ let _ = {expression}; }}")
}

fn in_type(r#type: &str) -> String {
    format!("type T = {type};")
}

#[test]
fn too_deep_nesting_is_reported() {
    let deep = |open: &str, middle: &str, close: &str| nest(open, middle, close, DEEP);
    let texts = [
        ("parentheses", in_let(&deep("(", "1", ")"))),
        ("not", in_let(&deep("!", "true", ""))),
        ("minus", in_let(&deep("- ", "1", ""))),
        ("borrow", in_let(&deep("&", "1", ""))),
        ("sum", in_let(&deep("a + ", "a", ""))),
        ("method calls", in_let(&deep("", "a", ".a()"))),
        ("fields", in_let(&deep("", "a", ".a"))),
        ("awaits", in_let(&deep("", "a", ".await"))),
        ("question marks", in_let(&deep("", "a", "?"))),
        ("calls", in_let(&deep("", "a", "()"))),
        ("indices", in_let(&deep("", "a", "[0]"))),
        ("casts", in_let(&deep("", "1", " as u8"))),
        ("closures", in_let(&deep("|a| ", "1", ""))),
        ("else if", format!("fn f() {{ {} }}", deep("if a {} else ", "{}", ""))),
        ("match", format!("fn f() {{ {} }}", deep("match a { _ => ", "1", "}"))),
        ("loops", format!("fn f() {{ {} }}", deep("loop {", "", "}"))),
        ("let else", format!("fn f() {{ {} }}", deep("let _ = a else {", "", "};"))),
        ("blocks", format!("fn f() {}", deep("{", "", "}"))),
        ("functions", deep("fn f() {", "", "}")),
        ("modules", deep("mod a {", "", "}")),
        ("tuples", in_type(&deep("(", "u8", ",)"))),
        ("references", in_type(&deep("&", "u8", ""))),
        ("function types", in_type(&deep("fn() -> ", "u8", ""))),
        ("generics", in_type(&deep("Vec<", "u8", ">"))),
        ("qualified", in_type(&deep("<", "u8", " as A>::B"))),
        ("patterns", format!("fn f() {{ let {} = a; }}", deep("(", "_", ",)"))),
        ("borrow patterns", format!("fn f() {{ let {} = a; }}", deep("& ", "_", ""))),
        ("use groups", format!("use {};", deep("{", "a", "}"))),
        ("use groups with names", format!("use {};", deep("a::{", "a", "}"))),
        ("use path", format!("use {};", deep("a::", "a", ""))),
        ("path", in_let(&deep("a::", "a", ""))),
        ("cfg", format!("#[cfg({})] fn f() {{}}", deep("not(", "a", ")"))),
        ("macro arguments", format!("m! {{ {} }}", deep("(", "", ")"))),
        ("macro calls", in_let(&deep("m!(", "", ")"))),
        ("macro body", format!("macro_rules! m {{ () => {{ {} }} }}\nm!();", deep("{", "", "}"))),
        ("macro matcher", format!("macro_rules! m {{ ({}) => {{}} }}\nm!();", deep("(", "", ")"))),
        ("macro repetitions", format!("macro_rules! m {{ ({}) => {{}} }}\nm!();", deep("$(", "a", ")*"))),
    ];
    each(texts.into_iter().map(|(name, text)| (name, text, 2, "error[too-deep]")).collect());
}

#[test]
fn deep_nesting_is_read() {
    let deep = |open: &str, middle: &str, close: &str, times| nest(open, middle, close, times);
    let texts = [
        ("parentheses", in_let(&deep("(", "1", ")", 4000))),
        ("not", in_let(&deep("!", "true", "", 4000))),
        ("sum", in_let(&deep("1 + ", "1", "", 4000))),
        ("method calls", in_let(&deep("", "1", ".a()", 2000))),
        ("calls", in_let(&deep("", "(1)", "()", 2000))),
        ("closures", in_let(&deep("|_| ", "1", "", 1300))),
        ("else if", format!("fn f() {{ {} }}", deep("if true {} else ", "{}", "", 2000))),
        ("match", format!("fn f() {{ {} }}", deep("match 1 { _ => ", "1", "}", 1000))),
        ("blocks", format!("fn f() {}", deep("{", "", "}", 4000))),
        ("functions", deep("fn f() {", "", "}", 2000)),
        ("modules", deep("mod a {", "", "}", 2000)),
        ("tuples", in_type(&deep("(", "u8", ",)", 4000))),
        ("generics", in_type(&deep("Option<", "u8", ">", 1300))),
        ("qualified", in_type(&deep("<", "u8", " as Iterator>::B", 1000))),
        ("patterns", format!("fn f() {{ let {} = 1; }}", deep("(", "_", ",)", 4000))),
        ("use groups", format!("use std::{};", deep("{", "fs", "}", 4000))),
        ("cfg", format!("#[cfg({})] fn f() {{}}", deep("not(", "a", ")", 4000))),
        ("macro calls", in_let(&deep("vec![", "", "]", 1300))),
    ];
    each(texts.into_iter().map(|(name, text)| (name, text, 0, "")).collect());
}

#[test]
fn endless_expansion_is_stopped() {
    let rules = |rule: &str, call: &str| format!("macro_rules! m {{ {rule} }}\n{call}");
    each(vec![
        ("a module in itself", "#[path = \"lib.rs\"]\nmod a;".into(), 2, "src/lib.rs:2:1: error[circular-module]"),
        ("an include of itself", "include!(\"lib.rs\");".into(), 2, "error[circular-module]"),
        ("two of them", "include!(\"lib.rs\");\ninclude!(\"lib.rs\");".into(), 2, "error[circular-module]"),
        ("a macro that calls itself", rules("() => { m!(); }", "m!();"), 2, "error[expansion-bound]"),
        ("one that calls itself twice", rules("() => { m!(); m!(); }", "m!();"), 2, "error[expansion-bound]"),
        ("one that grows", rules("($($t:tt)*) => { m!($($t)* $($t)*); }", "m!(a);"), 2, "error[expansion-bound]"),
        (
            "one that declares as it grows",
            rules("() => { mod a { m!(); } mod b { m!(); } }", "m!();"),
            2,
            "error[expansion-bound]",
        ),
        ("imports of each other", "use b as a;\nuse a as b;".into(), 0, ""),
    ]);
}

#[test]
fn names_with_too_many_meanings_are_reported() {
    let feeding = |count: usize| {
        let uses = each_of(0..count, |number| format!("use b::t{number}::b;\n"));
        format!("use k::b;\n{uses}")
    };
    let declared = |count: usize| {
        let items = (0..count).map(|number| format!("#[cfg(feature = \"f{number}\")] pub fn f() {{ crate::f(); }}\n"));
        items.collect::<String>() + "mod user { use crate::f; use crate::*; pub fn g() { f(); } }\n"
    };
    each(vec![
        ("imports that feed each other", feeding(100), 0, ""),
        ("items of one name", declared(2000), 2, "error[expansion-bound]: `f` has 256 or more meanings in one scope"),
        ("fewer items of one name", declared(100), 0, ""),
    ]);
}

#[test]
fn macros_expand_as_deeply_as_the_recursion_limit_allows() {
    let text = |attribute: &str, depth: usize| {
        let calls = "x ".repeat(depth);
        format!("{attribute}\nmacro_rules! m {{ (x $($t:tt)*) => {{ m!($($t)*); }}; () => {{}}; }}\nm!({calls});")
    };
    each(vec![
        ("the default", text("", 100), 0, ""),
        ("more than the default", text("", 200), 2, "more than 128 levels deep"),
        ("a limit", text("#![recursion_limit = \"512\"]", 200), 0, ""),
        ("a limit under a condition", text("#![cfg_attr(unix, recursion_limit = \"256\")]", 200), 0, ""),
        (
            "the largest of two",
            text("#![recursion_limit = \"256\"]\n#![cfg_attr(a, recursion_limit = \"9\")]", 200),
            0,
            "",
        ),
        ("a lower limit", text("#![recursion_limit = \"16\"]", 100), 0, ""),
        ("more than a limit", text("#![recursion_limit = \"512\"]", 600), 2, "more than 512 levels deep"),
        ("no number", text("#![recursion_limit = \"many\"]", 200), 2, "more than 128 levels deep"),
        ("no string", text("#![recursion_limit(512)]", 200), 2, "more than 128 levels deep"),
        (
            "a limit that never ends",
            "#![recursion_limit = \"1000000\"]\nmacro_rules! m { () => { m!(); } }\nm!();".into(),
            2,
            "error[expansion-bound]",
        ),
        (
            "a limit of another module",
            format!("mod a {{ {} }}", text("#![recursion_limit = \"512\"]", 200)),
            2,
            "more than 128 levels deep",
        ),
    ]);
}

#[test]
fn a_cycle_of_module_files_is_reported() {
    let directory = package("mod a;");
    directory.write("src/a.rs", "#[path = \"b.rs\"]\nmod b;");
    directory.write("src/b.rs", "#[path = \"a.rs\"]\nmod a;");
    let outcome = check(&directory);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.out.starts_with("src/b.rs:2:1: error[circular-module]: "), "{}", outcome.out);
}

#[test]
fn invalid_source_is_reported() {
    each(vec![
        ("an unclosed brace", "fn f() {".into(), 2, "error[syntax]"),
        ("unclosed braces", "{".repeat(DEEP), 2, "error[syntax]"),
        ("closing braces", "}".repeat(DEEP), 2, "error[syntax]"),
        ("an unclosed comment", "/*".repeat(DEEP), 2, "error[syntax]"),
        ("an unclosed string", "const A: &str = \"".into(), 2, "error[syntax]"),
        ("a NUL", "fn f() {\0}".into(), 2, "error[syntax]"),
        ("a conflict", "<<<<<<< HEAD\nfn f() {}\n=======\n>>>>>>> a\n".into(), 2, "error[syntax]"),
    ]);
    for (name, bytes) in
        [("binary", &b"\x7fELF\x02\x01\0\xff"[..]), ("Latin-1", b"// caf\xe9\n"), ("UTF-16", b"\xff\xfef\0")]
    {
        let outcome = check(&package(bytes));
        assert_eq!(outcome.status, Some(2), "{name}");
        assert!(
            outcome.out.contains("error[unreadable]: `src/lib.rs` can't be read: it is not UTF-8"),
            "{name}: {}",
            outcome.out
        );
    }
}

#[test]
fn unusual_source_is_read() {
    let nested_comment = nest("/*", "", "*/", DEEP);
    let statements = in_let(&"a; ".repeat(100_000));
    each(vec![
        ("nothing", String::new(), 0, ""),
        ("a NUL in a comment", "// \0\nfn f() {}".into(), 0, ""),
        ("a byte-order mark, a shebang and CRLF", "\u{feff}#!/usr/bin/env run\r\nfn f() {\r\n}\r\n".into(), 0, ""),
        ("an attribute that looks like a shebang", "#![allow(dead_code)]\nfn f() {}".into(), 0, ""),
        ("comments in comments", nested_comment, 0, ""),
        ("a long line", statements, 0, ""),
        ("a long string", format!("const A: &str = \"{}\";", "é".repeat(2_500_000)), 0, ""),
        ("a long list", format!("const A: &[u8] = &[{}];", "1,".repeat(500_000)), 0, ""),
    ]);
}

#[test]
fn a_directory_in_the_place_of_a_module_file_is_reported() {
    let directory = package("mod a;\nmod b;");
    fs::create_dir(directory.path().join("src/a.rs")).expect("a directory can be made");
    let outcome = check(&directory);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.out.contains("error[unreadable]: `src/a.rs` can't be read"), "{}", outcome.out);
    assert!(outcome.out.contains("src/lib.rs:2:1: error[missing-module]"), "{}", outcome.out);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_reported() {
    use std::os::unix::fs::PermissionsExt;
    let directory = package("mod a;");
    directory.write("src/a.rs", "");
    let path = directory.path().join("src/a.rs");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("permissions can be set");
    if fs::read(&path).is_ok() {
        // This user can read every file.
        return;
    }
    let outcome = check(&directory);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.out.contains("src/a.rs:1:1: error[unreadable]"), "{}", outcome.out);
}

#[cfg(unix)]
#[test]
fn circular_links_are_reported() {
    use std::os::unix::fs::symlink;
    let directory = package("mod a;\nmod b;");
    // A file that links to itself, and a directory that contains itself.
    symlink("a.rs", directory.path().join("src/a.rs")).expect("a link can be made");
    directory.write("src/b/mod.rs", "mod b;");
    symlink(".", directory.path().join("src/b/b")).expect("a link can be made");
    let outcome = check(&directory);
    assert_eq!(outcome.status, Some(2), "{}", outcome.out);
    assert!(outcome.out.contains("error[unreadable]: `src/a.rs` can't be read: "), "{}", outcome.out);
    assert_eq!(outcome.out.lines().filter(|line| line.contains("error[")).count(), 2, "{}", outcome.out);
}

#[test]
fn an_unreadable_manifest_is_reported() {
    let directory = package("");
    directory.write("Cargo.toml", "[package\n");
    let outcome = check(&directory);
    assert_eq!(outcome.status, Some(2));
    assert!(
        outcome.out.contains("error[metadata]: ") || outcome.err.contains("error"),
        "{}{}",
        outcome.out,
        outcome.err
    );
    fs::remove_file(directory.path().join("Cargo.toml")).expect("the file can be removed");
    let outcome = check(&directory);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.out.contains("Cargo.toml") || outcome.err.contains("Cargo.toml"), "{}{}", outcome.out, outcome.err);
}

/// Imports, globs and files whose combinations multiply.
#[test]
fn what_multiplies_ends_soon() {
    let numbers = |count: usize, text: &dyn Fn(usize) -> String| (0..count).map(text).collect::<String>();
    let globs = |at: usize| {
        let others =
            numbers(60, &|other| if other == at { String::new() } else { format!("pub use crate::m{other}::*; ") });
        format!("pub mod m{at} {{ {others} pub struct S{at}; pub fn f(_: S{}) {{}} }}\n", (at + 7) % 60)
    };
    each(vec![
        ("imports that lead to each other", "use k::b; use b::t0::b; use b::t1::b; use b::t2::b;".into(), 0, ""),
        ("modules that re-export each other", numbers(60, &globs), 0, ""),
        (
            "a chain of re-exports, last first",
            numbers(3000, &|at| format!("pub use self::S{} as S{};\n", 2999 - at, 3000 - at)) + "pub struct S0;",
            0,
            "",
        ),
    ]);

    let doubling = |first: &str, line: &dyn Fn(usize) -> String| {
        let directory = package(first);
        for at in 0..24 {
            directory.write(&format!("src/m{at}.rs"), line(at));
        }
        directory.write("src/m24.rs", "pub struct S;");
        check(&directory)
    };
    let modules = doubling("#[path = \"m0.rs\"] mod x;", &|at| {
        let next = at + 1;
        format!("#[path = \"m{next}.rs\"] mod a;\n#[path = \"m{next}.rs\"] mod b;\n")
    });
    let includes = doubling("include!(\"m0.rs\");", &|at| {
        let next = at + 1;
        format!("include!(\"m{next}.rs\");\ninclude!(\"m{next}.rs\");\n")
    });
    for outcome in [modules, includes] {
        assert_eq!(outcome.status, Some(2), "{}", outcome.err);
        assert!(outcome.out.contains("error[expansion-bound]"), "{}", outcome.out);
    }
}

/// Checks a library and rules, and returns the number of errors and the last line of the output.
fn errors(root: &str, rules: &str) -> (usize, String) {
    let directory = package(root);
    directory.write("archcheck.toml", format!("version = 1\n{rules}"));
    let outcome = check(&directory);
    let last = outcome.out.lines().last().unwrap_or_default().to_owned();
    (outcome.out.matches("error[").count(), last)
}

/// Violations whose number is the square of the number of Rust modules, and many exceptions.
#[test]
fn many_violations_and_exceptions_end_soon() {
    let forbid = "[[rules]]\nid = \"a\"\ntype = \"forbid\"\n";
    let ring =
        each_of(0..300, |at| format!("pub mod m{at} {{ use crate::m{}::S as _s; pub struct S; }}\n", (at + 1) % 300));
    let transitive = format!("{forbid}from = [\"shop::{{x}}\"]\nto = [\"shop::{{!x}}\"]\ntransitive = true\n");
    let (count, _) = errors(&ring, &transitive);
    assert_eq!(count, 50_000 + 1 + 300, "chains up to the bound, the error about the others, and direct violations");
    let dense = each_of(0..60, |at| {
        let others = (0..60).filter(|to| *to != at);
        let all = each_of(others, |to| format!("use crate::m{to}::S as _s{to}; "));
        format!("pub mod m{at} {{ {all} pub struct S; }}\n")
    });
    assert_eq!(errors(&dense, &transitive).0, 60 * 59);
    let excepted = each_of(0..5000, |at| format!("// archcheck: allow(a, reason = \"x\")\nuse std::fs as f{at};\n"));
    let more = "\nuse std::fs;";
    let rule = format!("{forbid}from = [\"shop\"]\nto = [\"std::fs\"]\n");
    let (count, last) = errors(&(excepted + more), &rule);
    assert_eq!((count, last.starts_with("src/lib.rs:10002:5: error[forbidden]")), (1, true), "{last}");
}

/// A line with very many violations.
#[test]
fn a_line_with_many_violations_is_cut() {
    let line = each_of(0..20_000, |at| format!("use std::fs::é{at};"));
    let directory = package(line);
    let rule = "[[rules]]\nid = \"a\"\ntype = \"forbid\"\nfrom = [\"shop\"]\nto = [\"std::fs\"]\n";
    directory.write("archcheck.toml", format!("version = 1\n{rule}"));
    let some = run(directory.path(), &["check", "--format", "human"]);
    assert_eq!(some.status, Some(1));
    assert!(some.out.contains("note: and 19,997 more"), "{}", some.out);
    assert!(some.out.len() < 200_000, "{}", some.out.len());
    let all = run(directory.path(), &["check", "--format", "human", "-v"]);
    assert!(all.out.contains("std::fs::é19999") && all.out.len() < 10_000_000, "{}", all.out.len());
}

/// Patterns that could match in very many ways.
#[test]
fn patterns_match_soon_or_are_refused() {
    let name = "a".repeat(200);
    let package = package(format!("pub mod {name} {{}}"));
    let rules = |pattern: &str| {
        package.write(
            "archcheck.toml",
            format!(
                "version = 1\n[[rules]]\nid = \"r\"\ntype = \"forbid\"\nfrom = [\"{pattern}\"]\nto = [\"std::fs\"]\n\
                 allow-empty = true\n"
            ),
        );
        check(&package)
    };
    assert_eq!(rules("shop::*a*a*a*a*a*a*z").status, Some(0));
    let outcome = rules("shop::{a}{b}{c}{d}{e}{f}");
    assert!(
        outcome.out.contains("error[bad-pattern]: `shop::{a}{b}{c}{d}{e}{f}`: too many captures"),
        "{}",
        outcome.out
    );
    package.write(
        "archcheck.toml",
        format!("version = 1\n[analysis]\nexclude = [\"{}x{}\"]\n", "{a,".repeat(300), "}".repeat(300)),
    );
    let outcome = check(&package);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.out.contains("error[bad-pattern]"), "{}", outcome.out);
}

/// A large rules file, together with another one.
#[test]
fn large_rules_files_can_extend_others() {
    let package = package("");
    package.write("archcheck.toml", format!("version = 1\nextends = [\"base.toml\"]\n#{}\n", "x".repeat(70_000)));
    package.write("base.toml", "version = 1\nunknown = 1\n");
    let outcome = check(&package);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.out.starts_with("base.toml:2:1: error[unknown-key]"), "{}", outcome.out);
}

/// Devices and pipes in the place of files are neither read nor waited for.
#[cfg(unix)]
#[test]
fn only_regular_files_are_read() {
    let pipe = |path: &std::path::Path| {
        assert!(std::process::Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success()));
    };
    let zero = |path: &std::path::Path| std::os::unix::fs::symlink("/dev/zero", path).expect("a link can be made");
    for special in [&pipe as &dyn Fn(&std::path::Path), &zero] {
        for (file, root, rules) in [
            ("src/x.rs", "mod x;", ""),
            ("src/y.rs", "include!(\"y.rs\");", ""),
            ("src/z.rs", "fn f() { include!(\"z.rs\"); }", ""),
            ("archcheck-baseline.toml", "", ""),
            ("base.toml", "", "extends = [\"base.toml\"]\n"),
        ] {
            let package = package(root);
            package.write("archcheck.toml", format!("version = 1\n{rules}"));
            special(&package.path().join(file));
            let outcome = check(&package);
            assert_eq!(outcome.status, Some(2), "{file}: {}{}", outcome.out, outcome.err);
        }
        let package = package("");
        fs::remove_file(package.path().join("archcheck.toml")).expect("it is there");
        special(&package.path().join("archcheck.toml"));
        assert_eq!(check(&package).status, Some(2));
        let _ = fs::remove_dir_all(package.path().join("target"));
        package.write("target/archcheck/.gitignore", "");
        special(&package.path().join("target/archcheck/graph.bin"));
        assert_eq!(check(&package).status, Some(2));
    }
}

#[test]
fn a_file_that_is_no_diagram_has_one_error() {
    for text in ["```mermaid\nflowchart TD\n  a --> b\n```\n", "root:x:0:0\nbin:x:1:1\nsys:x:2:2\n"] {
        let directory = Directory::of_fixture("diagram");
        directory.write("architecture.mmd", text);
        directory.write(
            "archcheck.toml",
            "version = 1\n[modules.root]\npaths = [\"shop\"]\n[[rules]]\nid = \"a\"\ntype = \"diagram\"\nfile = \"architecture.mmd\"\n",
        );
        let check = run(directory.path(), &["check", "--format", "short"]);
        assert_eq!(check.out.matches("error[").count(), 1, "{}", check.out);
    }
}

#[test]
fn a_duplicate_id_is_reported_beside_other_mistakes() {
    let directory = Directory::of_fixture("layers");
    let rules = "version = 1\n[[rules]]\nid = \"a\"\ntype = \"acyclic\"\namong = [\"shop::*\"]\n[[rules]]\nid = \"a\"\ntype = \"unknown\"\n";
    directory.write("archcheck.toml", rules);
    let check = run(directory.path(), &["check", "--format", "short"]);
    assert!(check.out.contains("duplicate id `a`") && check.out.contains("unknown"), "{}", check.out);
}
