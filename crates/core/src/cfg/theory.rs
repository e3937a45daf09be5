//! What is known of `cfg` itself: which names exclude each other, and which bring others along.
//!
//! The facts are those of rustc's own targets (1.95: `rustc --print cfg --target T`, for each of them). A target
//! that someone describes in a JSON file could contradict them; none that exists is known to.
//!
//! Only names in use take part, so that the diagram stays small. Each pair of them is related through everything that
//! the two imply, in use or not: so a name that comes later adds nothing about those that were there before, and
//! an answer once given stays true.

use super::{
    atom::Atom,
    diagram::{ALWAYS, Diagram, Function, NEVER, TooLarge},
};
use bitcode::{Decode, Encode};

/// A name of the compiler, with its value.
type Fact<'a> = (&'a str, Option<&'a str>);

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

/// Values of which one always holds.
const EXHAUSTIVE: &[&[Fact<'static>]] = &[
    &[("target_endian", Some("big")), ("target_endian", Some("little"))],
    &[("target_pointer_width", Some("16")), ("target_pointer_width", Some("32")), ("target_pointer_width", Some("64"))],
];

/// Operating systems of the `unix` family, but for Apple's. `horizon` is of it on one target and not on another.
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

/// Operating systems that are certainly not `unix`.
const NOT_UNIX: &[&str] = &["none", "uefi", "unknown", "wasi"];

/// How many names take part at most; more are left free, which is sound: less is known.
const MAX_NAMES: usize = 400;

/// What a fact directly brings along.
fn consequences(fact: Fact<'_>) -> &'static [Fact<'static>] {
    const UNIX_FAMILY: Fact<'_> = ("unix", None);
    const WINDOWS_FAMILY: Fact<'_> = ("windows", None);
    const WASM_FAMILY: Fact<'_> = ("target_family", Some("wasm"));
    const LITTLE: Fact<'_> = ("target_endian", Some("little"));
    const BIG: Fact<'_> = ("target_endian", Some("big"));
    const WIDTH_16: Fact<'_> = ("target_pointer_width", Some("16"));
    const WIDTH_32: Fact<'_> = ("target_pointer_width", Some("32"));
    const WIDTH_64: Fact<'_> = ("target_pointer_width", Some("64"));
    match fact {
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

/// A fact and everything that it brings along.
fn closure(fact: Fact<'_>) -> Vec<Fact<'_>> {
    let mut all = vec![fact];
    let mut next = 0;
    while let Some(fact) = all.get(next) {
        for consequence in consequences(*fact) {
            if !all.contains(consequence) {
                all.push(*consequence);
            }
        }
        next += 1;
    }
    all
}

/// Whether two facts exclude each other, by themselves.
fn clash(a: Fact<'_>, b: Fact<'_>) -> bool {
    let one_way = |a: Fact<'_>, b: Fact<'_>| match (a, b) {
        (("windows", None), ("unix", None) | ("target_family", Some("wasm"))) => true,
        (("target_os", Some(os)), ("unix", None)) => NOT_UNIX.contains(&os),
        _ => false,
    };
    (a.0 == b.0 && a.1.is_some() && b.1.is_some() && a.1 != b.1 && SINGLE.contains(&a.0))
        || one_way(a, b)
        || one_way(b, a)
}

/// What is known of the names in use, as a function of a diagram.
#[derive(Clone, Debug, Encode, Decode)]
pub(super) struct Theory {
    /// The names that take part, with their variables.
    names: Vec<(Atom, Function)>,
    /// What is known of them.
    pub(super) known: Function,
}

impl Default for Theory {
    fn default() -> Self {
        Self { names: Vec::new(), known: ALWAYS }
    }
}

impl Theory {
    /// Takes in an atom that is now in use. Where the diagram grows too large, what is known of the atom is left out.
    pub(super) fn admit(&mut self, diagram: &mut Diagram, atom: &Atom, variable: Function) {
        if let Some(fact) = fact(atom)
            && self.names.len() < MAX_NAMES
        {
            if let Ok(known) = self.extended(diagram, fact, variable) {
                self.known = known;
            }
            self.names.push((atom.clone(), variable));
        }
    }

    fn extended(&self, diagram: &mut Diagram, fact: Fact<'_>, variable: Function) -> Result<Function, TooLarge> {
        let mine = closure(fact);
        let (mut excluded, mut implied, mut implying) = (NEVER, ALWAYS, NEVER);
        for (other, function) in &self.names {
            let Some(other) = self::fact(other) else { continue };
            let theirs = closure(other);
            if mine.iter().any(|a| theirs.iter().any(|b| clash(*a, *b))) {
                excluded = diagram.or(excluded, *function)?;
            }
            if mine.contains(&other) {
                implied = diagram.and(implied, *function)?;
            }
            if theirs.contains(&fact) {
                implying = diagram.or(implying, *function)?;
            }
        }
        let consequence = diagram.without(implied, excluded)?;
        let (absent, no_cause) = (diagram.not(variable)?, diagram.not(implying)?);
        let forward = diagram.or(absent, consequence)?;
        let backward = diagram.or(no_cause, variable)?;
        let both = diagram.and(forward, backward)?;
        let mut known = diagram.and(self.known, both)?;
        for group in EXHAUSTIVE.iter().filter(|group| group.contains(&fact)) {
            let members: Vec<Function> =
                group.iter().filter_map(|member| self.variable(*member)).chain([variable]).collect();
            if members.len() == group.len() {
                let one = members.into_iter().try_fold(NEVER, |any, member| diagram.or(any, member))?;
                known = diagram.and(known, one)?;
            }
        }
        Ok(known)
    }

    fn variable(&self, fact: Fact<'_>) -> Option<Function> {
        self.names.iter().find(|(atom, _)| self::fact(atom) == Some(fact)).map(|(_, variable)| *variable)
    }
}

fn fact(atom: &Atom) -> Option<Fact<'_>> {
    match atom {
        Atom::Global { key, value } => Some((key, value.as_deref())),
        Atom::Test(_) | Atom::Feature(..) | Atom::Custom { .. } => None,
    }
}

/// The groups of names in the order of their variables: families first, then what depends on them, so that what is
/// known stays a narrow diagram whatever is met first.
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

/// How many ranks there are before the one of everything else.
pub(super) const RANKS: u32 = GROUPS.len() as u32;

/// Where an atom stands in the order of variables; lower is earlier, and [`RANKS`] is last.
pub(super) fn rank(atom: &Atom) -> u32 {
    let group = fact(atom).and_then(|(key, _)| GROUPS.iter().position(|group| *group == key));
    group.map_or(RANKS, |group| group as u32)
}
