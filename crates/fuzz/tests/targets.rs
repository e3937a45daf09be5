//! Runs each fuzz target on its corpus and on a fixed number of random changes.

use archcheck_fuzz::TARGETS;

#[test]
fn every_target_has_a_corpus_and_its_inputs_hold() {
    // The programs are small, but each needs several runs with Cargo.
    for target in TARGETS {
        archcheck_fuzz::run_some(target, 60).unwrap_or_else(|failure| panic!("{}: {failure}", target.name));
    }
}
