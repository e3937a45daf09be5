//! Confirming a speculative analysis: the analysis is evaluated again only if Cargo's answer has changed.

use archcheck_core::{
    analysis::Analysis,
    cache::CacheOptions,
    input::Digest,
    session::{self, CacheMiss, CacheUse, Confirmation, Request},
};
use std::{
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

/// The crates of an analysis, whether it superseded a speculative one, and how it used the cache.
type Outcome = (Vec<String>, bool, CacheUse);

fn crates(analysis: &Analysis) -> Vec<String> {
    analysis.workspace.crates.iter().map(|krate| krate.path.clone()).collect()
}

fn analyze(directory: &Path) -> Outcome {
    let cargo = archcheck_testing::cargo();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as i64;
    // The test's environment may name another target directory.
    let cache_directory = Some(directory.join("cache"));
    let likely_target_directories = Vec::new();
    let cache = CacheOptions {
        program: Digest::of(b"p"),
        now,
        directory: cache_directory,
        facts: None,
        keep: true,
        likely_target_directories,
    };
    let request = Request {
        manifest: None,
        cargo: &cargo,
        current_dir: directory,
        configuration: None,
        names: false,
        cache: Some(&cache),
    };
    let pending = session::analyze(request, &|_| ()).unwrap();
    let speculative = crates(&pending.analysis);
    match pending.confirm().unwrap() {
        Confirmation::Valid(confirmed) => {
            assert_eq!(crates(&confirmed.analysis), speculative);
            (speculative, false, confirmed.cache_use)
        }
        Confirmation::Superseded(confirmed) => (crates(&confirmed.analysis), true, confirmed.cache_use),
    }
}

#[test]
fn a_speculative_analysis_is_superseded_if_a_manifest_changed() {
    let directory = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| fs::write(directory.path().join(path), text).unwrap();
    fs::create_dir(directory.path().join("src")).unwrap();
    let manifest = "[package]\nname = 'a'\nversion = '0.1.0'\nedition = '2024'\n";
    write("Cargo.toml", manifest);
    write("src/lib.rs", "");
    let valid = |name: &str, cache_use| (vec![name.to_owned()], false, cache_use);
    assert_eq!(analyze(directory.path()), valid("a", CacheUse::Missed(CacheMiss::NoSnapshot)), "no cache");
    assert_eq!(analyze(directory.path()), valid("a", CacheUse::Unchanged), "no change");
    write("src/lib.rs", "pub use std::fs;");
    assert_eq!(analyze(directory.path()), valid("a", CacheUse::Updated { files: 1 }), "an edit");
    write("Cargo.toml", &manifest.replace("'a'", "'b'"));
    let superseded = (vec!["b".to_owned()], true, CacheUse::Missed(CacheMiss::OtherWorkspace));
    assert_eq!(analyze(directory.path()), superseded, "another manifest");
    assert_eq!(analyze(directory.path()), valid("b", CacheUse::Unchanged), "no change after another manifest");
}
