//! The crates that come with the toolchain, so that no manifest lists them.

/// All of them.
pub const TOOLCHAIN_CRATES: [&str; 5] = ["std", "core", "alloc", "proc_macro", "test"];

/// The crates of the standard library, which count as one.
pub const STANDARD_CRATES: [&str; 3] = ["std", "core", "alloc"];

/// Returns whether a crate is part of the standard library.
pub fn is_standard(krate: &str) -> bool {
    STANDARD_CRATES.contains(&krate)
}

/// Returns the name of a crate in rules and outputs: `std` for each crate of the standard library.
pub fn canonical_crate(krate: &str) -> &str {
    if is_standard(krate) { "std" } else { krate }
}
