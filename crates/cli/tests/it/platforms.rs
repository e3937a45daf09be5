//! What differs between systems: line ends, byte-order marks, separators, the case of file names, names that are no UTF-8.

use crate::binary::run;
use archcheck_testing::Directory;
use std::{
    fs,
    path::{Path, PathBuf},
};

const MANIFEST: &str = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
const RULES: &str =
    "version = 1\n\n[[rules]]\nid = \"no-io\"\ntype = \"forbid\"\nfrom = [\"shop\"]\nto = [\"std::fs\"]\n";
const BAD: &str = "pub use std::fs::read;\n";

/// The sources and rules files below a directory.
fn texts(directory: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap().flatten() {
        let path = entry.path();
        let is_text = path.extension().is_some_and(|extension| extension == "rs" || extension == "toml");
        if path.is_dir() {
            texts(&path, into);
        } else if is_text && !path.ends_with("Cargo.toml") {
            into.push(path);
        }
    }
}

/// Line ends and byte-order marks change no finding, and no line.
#[test]
fn windows_line_ends_and_byte_order_marks_change_no_finding() {
    let mut compared = 0;
    for fixture in crate::fixtures::checked() {
        let copy = Directory::of_fixture(&fixture);
        let lines = |what: &str| {
            let run = run(copy.path(), &["check", "--format", "json", "--no-cache"]);
            let report: serde_json::Value =
                serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{what}: {}", run.err));
            let found = report["diagnostics"].as_array().expect("a report has diagnostics").iter();
            let found: Vec<String> =
                found.map(|one| format!("{} {} {}", one["code"], one["file"], one["line"])).collect();
            (run.status, found)
        };
        let before = lines(&fixture);
        compared += before.1.len();
        let mut files = Vec::new();
        texts(copy.path(), &mut files);
        for (what, mark) in [("CRLF", ""), ("CRLF and a byte-order mark", "\u{feff}")] {
            for file in &files {
                let Ok(text) = fs::read_to_string(file) else { continue };
                let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\n', "\r\n");
                fs::write(file, format!("{mark}{text}")).unwrap();
            }
            assert_eq!(lines(what), before, "{fixture} with {what}");
        }
    }
    assert!(compared > 50, "only {compared} findings");
}

/// Paths in the output have slashes, whatever the separator of the system and of the arguments.
#[test]
fn paths_in_the_output_have_slashes() {
    let manifest = Path::new("inner").join("shop").join("Cargo.toml");
    let directory = Directory::with(&[
        ("inner/shop/Cargo.toml", MANIFEST),
        ("inner/shop/archcheck.toml", RULES),
        ("inner/shop/src/lib.rs", "#[path = \"deep/er/file.rs\"]\nmod file;\n"),
        ("inner/shop/src/deep/er/file.rs", BAD),
    ]);
    for format in ["short", "json", "sarif", "github", "gitlab"] {
        let args = ["check", "--manifest-path", manifest.to_str().unwrap(), "--format", format, "--no-cache"];
        let run = run(directory.path(), &args);
        assert_eq!(run.status, Some(1), "{format}: {}", run.err);
        assert!(run.out.contains("src/deep/er/file.rs"), "{format}: {}", run.out);
    }
}

/// On Unix, a backslash is a character of a name like any other. On Windows, it separates directories.
#[test]
fn a_backslash_in_a_path_attribute_means_what_the_system_says() {
    let directory = Directory::with(&[
        ("Cargo.toml", MANIFEST),
        ("archcheck.toml", RULES),
        ("src/lib.rs", "#[path = \"in\\\\side.rs\"]\nmod side;\n"),
    ]);
    let file = if cfg!(windows) { "src/in/side.rs" } else { "src/in\\side.rs" };
    directory.write(file, BAD);
    let run = run(directory.path(), &["check", "--format", "short", "--no-cache"]);
    assert_eq!(run.status, Some(1), "{}{}", run.out, run.err);
}

/// Where the file system ignores case, rustc finds `data.rs` for `mod Data;`, and so does the check.
#[test]
fn the_case_of_a_file_name_matters_where_it_matters_to_rustc() {
    let directory = Directory::with(&[
        ("Cargo.toml", MANIFEST),
        ("archcheck.toml", RULES),
        ("src/lib.rs", "mod Data;\n"),
        ("src/data.rs", BAD),
    ]);
    let ignores_case = directory.path().join("src/DATA.rs").exists();
    let run = run(directory.path(), &["check", "--format", "short", "--no-cache"]);
    assert_eq!(run.status, Some(if ignores_case { 1 } else { 2 }), "{}{}", run.out, run.err);
}

/// Two names of one file are two modules, as for rustc.
#[test]
fn two_names_that_differ_in_case_are_two_modules() {
    let directory = Directory::with(&[
        ("Cargo.toml", MANIFEST),
        ("archcheck.toml", RULES),
        ("src/lib.rs", "mod data;\n#[path = \"DATA.rs\"]\nmod upper;\n"),
        ("src/data.rs", BAD),
    ]);
    if !directory.path().join("src/DATA.rs").exists() {
        directory.write("src/DATA.rs", BAD);
    }
    let run = run(directory.path(), &["graph", "--format", "json", "--no-cache"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    for module in ["shop::data", "shop::upper"] {
        assert!(run.out.contains(&format!("\"{module}\"")), "{}", run.out);
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::{
        ffi::OsStr,
        os::unix::ffi::OsStrExt,
        process::{Command, Stdio},
    };

    /// Writes a file whose name is no UTF-8. Some file systems refuse such names.
    fn write(directory: &Path, name: &[u8], text: &str) -> bool {
        let path = directory.join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().unwrap()).and_then(|()| fs::write(path, text)).is_ok()
    }

    #[test]
    fn files_with_names_that_are_no_utf_8_are_no_obstacle() {
        let directory =
            Directory::with(&[("Cargo.toml", MANIFEST), ("archcheck.toml", RULES), ("src/lib.rs", "pub fn f() {}\n")]);
        let names: [&[u8]; 4] = [b"src/\xff.rs", b"src/\xffdir/mod.rs", b"tests/fixed.rs", b"\xff.toml"];
        if !names.iter().all(|name| write(directory.path(), name, "")) {
            return;
        }
        for _ in 0..2 {
            let run = run(directory.path(), &["check"]);
            assert_eq!(run.status, Some(0), "{}{}", run.out, run.err);
        }
        let git = |args: &[&str]| {
            let mut git = Command::new("git");
            git.args(["-c", "user.name=t", "-c", "user.email=t@t"]).args(args).current_dir(directory.path());
            for variable in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX"] {
                git.env_remove(variable);
            }
            assert!(git.stdout(Stdio::null()).status().unwrap().success(), "git {args:?}");
        };
        git(&["init", "-q"]);
        git(&["add", "."]);
        // What is not staged makes the hook copy the index.
        assert!(write(directory.path(), b"src/lib.rs", BAD));
        let hook = run(directory.path(), &["hook", "run"]);
        assert_eq!(hook.status, Some(0), "{}{}", hook.out, hook.err);
        git(&["add", "."]);
        let hook = run(directory.path(), &["hook", "run"]);
        assert_eq!(hook.status, Some(1), "{}{}", hook.out, hook.err);
    }

    /// `link/..` is the directory above the target of the link. A clean file beside the link must not hide the other one.
    #[test]
    fn a_path_through_a_link_leads_where_the_system_says() {
        let source = "#[path = \"link/../evil.rs\"]\nmod a;\n";
        let inline = "#[path = \"link/..\"]\nmod a { mod evil; }\n";
        for source in [source, inline, "include!(\"link/../evil.rs\");\n"] {
            let directory = Directory::with(&[
                ("Cargo.toml", MANIFEST),
                ("archcheck.toml", RULES),
                ("src/lib.rs", source),
                ("src/evil.rs", "pub fn f() {}\n"),
                ("other/evil.rs", BAD),
                ("other/deep/file", ""),
            ]);
            std::os::unix::fs::symlink("../other/deep", directory.path().join("src/link")).unwrap();
            let run = run(directory.path(), &["check", "--format", "short", "--no-cache"]);
            assert_eq!(run.status, Some(1), "{source}: {}{}", run.out, run.err);
        }
    }

    /// Cargo itself may refuse such a directory. Then it is an error, and no panic.
    #[test]
    fn a_workspace_in_a_directory_whose_name_is_no_utf_8() {
        let directory = Directory::new();
        let files: [(&[u8], &str); 3] =
            [(b"\xffshop/Cargo.toml", MANIFEST), (b"\xffshop/archcheck.toml", RULES), (b"\xffshop/src/lib.rs", BAD)];
        if !files.iter().all(|(name, text)| write(directory.path(), name, text)) {
            return;
        }
        for args in [&["check"][..], &["check", "--no-cache"], &["graph", "--format", "dot"], &["hook", "run"]] {
            let run = run(&directory.path().join(OsStr::from_bytes(b"\xffshop")), args);
            assert!(matches!(run.status, Some(0..=2)), "{args:?}: {:?} {}", run.status, run.err);
            assert!(!run.err.is_empty() || !run.out.is_empty());
        }
    }
}
