//! A generated program as a tree of source lines, from which parts can be removed.
//!
//! rustc reports the lines that it rejects, and the comparison reports the lines that differ. So every line knows the node that
//! wrote it, and removing a node is all that repairing and shrinking need.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs, io,
    path::Path,
};

/// The `cfg` that is set when programs are compiled.
pub(super) const CFG: &str = "chosen";

/// Some lines of source.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A line without parts.
    Line(String),
    /// A first line, the parts, and a last line.
    Block(String, Vec<Node>, String),
    /// A module in a file of its own: its declaration without the semicolon, its name, and its contents.
    File(String, String, Vec<Node>),
}

impl Node {
    pub(super) fn line(text: impl Into<String>) -> Self {
        Self::Line(text.into())
    }

    pub(super) fn block(head: impl Into<String>, parts: Vec<Self>) -> Self {
        Self::Block(head.into(), parts, "}".to_owned())
    }

    fn parts(&self) -> &[Self] {
        match self {
            Self::Line(_) => &[],
            Self::Block(_, parts, _) | Self::File(_, _, parts) => parts,
        }
    }

    fn parts_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Line(_) => None,
            Self::Block(_, parts, _) | Self::File(_, _, parts) => Some(parts),
        }
    }
}

/// The path of a node in a program: the index of the crate, of a node in it, of a part of that node, and so on.
pub(super) type Address = Vec<usize>;

/// A library of a program.
#[derive(Clone, Debug)]
pub(super) struct Library {
    /// The name by which other libraries of the program refer to it.
    pub(super) alias: &'static str,
    /// The name of the package and of its library, which no other program has.
    pub(super) name: String,
    /// The edition.
    pub(super) edition: &'static str,
    /// The contents of the root.
    pub(super) nodes: Vec<Node>,
}

/// A program: libraries that each depend on all libraries before them.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// The libraries.
    pub(super) libraries: Vec<Library>,
}

/// Where each line of a program comes from.
pub(super) type Lines = BTreeMap<(String, u32), Address>;

impl Program {
    /// Writes the program below the root of a workspace.
    pub(super) fn write(&self, root: &Path) -> io::Result<Lines> {
        let mut lines = Lines::new();
        for (index, library) in self.libraries.iter().enumerate() {
            let mut writer = Writer { files: BTreeMap::new(), lines: &mut lines };
            let source = format!("{}/src", library.name);
            writer.nodes(&library.nodes, &mut vec![index], &format!("{source}/lib.rs"), &source, 0);
            let files = writer.files;
            let directory = root.join(&library.name);
            if directory.exists() {
                fs::remove_dir_all(&directory)?;
            }
            fs::create_dir_all(directory.join("src"))?;
            fs::write(directory.join("src/lib.rs"), "")?;
            for (path, text) in files {
                let path = root.join(path);
                fs::create_dir_all(path.parent().unwrap_or(root))?;
                fs::write(path, text)?;
            }
            let mut manifest = format!(
                "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"{}\"\n\n[dependencies]\n\
                 attributes = {{ path = \"../attributes\" }}\n",
                library.name, library.edition
            );
            // Writing to a `String` cannot fail.
            for other in &self.libraries[..index] {
                let (alias, name) = (other.alias, &other.name);
                let _ = writeln!(manifest, "{alias} = {{ path = \"../{name}\", package = \"{name}\" }}");
            }
            fs::write(directory.join("Cargo.toml"), manifest)?;
        }
        Ok(lines)
    }

    /// Returns the program without some nodes.
    pub(super) fn without(&self, addresses: &BTreeSet<Address>) -> Self {
        let mut program = self.clone();
        // From the back, so that the addresses before a removed node stay valid.
        for address in addresses.iter().rev() {
            if let Some((last, rest)) = address.split_last()
                && let Some(parts) = program.parts_mut(rest)
                && *last < parts.len()
            {
                parts.remove(*last);
            }
        }
        program
    }

    /// Returns the parts of a node, or the nodes of a library.
    fn parts_mut(&mut self, address: &[usize]) -> Option<&mut Vec<Node>> {
        let (library, rest) = address.split_first()?;
        let mut parts = &mut self.libraries.get_mut(*library)?.nodes;
        for index in rest {
            parts = parts.get_mut(*index)?.parts_mut()?;
        }
        Some(parts)
    }

    /// Returns the address and the number of parts of every node that has parts, the outermost first.
    pub(super) fn lists(&self) -> Vec<(Address, usize)> {
        let mut lists: Vec<(Address, usize)> = Vec::new();
        let mut next: Vec<(Address, &[Node])> = Vec::new();
        next.extend(self.libraries.iter().enumerate().map(|(index, library)| (vec![index], &library.nodes[..])));
        while !next.is_empty() {
            let mut deeper = Vec::new();
            for (address, parts) in next {
                let child = |index| [&address[..], &[index]].concat();
                deeper.extend(parts.iter().enumerate().map(|(index, part)| (child(index), part.parts())));
                lists.push((address, parts.len()));
            }
            next = deeper.into_iter().filter(|(_, parts)| !parts.is_empty()).collect();
        }
        lists
    }
}

struct Writer<'a> {
    files: BTreeMap<String, String>,
    lines: &'a mut Lines,
}

impl Writer<'_> {
    /// Writes nodes to a file. `directory` is the one of the files of the modules that the nodes declare.
    fn nodes(&mut self, nodes: &[Node], address: &mut Address, file: &str, directory: &str, depth: usize) {
        for (index, node) in nodes.iter().enumerate() {
            address.push(index);
            match node {
                Node::Line(text) => self.line(file, depth, text, address),
                Node::Block(head, parts, tail) => {
                    self.line(file, depth, head, address);
                    let inner = module_name(head).map(|name| format!("{directory}/{name}"));
                    self.nodes(parts, address, file, inner.as_deref().unwrap_or(directory), depth + 1);
                    self.line(file, depth, tail, address);
                }
                Node::File(head, name, parts) => {
                    self.line(file, depth, &format!("{head};"), address);
                    let name = name.trim_start_matches("r#");
                    let path = format!("{directory}/{name}.rs");
                    self.files.entry(path.clone()).or_default();
                    self.nodes(parts, address, &path, &format!("{directory}/{name}"), 0);
                }
            }
            address.pop();
        }
    }

    fn line(&mut self, file: &str, depth: usize, text: &str, address: &Address) {
        let content = self.files.entry(file.to_owned()).or_default();
        let number = content.lines().count() as u32 + 1;
        content.push_str(&"    ".repeat(depth));
        content.push_str(text);
        content.push('\n');
        self.lines.insert((file.to_owned(), number), address.clone());
    }
}

/// Returns the name of the module that a line opens.
fn module_name(head: &str) -> Option<&str> {
    let name = head.strip_suffix(" {")?.rsplit_once("mod ")?.1;
    Some(name.trim_start_matches("r#"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lead_to_the_nodes_that_wrote_them() {
        let inner = Node::File("mod c".into(), "c".into(), vec![Node::line("fn d() {}")]);
        let nodes = vec![Node::line("fn a() {}"), Node::block("pub mod b {", vec![inner])];
        let library = Library { alias: "one", name: "one_0".into(), edition: "2021", nodes };
        let program = Program { libraries: vec![library] };
        let directory = tempfile::tempdir().unwrap();
        let lines = program.write(directory.path()).unwrap();
        let expected = [
            ("one_0/src/b/c.rs", 1, vec![0, 1, 0, 0]),
            ("one_0/src/lib.rs", 1, vec![0, 0]),
            ("one_0/src/lib.rs", 2, vec![0, 1]),
            ("one_0/src/lib.rs", 3, vec![0, 1, 0]),
            ("one_0/src/lib.rs", 4, vec![0, 1]),
        ];
        let expected: Vec<_> = expected.map(|(file, line, address)| ((file.to_owned(), line), address)).into();
        assert_eq!(lines.into_iter().collect::<Vec<_>>(), expected);
        let rest = program.without(&BTreeSet::from([vec![0, 0], vec![0, 1, 0]]));
        let lines = rest.write(directory.path()).unwrap();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(!directory.path().join("one_0/src/b/c.rs").exists());
        assert_eq!(program.lists(), [(vec![0], 2), (vec![0, 1], 1), (vec![0, 1, 0], 1)]);
    }
}
