//! Shrinks a program to a small one with the same property.

use std::collections::BTreeSet;

use super::program::Program;

/// Removes as many nodes as possible while `is_failing` holds. Tries the outermost nodes first, and many at once.
pub(super) fn shrink(mut program: Program, mut is_failing: impl FnMut(&Program) -> bool) -> Program {
    loop {
        let mut is_smaller = false;
        // The addresses of inner lists change with each removal, so every list is looked up again.
        let mut at = 0;
        while let Some((address, count)) = program.lists().get(at).cloned() {
            let (mut size, mut left) = (count, count);
            while size > 0 && left > 0 {
                let mut end = left;
                while end > 0 {
                    let start = end.saturating_sub(size);
                    let removed: BTreeSet<_> = (start..end).map(|index| [&address[..], &[index]].concat()).collect();
                    let smaller = program.without(&removed);
                    if is_failing(&smaller) {
                        (program, is_smaller) = (smaller, true);
                        left -= end - start;
                    }
                    end = start;
                }
                size /= 2;
            }
            at += 1;
        }
        if !is_smaller {
            return program;
        }
    }
}
