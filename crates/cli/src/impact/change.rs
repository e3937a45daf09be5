//! Lists the files that a change consists of.

use crate::{
    git::{self, Revision},
    repository,
    text::with_help,
};
use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

/// The changed files.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// The commit that the working tree was compared with; `None` if the files were given.
    pub(super) base: Option<Revision>,
    /// By their absolute paths.
    pub(super) files: BTreeMap<PathBuf, Change>,
    /// The links of the repository: their absolute paths, and those of what they lead to.
    pub(super) links: Vec<(PathBuf, PathBuf)>,
}

/// A changed file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// The text before the change; `None` if it did not exist, is not text, or is not known.
    pub(super) old: Option<String>,
    /// Whether it is known that the file did not exist before.
    pub(super) is_new: bool,
}

/// Git options with which `diff` runs no other program.
const DIFF: [&str; 9] = [
    "diff",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--ignore-submodules=dirty",
];

/// The id that git prints for a file that does not exist.
const NONE: &str = "0000000000000000000000000000000000000000";

/// The size of the largest old text that is compared.
const MAX_OLD: usize = 16 << 20;

/// Returns the files of the working tree that differ from a commit: by default, from where the branch left the default branch.
/// `target` is the directory that Cargo builds into.
pub(crate) fn since(workspace: &Path, base: Option<&str>, target: &Path) -> Result<Changes, String> {
    let Some(top) = repository::root(workspace) else {
        let help = ["name the changed files: `cargo archcheck impact --files src/lib.rs`".to_owned()];
        return Err(with_help(&format!("`{}` is not in a git repository", workspace.display()), &help));
    };
    let base = match base {
        Some(name) => compared(top, name)?,
        None => git::merge_base(top, None, "HEAD")?,
    };
    let filters = without_filters(top)?;
    let filters: Vec<&str> = filters.iter().map(String::as_str).collect();
    let output = git::run(top, &[&filters[..], &DIFF, &[&base.commit, "--"]].concat(), &[])?;
    let mut files = BTreeMap::new();
    let mut old: Vec<(PathBuf, String, bool)> = Vec::new();
    let mut fields = output.split(|byte| *byte == 0).filter(|field| !field.is_empty());
    while let (Some(meta), Some(path)) = (fields.next(), fields.next()) {
        let meta = String::from_utf8_lossy(meta);
        let id = meta.split(' ').nth(2).unwrap_or(NONE).to_owned();
        let path = top.join(git::as_path(path));
        let is_new = id.bytes().all(|byte| byte == b'0');
        let modes: Vec<&str> = meta.trim_start_matches(':').split(' ').take(2).collect();
        if !is_new && !meta.starts_with(":160000") {
            old.push((path.clone(), id, modes.first() == modes.get(1)));
        }
        files.insert(path, Change { old: None, is_new });
    }
    for (path, content, has_same_mode) in old_contents(top, &old)? {
        // Git compares the stamps of files only.
        if has_same_mode && archcheck_core::files::read(&path).is_ok_and(|now| now == content) {
            files.remove(&path);
        } else if let Ok(text) = String::from_utf8(content) {
            files.entry(path).or_default().old = Some(text);
        }
    }
    let others = [&filters[..], &["ls-files", "-z", "--others", "--exclude-standard"]].concat();
    let output = git::run(top, &others, &[])?;
    for path in output.split(|byte| *byte == 0).filter(|path| !path.is_empty()) {
        files.insert(top.join(git::as_path(path)), Change { old: None, is_new: true });
    }
    files.retain(|path, _| !path.starts_with(target));
    Ok(Changes { base: Some(base), files, links: links(top) })
}

/// Returns files that the user names, relative to a directory.
pub(crate) fn from_arguments(names: &[PathBuf], directory: &Path, workspace: &Path) -> Changes {
    let files = names.iter().map(|name| (clean(&directory.join(name)), Change::default())).collect();
    Changes { base: None, files, links: repository::root(workspace).map(links).unwrap_or_default() }
}

/// Finds the commit to compare with. Of a range, `BASE..HEAD` or `BASE...HEAD`, the head must be checked out.
fn compared(top: &Path, name: &str) -> Result<Revision, String> {
    let Some((base, head)) = name.split_once("..") else { return git::resolve(top, name) };
    let (head, is_symmetric) = head.strip_prefix('.').map_or((head, false), |head| (head, true));
    let or_head = |name: &str| if name.is_empty() { "HEAD".to_owned() } else { name.to_owned() };
    let (base, head) = (or_head(base), or_head(head));
    if git::resolve(top, &head)?.commit != git::resolve(top, "HEAD")?.commit {
        let help = [format!("check out `{head}` first: `impact` compares the files of the working tree with a commit")];
        return Err(with_help(&format!("`{name}` ends at `{head}`, which is not checked out"), &help));
    }
    if is_symmetric { git::merge_base(top, Some(&base), "HEAD") } else { git::resolve(top, &base) }
}

impl Changes {
    /// Returns the given files that do not exist.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &Path> {
        let is_missing = |path: &&Path| self.base.is_none() && path.symlink_metadata().is_err();
        self.files.keys().map(PathBuf::as_path).filter(is_missing)
    }
}

/// Removes `.` and `..` from a path, without reading links.
pub(super) fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                cleaned.pop();
            }
            _ => cleaned.push(part),
        }
    }
    cleaned
}

/// Returns options that turn off the filters of the configuration, which git would run to compare files. A file that only a
/// filter could tell to be the same counts as changed.
fn without_filters(top: &Path) -> Result<Vec<String>, String> {
    let names = ["config", "--null", "--name-only", "--get-regexp", r"^filter\..*\.(clean|smudge|process)$"];
    // Git fails if there is none.
    let names = git::run(top, &names, &[]).unwrap_or_default();
    let mut options = Vec::new();
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let name = String::from_utf8_lossy(name);
        let Some((driver, _)) = name.rsplit_once('.') else { continue };
        if name.contains('=') {
            let message = format!("the git configuration has a filter with `=` in its name: `{driver}`");
            return Err(with_help(&message, &[]));
        }
        options.extend(["-c".to_owned(), format!("{name}="), "-c".to_owned(), format!("{driver}.required=false")]);
    }
    Ok(options)
}

/// Reads the old contents of files by their ids, and returns each with the flag of the file. What is too large, or missing in a
/// partial clone, is left out.
fn old_contents(top: &Path, files: &[(PathBuf, String, bool)]) -> Result<Vec<(PathBuf, Vec<u8>, bool)>, String> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let input: String = files.iter().flat_map(|(_, id, _)| [id, "\n"]).collect();
    let output = git::run(top, &["cat-file", "--batch"], input.as_bytes())?;
    let mut rest = &output[..];
    let mut contents = Vec::new();
    for (path, _, flag) in files {
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { break };
        let header = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        // `ID blob SIZE`, or `ID missing`.
        let Some(size) = header.split(' ').nth(2).and_then(|size| size.parse::<usize>().ok()) else { continue };
        let Some(content) = rest.get(..size) else { break };
        rest = rest.get(size + 1..).unwrap_or_default();
        if size <= MAX_OLD {
            contents.push((path.clone(), content.to_owned(), *flag));
        }
    }
    Ok(contents)
}

/// Returns the links of a repository that lead to something in it.
fn links(top: &Path) -> Vec<(PathBuf, PathBuf)> {
    let output = git::run(top, &["ls-files", "-s", "-z"], &[]).unwrap_or_default();
    let entries = output.split(|byte| *byte == 0).filter(|entry| entry.starts_with(b"120000 "));
    let names = entries.filter_map(|entry| entry.iter().position(|byte| *byte == b'\t').map(|at| &entry[at + 1..]));
    let link = |name: &[u8]| {
        let path = top.join(git::as_path(name));
        let to = clean(&path.parent()?.join(std::fs::read_link(&path).ok()?));
        to.starts_with(top).then_some((path, to))
    };
    names.filter_map(link).collect()
}
