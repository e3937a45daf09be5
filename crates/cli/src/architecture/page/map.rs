//! The map: the picture that `graph` draws. The script replaces it with one whose boxes can be opened.

use super::layouts::abridged;
use crate::{
    architecture::{input::ReportInput, model::Architecture},
    graph::{Picture, write_svg},
};

/// Writes the section.
pub(super) fn write(out: &mut String, report: &Architecture<'_>, input: &ReportInput<'_>) {
    out.push_str(
        "<p>Dependencies lead from top to bottom.</p>\n<div id=\"map-tools\"></div>\n<div id=\"map-live\"></div>\n\
         <div class=\"static\" id=\"map-view\">\n",
    );
    let view = abridged(input.picture);
    let picture = Picture { view: &view, name: &super::parts::short(&report.workspace.name, 60) };
    let mut svg = Vec::new();
    // Writing to a vector can't fail.
    let _ = write_svg(&mut svg, &picture);
    out.push_str(&String::from_utf8_lossy(&svg));
    out.push_str("</div>\n");
}
