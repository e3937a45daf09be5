//! Writes a workspace that forms a graph. Each Rust module contains a struct, and refers to the structs of others.

use std::{fmt::Write as _, fs, io, path::Path};

use super::{
    Size,
    shapes::{LAYERS, Shape},
};

/// Writes one library with up to a hundred files, and returns the number of dependencies.
pub(super) fn write(directory: &Path, shape: Shape, size: Size) -> io::Result<u64> {
    let source = directory.join("src");
    fs::create_dir_all(&source)?;
    fs::write(directory.join("Cargo.toml"), "[package]\nname = \"mesh\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")?;
    let files: Vec<u32> = (0..LAYERS).filter(|file| file * size.in_file() < size.modules).collect();
    let mut roots = String::new();
    for file in &files {
        let _ = writeln!(roots, "pub mod {};", name('f', *file));
    }
    fs::write(source.join("lib.rs"), roots)?;
    let mut edges = 0;
    for file in files {
        let mut text = String::new();
        let first = file * size.in_file();
        for at in first..size.modules.min(first + size.in_file()) {
            edges += module(&mut text, shape, size, at);
        }
        fs::write(source.join(format!("{}.rs", name('f', file))), text)?;
    }
    Ok(edges)
}

/// Writes one Rust module, and returns the number of its dependencies.
fn module(text: &mut String, shape: Shape, size: Size, at: u32) -> u64 {
    let _ = writeln!(text, "pub mod {} {{\n    pub struct Item;", name('m', at));
    let others = shape.dependencies(at, size.modules, size.degree());
    for to in &others {
        if let Some(condition) = shape.condition(at, *to) {
            let _ = writeln!(text, "    #[cfg({condition})]");
        }
        let _ = writeln!(text, "    type To{to} = crate::{}::Item;", path(*to, size));
    }
    text.push_str("}\n");
    others.len() as u64
}

/// Returns the path of a Rust module in its crate.
pub(super) fn path(at: u32, size: Size) -> String {
    format!("{}::{}", name('f', at / size.in_file()), name('m', at))
}

/// Returns a name for a number. Names sort like their numbers.
pub(super) fn name(letter: char, number: u32) -> String {
    format!("{letter}{number:06}")
}
