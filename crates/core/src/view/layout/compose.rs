//! The layout of a view: layers as bands from top to bottom, other groups as boxes that are drawn like nodes.

use super::{
    Point, Rectangle,
    layered::{Drawing, Item, draw},
    text::text_width,
};
use crate::view::{GroupKind, NodeKind, View};
use std::collections::BTreeMap;

/// The font size of labels.
const FONT: i32 = 14;
/// The font size of the second lines and of titles.
const SMALL_FONT: i32 = 12;
/// The space between a label and the sides of its box, together.
const PADDING: i32 = 24;
/// The height of a box.
const HEIGHT: i32 = 44;
/// The space around the drawing, and within a group.
const MARGIN: i32 = 20;
/// The space for the title of a group.
const TITLE: i32 = 30;

/// The layout of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The width of the drawing.
    pub width: i32,
    /// The height of the drawing.
    pub height: i32,
    /// The box of each node.
    pub nodes: Vec<Rectangle>,
    /// The boxes of groups with their titles. Layers that are side by side share one.
    pub groups: Vec<(Rectangle, String)>,
    /// The points of each edge, from node to node.
    pub edges: Vec<Vec<Point>>,
}

/// Lays a view out. `lines` returns the label of a node and the text below it.
pub fn layout(view: &View, lines: &dyn Fn(usize) -> (String, String)) -> Layout {
    let sizes: Vec<(i32, i32)> = (0..view.nodes.len())
        .map(|at| {
            let (label, second) = lines(at);
            let (label, second) = (text_width(&label, FONT), text_width(&second, SMALL_FONT));
            ((label.max(second) + PADDING).max(72), HEIGHT)
        })
        .collect();
    let has_boxes = view.groups.iter().any(|group| group.kind == GroupKind::Crate);
    let mut layout = if has_boxes { boxes(view, &sizes) } else { bands(view, &sizes) };
    connect_ports(view, &mut layout);
    layout
}

/// Draws all nodes at once, in bands.
fn bands(view: &View, sizes: &[(i32, i32)]) -> Layout {
    let band_of = band_of(view);
    let items: Vec<Item> = sizes
        .iter()
        .zip(&band_of)
        .map(|((width, height), band)| Item { width: f64::from(*width), height: f64::from(*height), band: *band })
        .collect();
    let edges: Vec<_> = view.edges.iter().map(|edge| (edge.from, edge.to)).collect();
    let mut titles: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for (at, group) in view.groups.iter().enumerate() {
        let Some(member) = view.members(Some(at)).next() else { continue };
        if view.is_boxed(at) {
            titles.entry(band_of[member]).or_default().push(&group.name);
        }
    }
    let header = |band: i64| if titles.contains_key(&band) { f64::from(TITLE) } else { 0.0 };
    let drawing = draw(&items, &edges, &header);
    let titles: BTreeMap<i64, String> = titles.into_iter().map(|(band, names)| (band, names.join("  |  "))).collect();
    let widest = titles.values().map(|title| text_width(title, SMALL_FONT)).max().unwrap_or_default() + 2 * MARGIN;
    let width = round(drawing.width).max(widest) + 2 * MARGIN;
    let groups = titles.into_iter().filter_map(|(band, title)| {
        let (top, bottom) = drawing.bands.get(&band)?;
        let rectangle = Rectangle {
            x: MARGIN / 2,
            y: round(*top) + MARGIN - 6,
            width: width - MARGIN,
            height: round(*bottom) - round(*top) + 18,
        };
        Some((rectangle, title))
    });
    Layout {
        width,
        height: round(drawing.height) + 3 * MARGIN,
        nodes: rectangles(&drawing, sizes, (MARGIN, MARGIN)),
        groups: groups.collect(),
        edges: bends(&drawing, (MARGIN, MARGIN)),
    }
}

/// Returns the band of each node. Layers are in their order. A node without a layer is below the lowest layer that
/// depends on it, or else above the highest one that it depends on. Crates outside come last.
fn band_of(view: &View) -> Vec<i64> {
    let last = view.groups.iter().filter_map(|group| group.level).max().map_or(1, |level| 2 * level as i64 + 3);
    let own = |at: usize| {
        let node = &view.nodes[at];
        let level = node.group.and_then(|group| view.groups[group].level).map(|level| 2 * level as i64);
        let external = (node.kind == NodeKind::External).then_some(last + 2);
        level.or(external)
    };
    let mut bands: Vec<Option<i64>> = (0..view.nodes.len()).map(own).collect();
    let has_levels = view.groups.iter().any(|group| group.level.is_some());
    if has_levels {
        // Each pass decides the nodes next to those of the pass before.
        for is_down in [true, false] {
            loop {
                let mut decided: BTreeMap<usize, i64> = BTreeMap::new();
                for edge in &view.edges {
                    let (known, open) = if is_down { (edge.from, edge.to) } else { (edge.to, edge.from) };
                    let Some(band) = bands[known].filter(|_| bands[open].is_none()) else { continue };
                    let band = match (is_down, band.rem_euclid(2) == 0) {
                        (_, false) => band,
                        (true, true) => band + 1,
                        (false, true) => band - 1,
                    };
                    let so_far = decided.entry(open).or_insert(band);
                    *so_far = if is_down { band.max(*so_far) } else { band.min(*so_far) };
                }
                if decided.is_empty() {
                    break;
                }
                for (node, band) in decided {
                    bands[node] = Some(band);
                }
            }
        }
    }
    let mut is_connected = vec![false; view.nodes.len()];
    for edge in &view.edges {
        is_connected[edge.from] = true;
        is_connected[edge.to] = true;
    }
    // Isolated nodes come below all others.
    (0..view.nodes.len()).map(|at| bands[at].unwrap_or(if is_connected[at] { 0 } else { last })).collect()
}

/// Draws the nodes of each group in a box, then the boxes.
fn boxes(view: &View, sizes: &[(i32, i32)]) -> Layout {
    let mut unit_of = vec![0; view.nodes.len()];
    let mut units: Vec<(Option<usize>, Vec<usize>)> = Vec::new();
    for group in 0..view.groups.len() {
        let members: Vec<usize> = view.members(Some(group)).collect();
        if view.is_boxed(group) && members.len() > 1 {
            units.push((Some(group), members));
        } else {
            units.extend(members.into_iter().map(|at| (None, vec![at])));
        }
    }
    units.extend(view.members(None).map(|at| (None, vec![at])));
    let mut place_of = vec![0; view.nodes.len()];
    for (unit, (_, members)) in units.iter().enumerate() {
        for (place, at) in members.iter().enumerate() {
            unit_of[*at] = unit;
            place_of[*at] = place;
        }
    }
    let mut inner_edges: Vec<Vec<(usize, (usize, usize))>> = vec![Vec::new(); units.len()];
    let mut outer_edges = Vec::new();
    for (number, edge) in view.edges.iter().enumerate() {
        if unit_of[edge.from] == unit_of[edge.to] {
            inner_edges[unit_of[edge.from]].push((number, (place_of[edge.from], place_of[edge.to])));
        } else {
            outer_edges.push((number, (unit_of[edge.from], unit_of[edge.to])));
        }
    }
    let mut nodes = vec![Rectangle::default(); view.nodes.len()];
    let mut edges = vec![Vec::new(); view.edges.len()];
    let mut groups = Vec::new();
    let inner: Vec<Drawing> = units
        .iter()
        .zip(&inner_edges)
        .map(|((_, members), own)| {
            let item = |at: &usize| Item { width: f64::from(sizes[*at].0), height: f64::from(sizes[*at].1), band: 0 };
            let ends: Vec<_> = own.iter().map(|(_, ends)| *ends).collect();
            draw(&members.iter().map(item).collect::<Vec<_>>(), &ends, &|_| 0.0)
        })
        .collect();
    let is_connected = |unit: usize| outer_edges.iter().any(|(_, (from, to))| *from == unit || *to == unit);
    let items: Vec<Item> = units
        .iter()
        .zip(&inner)
        .enumerate()
        .map(|(unit, ((group, members), drawing))| {
            let band = if !is_connected(unit) {
                1
            } else if view.nodes[members[0]].kind == NodeKind::External {
                2
            } else {
                0
            };
            let Some(group) = group else {
                let (width, height) = sizes[members[0]];
                return Item { width: f64::from(width), height: f64::from(height), band };
            };
            let title = text_width(&view.groups[*group].name, SMALL_FONT) + 2 * MARGIN;
            Item {
                width: (drawing.width + f64::from(2 * MARGIN)).ceil().max(f64::from(title)),
                height: drawing.height.ceil() + f64::from(MARGIN + TITLE),
                band,
            }
        })
        .collect();
    let ends: Vec<_> = outer_edges.iter().map(|(_, ends)| *ends).collect();
    let outer = draw(&items, &ends, &|_| 0.0);
    for (unit, (group, members)) in units.iter().enumerate() {
        let (x, y) = (round(outer.corners[unit].0) + MARGIN, round(outer.corners[unit].1) + MARGIN);
        let Some(group) = group else {
            let (width, height) = sizes[members[0]];
            nodes[members[0]] = Rectangle { x, y, width, height };
            continue;
        };
        let own = Rectangle { x, y, width: round(items[unit].width), height: round(items[unit].height) };
        groups.push((own, view.groups[*group].name.clone()));
        let corner = (x + MARGIN, y + TITLE);
        let own_sizes: Vec<_> = members.iter().map(|at| sizes[*at]).collect();
        for (at, rectangle) in members.iter().zip(rectangles(&inner[unit], &own_sizes, corner)) {
            nodes[*at] = rectangle;
        }
        for ((number, _), points) in inner_edges[unit].iter().zip(bends(&inner[unit], corner)) {
            edges[*number] = points;
        }
    }
    for ((number, _), points) in outer_edges.iter().zip(bends(&outer, (MARGIN, MARGIN))) {
        edges[*number] = points;
    }
    Layout { width: round(outer.width) + 2 * MARGIN, height: round(outer.height) + 3 * MARGIN, nodes, groups, edges }
}

fn round(value: f64) -> i32 {
    value.round() as i32
}

fn rectangles(drawing: &Drawing, sizes: &[(i32, i32)], corner: (i32, i32)) -> Vec<Rectangle> {
    let corners = drawing.corners.iter().zip(sizes);
    corners
        .map(|((x, y), (width, height))| Rectangle {
            x: round(*x) + corner.0,
            y: round(*y) + corner.1,
            width: *width,
            height: *height,
        })
        .collect()
}

fn bends(drawing: &Drawing, corner: (i32, i32)) -> Vec<Vec<Point>> {
    let point = |(x, y): &(f64, f64)| Point { x: round(*x) + corner.0, y: round(*y) + corner.1 };
    drawing.bends.iter().map(|points| points.iter().map(point).collect()).collect()
}

/// An end of an edge: the horizontal position of the next point, the edge, and whether it starts there.
type Port = (i32, usize, bool);

/// Adds the ends of the edges, side by side along the sides of the boxes.
fn connect_ports(view: &View, layout: &mut Layout) {
    // For each box and whether it is the lower side, the edges there.
    let mut sides: BTreeMap<(usize, bool), Vec<Port>> = BTreeMap::new();
    let center = |node: usize| {
        let own = layout.nodes[node];
        Point { x: own.x + own.width / 2, y: own.y + own.height / 2 }
    };
    for (number, edge) in view.edges.iter().enumerate() {
        let points = &layout.edges[number];
        let (from, to) = (center(edge.from), center(edge.to));
        let after_start = points.first().copied().unwrap_or(to);
        let before_end = points.last().copied().unwrap_or(from);
        sides.entry((edge.from, after_start.y >= from.y)).or_default().push((after_start.x, number, true));
        sides.entry((edge.to, before_end.y > to.y)).or_default().push((before_end.x, number, false));
    }
    let mut ends = vec![[Point { x: 0, y: 0 }; 2]; view.edges.len()];
    for ((node, is_bottom), mut own) in sides {
        own.sort_unstable();
        let rectangle = layout.nodes[node];
        let count = own.len() as i32;
        for (at, (_, number, is_start)) in own.into_iter().enumerate() {
            let x = rectangle.x + rectangle.width * (at as i32 + 1) / (count + 1);
            let y = if is_bottom { rectangle.y + rectangle.height } else { rectangle.y };
            ends[number][usize::from(!is_start)] = Point { x, y };
        }
    }
    for (points, [start, end]) in layout.edges.iter_mut().zip(ends) {
        points.insert(0, start);
        points.push(end);
    }
}
