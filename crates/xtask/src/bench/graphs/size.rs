//! The size of a generated graph, as the command line gives it.

use std::str::FromStr;

use super::shapes::LAYERS;

/// The requested size of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// The number of Rust modules.
    pub(crate) modules: u32,
    /// The approximate number of dependencies between them.
    pub(crate) edges: u32,
}

impl Size {
    /// Returns the number of dependencies of each Rust module.
    pub(super) fn degree(self) -> u32 {
        (self.edges / self.modules).max(2)
    }

    /// Returns the number of Rust modules in each file.
    pub(super) fn in_file(self) -> u32 {
        self.modules.div_ceil(LAYERS)
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Option<Vec<u32>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
        match numbers.as_deref() {
            Some(&[modules @ 1_000..=1_000_000, edges]) if edges / modules <= 100 => Ok(Self { modules, edges }),
            _ => Err(
                "expected MODULES,EDGES, such as 1000,3000: at least 1000 Rust modules and at most 100 edges for each"
                    .into(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_two_numbers() {
        assert_eq!("100000,1000000".parse(), Ok(Size { modules: 100_000, edges: 1_000_000 }));
        for wrong in ["", "100000", "10,100", "1000,200000", "1000,2000,3000", "a,b"] {
            assert!(wrong.parse::<Size>().unwrap_err().contains("MODULES,EDGES"), "{wrong}");
        }
    }
}
