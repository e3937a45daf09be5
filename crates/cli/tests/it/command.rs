//! The command line itself: help, versions, wrong arguments, where outputs go.

use crate::binary::{fixtures, run};

#[test]
fn help_and_versions_are_results() {
    let folder = fixtures();
    for args in [&["--help"][..], &["archcheck", "--help"], &["check", "-h"], &["--version"]] {
        let help = run(&folder, args);
        assert_eq!((help.status, help.err.as_str()), (Some(0), ""), "{args:?}");
        assert!(!help.out.is_empty(), "{args:?}");
    }
}

#[test]
fn wrong_arguments_are_exit_2_and_say_so_on_standard_error() {
    let folder = fixtures();
    for args in [
        &["check", "--format", "xml"][..],
        &["check", "--format", "human", "--format", "json"],
        &["check", "-q", "-v"],
        &["archcheck", "chekc"],
        &["graph", "--format", "dot", "--references"],
        &["--nonsense"],
    ] {
        let wrong = run(&folder, args);
        assert_eq!((wrong.status, wrong.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(wrong.err.starts_with("error: "), "{args:?}: {}", wrong.err);
    }
}

#[test]
fn what_is_no_workspace_is_exit_2() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for args in [&[][..], &["check"], &["graph"], &["check", "--format", "json"]] {
        assert_eq!(run(folder.path(), args).status, Some(2), "{args:?}");
    }
}

#[test]
fn an_output_to_a_file_is_the_one_to_standard_output() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("report.json");
    let both = format!("json={}", file.display());
    let fixture = fixtures().join("depends-on");
    let to_stream = run(&fixture, &["check", "--format", "json"]);
    let to_file = run(&fixture, &["check", "-q", "--format", &both]);
    assert_eq!(to_file.status, to_stream.status);
    assert_eq!((to_file.out.as_str(), to_file.err.as_str()), ("", ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap_or_default(), to_stream.out);
}

#[test]
fn a_check_without_rules_is_exit_2_and_an_overview_is_not() {
    let fixture = fixtures().join("no-rules");
    assert_eq!(run(&fixture, &["check"]).status, Some(2));
    assert_eq!(run(&fixture, &["--rules", "nowhere.toml"]).status, Some(2));
    assert_eq!(run(&fixture, &[]).status, Some(0));
}

/// What the overview proposes is green at once.
#[test]
fn the_proposed_rules_file_holds() {
    let fixture = fixtures().join("no-rules");
    let overview = run(&fixture, &[]).out;
    let (_, after) = overview.split_once("version = 1").expect("the overview proposes a rules file");
    let (rest, _) = after.split_once("Next:").expect("the overview says what is next");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("archcheck.toml");
    std::fs::write(&file, format!("version = 1{rest}")).expect("the file can be written");
    let check = run(&fixture, &["check", "--rules", &file.to_string_lossy()]);
    assert_eq!(check.status, Some(0), "{}", check.out);
}
