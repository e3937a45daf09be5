//! What a package or a shell wants of a command line: completions and manual pages, made from the arguments.

use crate::args::{Arguments, Completions, Man};
use clap::CommandFactory;
use std::io;

/// The script that completes `cargo-archcheck`.
pub(crate) fn completions(completions: &Completions) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Arguments::command(), "cargo-archcheck", &mut script);
    script
}

/// The main manual page; nothing where all pages went to a folder.
pub(crate) fn man(man: &Man, current_dir: &std::path::Path) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    match &man.out {
        None => clap_mangen::Man::new(Arguments::command()).render(&mut page)?,
        Some(folder) => {
            let folder = current_dir.join(folder);
            std::fs::create_dir_all(&folder)?;
            clap_mangen::generate_to(Arguments::command(), folder)?;
        }
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;
    use clap_complete::Shell;

    #[test]
    fn each_shell_and_the_manual() {
        for shell in Shell::value_variants() {
            let script = completions(&Completions { shell: *shell });
            assert!(String::from_utf8_lossy(&script).contains("check"), "{shell}");
        }
        let folder = tempfile::tempdir().expect("a folder can be made");
        let page = man(&Man { out: None }, folder.path()).expect("it can be written");
        assert!(String::from_utf8_lossy(&page).contains(".TH cargo-archcheck 1"));
        man(&Man { out: Some("pages".into()) }, folder.path()).expect("they can be written");
        assert!(folder.path().join("pages/cargo-archcheck-check.1").exists());
    }
}
