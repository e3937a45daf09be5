//! Reads the CODEOWNERS file of a repository.

use crate::outside;
use archcheck_core::{
    codeowners::{CodeOwners, FILES},
    files,
};
use std::{io::ErrorKind, path::Path};

/// Reads the file of a repository, if there is one. Returns its name, too.
pub(crate) fn read(repository: &Path) -> Result<Option<(&'static str, CodeOwners)>, String> {
    for name in FILES {
        let path = repository.join(name);
        match files::read_to_string(&path) {
            Ok(_) if !outside::is_in(&path, repository) => {
                return Err(format!("`{name}` is outside the repository, so it is not read"));
            }
            Ok(text) => return Ok(Some((name, CodeOwners::parse_file(name, &text)))),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(format!("can't read `{name}`: {error}")),
        }
    }
    Ok(None)
}
