//! `man`: prints the manual page, generated from the definition of the command line.

use super::run::{Ended, Run};
use clap::Args;
use std::{
    io,
    path::{Path, PathBuf},
};

/// The arguments of `man`.
#[derive(Args, Clone, Debug)]
pub struct Man {
    /// Write the pages of all commands to this directory instead of printing the main page
    #[arg(long, value_name = "DIRECTORY")]
    pub out: Option<PathBuf>,
}

impl Man {
    /// Prints or writes the pages.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let page = self.render((run.definition)(), &run.environment.current_dir);
        let page = page.map_err(|error| format!("can't write the manual: {error}"))?;
        run.print(&page)
    }

    /// Renders the main page, or writes all pages to the directory and returns an empty text.
    fn render(&self, definition: clap::Command, current_dir: &Path) -> io::Result<Vec<u8>> {
        let mut page = Vec::new();
        match &self.out {
            None => clap_mangen::Man::new(definition).render(&mut page)?,
            Some(directory) => {
                let directory = current_dir.join(directory);
                std::fs::create_dir_all(&directory)?;
                clap_mangen::generate_to(definition, directory)?;
            }
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_page_is_rendered_and_all_pages_are_written() {
        let definition = || clap::Command::new("cargo-archcheck").subcommand(clap::Command::new("check"));
        let directory = tempfile::tempdir().expect("a directory can be made");
        let page = Man { out: None }.render(definition(), directory.path()).expect("it can be rendered");
        assert!(String::from_utf8_lossy(&page).contains(".TH cargo-archcheck 1"));
        Man { out: Some("pages".into()) }.render(definition(), directory.path()).expect("they can be written");
        assert!(directory.path().join("pages/cargo-archcheck-check.1").exists());
    }
}
