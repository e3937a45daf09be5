//! Orders the nodes of each row so that few edges cross: sweeps that move each node to the barycenter of its neighbors.

/// The number of sweeps. More change little.
const SWEEPS: usize = 16;

/// Nodes in rows, and edges between neighboring rows.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_field_names, reason = "the rows are what it is about")]
pub(super) struct Rows {
    /// The nodes of each row, from left to right.
    pub(super) rows: Vec<Vec<usize>>,
    /// The row of each node.
    pub(super) row_of: Vec<usize>,
    /// The neighbors of each node in the row above.
    pub(super) above: Vec<Vec<usize>>,
    /// The neighbors of each node in the row below.
    pub(super) below: Vec<Vec<usize>>,
}

impl Rows {
    /// Adds a node at the end of a row.
    pub(super) fn add(&mut self, row: usize) -> usize {
        let node = self.row_of.len();
        if self.rows.len() <= row {
            self.rows.resize(row + 1, Vec::new());
        }
        self.rows[row].push(node);
        self.row_of.push(row);
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        node
    }

    /// Connects a node with one in the row below.
    pub(super) fn connect(&mut self, upper: usize, lower: usize) {
        self.below[upper].push(lower);
        self.above[lower].push(upper);
    }

    /// Orders all rows. Keeps the best of all orders that the sweeps find.
    pub(super) fn order(&mut self) {
        let mut best = (self.crossings(), self.rows.clone());
        for sweep in 0..SWEEPS {
            if best.0 == 0 {
                break;
            }
            let is_down = sweep.is_multiple_of(2);
            let count = self.rows.len();
            for step in 1..count {
                self.sort_row(if is_down { step } else { count - 1 - step }, is_down);
            }
            self.swap_neighbors();
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.rows.clone());
            }
        }
        self.rows = best.1;
    }

    /// Returns the position of each node in its row.
    fn positions(&self) -> Vec<usize> {
        let mut positions = vec![0; self.row_of.len()];
        for row in &self.rows {
            for (at, node) in row.iter().enumerate() {
                positions[*node] = at;
            }
        }
        positions
    }

    fn sort_row(&mut self, row: usize, is_down: bool) {
        let other = if is_down { row - 1 } else { row + 1 };
        let mut positions = vec![0.0; self.row_of.len()];
        // Positions are relative, since rows differ in length.
        let length = self.rows[other].len() as f64;
        for (at, node) in self.rows[other].iter().enumerate() {
            positions[*node] = (at as f64 + 0.5) / length;
        }
        let own = self.rows[row].len() as f64;
        let mut keyed: Vec<(f64, usize)> = Vec::with_capacity(self.rows[row].len());
        for (at, node) in self.rows[row].iter().enumerate() {
            let neighbors = if is_down { &self.above[*node] } else { &self.below[*node] };
            let sum: f64 = neighbors.iter().map(|neighbor| positions[*neighbor]).sum();
            let key = if neighbors.is_empty() { (at as f64 + 0.5) / own } else { sum / neighbors.len() as f64 };
            keyed.push((key, *node));
        }
        // The sort is stable: equal nodes keep their order.
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.rows[row] = keyed.into_iter().map(|(_, node)| node).collect();
    }

    /// Swaps neighbors in a row where that removes crossings.
    fn swap_neighbors(&mut self) {
        let mut positions = self.positions();
        for row in 0..self.rows.len() {
            for at in 1..self.rows[row].len() {
                let (left, right) = (self.rows[row][at - 1], self.rows[row][at]);
                let count = |first: usize, second: usize| {
                    let sides = [(&self.above[first], &self.above[second]), (&self.below[first], &self.below[second])];
                    let mut crossings = 0;
                    for (first, second) in sides {
                        for one in first {
                            crossings += second.iter().filter(|other| positions[**other] < positions[*one]).count();
                        }
                    }
                    crossings
                };
                if count(right, left) < count(left, right) {
                    self.rows[row].swap(at - 1, at);
                    positions.swap(left, right);
                }
            }
        }
    }

    /// Returns the number of crossings between all rows. O(m log m).
    fn crossings(&self) -> usize {
        let positions = self.positions();
        let mut total = 0;
        for row in &self.rows {
            let mut ends: Vec<usize> = Vec::new();
            for node in row {
                let mut own: Vec<usize> = self.below[*node].iter().map(|lower| positions[*lower]).collect();
                own.sort_unstable();
                ends.extend(own);
            }
            total += inversions(&mut ends);
        }
        total
    }
}

/// Returns the number of pairs in the wrong order, and sorts.
fn inversions(values: &mut [usize]) -> usize {
    let middle = values.len() / 2;
    if middle == 0 {
        return 0;
    }
    let (left, right) = values.split_at_mut(middle);
    let mut total = inversions(left) + inversions(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut a, mut b) = (0, 0);
    while a < left.len() && b < right.len() {
        if left[a] <= right[b] {
            merged.push(left[a]);
            a += 1;
        } else {
            merged.push(right[b]);
            b += 1;
            total += left.len() - a;
        }
    }
    merged.extend_from_slice(&left[a..]);
    merged.extend_from_slice(&right[b..]);
    values.copy_from_slice(&merged);
    total
}
