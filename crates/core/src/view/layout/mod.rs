//! Places a view on a plane: a layered drawing, with dependencies from top to bottom.
//!
//! The method is that of Sugiyama: `ranks` breaks cycles and gives each node a row, `rows` orders the nodes of each row so
//! that few edges cross, and `place` turns the order into coordinates. `compose` applies it to nodes in groups. Nothing
//! is random, so a view always has the same layout.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "positions on a plane are far below all limits"
)]

mod compose;
mod layered;
mod place;
mod ranks;
mod rows;
mod text;

pub use compose::{Layout, layout};
pub use text::text_width;

/// A point, in pixels from the top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The distance from the left.
    pub x: i32,
    /// The distance from the top.
    pub y: i32,
}

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rectangle {
    /// The left side.
    pub x: i32,
    /// The upper side.
    pub y: i32,
    /// The width.
    pub width: i32,
    /// The height.
    pub height: i32,
}

impl Rectangle {
    /// Returns whether two rectangles have a point in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
}
