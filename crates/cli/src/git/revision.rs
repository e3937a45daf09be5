//! Names of commits.

use super::run::run;
use crate::text::with_help;
use std::path::Path;

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revision {
    /// The name as the user wrote it.
    pub(crate) name: String,
    /// The id of the commit.
    pub(crate) commit: String,
    /// The id of its tree.
    pub(crate) tree: String,
}

impl Revision {
    /// Returns the name, followed by the start of the id unless the name is the id.
    pub(crate) fn title(&self) -> String {
        let short = self.commit.get(..10).unwrap_or(&self.commit);
        if self.commit.starts_with(&self.name) { short.to_owned() } else { format!("{} ({short})", self.name) }
    }
}

/// Finds a commit by a name: a branch, a tag, an id, or what else git understands.
pub(crate) fn resolve(repository: &Path, name: &str) -> Result<Revision, String> {
    let unknown = |cause: &str| {
        let mut help = vec!["`git log --oneline` lists the commits of this branch".to_owned()];
        help.extend(shallow_help(repository));
        let cause = if cause.is_empty() { String::new() } else { format!(": {cause}") };
        with_help(&format!("there is no commit `{}`{cause}", crate::escape::line(name)), &help)
    };
    if name.starts_with('-') || name.contains("..") {
        return Err(unknown("name one commit"));
    }
    let commit = format!("{name}^{{commit}}");
    let tree = format!("{name}^{{tree}}");
    let output = run(repository, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit], &[])
        .map_err(|_| unknown(""))?;
    let commit = id(&output).ok_or_else(|| unknown(""))?;
    let output =
        run(repository, &["rev-parse", "--verify", "--end-of-options", &tree], &[]).map_err(|error| unknown(&error))?;
    let tree = id(&output).ok_or_else(|| unknown(""))?;
    Ok(Revision { name: name.to_owned(), commit, tree })
}

/// Returns the committer's date of a commit in seconds since 1970.
pub(crate) fn commit_time(repository: &Path, commit: &str) -> Result<u64, String> {
    let output = run(repository, &["log", "-1", "--no-color", "--no-notes", "--format=format:%ct", commit, "--"], &[])?;
    let time = std::str::from_utf8(&output).ok().and_then(|text| text.trim().parse().ok());
    time.ok_or_else(|| format!("git printed no date of the commit `{commit}`"))
}

/// Finds the commit at which a branch left the default branch: the merge base of a head with the default branch, or with
/// another commit.
pub(crate) fn merge_base(repository: &Path, other: Option<&str>, head: &str) -> Result<Revision, String> {
    let other = match other {
        Some(other) => other.to_owned(),
        None => default_branch(repository).ok_or_else(|| {
            let help = ["name the commit to compare with, such as `origin/main`".to_owned()];
            with_help("the default branch of the repository is not known", &help)
        })?,
    };
    let base =
        run(repository, &["merge-base", "--end-of-options", &other, head], &[]).ok().and_then(|output| id(&output));
    let Some(base) = base else {
        // An unknown name has a message of its own.
        resolve(repository, &other)?;
        let mut help = vec![format!("name another commit, such as `{other}~1`")];
        help.extend(shallow_help(repository));
        return Err(with_help(&format!("`{other}` and `{head}` have no common commit"), &help));
    };
    let resolved = resolve(repository, &base)?;
    Ok(Revision { name: format!("the merge base with {other}"), ..resolved })
}

/// Returns the default branch: what `origin/HEAD` names, or else the usual names.
fn default_branch(repository: &Path) -> Option<String> {
    let named = run(repository, &["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"], &[]);
    let named = named.ok().map(|output| String::from_utf8_lossy(&output).trim().to_owned());
    let exists = |name: &String| {
        let commit = format!("{name}^{{commit}}");
        run(repository, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit], &[]).is_ok()
    };
    let usual = ["origin/main", "origin/master", "main", "master", "trunk", "develop"].map(str::to_owned);
    named.into_iter().chain(usual).find(exists)
}

/// Whether older commits are missing.
pub(crate) fn is_shallow(repository: &Path) -> bool {
    run(repository, &["rev-parse", "--is-shallow-repository"], &[]).is_ok_and(|output| output.starts_with(b"true"))
}

/// Explains commits that are missing because the clone is shallow.
fn shallow_help(repository: &Path) -> Option<String> {
    let help = "the clone is shallow; `git fetch --unshallow` gets its history (in GitHub Actions: `fetch-depth: 0`)";
    is_shallow(repository).then(|| help.to_owned())
}

fn id(output: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(output).ok()?.trim();
    let text = text.lines().next()?;
    (text.len() >= 40 && text.chars().all(|char| char.is_ascii_hexdigit())).then(|| text.to_owned())
}
