//! The contents of a generated workspace: numbers and names, all computed from the seed. So a file can refer to the items of
//! another without storing anything.

use fastrand::Rng;

/// The approximate number of lines of a crate.
const CRATE: u64 = 20_000;
/// The approximate number of lines of a file.
const FILE: u64 = 420;
/// The number of files in a directory.
const DIRECTORY: u32 = 8;
/// The number of types that every file offers to others.
pub(crate) const TYPES: usize = 3;
/// The number of functions that every file offers to others.
pub(crate) const WORKS: usize = 3;
/// A crate depends only on this many crates before it.
const REACH: u32 = 24;

pub(crate) const NOUNS: [&str; 32] = [
    "order", "ledger", "index", "parcel", "route", "batch", "signal", "token", "account", "price", "buffer", "cursor",
    "channel", "session", "packet", "record", "schema", "policy", "worker", "queue", "segment", "window", "invoice",
    "region", "filter", "report", "vector", "digest", "branch", "header", "marker", "stream",
];
pub(crate) const VERBS: [&str; 16] = [
    "load", "merge", "split", "weigh", "trace", "check", "count", "build", "apply", "settle", "resolve", "project",
    "reduce", "expand", "order", "verify",
];

/// The plan of a workspace: its size and seed.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The number of crates.
    pub(crate) crates: u32,
    lines: u64,
    seed: u64,
}

/// A file other than the root of a crate and the `mod.rs` of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Leaf {
    /// The crate.
    pub(crate) krate: u32,
    /// The number of the file in the crate.
    pub(crate) file: u32,
}

impl Leaf {
    /// Returns the number of the directory that contains the file.
    pub(crate) fn directory(self) -> u32 {
        self.file / DIRECTORY
    }
}

/// The items that a file offers to others.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    /// The structs, with `new`, `total`, `label` and derived traits.
    pub(crate) types: Vec<String>,
    /// An enum that implements `From<u64>`.
    pub(crate) state: String,
    /// A trait that the structs and the enum implement.
    pub(crate) measure: String,
    /// The functions from `u64` to `u64`.
    pub(crate) works: Vec<String>,
    /// Whether the module is private, and the directory re-exports all items.
    pub(crate) hidden: bool,
    /// The number of types that the directory re-exports.
    pub(crate) reexported: usize,
}

impl Plan {
    /// Plans a workspace of about `lines` lines.
    pub(crate) fn new(lines: u64, seed: u64) -> Self {
        let crates = u32::try_from((lines + CRATE / 2) / CRATE).unwrap_or(u32::MAX).max(1);
        Self { crates, lines, seed }
    }

    /// Returns a random generator that depends on a crate, a number in it, and a purpose.
    pub(crate) fn choices(&self, krate: u32, number: u32, purpose: u32) -> Rng {
        // The multiplier of SplitMix64 spreads consecutive numbers over all bits.
        let mut state = self.seed;
        for part in [krate, number, purpose] {
            state = (state ^ u64::from(part)).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
        Rng::with_seed(state)
    }

    fn crate_lines(&self, krate: u32) -> u64 {
        let (crates, number) = (u64::from(self.crates), u64::from(krate));
        self.lines * (number + 1) / crates - self.lines * number / crates
    }

    /// Returns the number of files of a crate. The last one depends on a feature, and no other file refers to it.
    pub(crate) fn leaves(&self, krate: u32) -> u32 {
        u32::try_from(self.crate_lines(krate) / FILE).unwrap_or(u32::MAX).max(3)
    }

    /// Returns the number of directories of a crate.
    pub(crate) fn directories(&self, krate: u32) -> u32 {
        self.leaves(krate).div_ceil(DIRECTORY)
    }

    /// Iterates over the files in a directory.
    pub(crate) fn in_directory(&self, krate: u32, directory: u32) -> impl Iterator<Item = Leaf> + use<> {
        let all = self.leaves(krate);
        (directory * DIRECTORY..((directory + 1) * DIRECTORY).min(all)).map(move |file| Leaf { krate, file })
    }

    /// Iterates over the files of a crate, with the approximate number of lines of each.
    pub(crate) fn files(&self, krate: u32) -> impl Iterator<Item = (Leaf, usize)> + use<> {
        let all = self.leaves(krate);
        let mean = self.crate_lines(krate) / u64::from(all);
        let mut choices = self.choices(krate, 0, 1);
        (0..all).map(move |file| {
            // A few large files, many small ones; the mean of the factor is 1.
            let percent = if choices.u32(..10) == 0 { 280 } else { choices.u64(60..100) };
            (Leaf { krate, file }, usize::try_from(mean * percent / 100).unwrap_or(usize::MAX))
        })
    }

    /// Returns whether a file is the one that depends on a feature.
    pub(crate) fn is_extra(&self, leaf: Leaf) -> bool {
        leaf.file + 1 == self.leaves(leaf.krate)
    }

    /// Returns the crates that a crate depends on: the first, for its macros, and some of those shortly before it.
    pub(crate) fn dependencies(&self, krate: u32) -> Vec<u32> {
        let mut choices = self.choices(krate, 0, 2);
        let mut all: Vec<u32> = (0..krate.min(4)).map(|_| choices.u32(krate.saturating_sub(REACH)..krate)).collect();
        all.extend((krate > 0).then_some(0));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Returns the name of a package. It differs from the names of files, so that no glob can import a file of the same name.
    pub(crate) fn package(&self, krate: u32) -> String {
        let noun = self.choices(krate, 0, 3).choice(NOUNS).unwrap_or_default();
        format!("{noun}-kit-{}", letters(krate).to_lowercase())
    }

    /// Returns the crate name of the library.
    pub(crate) fn library(&self, krate: u32) -> String {
        self.package(krate).replace('-', "_")
    }

    /// Returns the name of a directory, which is a Rust module.
    pub(crate) fn directory(&self, krate: u32, directory: u32) -> String {
        let verb = self.choices(krate, directory, 4).choice(VERBS).unwrap_or_default();
        format!("{verb}_{}", letters(directory).to_lowercase())
    }

    /// Returns the name of a file's Rust module.
    pub(crate) fn file(&self, leaf: Leaf) -> String {
        let noun = self.choices(leaf.krate, leaf.file, 5).choice(NOUNS).unwrap_or_default();
        format!("{noun}_{}", letters(leaf.file).to_lowercase())
    }

    /// Returns a suffix that makes the names of a file unique.
    pub(crate) fn tag(leaf: Leaf) -> String {
        format!("{}{}", letters(leaf.krate), letters(leaf.file))
    }

    /// Returns the items that a file offers to others.
    pub(crate) fn offer(&self, leaf: Leaf) -> Offer {
        let mut choices = self.choices(leaf.krate, leaf.file, 6);
        let tag = Self::tag(leaf);
        let start = choices.usize(..NOUNS.len());
        let mut name = |at: usize| {
            let second = choices.choice(NOUNS).unwrap_or_default();
            format!("{}{}{tag}", capital(NOUNS[(start + at) % NOUNS.len()]), capital(second))
        };
        let types = (0..TYPES).map(&mut name).collect();
        let state = name(TYPES);
        let snake = format!("{}_{}", letters(leaf.krate), letters(leaf.file)).to_lowercase();
        let first = choices.usize(..VERBS.len());
        let works = (0..WORKS).map(|at| format!("{}_{snake}", VERBS[(first + at) % VERBS.len()])).collect();
        let hidden = choices.u32(..3) == 0 && !self.is_extra(leaf);
        let reexported = if self.is_extra(leaf) { 0 } else { choices.usize(..=TYPES) };
        Offer { types, state, measure: format!("Measure{tag}"), works, hidden, reexported }
    }
}

/// Returns a number written in letters, with a capital first.
pub(crate) fn letters(mut number: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'a' + (number % 26) as u8);
        number /= 26;
        if number == 0 {
            break;
        }
    }
    letters.reverse();
    capital(&String::from_utf8_lossy(&letters))
}

/// Capitalizes a word.
pub(crate) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}
