//! Gives the nodes of ordered rows their horizontal positions: close to their neighbors, without overlaps.

use super::rows::Rows;

/// The number of passes over all rows.
const PASSES: usize = 12;

/// Returns the center of each node. `widths` contain the space to the next node.
pub(super) fn centers(rows: &Rows, widths: &[f64], is_bend: &[bool]) -> Vec<f64> {
    let mut centers = vec![0.0; widths.len()];
    for row in &rows.rows {
        let mut x = -row.iter().map(|node| widths[*node]).sum::<f64>() / 2.0;
        for node in row {
            centers[*node] = x + widths[*node] / 2.0;
            x += widths[*node];
        }
    }
    let count = rows.rows.len();
    for pass in 0..PASSES {
        for step in 0..count {
            let row = if pass.is_multiple_of(2) { step } else { count - 1 - step };
            place_row(&rows.rows[row], rows, widths, is_bend, pass, &mut centers);
        }
    }
    centers
}

fn place_row(row: &[usize], rows: &Rows, widths: &[f64], is_bend: &[bool], pass: usize, centers: &mut [f64]) {
    let mut desired = Vec::with_capacity(row.len());
    let mut weights = Vec::with_capacity(row.len());
    for node in row {
        // The last passes look at both sides.
        let (above, below) = (&rows.above[*node], &rows.below[*node]);
        let sides: [&[usize]; 2] = match (pass + 4 >= PASSES, pass.is_multiple_of(2)) {
            (true, _) => [above, below],
            (false, true) => [above, &[]],
            (false, false) => [below, &[]],
        };
        let (mut sum, mut weight) = (0.0, 0.0);
        for neighbor in sides.into_iter().flatten() {
            // Long edges should be straight.
            let own = if is_bend[*node] && is_bend[*neighbor] { 6.0 } else { 1.0 };
            sum += centers[*neighbor] * own;
            weight += own;
        }
        desired.push(if weight > 0.0 { sum / weight } else { centers[*node] });
        weights.push(if weight > 0.0 { weight } else { 0.1 });
    }
    for (node, center) in row.iter().zip(separate(row, widths, &desired, &weights)) {
        centers[*node] = center;
    }
}

/// Returns the positions closest to the desired ones, by least squares, at which the nodes of a row do not overlap.
///
/// Without the widths, this is isotonic regression, which pools neighbors that are in each other's way. O(n).
fn separate(row: &[usize], widths: &[f64], desired: &[f64], weights: &[f64]) -> Vec<f64> {
    let mut offsets = Vec::with_capacity(row.len());
    let mut offset = 0.0;
    for (at, node) in row.iter().enumerate() {
        if at > 0 {
            offset += f64::midpoint(widths[row[at - 1]], widths[*node]);
        }
        offsets.push(offset);
    }
    // The mean, the weight and the number of nodes of each pool.
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for at in 0..row.len() {
        let mut pool = (desired[at] - offsets[at], weights[at], 1);
        while let Some(last) = pools.last().copied().filter(|last| last.0 > pool.0) {
            pools.pop();
            let weight = last.1 + pool.1;
            pool = ((last.0 * last.1 + pool.0 * pool.1) / weight, weight, last.2 + pool.2);
        }
        pools.push(pool);
    }
    let means = pools.into_iter().flat_map(|(mean, _, count)| std::iter::repeat_n(mean, count));
    means.zip(offsets).map(|(mean, offset)| mean + offset).collect()
}
