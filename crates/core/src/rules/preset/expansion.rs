//! The modules, layers and rules that a preset stands for, and their text in a rules file. It knows no preset.

use std::fmt::Write;

/// What a preset stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expansion {
    /// The modules.
    pub modules: Vec<ModuleText>,
    /// The layers, at most one stack.
    pub layers: Vec<LayersText>,
    /// The rules.
    pub rules: Vec<RuleText>,
}

/// What a preset would be for a workspace.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The name of the preset.
    pub preset: &'static str,
    /// The modules, layers and rules.
    pub expansion: Expansion,
    /// Whether its parts are in a folder or directory of features.
    pub of_features: bool,
    /// The number of its roles or parts with code.
    pub found: usize,
    /// What is missing, in one sentence each. Empty if the workspace has the shape of the preset.
    pub missing: Vec<String>,
}

/// A module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleText {
    /// The name.
    pub name: String,
    /// `paths`
    pub paths: Vec<String>,
    /// `crates`
    pub crates: Vec<String>,
    /// `exposes`
    pub exposes: Option<Vec<String>>,
}

/// A stack of layers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayersText {
    /// The id, without that of the architecture.
    pub id: &'static str,
    /// Each level, and whether it is free.
    pub order: Vec<(Vec<String>, bool)>,
    /// `closed`
    pub closed: bool,
    /// `reason`
    pub reason: &'static str,
}

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleText {
    /// The id, without that of the architecture.
    pub id: &'static str,
    /// `type`
    pub kind: &'static str,
    /// Keys with lists of selectors.
    pub lists: Vec<(&'static str, Vec<String>)>,
    /// `reason`
    pub reason: &'static str,
}

impl Expansion {
    /// Renders the tables of a rules file. `prefix` precedes the ids.
    pub fn text(&self, prefix: &str) -> String {
        let mut text = String::new();
        for module in &self.modules {
            text.push_str(&module.text());
        }
        for layers in &self.layers {
            // Writing to a string can't fail.
            let _ = write!(text, "\n[[layers]]\nid = {}\norder = [\n", quoted(&format!("{prefix}{}", layers.id)));
            for (level, is_free) in &layers.order {
                let line = match (level.as_slice(), is_free) {
                    ([one], _) => quoted(one),
                    (_, false) => list("", level, "    "),
                    (_, true) => format!("{{ free = {} }}", list("", level, "    ")),
                };
                let _ = writeln!(text, "    {line},");
            }
            text.push_str("]\n");
            if layers.closed {
                text.push_str("closed = true\n");
            }
            let _ = writeln!(text, "reason = {}", quoted(layers.reason));
        }
        for rule in &self.rules {
            let id = quoted(&format!("{prefix}{}", rule.id));
            let _ = write!(text, "\n[[rules]]\nid = {id}\ntype = {}\n", quoted(rule.kind));
            for (key, entries) in &rule.lists {
                let _ = writeln!(text, "{}", list(&format!("{key} = "), entries, ""));
            }
            let _ = writeln!(text, "reason = {}", quoted(rule.reason));
        }
        text
    }
}

impl ModuleText {
    /// Renders the table of the module.
    pub fn text(&self) -> String {
        let is_bare = self.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let name = if is_bare { self.name.clone() } else { quoted(&self.name) };
        let mut text = format!("\n[modules.{name}]\n");
        for (key, entries) in [("paths", &self.paths), ("crates", &self.crates)] {
            if !entries.is_empty() {
                let _ = writeln!(text, "{}", list(&format!("{key} = "), entries, ""));
            }
        }
        if let Some(exposes) = &self.exposes {
            let _ = writeln!(text, "{}", list("exposes = ", exposes, ""));
        }
        text
    }
}

/// The width above which a list is broken into lines.
const WIDTH: usize = 100;

/// Renders a list of strings.
fn list(head: &str, entries: &[String], indent: &str) -> String {
    toml_list(head, &entries.iter().map(|entry| quoted(entry)).collect::<Vec<_>>(), indent)
}

/// Renders a list of TOML values after `head`, on one or more lines, which start with `indent`.
pub fn toml_list(head: &str, entries: &[String], indent: &str) -> String {
    let line = format!("{head}[{}]", entries.join(", "));
    if line.len() + indent.len() <= WIDTH {
        return line;
    }
    let mut text = format!("{head}[");
    let mut width = WIDTH;
    for entry in entries {
        if width + entry.len() + 2 > WIDTH {
            let _ = write!(text, "\n{indent}    {entry},");
            width = indent.len() + entry.len() + 5;
        } else {
            let _ = write!(text, " {entry},");
            width += entry.len() + 2;
        }
    }
    format!("{text}\n{indent}]")
}

/// Renders a string. Characters that are not printable ASCII or letters are escaped.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            ' '..='~' => quoted.push(char),
            _ if char.is_alphanumeric() => quoted.push(char),
            _ => {
                let _ = write!(quoted, "\\U{:08x}", u32::from(char));
            }
        }
    }
    quoted.push('"');
    quoted
}
