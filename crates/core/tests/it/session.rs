//! An analysis is made something of before Cargo has said whether it is the workspace's: only what follows from the right one
//! counts.

use archcheck_core::{
    cache::Caching,
    input::Digest,
    session::{self, Question},
    workspace::Workspace,
};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// How often something was made of an analysis, and what came of it in the end: the names of the crates.
fn analyse(folder: &Path) -> (usize, Vec<String>) {
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let question = Question { manifest: None, cargo: &cargo, current_dir: folder, names: false, one: false };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as i64;
    // Not where Cargo would have it, which the environment of the test may say.
    let kept = Some(folder.join("kept"));
    let caching = Caching { program: Digest::of(b"p"), now, folder: kept, keep: true, guesses: Vec::new() };
    let mut times = 0;
    let mut names = |workspace: &Workspace| {
        times += 1;
        workspace.crates.iter().map(|krate| krate.path.clone()).collect::<Vec<_>>()
    };
    let (analysis, made, saving) =
        session::analyse(question, &|_| Ok(None), Some(&caching), &|_| (), &mut |analysis| names(&analysis.workspace))
            .unwrap();
    drop(saving);
    assert_eq!(made, analysis.workspace.crates.iter().map(|krate| krate.path.clone()).collect::<Vec<_>>());
    (times, made)
}

#[test]
fn what_was_begun_on_the_last_answer_is_thrown_away_if_cargo_says_another() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    let manifest = "[package]\nname = 'a'\nversion = '0.1.0'\nedition = '2024'\n";
    write("Cargo.toml", manifest);
    write("src/lib.rs", "");
    let only = |name: &str| vec![name.to_owned()];
    assert_eq!(analyse(folder.path()), (1, only("a")), "nothing is kept");
    assert_eq!(analyse(folder.path()), (1, only("a")), "all is as it was");
    write("src/lib.rs", "pub use std::fs;");
    assert_eq!(analyse(folder.path()), (1, only("a")), "an edit");
    write("Cargo.toml", &manifest.replace("'a'", "'b'"));
    assert_eq!(analyse(folder.path()), (2, only("b")), "another manifest");
    assert_eq!(analyse(folder.path()), (1, only("b")), "all is as it was again");
}
