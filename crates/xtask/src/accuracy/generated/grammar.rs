//! Generates programs that are about nothing but names.
//!
//! First, a skeleton: the modules of each library, and what they declare. All names come from a pool of few, so that they
//! clash, shadow and re-export each other. Then imports, macros and bodies, whose paths lead to something in the skeleton or,
//! as a gamble, to a name that another module may have imported. `repair` removes the gambles that were lost.

use fastrand::Rng;

use super::program::{CFG, Library, Node, Program};

/// What a declaration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Module,
    Function,
    Constant,
    Static,
    /// `struct a;`
    Unit,
    /// `struct a(pub u8);`
    Tuple,
    /// `struct a {}`
    Braced,
    Union,
    Enum,
    /// A variant of an enum.
    Variant,
    Alias,
    Trait,
    Macro(Shape),
}

/// What a macro takes and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Any tokens, which it repeats.
    Tokens,
    /// The name of something to declare.
    Declares,
    /// Nothing. Declares items.
    Items,
    /// Nothing. Statements.
    Statements,
    /// A path, which it imports.
    Imports,
    Path,
    Type,
    Expression,
}

const SHAPES: [Shape; 8] = [
    Shape::Tokens,
    Shape::Declares,
    Shape::Items,
    Shape::Statements,
    Shape::Imports,
    Shape::Path,
    Shape::Type,
    Shape::Expression,
];

impl Shape {
    /// Returns whether a call declares items.
    fn is_item(self) -> bool {
        matches!(self, Self::Declares | Self::Items | Self::Imports | Self::Tokens)
    }

    /// Returns whether a call is a statement.
    fn is_statement(self) -> bool {
        !matches!(self, Self::Declares | Self::Imports)
    }
}

/// A declaration that paths can lead to.
#[derive(Clone, Debug)]
struct Target {
    library: usize,
    /// The modules from the root, and the enum of a variant.
    within: Vec<String>,
    name: String,
    kind: Kind,
    /// Whether `#[macro_export]` moves the macro to the root.
    exported: bool,
}

/// A module of the skeleton.
#[derive(Debug)]
struct Module {
    name: String,
    visibility: &'static str,
    in_file: bool,
    declarations: Vec<Declaration>,
    modules: Vec<Module>,
}

#[derive(Debug)]
struct Declaration {
    name: String,
    kind: Kind,
    visibility: &'static str,
    variants: Vec<String>,
    exported: bool,
}

/// Where a path is written.
#[derive(Clone, Copy)]
struct Place<'a> {
    library: usize,
    module: &'a [String],
    /// Whether it is in the body of a macro.
    in_macro: bool,
    /// Whether it is in a `use`.
    in_use: bool,
}

/// Generates the program of a seed. `number` makes the names of its libraries unique.
pub(super) fn program(seed: u64, number: usize) -> Program {
    let mut generator =
        Generator { rng: Rng::with_seed(seed), pool: Vec::new(), targets: Vec::new(), editions: Vec::new() };
    generator.program(number)
}

struct Generator {
    rng: Rng,
    pool: Vec<&'static str>,
    targets: Vec<Target>,
    editions: Vec<&'static str>,
}

const ALIASES: [&str; 2] = ["base", "app"];

impl Generator {
    fn program(&mut self, number: usize) -> Program {
        self.pool = ["a", "b", "c", "d", "e", "f", "g", "h"][..self.rng.usize(4..=8)].to_vec();
        // Names that mean something already.
        for name in ["base", "core", "std", "Option", "Some", "drop", "r#type", "attributes", "é"] {
            if self.chance(4) {
                self.pool.push(name);
            }
        }
        let count = if self.chance(50) { 2 } else { 1 };
        let aliases = if count == 2 { &ALIASES[..] } else { &ALIASES[1..] };
        let mut skeletons = Vec::new();
        for library in 0..count {
            let edition = *self.pick(&["2015", "2018", "2021", "2021", "2024", "2024", "2024"]);
            self.editions.push(edition);
            let root = self.module(String::new(), 0);
            self.collect(&root, library, &mut Vec::new());
            skeletons.push(root);
        }
        let libraries = skeletons.iter().enumerate().map(|(library, root)| {
            let mut nodes = self.contents(root, library, &mut Vec::new());
            if library > 0 && self.editions[library] == "2015" {
                nodes.insert(0, Node::line(format!("pub extern crate {};", aliases[0])));
            }
            let alias = aliases[library];
            Library { alias, name: format!("{alias}_{number}"), edition: self.editions[library], nodes }
        });
        Program { libraries: libraries.collect() }
    }

    /// Returns true in a percentage of calls.
    fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(..100) < percent
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.rng.usize(..from.len())]
    }

    fn name(&mut self) -> String {
        self.pool[self.rng.usize(..self.pool.len())].to_owned()
    }

    fn visibility(&mut self) -> &'static str {
        match self.rng.u32(..10) {
            0 => "",
            1 => "pub(crate) ",
            2 => "pub(super) ",
            _ => "pub ",
        }
    }

    /// Returns an attribute that depends on the configuration, or mostly nothing.
    fn condition(&mut self) -> String {
        if !self.chance(8) {
            return String::new();
        }
        let conditions = [
            CFG.to_owned(),
            format!("not({CFG})"),
            "other".to_owned(),
            "not(other)".to_owned(),
            format!("all({CFG}, not(other))"),
            format!("any(other, {CFG})"),
            "test".to_owned(),
            "unix".to_owned(),
            "windows".to_owned(),
        ];
        format!("#[cfg({})] ", self.pick(&conditions))
    }

    fn module(&mut self, name: String, depth: usize) -> Module {
        let mut declarations = Vec::new();
        // Names that are taken: of types, of values and of macros. A clash is an error, so there are few.
        let mut taken: [Vec<String>; 3] = Default::default();
        for _ in 0..self.rng.usize(1..=4) {
            let kinds = [
                Kind::Function,
                Kind::Function,
                Kind::Constant,
                Kind::Static,
                Kind::Unit,
                Kind::Tuple,
                Kind::Braced,
                Kind::Union,
                Kind::Enum,
                Kind::Enum,
                Kind::Alias,
                Kind::Trait,
            ];
            let mut kind = *self.pick(&kinds);
            if self.chance(22) {
                kind = Kind::Macro(*self.pick(&SHAPES));
            }
            let mut variants: Vec<String> = (0..self.rng.usize(1..=3)).map(|_| self.name()).collect();
            variants.sort();
            variants.dedup();
            let name = self.name();
            if self.is_taken(kind, &name, &mut taken) {
                continue;
            }
            let exported = matches!(kind, Kind::Macro(_)) && self.chance(30);
            declarations.push(Declaration { name, kind, visibility: self.visibility(), variants, exported });
        }
        let most = [4, 3, 2, 0][depth];
        let mut modules = Vec::new();
        for _ in 0..self.rng.usize(usize::from(depth == 0)..=most) {
            let name = self.name();
            if !self.is_taken(Kind::Module, &name, &mut taken) {
                modules.push(self.module(name, depth + 1));
            }
        }
        Module { name, visibility: self.visibility(), in_file: self.chance(25), declarations, modules }
    }

    /// Returns whether another declaration of the module has the name, except in a few cases. Otherwise takes it.
    fn is_taken(&mut self, kind: Kind, name: &str, taken: &mut [Vec<String>; 3]) -> bool {
        let spaces: &[usize] = match kind {
            Kind::Function | Kind::Constant | Kind::Static => &[1],
            Kind::Unit | Kind::Tuple => &[0, 1],
            Kind::Macro(_) => &[2],
            _ => &[0],
        };
        let is_taken = spaces.iter().any(|space| taken[*space].iter().any(|other| other == name));
        for space in spaces {
            taken[*space].push(name.to_owned());
        }
        is_taken && !self.chance(3)
    }

    /// Records the declarations of a module as targets.
    fn collect(&mut self, module: &Module, library: usize, within: &mut Vec<String>) {
        for declaration in &module.declarations {
            let Declaration { name, kind, exported, .. } = declaration;
            let (name, kind, exported) = (name.clone(), *kind, *exported);
            if kind == Kind::Enum {
                let within = [&within[..], std::slice::from_ref(&name)].concat();
                for variant in &declaration.variants {
                    let (within, name) = (within.clone(), variant.clone());
                    self.targets.push(Target { library, within, name, kind: Kind::Variant, exported: false });
                }
            }
            self.targets.push(Target { library, within: within.clone(), name, kind, exported });
        }
        for inner in &module.modules {
            let (within_inner, name) = (within.clone(), inner.name.clone());
            self.targets.push(Target { library, within: within_inner, name, kind: Kind::Module, exported: false });
            within.push(inner.name.clone());
            self.collect(inner, library, within);
            within.pop();
        }
    }

    /// Returns the contents of a module.
    fn contents(&mut self, module: &Module, library: usize, path: &mut Vec<String>) -> Vec<Node> {
        let mut nodes = Vec::new();
        let depth = path.len();
        for declaration in &module.declarations {
            let at = Place { library, module: path, in_macro: false, in_use: false };
            let mut declared = self.declaration(declaration, at);
            // Macros mostly come first, since their textual scope starts after them.
            if matches!(declaration.kind, Kind::Macro(_)) && self.chance(70) {
                declared.append(&mut nodes);
                nodes = declared;
            } else {
                nodes.append(&mut declared);
            }
        }
        for _ in 0..self.rng.usize(1..=4) {
            let at = Place { library, module: path, in_macro: false, in_use: true };
            let import = self.import(at, true);
            nodes.push(Node::line(import));
        }
        for _ in 0..self.rng.usize(0..=2) {
            let at = Place { library, module: path, in_macro: false, in_use: false };
            nodes.push(self.item(at));
        }
        for _ in 0..self.rng.usize(1..=2) {
            let at = Place { library, module: path, in_macro: false, in_use: false };
            nodes.push(self.function(at, depth));
        }
        for inner in &module.modules {
            path.push(inner.name.clone());
            let parts = self.contents(inner, library, path);
            path.pop();
            let uses = if self.chance(35) { "#[macro_use] " } else { "" };
            let head = format!("{}{uses}{}mod {}", self.condition(), inner.visibility, inner.name);
            let node = if inner.in_file && self.editions[library] != "2015" {
                Node::File(head, inner.name.clone(), parts)
            } else {
                Node::block(format!("{head} {{"), parts)
            };
            let index = self.rng.usize(..=nodes.len());
            nodes.insert(if self.chance(50) { 0 } else { index }, node);
        }
        if self.chance(10) && !nodes.is_empty() {
            nodes = self.selected(nodes, library, path);
        }
        nodes
    }

    /// Moves some nodes into the arms of `cfg_select!`.
    fn selected(&mut self, mut nodes: Vec<Node>, library: usize, path: &[String]) -> Vec<Node> {
        let at = Place { library, module: path, in_macro: false, in_use: true };
        let start = self.rng.usize(..nodes.len());
        let moved: Vec<Node> = nodes.drain(start..(start + 2).min(nodes.len())).collect();
        // A `macro_rules!` in an arm is not in scope after the macro, and files of modules are not found.
        let (moved, mut kept): (Vec<_>, Vec<_>) = moved.into_iter().partition(|node| {
            matches!(node, Node::Line(_)) || matches!(node, Node::Block(head, ..) if head.contains("fn "))
        });
        nodes.append(&mut kept);
        let condition = *self.pick(&[CFG, "other", "not(other)", "unix"]);
        let other = vec![Node::line(self.import(at, true))];
        let (first, second) = if self.chance(70) { (moved, other) } else { (other, moved) };
        let arms = vec![Node::block(format!("{condition} => {{"), first), Node::block("_ => {", second)];
        nodes.push(Node::block("::core::cfg_select! {", arms));
        nodes
    }

    fn declaration(&mut self, declaration: &Declaration, at: Place<'_>) -> Vec<Node> {
        let Declaration { name, kind, visibility, variants, exported } = declaration;
        let condition = self.condition();
        let keep = if self.chance(5) { self.keep(at) } else { String::new() };
        let head = format!("{condition}{keep}{visibility}");
        let line = |text: String| vec![Node::line(format!("{head}{text}"))];
        match kind {
            Kind::Module | Kind::Variant => Vec::new(),
            Kind::Function => line(format!("fn {name}() {{}}")),
            Kind::Constant => line(format!("const {name}: u32 = 0;")),
            Kind::Static => line(format!("static {name}: u32 = 0;")),
            Kind::Unit => line(format!("struct {name};")),
            Kind::Tuple => {
                let field = self.visibility();
                line(format!("struct {name}({field}u32);"))
            }
            Kind::Braced => line(format!("struct {name} {{}}")),
            Kind::Union => line(format!("union {name} {{ x: u32 }}")),
            Kind::Enum => {
                let mut list = Vec::new();
                for variant in variants {
                    let fields = *self.pick(&["", "", "(u32)", " {}"]);
                    list.push(format!("{variant}{fields}"));
                }
                line(format!("enum {name} {{ {} }}", list.join(", ")))
            }
            Kind::Alias => {
                let to = self.path(at, |kind| matches!(kind, Kind::Unit | Kind::Braced | Kind::Enum | Kind::Alias));
                line(format!("type {name} = {};", to.unwrap_or_else(|| "u32".to_owned())))
            }
            Kind::Trait => line(format!("trait {name} {{}}")),
            Kind::Macro(shape) => self.macro_rules(name, *shape, *exported, at),
        }
    }

    /// Returns an attribute macro.
    fn keep(&mut self, at: Place<'_>) -> String {
        let root = if self.editions[at.library] == "2015" { "" } else { *self.pick(&["", "::"]) };
        if root.is_empty() && self.editions[at.library] == "2015" {
            return String::new();
        }
        format!("#[{root}attributes::keep] ")
    }

    fn macro_rules(&mut self, name: &str, shape: Shape, exported: bool, at: Place<'_>) -> Vec<Node> {
        let pattern = match shape {
            Shape::Tokens => "$($t:tt)*",
            Shape::Declares => "$n:ident",
            Shape::Items | Shape::Statements => "",
            Shape::Imports | Shape::Path => "$p:path",
            Shape::Type => "$t:ty",
            Shape::Expression => "$e:expr",
        };
        let in_macro = Place { in_macro: true, ..at };
        let mut parts = Vec::new();
        match shape {
            Shape::Tokens => parts.push(Node::line("$($t)*")),
            Shape::Declares => {
                let visibility = self.visibility();
                let declared =
                    *self.pick(&["fn $n() {}", "struct $n;", "mod $n { pub fn a() {} }", "const $n: u32 = 0;"]);
                parts.push(Node::line(format!("{visibility}{declared}")));
            }
            Shape::Items => {
                let import = self.import(Place { in_use: true, ..in_macro }, true);
                parts.push(Node::line(import));
                let function = self.name();
                let body = (0..self.rng.usize(1..=3)).map(|_| Node::line(self.statement(in_macro))).collect();
                parts.push(Node::block(format!("pub fn {function}() {{"), body));
            }
            Shape::Statements => {
                parts.extend((0..self.rng.usize(1..=3)).map(|_| Node::line(self.statement(in_macro))));
            }
            Shape::Imports => {
                let visibility = self.visibility();
                let tree = *self.pick(&["$p", "$p::*", "$p as a"]);
                parts.push(Node::line(format!("{visibility}use {tree};")));
            }
            Shape::Path => {
                parts.push(Node::line(*self.pick(&[
                    "let _ = $p;",
                    "let _: ::core::option::Option<$p> = None;",
                    "$p::a();",
                ])));
            }
            Shape::Type => {
                parts.push(Node::line(*self.pick(&["let _: ::core::option::Option<$t> = None;", "fn t(_: $t) {}"])));
            }
            Shape::Expression => parts.push(Node::line(*self.pick(&["let _ = $e;", "if false { let _ = ($e, 1); }"]))),
        }
        if matches!(shape, Shape::Path | Shape::Type | Shape::Expression) && self.chance(50) {
            parts.push(Node::line(self.statement(in_macro)));
        }
        let export = if exported { "#[macro_export] " } else { "" };
        let arm = Node::Block(format!("({pattern}) => {{"), parts, "};".to_owned());
        let mut nodes = vec![Node::block(format!("{export}macro_rules! {name} {{"), vec![arm])];
        if !exported && self.chance(60) {
            let alias = if self.chance(30) { format!(" as {}", self.name()) } else { String::new() };
            nodes.push(Node::line(format!("{}use {name}{alias};", *self.pick(&["pub(crate) ", "pub(super) ", ""]))));
        }
        nodes
    }

    /// Returns a path to a target of some kind, or `None` if there is none.
    fn path(&mut self, at: Place<'_>, is_wanted: impl Fn(Kind) -> bool) -> Option<String> {
        let reachable = |target: &&Target| target.library <= at.library && is_wanted(target.kind);
        let wanted: Vec<Target> = self.targets.iter().filter(reachable).cloned().collect();
        if wanted.is_empty() {
            return None;
        }
        let mut target = self.pick(&wanted).clone();
        // Targets of the own library are more frequent.
        if target.library != at.library && self.chance(30) {
            target = self.pick(&wanted).clone();
        }
        Some(self.path_to(&target, at))
    }

    /// Returns a path to a target.
    fn path_to(&mut self, target: &Target, at: Place<'_>) -> String {
        let edition = self.editions[at.library];
        let mut within = &target.within[..];
        if target.exported {
            within = &[];
        }
        // A gamble: the name in some other module, or alone.
        match self.rng.u32(..100) {
            0..12 => return target.name.clone(),
            12..27 => {
                let modules: Vec<Target> = self
                    .targets
                    .iter()
                    .filter(|other| other.kind == Kind::Module && other.library <= at.library)
                    .cloned()
                    .collect();
                if !modules.is_empty() {
                    let module = self.pick(&modules).clone();
                    let prefix = self.path_to(&module, at);
                    return format!("{prefix}::{}", target.name);
                }
            }
            27..31 => {
                let first = self.name();
                return format!("{first}::{}", target.name);
            }
            _ => {}
        }
        let join = |parts: &[String]| [parts, std::slice::from_ref(&target.name)].concat().join("::");
        if target.library != at.library {
            let leading = if edition == "2015" { "" } else { *self.pick(&["", "", "::"]) };
            return format!("{leading}{}::{}", ALIASES[0], join(within));
        }
        let common = at.module.iter().zip(within).take_while(|(a, b)| a == b).count();
        let up = at.module.len() - common;
        match self.rng.u32(..10) {
            0..4 => {
                let root = if at.in_macro && self.chance(60) { "$crate" } else { "crate" };
                let root = if edition == "2015" && at.in_use && self.chance(50) { "" } else { root };
                format!("{root}{}{}", if root.is_empty() { "" } else { "::" }, join(within))
            }
            _ if up == 0 && !at.in_macro => {
                let prefix = *self.pick(&["", "self::"]);
                format!("{prefix}{}", join(&within[common..]))
            }
            _ if up == 0 => format!("self::{}", join(&within[common..])),
            _ => {
                let own = if self.chance(10) { "self::" } else { "" };
                format!("{own}{}{}", "super::".repeat(up), join(&within[common..]))
            }
        }
    }

    /// Returns a `use`.
    fn import(&mut self, at: Place<'_>, at_module: bool) -> String {
        let any = |_: Kind| true;
        let path = self.path(at, any).unwrap_or_else(|| "core::mem".to_owned());
        let visibility = if at_module { self.visibility() } else { "" };
        let condition = self.condition();
        let group_root = |path: &str| path.rsplit_once("::").map(|(root, last)| (root.to_owned(), last.to_owned()));
        let tree = match self.rng.u32(..14) {
            0..4 => path,
            4..6 => format!("{path} as {}", self.name()),
            6..9 => {
                let module = self.path(at, |kind| matches!(kind, Kind::Module | Kind::Enum)).unwrap_or(path);
                format!("{module}::*")
            }
            9 => format!("{path} as _"),
            10..12 => match group_root(&path) {
                Some((root, last)) => {
                    let more = match self.rng.u32(..5) {
                        0 => "self".to_owned(),
                        1 => format!("self as {}", self.name()),
                        2 => "*".to_owned(),
                        3 => format!("{} as {}", self.name(), self.name()),
                        _ => format!("{}::{{{}}}", self.name(), self.name()),
                    };
                    format!("{root}::{{{last}, {more}}}")
                }
                None => path,
            },
            12 => {
                let other = self.path(at, any).unwrap_or_else(|| "core::mem".to_owned());
                format!("{{{path}, {other} as {}}}", self.name())
            }
            _ if at_module => {
                let alias = self.name();
                let tail = if self.chance(50) { format!(" as {alias}") } else { String::new() };
                let (krate, tail) = match self.rng.u32(..4) {
                    0 if at.module.is_empty() => ("self", format!(" as {alias}")),
                    1 => ("core", tail),
                    _ if at.library > 0 => (ALIASES[0], tail),
                    _ => ("std", tail),
                };
                return format!("{condition}{visibility}extern crate {krate}{tail};");
            }
            _ => path,
        };
        format!("{condition}{visibility}use {tree};")
    }

    /// Returns an item other than a function or module.
    fn item(&mut self, at: Place<'_>) -> Node {
        let condition = self.condition();
        let (name, visibility) = (self.name(), self.visibility());
        let is_type = |kind: Kind| {
            matches!(kind, Kind::Unit | Kind::Tuple | Kind::Braced | Kind::Union | Kind::Enum | Kind::Alias)
        };
        let ty = self.path(at, is_type).unwrap_or_else(|| "u32".to_owned());
        let keep = if self.chance(12) { self.keep(at) } else { String::new() };
        let text = match self.rng.u32(..9) {
            0 => format!("{keep}{visibility}struct {name}({ty});"),
            1 => format!("{keep}{visibility}struct {name} {{ x: {ty} }}"),
            2 => format!("{keep}{visibility}fn {name}(_: {ty}) {{}}"),
            3 => format!("{visibility}type {name} = ({ty}, u32);"),
            4 => match self.path(at, |kind| kind == Kind::Trait) {
                Some(bound) => match self.rng.u32(..4) {
                    0 => format!("{keep}{visibility}fn {name}<T: {bound}>() {{}}"),
                    1 => format!("{visibility}trait {name}: {bound} {{}}"),
                    2 => format!("impl {bound} for {ty} {{}}"),
                    _ => format!("{visibility}fn {name}(_: &dyn {bound}) {{}}"),
                },
                None => format!("{visibility}type {name} = {ty};"),
            },
            5 => format!("{visibility}static {name}: Option<{ty}> = None;"),
            6 => format!("{visibility}enum {name} {{ {}({ty}) }}", self.name()),
            _ => match self.call(at, Shape::is_item) {
                Some(call) => format!("{call};"),
                None => format!("{visibility}type {name} = {ty};"),
            },
        };
        Node::line(format!("{condition}{text}"))
    }

    /// Returns a macro call without a semicolon.
    fn call(&mut self, at: Place<'_>, is_wanted: impl Fn(Shape) -> bool) -> Option<String> {
        let reachable = |target: &&Target| {
            target.library <= at.library && matches!(target.kind, Kind::Macro(shape) if is_wanted(shape))
        };
        let macros: Vec<Target> = self.targets.iter().filter(reachable).cloned().collect();
        if macros.is_empty() {
            return None;
        }
        let target = self.pick(&macros).clone();
        let Kind::Macro(shape) = target.kind else { return None };
        let path = if self.chance(50) { target.name.clone() } else { self.path_to(&target, at) };
        let item = is_wanted(Shape::Declares);
        let args = match shape {
            Shape::Tokens if item => self.import(Place { in_use: true, ..at }, true),
            Shape::Tokens => self.plain_statement(at),
            Shape::Declares => self.name(),
            Shape::Items | Shape::Statements => String::new(),
            Shape::Imports => self.path(Place { in_macro: false, ..at }, |_| true)?,
            Shape::Path => self.path(at, |kind| !matches!(kind, Kind::Macro(_)))?,
            Shape::Type => self.path(at, is_type)?,
            Shape::Expression => self.path(at, is_value)?,
        };
        Some(format!("{path}!({args})"))
    }

    fn function(&mut self, at: Place<'_>, depth: usize) -> Node {
        let name = self.name();
        let condition = self.condition();
        let keep = if self.chance(10) { self.keep(at) } else { String::new() };
        let visibility = self.visibility();
        let signature = match self.rng.u32(..8) {
            0 => format!("fn {name}<{}>()", self.name()),
            1 => format!("fn {name}({}: u32)", self.name()),
            2 => format!("fn {name}<const {}: usize>()", self.name()),
            _ => format!("fn {name}()"),
        };
        let mut parts: Vec<Node> = (0..self.rng.usize(2..=6)).map(|_| self.body_part(at, depth)).collect();
        if self.chance(15) {
            let inner = (0..self.rng.usize(1..=3)).map(|_| self.body_part(at, depth)).collect();
            parts.push(Node::block("{", inner));
        }
        Node::block(format!("{condition}{keep}{visibility}{signature} {{"), parts)
    }

    /// Returns a part of the body of a function.
    fn body_part(&mut self, at: Place<'_>, depth: usize) -> Node {
        if depth < 6 && self.chance(6) {
            let (name, path) = (self.name(), at.module);
            let module = [path, std::slice::from_ref(&name)].concat();
            let inner = Place { module: &module, ..at };
            return match self.rng.u32(..3) {
                0 => {
                    let import = self.import(Place { in_use: true, ..inner }, true);
                    let function = self.function(inner, 6);
                    Node::block(format!("mod {name} {{"), vec![Node::line(import), function])
                }
                1 => self.function(at, 6),
                _ => {
                    let declaration = Declaration {
                        name,
                        kind: Kind::Macro(*self.pick(&SHAPES)),
                        visibility: "",
                        variants: Vec::new(),
                        exported: false,
                    };
                    Node::Block("{".into(), self.declaration(&declaration, at), "}".into())
                }
            };
        }
        Node::line(self.statement(at))
    }

    fn statement(&mut self, at: Place<'_>) -> String {
        if self.chance(18)
            && let Some(call) = self.call(at, Shape::is_statement)
        {
            return format!("{call};");
        }
        self.plain_statement(at)
    }

    /// Returns a statement that is no macro call at the outside.
    fn plain_statement(&mut self, at: Place<'_>) -> String {
        let name = self.name();
        match self.rng.u32(..20) {
            0 => return self.import(Place { in_use: true, ..at }, false),
            1 if !at.in_macro => return format!("let {name} = 1;"),
            2 if !at.in_macro => return format!("fn {name}() {{}}"),
            3 if !at.in_macro => return format!("struct {name};"),
            4 if !at.in_macro => return format!("match 1 {{ {name} => {{ let _ = {name}; }} }}"),
            5 if !at.in_macro => return format!("let _ = |{name}: u32| {name};"),
            _ => {}
        }
        let condition = self.condition();
        let wanted = self.rng.u32(..10);
        let text = match wanted {
            0..5 => self.path(at, is_value).map(|path| self.use_of_value(&path)),
            5..8 => self.path(at, is_type).map(|path| self.use_of_type(&path)),
            8 => self.path(at, |kind| kind == Kind::Trait).map(|path| {
                let shapes = [
                    format!("fn t<T: {path}>() {{}}"),
                    format!("let _: ::core::option::Option<&dyn {path}> = None;"),
                    format!("fn t(_: impl {path}) {{}}"),
                ];
                self.pick(&shapes).clone()
            }),
            _ => self.path(at, |kind| kind == Kind::Module).map(|path| format!("use {path}::*;")),
        };
        format!("{condition}{}", text.unwrap_or_else(|| "let _ = ();".to_owned()))
    }

    fn use_of_value(&mut self, path: &str) -> String {
        let shapes = [
            format!("let _ = {path};"),
            format!("let _ = {path};"),
            format!("let _ = &{path};"),
            format!("let _ = [{path}];"),
            format!("let _ = || {path};"),
            format!("{path}();"),
            format!("match 1 {{ {path} => {{}} _ => {{}} }}"),
            format!("if let {path}(_) = 1 {{}}"),
            format!("let _ = vec![{path}];"),
            format!("assert!(matches!(1, {path}));"),
            format!("println!(\"{{:?}}\", {path});"),
            format!("let _ = ::core::cfg_select! {{ {CFG} => {{ {path} }} _ => {{ () }} }};"),
            format!("let _ = [0; {path} as usize];"),
        ];
        self.pick(&shapes).clone()
    }

    fn use_of_type(&mut self, path: &str) -> String {
        let associated = self.name();
        let shapes = [
            format!("let _: ::core::option::Option<{path}> = None;"),
            format!("let _ = None::<{path}>;"),
            format!("let _ = ::core::mem::size_of::<{path}>();"),
            format!("fn t(_: {path}) {{}}"),
            format!("let _ = {path} {{}};"),
            format!("let _ = {path}::{associated};"),
            format!("let _ = <{path}>::{associated};"),
            format!("if let {path} {{ .. }} = 1 {{}}"),
            format!("let _ = |_: &{path}| ();"),
            format!("let _ = 1 as {path};"),
            format!("let _ = ::core::mem::offset_of!({path}, x);"),
            format!("let _: ::core::cfg_select! {{ {CFG} => {{ {path} }} _ => {{ () }} }};"),
        ];
        self.pick(&shapes).clone()
    }
}

fn is_type(kind: Kind) -> bool {
    matches!(kind, Kind::Unit | Kind::Tuple | Kind::Braced | Kind::Union | Kind::Enum | Kind::Alias)
}

fn is_value(kind: Kind) -> bool {
    matches!(kind, Kind::Function | Kind::Constant | Kind::Static | Kind::Unit | Kind::Tuple | Kind::Variant)
}
