//! Gets the answers of rustc for all crates of a subject, from a build or from the cache.

use std::{
    collections::{BTreeMap, hash_map::DefaultHasher},
    env, fs,
    fs::File,
    hash::{Hash, Hasher},
    io,
    path::{Path, PathBuf},
    process::Stdio,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

use super::{
    answer::{Answer, CrateKey, TargetKind},
    subject::{Origin, Subject},
    wrapper,
};
use crate::{
    metadata::{Metadata, Package},
    tools::{self, WorkDirectory},
};

/// The answers of rustc for a subject.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Answers {
    /// The answer for each crate that compiled, sorted.
    pub(crate) crates: Vec<Answer>,
    /// The libraries and binaries without an answer, and the reasons.
    pub(crate) failed: Vec<(CrateKey, String)>,
    /// The root of the workspace.
    pub(crate) directory: PathBuf,
    /// The names of libraries that differ from their packages, by the names of the packages.
    #[serde(skip)]
    pub(crate) libraries: BTreeMap<String, String>,
}

/// Returns the answers for a subject. Uses the cache unless `fresh` is set.
pub(crate) fn load_or_build(subject: &Subject, work: &WorkDirectory, fresh: bool) -> Result<Answers, String> {
    let directory = match &subject.origin {
        Origin::Directory(directory) => directory.clone(),
        Origin::Registry { name, version } => super::registry::obtain(name, version, work)?,
    };
    let rustc = tools::rustc()?;
    let key = subject
        .cache_key(&directory, &rustc.version)
        .map_err(|error| format!("failed to scan {}: {error}", directory.display()))?;
    let cached = work.path(&format!("answers/{key}.json"));
    if !fresh
        && let Some(mut answers) =
            fs::read(&cached).ok().and_then(|bytes| serde_json::from_slice::<Answers>(&bytes).ok())
    {
        // The work directory can have moved since.
        answers.libraries = libraries(&directory);
        answers.directory = directory;
        return Ok(answers);
    }
    let mut answers = build(subject, &directory, &key, work)?;
    answers.libraries = libraries(&directory);
    let bytes = serde_json::to_vec(&answers).map_err(|error| format!("failed to write the answers: {error}"))?;
    fs::write(&cached, bytes).map_err(|error| format!("failed to write {}: {error}", cached.display()))?;
    Ok(answers)
}

/// Builds the subject with the wrapper in place of rustc, and collects the answers.
fn build(subject: &Subject, directory: &Path, key: &str, work: &WorkDirectory) -> Result<Answers, String> {
    let expected = targets(directory)?;
    let in_work = |error: io::Error| format!("failed to prepare the build of {key}: {error}");
    let out = work.path(&format!("answers/{key}.{}.parts", std::process::id()));
    if out.exists() {
        fs::remove_dir_all(&out).map_err(in_work)?;
    }
    fs::create_dir_all(&out).map_err(in_work)?;
    let program = link_under_new_path(&out).map_err(in_work)?;
    let log = work.path(&format!("logs/{key}.log"));
    let status = tools::cargo(directory)
        .args(["check", "--workspace", "--keep-going", "--quiet"])
        .args(subject.features.args())
        .env("CARGO_TARGET_DIR", target_directory(subject, directory, work))
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTC_WORKSPACE_WRAPPER", program)
        .env(wrapper::ANSWERS, &out)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&log).map_err(in_work)?)
        .status()
        .map_err(in_work)?;
    let (crates, mut reasons) = collect(&out).map_err(|error| format!("failed to collect answers: {error}"))?;
    if crates.is_empty() {
        return Err(format!("nothing was built ({status}): see {}", log.display()));
    }
    let answered = |key: &CrateKey| crates.iter().any(|answer| answer.krate == *key);
    let failed = expected
        .into_iter()
        .filter(|key| !answered(key))
        .map(|key| {
            let reason = reasons.remove(&key).unwrap_or_else(|| format!("was not built: see {}", log.display()));
            (key, reason)
        })
        .collect();
    // A failure only wastes disk space.
    let _ = fs::remove_dir_all(&out);
    Ok(Answers { crates, failed, directory: directory.to_path_buf(), libraries: BTreeMap::new() })
}

/// Returns the directory of a subject's build.
///
/// Crates from crates.io share one, since they share dependencies. A directory has one of its own: Cargo identifies a path
/// dependency by its path in the workspace, so two workspaces with a package `log` in the directory `log` would use the build
/// of the first one for both.
fn target_directory(subject: &Subject, directory: &Path, work: &WorkDirectory) -> PathBuf {
    match subject.origin {
        Origin::Registry { .. } => work.path("build"),
        Origin::Directory(_) => {
            let mut hasher = DefaultHasher::new();
            directory.hash(&mut hasher);
            work.path(&format!("builds/{}-{:016x}", subject.label(), hasher.finish()))
        }
    }
}

/// Links this program under a path that Cargo has not seen before.
///
/// Cargo fingerprints crates by the path of the compiler. With a new path, it compiles all crates of the workspace again,
/// but no dependencies.
fn link_under_new_path(out: &Path) -> io::Result<PathBuf> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_nanos());
    let program = out.join(format!("ask-{now}{}", env::consts::EXE_SUFFIX));
    let this = env::current_exe()?;
    if fs::hard_link(&this, &program).is_err() {
        fs::copy(&this, &program)?;
    }
    Ok(program)
}

type Parts = (Vec<Answer>, BTreeMap<CrateKey, String>);

fn collect(out: &Path) -> io::Result<Parts> {
    let mut crates: BTreeMap<CrateKey, Answer> = BTreeMap::new();
    let mut reasons = BTreeMap::new();
    for entry in fs::read_dir(out)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if extension == Some("json") {
            let answer: Answer = serde_json::from_slice(&fs::read(&path)?).map_err(io::Error::other)?;
            // A library can be built twice, for the target and for a build script. The build with more features counts.
            let size = |answer: &Answer| (answer.modules.len(), answer.edges.len());
            let other = crates.remove(&answer.krate);
            let mut hashes = answer.hashes.clone();
            hashes.extend(other.iter().flat_map(|other| other.hashes.iter().cloned()));
            let mut larger = other.filter(|other| size(other) > size(&answer)).unwrap_or(answer);
            larger.hashes = hashes;
            crates.insert(larger.krate.clone(), larger);
        } else if extension == Some("failed") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let mut parts = name.split('.');
            if let (Some(package), Some(kind), Some(target)) = (parts.next(), parts.next(), parts.next()) {
                let kind = if kind == "Bin" { TargetKind::Bin } else { TargetKind::Lib };
                reasons.insert(CrateKey::new(package, kind, target), fs::read_to_string(&path)?);
            }
        }
    }
    Ok((crates.into_values().collect(), reasons))
}

/// Returns the names of outside libraries that differ from their packages. The checker does not read manifests of
/// dependencies, so it uses the name of the package. The result is empty if Cargo would need the network for it.
fn libraries(directory: &Path) -> BTreeMap<String, String> {
    let Ok(metadata) = Metadata::run(directory, &["--offline"]) else { return BTreeMap::new() };
    let named = |package: &Package| {
        let lib = package.library()?;
        let (package, lib) = (package.name.replace('-', "_"), lib.name.replace('-', "_"));
        (package != lib).then_some((package, lib))
    };
    metadata.packages.iter().filter_map(named).collect()
}

/// Returns the libraries and binaries of the workspace, without targets that need certain features.
fn targets(directory: &Path) -> Result<Vec<CrateKey>, String> {
    let metadata = Metadata::of_members(directory)?;
    let mut keys = Vec::new();
    for package in &metadata.packages {
        for target in &package.targets {
            let kind = match target.kind.first().map(String::as_str) {
                Some("bin") => TargetKind::Bin,
                Some("example" | "test" | "bench" | "custom-build") | None => continue,
                Some(_) => TargetKind::Lib,
            };
            if target.required_features.is_empty() {
                keys.push(CrateKey::new(&package.name, kind, &target.name));
            }
        }
    }
    keys.sort();
    Ok(keys)
}
