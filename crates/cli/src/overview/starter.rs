//! Generates a short example of a rules file with real names, which the code already passes.

use super::nodes::{NodeId, Nodes};
use crate::{escape::toml_string, text::kebab_case};
use std::fmt::Write;

/// The most layers to propose.
const LAYERS: usize = 3;

/// Renders the file; `None` if there is no code.
pub(super) fn starter(nodes: &Nodes) -> Option<String> {
    let layers = layers(nodes);
    let mut text = "version = 1\n".to_owned();
    // Writing to a string cannot fail.
    if layers.is_empty() {
        let root = nodes.all.iter().find(|node| node.root)?;
        let (_, name) = root.path.rsplit_once(':').unwrap_or(("", &root.path));
        let name = kebab_case(name.split('@').next().unwrap_or(name));
        let path = toml_string(&root.path);
        let _ = write!(text, "\n[modules.{name}]\npaths = [{path}]\ndepends-on = []\n");
        return Some(text);
    }
    let names: Vec<_> = layers.iter().map(|id| toml_string(&nodes.all[*id].path)).collect();
    let line = names.join(", ");
    // Break a list that would not fit in a narrow terminal.
    let list = if line.len() > 40 { format!("\n    {},\n", names.join(",\n    ")) } else { line };
    let _ = write!(text, "\n[[layers]]\nid = \"layers\"  # from top to bottom\norder = [{list}]\n");
    if let Some((id, outside)) = ban(&layers, nodes) {
        let path = &nodes.all[id].path;
        let name = kebab_case(path.rsplit("::").next().unwrap_or(path));
        let (without, path) = (kebab_case(&outside), toml_string(path));
        let _ = write!(
            text,
            "\n[[rules]]\nid = \"{name}-without-{without}\"\ntype = \"forbid\"\nfrom = [{path}]\n\
             to = [\"extern:{outside}\"]\nreason = \"the reason is shown with each violation\"\n"
        );
    }
    Some(text)
}

/// Finds modules of which each uses the next one, and none uses a previous one.
fn layers(nodes: &Nodes) -> Vec<NodeId> {
    let one_way = |from: NodeId, to: NodeId| !nodes.touches.contains(&(to, from));
    let is_module = |id: NodeId| !nodes.all[id].root;
    let fits =
        |from: NodeId, to: NodeId| is_module(from) && is_module(to) && nodes.all[from].krate == nodes.all[to].krate;
    let pairs = || {
        let edges = nodes.edges.iter().map(|(&(from, to), &(references, _))| (from, to, references));
        edges.filter(|&(from, to, _)| one_way(from, to))
    };
    let most = |pair: &(NodeId, NodeId, usize)| (pair.2, std::cmp::Reverse((pair.0, pair.1)));
    let best = pairs().filter(|&(from, to, _)| fits(from, to)).max_by_key(most);
    let Some((top, next, _)) = best else {
        return Vec::new();
    };
    let mut layers = vec![top, next];
    while layers.len() < LAYERS {
        let last = layers[layers.len() - 1];
        let below = pairs().filter(|&(from, to, _)| {
            from == last && fits(from, to) && layers.iter().all(|&above| above != to && one_way(above, to))
        });
        match below.max_by_key(most) {
            Some((_, to, _)) => layers.push(to),
            None => break,
        }
    }
    layers
}

/// Finds a layer, the lowest if possible, and an external crate that other modules use but the layer does not.
fn ban(layers: &[NodeId], nodes: &Nodes) -> Option<(NodeId, String)> {
    let mut crates: Vec<_> = nodes.outside.iter().filter(|(name, _)| *name != "std").collect();
    crates.sort_by_key(|(name, users)| (std::cmp::Reverse(users.len()), *name));
    let unused = |id: NodeId| crates.iter().find(|(_, users)| !users.contains(&id)).map(|(name, _)| (*name).clone());
    layers.iter().rev().find_map(|id| unused(*id).map(|name| (*id, name)))
}
