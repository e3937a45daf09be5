//! Chooses the Cargo of a toolchain that rustup has installed.
//!
//! `cargo` in the `PATH` is usually rustup's proxy, which runs the toolchain that the `rust-toolchain.toml` of the checked
//! project says. That file may name any program of the project (`path = …`), or make rustup download a toolchain. So a
//! project may only choose, by its name, among the toolchains that are installed already. Overrides of directories
//! (`rustup override set`) are ignored.

use archcheck_core::files;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the Cargo of an installed toolchain. `home` is rustup's home.
///
/// It is that of the selected toolchain (`RUSTUP_TOOLCHAIN`), else that of the project, else the default one, else any.
pub(crate) fn cargo(home: &Path, selected: Option<&str>, project: &Path) -> Option<PathBuf> {
    let installed = installed(&home.join("toolchains"));
    let named = |name: String| {
        // The name of a toolchain may lack the platform: "stable" means "stable-x86_64-unknown-linux-gnu".
        let prefix = format!("{name}-");
        let exact = installed.iter().find(|found| **found == name);
        // A digit starts a date, and so the name of another toolchain.
        let is_platform = |rest: &str| !rest.starts_with(|first: char| first.is_ascii_digit());
        let with_platform = |found: &&String| found.strip_prefix(&prefix).is_some_and(is_platform);
        exact.or_else(|| installed.iter().find(with_platform)).cloned()
    };
    let default = || {
        let settings: toml::Table = files::read_to_string(&home.join("settings.toml")).ok()?.parse().ok()?;
        Some(settings.get("default_toolchain")?.as_str()?.to_owned())
    };
    let chosen = selected
        .map(str::to_owned)
        .and_then(named)
        .or_else(|| channel(project).and_then(named))
        .or_else(|| default().and_then(named))
        .or_else(|| installed.last().cloned())?;
    Some(home.join("toolchains").join(chosen).join(CARGO))
}

/// The Cargo of a toolchain.
const CARGO: &str = if cfg!(windows) { "bin/cargo.exe" } else { "bin/cargo" };

/// Returns the names of the toolchains that have a Cargo, sorted.
fn installed(toolchains: &Path) -> Vec<String> {
    let entries = fs::read_dir(toolchains).into_iter().flatten().flatten();
    let with_cargo = entries.filter(|entry| entry.path().join(CARGO).is_file());
    let mut names: Vec<String> = with_cargo.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Returns the name of the toolchain that the nearest toolchain file says, as rustup finds it.
fn channel(directory: &Path) -> Option<String> {
    let texts = directory.ancestors().flat_map(|directory| {
        ["rust-toolchain", "rust-toolchain.toml"].map(|name| files::read_to_string(&directory.join(name)).ok())
    });
    let text = texts.flatten().next()?;
    let is_one_line = text.trim().lines().count() == 1;
    match text.parse::<toml::Table>() {
        Ok(file) => Some(file.get("toolchain")?.get("channel")?.as_str()?.to_owned()),
        Err(_) if is_one_line => Some(text.trim().to_owned()),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use archcheck_testing::Directory;

    fn chosen(files: &[(&str, &str)], selected: Option<&str>) -> String {
        let directory = Directory::with(files);
        let home = directory.path().join("home");
        let cargo = cargo(&home, selected, &directory.path().join("project/member"));
        let name = cargo.as_deref().and_then(|cargo| cargo.strip_prefix(home.join("toolchains")).ok());
        name.map_or_else(String::new, |name| name.to_string_lossy().split(['/', '\\']).next().unwrap_or("").to_owned())
    }

    fn toolchain(name: &str) -> String {
        format!("home/toolchains/{name}/{CARGO}")
    }

    #[test]
    fn a_project_chooses_only_among_installed_toolchains() {
        let (stable, nightly) = (toolchain("stable-x"), toolchain("nightly-x"));
        let settings = ("home/settings.toml", "default_toolchain = 'stable-x'");
        let with = |name: &str, text: &str, selected: Option<&str>| {
            let file = format!("project/{name}");
            chosen(&[(&stable, ""), (&nightly, ""), settings, (&file, text)], selected)
        };
        assert_eq!(with("other", "", None), "stable-x");
        let dated = toolchain("nightly-2023-05-01-x");
        let project = ("project/rust-toolchain", "nightly");
        assert_eq!(chosen(&[(&dated, ""), (&stable, ""), (&nightly, ""), settings, project], None), "nightly-x");
        assert_eq!(with("rust-toolchain.toml", "[toolchain]\nchannel = 'nightly'", None), "nightly-x");
        assert_eq!(with("rust-toolchain", "nightly\n", None), "nightly-x");
        assert_eq!(with("rust-toolchain", "nightly\n", Some("stable")), "stable-x");
        for text in [
            "[toolchain]\npath = '../evil'",
            "[toolchain]\nchannel = '../../project/evil'",
            "[toolchain]\nchannel = '1.2.3'",
            "[toolchain\n",
            "",
        ] {
            assert_eq!(with("rust-toolchain.toml", text, None), "stable-x", "{text}");
        }
    }

    #[test]
    fn without_a_default_any_toolchain_will_do() {
        let (old, new) = (toolchain("1.95.0-x"), toolchain("stable-x"));
        assert_eq!(chosen(&[(&old, ""), (&new, "")], None), "stable-x");
        assert_eq!(chosen(&[("home/toolchains/broken/readme", "")], None), "");
        assert_eq!(chosen(&[("other", "")], None), "");
    }
}
