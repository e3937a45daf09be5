//! Finds the adapters in the code of the role `adapters`: its folders, or its crates.

use super::{
    catalog::{ADAPTER_NAMES, INBOUND_NAMES, OUTBOUND_NAMES, SHARED_NAMES},
    places::Places,
    words,
};
use crate::{graph::RustModuleId, workspace::CrateKind};

/// Returns selectors of the adapters in folders of the role. Returns none if a folder does not contain several.
///
/// In a folder `adapters`, each folder is an adapter, without those with a usual name of shared code. What `adapters` declares
/// itself belongs to none of them. In a folder of another name, such as `infrastructure`, folders often build on each other.
///
/// If the role contains the roles of both sides, layers already keep the sides of a folder apart.
pub(super) fn in_folders(paths: &[String], contains_roles: bool, places: &Places<'_>) -> impl Iterator<Item = String> {
    let is_of_role = |id: &RustModuleId| paths.contains(&places.path(*id));
    let folders = places.shipped.iter().copied().filter(is_of_role);
    let is_layered = move |id: RustModuleId| contains_roles && !sides(id, places).is_empty();
    folders
        .filter(move |id| ADAPTER_NAMES.contains(&&*places.last(*id)) && !is_layered(*id))
        .flat_map(|id| inside(id, places))
}

/// Returns selectors of the adapters in crates that are called like the role.
pub(super) fn in_crates(crates: &[String], places: &Places<'_>) -> impl Iterator<Item = String> {
    let whole = crates.iter().filter(|krate| fit(krate, places).is_some_and(|fit| fit <= OWN_NAME));
    whole.filter_map(|krate| library_root(krate, places)).flat_map(|id| inside(id, places))
}

/// Returns selectors of the crates that are one adapter each, as in `crates/adapters`. Returns none if there is only one.
pub(super) fn crates(crates: &[&String], places: &Places<'_>) -> Vec<String> {
    let single = crates.iter().filter(|krate| fit(krate, places).is_some_and(|fit| fit > OWN_NAME));
    let all: Vec<String> = single.map(|krate| format!("crate:{krate}")).collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// The largest value of `words::fit` for a crate whose own name, or the end of it, is that of the role.
const OWN_NAME: usize = 2;

/// Returns how well the name or directory of a crate fits the role.
fn fit(krate: &str, places: &Places<'_>) -> Option<usize> {
    let package = places.code.workspace.packages.iter().find(|package| package.name == krate)?;
    ADAPTER_NAMES.iter().filter_map(|name| words::fit(&package.name, &package.directory, name)).min()
}

fn library_root(package: &str, places: &Places<'_>) -> Option<RustModuleId> {
    let is_root = |id: &RustModuleId| {
        let module = places.code.graph.module(*id);
        let krate = places.code.workspace.krate(module.krate);
        module.parent.is_none()
            && krate.kind == CrateKind::Lib
            && places.code.workspace.package(krate.package).name == package
    };
    places.shipped.iter().copied().find(is_root)
}

/// Returns the children of a folder with some names.
fn named(folder: RustModuleId, names: &[&str], places: &Places<'_>) -> Vec<RustModuleId> {
    places.children(folder).iter().copied().filter(|id| names.contains(&&*places.last(*id))).collect()
}

/// Returns the inbound and outbound folders in a folder. Returns none if one of the two sides is missing.
fn sides(folder: RustModuleId, places: &Places<'_>) -> Vec<RustModuleId> {
    let [inbound, outbound] = [INBOUND_NAMES, OUTBOUND_NAMES].map(|names| named(folder, names, places));
    if inbound.is_empty() || outbound.is_empty() { Vec::new() } else { [inbound, outbound].concat() }
}

/// Returns selectors of the adapters in a folder.
fn inside(folder: RustModuleId, places: &Places<'_>) -> Vec<String> {
    let sides = sides(folder, places);
    if !sides.is_empty() {
        return sides.into_iter().map(|id| places.path(id)).collect();
    }
    let shared = named(folder, SHARED_NAMES, places);
    if places.children(folder).len() < shared.len() + 2 {
        return Vec::new();
    }
    let without = shared.into_iter().map(|id| format!("!{}", places.path(id)));
    std::iter::once(format!("{}::*", places.path(folder))).chain(without).collect()
}
