//! What is known about `cfg` itself: which names exclude each other, and which imply others.
//!
//! The relations hold for all built-in targets of rustc 1.95 (`rustc --print cfg --target T`). A custom target in a
//! JSON file could contradict them, but no such target is known.
//!
//! Only names in use are related, so that the diagram stays small. Two names are related through everything that they
//! imply, even through names that are not in use. So adding a name reveals nothing new about earlier names, and earlier
//! results stay valid.

use super::{
    atom::Atom,
    diagram::{ALWAYS, Diagram, Function, NEVER, TooLarge},
};
use bitcode::{Decode, Encode};

/// A name that rustc sets, with its value.
type GlobalName<'a> = (&'a str, Option<&'a str>);

/// Names that have one value at a time.
const SINGLE: &[&str] = &[
    "fmt_debug",
    "panic",
    "relocation_model",
    "target_abi",
    "target_arch",
    "target_endian",
    "target_env",
    "target_os",
    "target_pointer_width",
    "target_vendor",
];

/// Groups of names of which one always holds.
const EXHAUSTIVE: &[&[GlobalName<'static>]] = &[
    &[("target_endian", Some("big")), ("target_endian", Some("little"))],
    &[("target_pointer_width", Some("16")), ("target_pointer_width", Some("32")), ("target_pointer_width", Some("64"))],
];

/// Operating systems of the `unix` family, other than Apple's. `horizon` is missing: it differs between targets.
const UNIX: &[&str] = &[
    "aix",
    "android",
    "cygwin",
    "dragonfly",
    "emscripten",
    "espidf",
    "freebsd",
    "fuchsia",
    "haiku",
    "hurd",
    "illumos",
    "l4re",
    "linux",
    "lynxos178",
    "managarm",
    "netbsd",
    "nto",
    "nuttx",
    "openbsd",
    "qurt",
    "redox",
    "rtems",
    "solaris",
    "vita",
    "vxworks",
];

/// Apple's operating systems.
const APPLE: &[&str] = &["ios", "macos", "tvos", "visionos", "watchos"];

/// Operating systems that are never `unix`.
const NOT_UNIX: &[&str] = &["none", "uefi", "unknown", "wasi"];

/// The number of names to relate. Further names stay unrelated, which is sound: less is known about them.
const MAX_NAMES: usize = 400;

/// Returns the names that a name directly implies.
fn consequences(name: GlobalName<'_>) -> &'static [GlobalName<'static>] {
    const UNIX_FAMILY: GlobalName<'_> = ("unix", None);
    const WINDOWS_FAMILY: GlobalName<'_> = ("windows", None);
    const WASM_FAMILY: GlobalName<'_> = ("target_family", Some("wasm"));
    const LITTLE: GlobalName<'_> = ("target_endian", Some("little"));
    const BIG: GlobalName<'_> = ("target_endian", Some("big"));
    const WIDTH_16: GlobalName<'_> = ("target_pointer_width", Some("16"));
    const WIDTH_32: GlobalName<'_> = ("target_pointer_width", Some("32"));
    const WIDTH_64: GlobalName<'_> = ("target_pointer_width", Some("64"));
    match name {
        ("windows", None) => &[("target_os", Some("windows"))],
        ("target_os", Some("windows")) | ("target_env", Some("msvc")) => &[WINDOWS_FAMILY],
        ("target_os", Some("emscripten")) => &[UNIX_FAMILY, WASM_FAMILY],
        ("target_os", Some("wasi")) => &[WASM_FAMILY],
        ("target_os", Some(os)) if UNIX.contains(&os) => &[UNIX_FAMILY],
        ("target_os", Some(os)) if APPLE.contains(&os) => &[("target_vendor", Some("apple"))],
        ("target_vendor", Some("apple")) | ("target_env", Some("musl")) => &[UNIX_FAMILY],
        ("target_arch", Some("wasm32")) => &[WASM_FAMILY, WIDTH_32, LITTLE],
        ("target_arch", Some("wasm64")) => &[WASM_FAMILY, WIDTH_64, LITTLE],
        ("target_arch", Some("x86" | "riscv32" | "loongarch32" | "csky" | "hexagon" | "xtensa")) => &[WIDTH_32, LITTLE],
        ("target_arch", Some("x86_64")) => &[LITTLE],
        ("target_arch", Some("riscv64" | "loongarch64" | "arm64ec" | "nvptx64" | "amdgpu")) => &[WIDTH_64, LITTLE],
        ("target_arch", Some("avr" | "msp430")) => &[WIDTH_16, LITTLE],
        ("target_arch", Some("arm" | "mips" | "mips32r6")) => &[WIDTH_32],
        ("target_arch", Some("mips64" | "mips64r6" | "powerpc64" | "bpf")) => &[WIDTH_64],
        ("target_arch", Some("powerpc" | "sparc" | "m68k")) => &[WIDTH_32, BIG],
        ("target_arch", Some("s390x" | "sparc64")) => &[WIDTH_64, BIG],
        _ => &[],
    }
}

/// Returns a name and everything that it implies.
fn closure(name: GlobalName<'_>) -> Vec<GlobalName<'_>> {
    let mut all = vec![name];
    let mut next = 0;
    while let Some(name) = all.get(next) {
        for consequence in consequences(*name) {
            if !all.contains(consequence) {
                all.push(*consequence);
            }
        }
        next += 1;
    }
    all
}

/// Returns whether two names directly exclude each other.
fn exclude_each_other(a: GlobalName<'_>, b: GlobalName<'_>) -> bool {
    let one_way = |a: GlobalName<'_>, b: GlobalName<'_>| match (a, b) {
        (("windows", None), ("unix", None) | ("target_family", Some("wasm"))) => true,
        (("target_os", Some(os)), ("unix", None)) => NOT_UNIX.contains(&os),
        _ => false,
    };
    (a.0 == b.0 && a.1.is_some() && b.1.is_some() && a.1 != b.1 && SINGLE.contains(&a.0))
        || one_way(a, b)
        || one_way(b, a)
}

/// What is known about the names in use, as a function in a diagram.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) struct Theory {
    /// The names that are related, with their variables.
    names: Vec<(Atom, Function)>,
    /// The function that holds in all configurations that are possible.
    pub(super) known: Function,
}

impl Default for Theory {
    fn default() -> Self {
        Self { names: Vec::new(), known: ALWAYS }
    }
}

impl Theory {
    /// Adds an atom that is now in use. If the diagram would grow too large, the atom stays unrelated.
    pub(super) fn add(&mut self, diagram: &mut Diagram, atom: &Atom, variable: Function) {
        if let Some(name) = global_name(atom)
            && self.names.len() < MAX_NAMES
        {
            if let Ok(known) = self.extended(diagram, name, variable) {
                self.known = known;
            }
            self.names.push((atom.clone(), variable));
        }
    }

    /// Returns `known` with the relations between a new name and those before it.
    fn extended(&self, diagram: &mut Diagram, name: GlobalName<'_>, variable: Function) -> Result<Function, TooLarge> {
        let mine = closure(name);
        let (mut excluded, mut implied, mut implying) = (NEVER, ALWAYS, NEVER);
        for (other, function) in &self.names {
            let Some(other) = global_name(other) else { continue };
            let theirs = closure(other);
            if mine.iter().any(|a| theirs.iter().any(|b| exclude_each_other(*a, *b))) {
                excluded = diagram.or(excluded, *function)?;
            }
            if mine.contains(&other) {
                implied = diagram.and(implied, *function)?;
            }
            if theirs.contains(&name) {
                implying = diagram.or(implying, *function)?;
            }
        }
        let consequence = diagram.and_not(implied, excluded)?;
        let (absent, no_cause) = (diagram.not(variable)?, diagram.not(implying)?);
        let forward = diagram.or(absent, consequence)?;
        let backward = diagram.or(no_cause, variable)?;
        let both = diagram.and(forward, backward)?;
        let mut known = diagram.and(self.known, both)?;
        for group in EXHAUSTIVE.iter().filter(|group| group.contains(&name)) {
            let members: Vec<Function> =
                group.iter().filter_map(|member| self.variable(*member)).chain([variable]).collect();
            if members.len() == group.len() {
                let one = members.into_iter().try_fold(NEVER, |any, member| diagram.or(any, member))?;
                known = diagram.and(known, one)?;
            }
        }
        Ok(known)
    }

    fn variable(&self, name: GlobalName<'_>) -> Option<Function> {
        self.names.iter().find(|(atom, _)| global_name(atom) == Some(name)).map(|(_, variable)| *variable)
    }
}

fn global_name(atom: &Atom) -> Option<GlobalName<'_>> {
    match atom {
        Atom::Global { key, value } => Some((key, value.as_deref())),
        Atom::Test(_) | Atom::Feature(..) | Atom::Custom { .. } => None,
    }
}

/// Names in the order of their variables: families first, then the names that depend on them. This order keeps the
/// diagram of what is known narrow, in whatever order atoms are added.
const GROUPS: &[&str] = &[
    "unix",
    "windows",
    "target_family",
    "target_vendor",
    "target_os",
    "target_env",
    "target_arch",
    "target_pointer_width",
    "target_endian",
    "target_abi",
    "panic",
];

/// The number of ranks before the last one, which all other atoms share.
pub(super) const RANKS: u32 = GROUPS.len() as u32;

/// Returns the rank of an atom in the order of variables. Lower ranks come first, and [`RANKS`] is the last.
pub(super) fn rank(atom: &Atom) -> u32 {
    let group = global_name(atom).and_then(|(key, _)| GROUPS.iter().position(|group| *group == key));
    group.map_or(RANKS, |group| group as u32)
}
