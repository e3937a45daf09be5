//! The output does not depend on the number of threads, or on the cache.

use crate::binary::{run, run_with};
use archcheck_testing::Directory;
use std::{fmt::Write as _, fs};

/// Two crates include the same macro calls. Each expands to another call, beside calls that can't be expanded speculatively.
#[test]
fn shared_calls_are_expanded_for_each_crate() {
    let directory = Directory::new();
    for sub in ["m/src", "t/src", "t/tests"] {
        fs::create_dir_all(directory.path().join(sub)).unwrap();
    }
    directory.write("Cargo.toml", "[workspace]\nmembers = [\"m\", \"t\"]\nresolver = \"2\"\n");
    directory.write("m/Cargo.toml", "[package]\nname = \"m\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
    directory.write(
        "m/src/lib.rs",
        "#[macro_export]\nmacro_rules! outer { ($n:ident) => { $crate::inner! { $n } } }\n\
         #[macro_export]\nmacro_rules! inner { ($n:ident) => { pub struct $n; } }\n",
    );
    directory.write(
        "t/Cargo.toml",
        "[package]\nname = \"t\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
         [dependencies]\nm = { path = \"../m\" }\ncfg-if = \"1\"\n",
    );
    directory.write("t/src/lib.rs", "");
    let mut common = String::new();
    let mut test = "#[path = \"common.rs\"]\nmod common;\nuse cfg_if::cfg_if;\n".to_owned();
    for number in 0..200 {
        let _ = writeln!(common, "m::outer!(A{number});");
        let _ = writeln!(test, "cfg_if! {{ if #[cfg(unix)] {{ m::inner! {{ Aq{number} }} }} }}");
        let _ = writeln!(test, "fn f{number}(_: crate::Aq{number}, _: common::A{number}) {{}}");
    }
    directory.write("t/tests/common.rs", &common);
    directory.write("t/tests/a.rs", &test);
    directory.write("t/tests/b.rs", &test);
    let args = ["graph", "--format", "json", "--references", "--no-cache"];
    let alone = run_with(directory.path(), &args, &[("RAYON_NUM_THREADS", "1")]);
    assert_eq!(alone.status, Some(0), "{}", alone.err);
    assert!(
        alone.out.contains("\"unresolved\":0") || alone.out.contains("\"unresolved\": 0"),
        "every name is resolved"
    );
    for threads in ["2", "4", "16"] {
        let many = run_with(directory.path(), &args, &[("RAYON_NUM_THREADS", threads)]);
        assert!(many.out == alone.out, "with {threads} threads");
    }
}

/// Names that lead to several external items, which several threads find in another order than one.
#[test]
fn the_order_of_names_does_not_depend_on_threads() {
    let directory = Directory::new();
    fs::create_dir(directory.path().join("src")).unwrap();
    directory.write("Cargo.toml", "[package]\nname = \"many\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
    let mut lib = "extern crate alloc;\n".to_owned();
    for number in 0..40 {
        let _ = writeln!(lib, "pub mod m{number};");
        let code = "use std::fmt::Debug;\npub fn f(_: std::sync::Mutex<u8>, _: &dyn Debug) {}\n";
        directory.write(&format!("src/m{number}.rs"), code);
    }
    directory.write("src/lib.rs", format!("{lib}pub mod z;\n"));
    let late = "#[cfg(unix)] pub use alloc::sync::Arc;\n#[cfg(not(unix))] pub use std::sync::Arc;\n";
    directory.write("src/z.rs", late);
    let args = ["graph", "--format", "json", "--names", "--no-cache"];
    let alone = run_with(directory.path(), &args, &[("RAYON_NUM_THREADS", "1")]);
    assert!(alone.out.contains("alloc::sync") && alone.out.contains("std::sync"), "{}", alone.out);
    for threads in ["2", "4", "16"] {
        let many = run_with(directory.path(), &args, &[("RAYON_NUM_THREADS", threads)]);
        assert!(many.out == alone.out, "with {threads} threads");
    }
}

/// A name in a pattern is a binding, unless an import gives a constant that name.
#[test]
fn a_renamed_constant_in_a_pattern_is_no_binding() {
    let directory = Directory::of_fixture("forbid-std");
    let graph =
        |more: &[&str]| run(directory.path(), &[&["graph", "--format", "json", "--references"], more].concat()).out;
    let text = directory.read("src/pure.rs");
    let code = "pub mod values { pub const FOO: u32 = 1; }\nuse values::FOO as BAR;\n\
                pub fn f(x: u32) -> u32 { match x { 3 => 1, _ => 2 } }\n";
    directory.write("src/pure.rs", format!("{text}\n{code}"));
    let before = graph(&[]);
    assert_eq!(before, graph(&["--no-cache"]));
    directory.write("src/pure.rs", format!("{text}\n{}", code.replace("3 =>", "BAR =>")));
    let after = graph(&[]);
    assert_ne!(after, before);
    assert_eq!(after, graph(&["--no-cache"]));
}
