//! The history of the architecture: a few numbers for some commits of a branch.
//!
//! `commits` chooses the commits, a [`Point`] has the numbers of one, `store` keeps those that are known, and `render` prints
//! them. It must not know how a commit is analyzed.

mod commits;
mod point;
mod render;
mod store;

pub(crate) use commits::{Every, commits};
pub(crate) use point::{Conformance, Numbers, Point};
pub(crate) use render::{Line, csv_lines as csv, human, json, runs, series, svg};
pub(crate) use store::Store;
