//! `clean`: deletes what runs leave for the next one.

use super::{Ended, Run};
use crate::{
    engine,
    report::{Report, named},
    text::{count, with_help},
};
use archcheck_core::{
    cache::{self, Cleaned},
    session,
    source::Sources,
};
use std::io;

impl Run<'_, '_> {
    pub(super) fn clean(&mut self) -> Ended {
        let environment = self.environment;
        let manifest = self.global.manifest_path.as_ref().map(|path| environment.current_dir.join(path));
        let workspace = match engine::load(manifest.as_deref(), &environment.cargo, &environment.current_dir) {
            Ok(workspace) => workspace,
            Err(diagnostic) => return self.problems(Report::failed(&Sources::default(), vec![*diagnostic])),
        };
        let folder = session::cache_folder(&workspace, environment.caching.as_ref());
        let name = named(&folder, &workspace.root);
        let said = match cache::clean(&folder) {
            Ok(Cleaned::Nothing) => format!("nothing to remove: there is no `{name}`"),
            Ok(Cleaned::Removed { files, bytes }) => {
                format!("removed `{name}`: {}, {}", count(files, "file"), size(bytes))
            }
            Ok(Cleaned::Unlinked) => format!("removed the link `{name}`; what it led to is left as it is"),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                let help = "no run has made it: look what it is, and remove it yourself".to_owned();
                return Err(with_help(&format!("`{name}` is no folder, and is left as it is"), &[help]).into());
            }
            Err(error) => return Err(format!("can't remove `{name}`: {error}").into()),
        };
        if self.global.quiet {
            return self.print(b"");
        }
        self.print(format!("{said}\n").as_bytes())
    }
}

/// So many bytes, for people.
fn size(bytes: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    // A size is shown, and not reckoned with.
    #[expect(clippy::cast_precision_loss, reason = "one digit after the point is shown")]
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
