//! The pages with their paths.

use super::{
    canvas,
    cells::{self, MODULES},
    input::DocsInput,
    overview,
};

/// The name of the overview, which code hosts show for its directory.
const OVERVIEW: &str = "README.md";

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    /// The path in the directory of the pages, with `/`.
    pub(crate) path: String,
    /// The generated text.
    pub(crate) text: String,
}

/// Renders all pages.
pub(crate) fn pages(input: &DocsInput<'_>) -> Vec<Page> {
    let names = cells::file_names(input);
    let overview = Page { path: OVERVIEW.to_owned(), text: overview::render(input, &names) };
    let canvas =
        |(id, name): (_, &String)| Page { path: format!("{MODULES}/{name}"), text: canvas::render(input, &names, id) };
    let canvases = input.modules().map(|(id, _)| id).zip(&names).map(canvas);
    std::iter::once(overview).chain(canvases).collect()
}
