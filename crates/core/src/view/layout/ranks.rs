//! Gives each node a rank, which is its row: below all nodes that depend on it, except where cycles make that impossible.

use crate::graph::feedback_arcs;
use std::collections::BTreeMap;

/// The space between the boxes of a row.
pub(super) const GAP: f64 = 28.0;

/// Returns the rank of each node. A node of a higher band is below all nodes of lower bands. Rows are at most `width` wide.
pub(super) fn ranks(bands: &[i64], widths: &[f64], edges: &[(usize, usize)], width: f64) -> Vec<usize> {
    let downward = downward(bands, edges);
    let mut of_band: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (node, band) in bands.iter().enumerate() {
        of_band.entry(*band).or_default().push(node);
    }
    let mut ranks = vec![0; bands.len()];
    let mut next = 0;
    for nodes in of_band.values() {
        let own = longest_paths(nodes, bands, &downward);
        let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for node in nodes {
            rows.entry(own[node]).or_default().push(*node);
        }
        for row in rows.into_values() {
            for part in split(row, widths, &downward, width) {
                for node in part {
                    ranks[node] = next;
                }
                next += 1;
            }
        }
    }
    ranks
}

/// Returns the edges without those against the order, which a few edges of each cycle are.
fn downward(bands: &[i64], edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let within: Vec<_> = edges.iter().copied().filter(|(from, to)| bands[*from] == bands[*to]).collect();
    let weighted: Vec<_> = within.iter().map(|(from, to)| (*from as u32, *to as u32, 1)).collect();
    let mut against = feedback_arcs(bands.len(), &weighted).into_iter().peekable();
    let mut downward: Vec<_> = within
        .into_iter()
        .enumerate()
        .map(|(at, (from, to))| if against.next_if_eq(&at).is_some() { (to, from) } else { (from, to) })
        .collect();
    downward.extend(edges.iter().copied().filter(|(from, to)| bands[*from] < bands[*to]));
    downward.retain(|(from, to)| from != to);
    downward.sort_unstable();
    downward.dedup();
    downward
}

/// Returns the length of the longest path within its band to each node.
fn longest_paths(nodes: &[usize], bands: &[i64], downward: &[(usize, usize)]) -> BTreeMap<usize, usize> {
    let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut above: BTreeMap<usize, usize> = nodes.iter().map(|node| (*node, 0)).collect();
    let band = nodes.first().map(|node| bands[*node]);
    for (from, to) in downward.iter().filter(|(from, to)| Some(bands[*from]) == band && Some(bands[*to]) == band) {
        below.entry(*from).or_default().push(*to);
        *above.entry(*to).or_default() += 1;
    }
    let mut lengths: BTreeMap<usize, usize> = nodes.iter().map(|node| (*node, 0)).collect();
    let mut ready: Vec<usize> = nodes.iter().copied().filter(|node| above[node] == 0).collect();
    let sources = ready.clone();
    while let Some(node) = ready.pop() {
        let length = lengths[&node] + 1;
        for to in below.get(&node).into_iter().flatten() {
            let own = lengths.entry(*to).or_default();
            *own = length.max(*own);
            let left = above.entry(*to).or_default();
            *left = left.saturating_sub(1);
            if *left == 0 {
                ready.push(*to);
            }
        }
    }
    // A node that no other one depends on is drawn directly above its uppermost dependency.
    for node in sources {
        if let Some(nearest) = below.get(&node).into_iter().flatten().map(|to| lengths[to]).min() {
            lengths.insert(node, nearest.saturating_sub(1));
        }
    }
    lengths
}

/// Splits a row that is too wide. Its nodes do not depend on each other. Those that others depend on stay below.
fn split(mut row: Vec<usize>, widths: &[f64], downward: &[(usize, usize)], width: f64) -> Vec<Vec<usize>> {
    let total: f64 = row.iter().map(|node| widths[*node] + GAP).sum();
    let parts = (total / width).ceil().max(1.0);
    if parts < 2.0 {
        return vec![row];
    }
    let used = |node: &usize| downward.iter().filter(|(_, to)| to == node).count();
    let using = |node: &usize| downward.iter().filter(|(from, _)| from == node).count();
    row.sort_by_cached_key(|node| (used(node) > 0, using(node) > 0, *node));
    let each = total / parts;
    let mut split = vec![Vec::new()];
    let mut so_far = 0.0;
    for node in row {
        if so_far >= each && split.len() < parts as usize {
            split.push(Vec::new());
            so_far = 0.0;
        }
        so_far += widths[node] + GAP;
        if let Some(last) = split.last_mut() {
            last.push(node);
        }
    }
    split
}
