//! The branches of `cfg_if!`.

use super::{super::cfg_if_branches, support::tokens};

#[test]
fn each_branch_has_the_negations_of_those_before() {
    let args =
        tokens("if #[cfg(unix)] { mod a; } else if #[cfg(all(windows, x = \"1\"))] { mod b; mod c; } else { mod d; }");
    let branches = cfg_if_branches(&args).unwrap();
    let branches: Vec<String> = branches
        .iter()
        .map(|branch| {
            let conditions = branch
                .conditions
                .iter()
                .map(|(negated, meta)| format!("{}{}", if *negated { "!" } else { "" }, meta.text));
            format!("{} => {}", conditions.collect::<Vec<_>>().join(" "), branch.items.text)
        })
        .collect();
    assert_eq!(
        branches,
        ["unix => mod a;", "!unix all(windows,x=\"1\") => mod b;mod c;", "!unix !all(windows,x=\"1\") => mod d;"]
    );
}

#[test]
fn other_arguments_have_no_branches() {
    for args in [
        "",
        "else {}",
        "if x {}",
        "if #[cfg(a)] {} else",
        "if #[cfg(a)] {} mod b;",
        "if #[cfg(a) b] {}",
        "if #[cfg(a)] {} else {} else {}",
    ] {
        assert_eq!(cfg_if_branches(&tokens(args)), None, "{args}");
    }
}
