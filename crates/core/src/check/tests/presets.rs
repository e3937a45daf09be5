//! Presets, for code in different folders.

use super::support::check;

const HEXAGONAL: &str = "[levels]\nunassigned = 'off'\n[[architectures]]\npreset = 'hexagonal'";

/// Checks `hexagonal` for adapters of which `http` uses two others.
fn hexagonal(third: &str) -> String {
    let graph = format!(
        "mod shop::domain item=Order\nshop::adapters::http -> shop::adapters::postgres.Db\n\
         shop::adapters::http -> shop::adapters::{third}.Db\n\
         shop::adapters::postgres -> shop::domain.Order\nshop::adapters::{third} -> shop::domain.Order"
    );
    check(&graph, HEXAGONAL)
}

#[test]
fn a_folder_for_one_side_is_an_adapter_like_any_other() {
    for third in ["kafka", "output", "input", "primary"] {
        let found = hexagonal(third);
        let is_reported =
            |line: &str| line.contains("hexagonal/adapters-are-apart") && line.contains("shop::adapters::postgres");
        assert!(found.lines().any(is_reported), "{third}: {found}");
    }
}
