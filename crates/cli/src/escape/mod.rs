//! Escapes text that is not ours, with one function for each kind of output.
//!
//! Paths, names, reasons, owners, arguments and the lines of files come from whoever wrote the repository. Every output
//! passes them through one of these functions, so that they are only ever read, and never obeyed by a terminal, a CI
//! runner, a code host or a browser. Text is shown, not dropped: a hidden character becomes an escape such as `\x1b` or
//! `\u{202e}`. Escaping a text twice gives the same as escaping it once, apart from markup.
//!
//! It must not know what is printed.

mod characters;
mod dot;
mod github;
mod json;
mod line;
mod markdown;
mod sarif;
#[cfg(test)]
mod tests;
mod toml;
mod xml;

#[cfg(test)]
pub(crate) use characters::is_hidden;
pub(crate) use characters::visible;
pub(crate) use dot::dot_string;
pub(crate) use github::{github_data, github_property};
pub(crate) use json::json_text;
pub(crate) use line::{Piece, line, lines, path, pieces};
pub(crate) use markdown::{markdown, markdown_cell_code, markdown_code};
pub(crate) use sarif::sarif_message;
pub(crate) use toml::toml_string;
pub(crate) use xml::{xml_attribute, xml_text};
