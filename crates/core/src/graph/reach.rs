//! Counts how many nodes each node reaches: the transitive closure of a graph, without keeping it.

/// The number of nodes whose reachability is computed at once, in words of 64 bits: the memory is this for each component.
const BLOCK: usize = 64;

/// Returns for each component how many nodes it reaches, its own included.
///
/// `sizes` are the numbers of nodes of the components, each after those that it depends on, which `below` lists.
///
/// O(n (k + m) / 64) for n nodes in k components with m dependencies between them.
pub(super) fn reached_counts(sizes: &[u32], below: &[Vec<u32>]) -> Vec<u32> {
    let mut first = Vec::with_capacity(sizes.len());
    let mut nodes = 0_usize;
    for size in sizes {
        first.push(nodes);
        nodes += *size as usize;
    }
    let mut counts = vec![0_u32; sizes.len()];
    for start in (0..nodes).step_by(BLOCK * 64) {
        let width = (nodes - start).div_ceil(64).min(BLOCK);
        let mut rows = vec![0_u64; sizes.len() * width];
        for (at, own) in below.iter().enumerate() {
            let (earlier, rest) = rows.split_at_mut(at * width);
            let row = &mut rest[..width];
            for other in own {
                let from = *other as usize * width;
                for (word, theirs) in row.iter_mut().zip(&earlier[from..from + width]) {
                    *word |= theirs;
                }
            }
            let (own_start, own_end) = (first[at].max(start), first[at] + sizes[at] as usize);
            for node in own_start..own_end.min(start + width * 64) {
                row[(node - start) / 64] |= 1 << ((node - start) % 64);
            }
            counts[at] += row.iter().map(|word| word.count_ones()).sum::<u32>();
        }
    }
    counts
}
