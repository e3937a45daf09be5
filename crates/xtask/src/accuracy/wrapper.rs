//! The program that Cargo runs in place of rustc for each crate of the measured workspace (`RUSTC_WORKSPACE_WRAPPER`).
//!
//! It first compiles as usual. Then it runs rustc again with the same arguments to print the HIR, and writes an answer.
//! So each crate has the features, `cfg`s and dependencies of an ordinary `cargo check`. Only the second run has
//! `RUSTC_BOOTSTRAP` set, so that no build script sees it.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    ffi::OsString,
    fs,
    io::{self, BufReader},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use super::{
    answer::{Answer, CrateKey, TargetKind},
    derive::{Detail, derive},
    hir,
    source::Sources,
};

/// The environment variable with the directory for answers. If it is set, this program acts as the wrapper.
pub(crate) const ANSWERS: &str = "ARCHCHECK_ACCURACY_ANSWERS";

/// Compiles the crate and writes its answer.
pub(crate) fn run(answers: &Path) -> ExitCode {
    let mut args = env::args_os().skip(1);
    let Some(rustc) = args.next() else { return ExitCode::FAILURE };
    let mut args: Vec<OsString> = args.collect();
    let invocation = Invocation::parse(&args);
    if invocation.is_some() {
        // Old crates must not fail because of new lints.
        args.extend(["--cap-lints".into(), "warn".into()]);
    }
    let status = match Command::new(&rustc).args(&args).status() {
        Ok(status) if status.success() => status,
        Ok(status) => return ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)),
        Err(_) => return ExitCode::FAILURE,
    };
    if let Some(invocation) = invocation
        && let Err(error) = write_answer(&rustc, &args, &invocation, answers)
    {
        let file = answers.join(invocation.file_name("failed"));
        // Without this file, the crate is still reported as failed, but without a reason.
        let _ = fs::write(file, error.to_string());
    }
    ExitCode::from(u8::try_from(status.code().unwrap_or(0)).unwrap_or(1))
}

/// Runs rustc to print the HIR, and writes the answer.
fn write_answer(rustc: &OsString, args: &[OsString], invocation: &Invocation, answers: &Path) -> io::Result<()> {
    let mut child = Command::new(rustc)
        .args(args)
        .arg("-Zunpretty=hir-tree")
        .env("RUSTC_BOOTSTRAP", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let stdout = child.stdout.take().ok_or_else(|| io::Error::other("rustc has no output"))?;
    let dump = hir::read(BufReader::with_capacity(1 << 20, stdout))?;
    let status = child.wait()?;
    if !status.success() {
        return Err(io::Error::other(format!("rustc -Zunpretty=hir-tree: {status}")));
    }
    let extern_crate = |name: &str| invocation.renames.get(name).cloned().unwrap_or_else(|| name.to_owned());
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let derived = derive(&dump, &package, &mut Sources::default(), &extern_crate, Detail::Modules)
        .ok_or_else(|| io::Error::other("rustc printed no HIR"))?;
    let answer = Answer {
        krate: invocation.krate.clone(),
        hashes: BTreeSet::from([derived.root.hash.clone()]),
        root: derived.root,
        modules: derived.modules,
        edges: derived.edges,
        cfgs: invocation.cfgs.clone(),
        renames: invocation.renames.clone(),
    };
    let file = answers.join(invocation.file_name("json"));
    fs::write(file, serde_json::to_vec(&answer).map_err(io::Error::other)?)
}

/// The relevant arguments of a call of rustc.
#[derive(Debug)]
struct Invocation {
    krate: CrateKey,
    /// The value that distinguishes two builds of one target.
    metadata: String,
    cfgs: BTreeSet<String>,
    renames: BTreeMap<String, String>,
}

impl Invocation {
    /// Parses the arguments. Returns `None` for probes and build scripts.
    fn parse(args: &[OsString]) -> Option<Self> {
        let (mut name, mut crate_type, mut metadata) = (None, None, String::new());
        let (mut cfgs, mut renames) = (BTreeSet::new(), BTreeMap::new());
        let mut args = args.iter().filter_map(|arg| arg.to_str());
        while let Some(arg) = args.next() {
            let (flag, value) = match arg.split_once('=') {
                Some((flag, value)) if flag.starts_with("--") => (flag, value),
                _ if matches!(arg, "--crate-name" | "--crate-type" | "--cfg" | "--extern" | "-C") => {
                    (arg, args.next()?)
                }
                _ => (arg, ""),
            };
            match flag {
                "--crate-name" => name = Some(value),
                "--crate-type" => crate_type = Some(value),
                "--print" | "--test" => return None,
                "--cfg" if !value.starts_with("feature=") => _ = cfgs.insert(value.to_owned()),
                "--extern" => renames.extend(rename(value)),
                "-C" => metadata = value.strip_prefix("metadata=").map_or(metadata, str::to_owned),
                _ => {}
            }
        }
        let name = name.filter(|name| *name != "___" && !name.starts_with("build_script_"))?;
        let kind = if crate_type == Some("bin") { TargetKind::Bin } else { TargetKind::Lib };
        let package = env::var("CARGO_PKG_NAME").ok()?;
        let target = env::var("CARGO_BIN_NAME").ok().filter(|_| kind == TargetKind::Bin);
        let krate = CrateKey::new(&package, kind, target.as_deref().unwrap_or(name));
        Some(Self { krate, metadata, cfgs, renames })
    }

    fn file_name(&self, extension: &str) -> String {
        let CrateKey { package, kind, target } = &self.krate;
        format!("{package}.{kind:?}.{target}.{}.{extension}", self.metadata)
    }
}

/// Parses `--extern priv:alias=/…/libname-0123.rmeta`. Returns `None` if the alias is the crate's own name.
fn rename(value: &str) -> Option<(String, String)> {
    let (alias, file) = value.split_once('=')?;
    let alias = alias.rsplit(':').next()?;
    let stem = PathBuf::from(file).file_stem()?.to_str()?.to_owned();
    let name = stem.rsplit_once('-').map_or(stem.as_str(), |(name, _)| name);
    let name = name.strip_prefix("lib").unwrap_or(name);
    (alias != name).then(|| (alias.to_owned(), name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_dependency_is_recognized_by_its_file() {
        let renamed = rename("priv:json=/t/deps/libserde_json-0a1b.rmeta");
        assert_eq!(renamed, Some(("json".to_owned(), "serde_json".to_owned())));
        assert_eq!(rename("noprelude:serde=/t/deps/libserde-0a1b.rlib"), None);
        assert_eq!(rename("proc_macro"), None);
    }

    #[test]
    fn probes_and_build_scripts_are_ignored() {
        let read = |args: &[&str]| Invocation::parse(&args.iter().map(Into::into).collect::<Vec<OsString>>());
        assert!(read(&["-vV"]).is_none());
        assert!(read(&["-", "--crate-name", "___", "--print=file-names", "--crate-type", "bin"]).is_none());
        assert!(read(&["--crate-name", "build_script_build", "build.rs", "--crate-type", "bin"]).is_none());
    }
}
