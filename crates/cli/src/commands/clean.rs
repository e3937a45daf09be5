//! `clean`: deletes the cache.

use super::run::{Ended, Run};
use crate::{
    Status, escape, git,
    report::named,
    repository,
    text::{count, with_help},
};
use archcheck_core::{
    cache::{self, Cleaned},
    session,
};
use clap::Args;

const EXAMPLES: &str = "\
The cache is the directory `archcheck` in Cargo's target directory; `cargo clean` deletes it, too. The files of \
commits that `diff` and `--rev` have read are kept in Cargo's home, and are deleted as well. The cache never changes a \
result: without it, the next run only takes longer.

Exit status:
  0  the cache was deleted, or there was none
  2  there is no workspace, or something could not be deleted";

/// The arguments of `clean`.
#[derive(Args, Clone, Copy, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Clean {}

impl Clean {
    /// Deletes the cache.
    #[expect(clippy::unused_self, reason = "all commands run alike")]
    pub(super) fn run(self, run: &mut Run<'_, '_>) -> Ended {
        let workspace = run.load_or_stop()?;
        let directory = session::cache_directory(&workspace, run.environment.caching.as_ref());
        let name = escape::line(&named(&directory, &workspace.root)).into_owned();
        let message = match cache::clean(&directory) {
            Ok(Cleaned::Nothing) => format!("nothing to remove: there is no `{name}`"),
            Ok(Cleaned::Removed { files, bytes, has_others }) => {
                let what = if has_others { "the cache files in " } else { "" };
                let kept = if has_others { "; other files there were kept" } else { "" };
                format!("removed {what}`{name}`: {}, {}{kept}", count(files, "file"), size(bytes))
            }
            Ok(Cleaned::Unlinked) => format!("removed the link `{name}`, but not its target"),
            Ok(Cleaned::Foreign) => {
                let help = "archcheck did not create it; inspect and remove it yourself".to_owned();
                let message = format!("`{name}` is not a cache directory and was not removed");
                return Err(with_help(&message, &[help]).into());
            }
            Err(error) => return Err(format!("can't remove `{name}`: {error}").into()),
        };
        let trees = run.environment.temporary.as_ref().map(|directory| directory.join(git::TREES));
        let kept = trees.zip(repository::root(&workspace.root));
        let (commits, bytes) = kept.map_or((0, 0), |(trees, repository)| git::remove_kept_trees(&trees, repository));
        let of_commits = match commits {
            0 => String::new(),
            _ => format!("removed the files of {}: {}\n", count(commits, "commit"), size(bytes)),
        };
        if run.global.quiet {
            return Ok(Status::Clean);
        }
        run.print(format!("{message}\n{of_commits}").as_bytes())
    }
}

/// Formats a number of bytes for people.
fn size(bytes: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "only one digit after the point is shown")]
    let mut shown = bytes as f64 / 1024.0;
    let mut unit = 0;
    while shown >= 1023.95 && unit + 1 < units.len() {
        shown /= 1024.0;
        unit += 1;
    }
    format!("{shown:.1} {}", units[unit])
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_short() {
        let sizes = [0, 1023, 1024, 1536, 1_048_550, 16_486_400, u64::MAX].map(size);
        assert_eq!(sizes, ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "1.0 MiB", "15.7 MiB", "16777216.0 TiB"]);
    }
}
