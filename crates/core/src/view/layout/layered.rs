//! The layered drawing of boxes and edges, without groups.

use super::{
    place::centers,
    ranks::{GAP, ranks},
    rows::Rows,
};
use std::collections::BTreeMap;

/// The width of a long edge where it passes a row.
const BEND_WIDTH: f64 = 14.0;

/// The least and the largest space between two rows.
const ROW_GAPS: (f64, f64) = (46.0, 110.0);

/// A box to draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The band; boxes of a higher one are below those of all lower ones.
    pub(super) band: i64,
}

/// A drawing. Boxes have their upper left corners, in the order of the items.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawing {
    pub(super) corners: Vec<(f64, f64)>,
    /// For each edge, the points between its ends where it passes a row, in the direction of the edge.
    pub(super) bends: Vec<Vec<(f64, f64)>>,
    pub(super) width: f64,
    pub(super) height: f64,
    /// The upper and lower side of each band.
    pub(super) bands: BTreeMap<i64, (f64, f64)>,
}

/// Draws boxes and edges. `header` is the space above the boxes of each band, for its title.
pub(super) fn draw(items: &[Item], edges: &[(usize, usize)], header: &dyn Fn(i64) -> f64) -> Drawing {
    if items.is_empty() {
        return Drawing::default();
    }
    let bands: Vec<i64> = items.iter().map(|item| item.band).collect();
    let widths: Vec<f64> = items.iter().map(|item| item.width).collect();
    let area: f64 = items.iter().map(|item| (item.width + GAP) * (item.height + ROW_GAPS.1)).sum();
    let ranks = ranks(&bands, &widths, edges, (area.sqrt() * 1.5).max(900.0));
    let mut rows = Rows::default();
    for rank in &ranks {
        rows.add(*rank);
    }
    let chains: Vec<Vec<usize>> = edges.iter().map(|(from, to)| connect(&mut rows, &ranks, *from, *to)).collect();
    rows.order();
    let mut all_widths: Vec<f64> = widths.iter().map(|width| width + GAP).collect();
    all_widths.resize(rows.row_of.len(), BEND_WIDTH);
    let is_bend: Vec<bool> = (0..rows.row_of.len()).map(|node| node >= items.len()).collect();
    let centers = centers(&rows, &all_widths, &is_bend);
    let left = |node: usize| centers[node] - all_widths[node] / 2.0;
    let start = (0..centers.len()).map(left).fold(f64::INFINITY, f64::min);
    let end = (0..centers.len()).map(|node| left(node) + all_widths[node]).fold(f64::NEG_INFINITY, f64::max);

    let mut drawing = Drawing { width: end - start, ..Drawing::default() };
    let mut middles = vec![0.0; rows.rows.len()];
    let mut y = 0.0;
    let mut band_before: Option<i64> = None;
    for (rank, row) in rows.rows.iter().enumerate() {
        let boxes = || row.iter().filter(|node| !is_bend[**node]);
        let band = boxes().map(|node| bands[*node]).next();
        let height = boxes().map(|node| items[*node].height).fold(0.0, f64::max);
        if rank > 0 {
            let crossing = row.iter().map(|node| rows.above[*node].len()).sum::<usize>();
            y += (ROW_GAPS.0 + crossing as f64 * 1.2).min(ROW_GAPS.1);
        }
        if let Some(band) = band {
            if band_before != Some(band) {
                let top = y;
                y += header(band);
                drawing.bands.insert(band, (top, y));
            }
            drawing.bands.entry(band).or_insert((y, y)).1 = y + height;
            band_before = Some(band);
        }
        middles[rank] = y + height / 2.0;
        y += height;
    }
    drawing.height = y;
    drawing.corners = (0..items.len())
        .map(|node| {
            let item = &items[node];
            (centers[node] - item.width / 2.0 - start, middles[ranks[node]] - item.height / 2.0)
        })
        .collect();
    let point = |node: &usize| (centers[*node] - start, middles[rows.row_of[*node]]);
    drawing.bends = chains.iter().map(|chain| chain.iter().map(point).collect()).collect();
    drawing
}

/// Connects two boxes, with a bend in each row between them. Returns the bends in the direction of the edge.
fn connect(rows: &mut Rows, ranks: &[usize], from: usize, to: usize) -> Vec<usize> {
    let is_down = ranks[from] < ranks[to];
    let (upper, lower) = if is_down { (from, to) } else { (to, from) };
    let mut chain = Vec::new();
    let mut last = upper;
    for row in ranks[upper] + 1..ranks[lower] {
        let bend = rows.add(row);
        rows.connect(last, bend);
        chain.push(bend);
        last = bend;
    }
    if ranks[upper] != ranks[lower] {
        rows.connect(last, lower);
    }
    if !is_down {
        chain.reverse();
    }
    chain
}
