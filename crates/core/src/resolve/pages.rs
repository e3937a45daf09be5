//! Tables of which a part is kept in pages: each is opened once something on it is asked for.
//!
//! An edit asks a kept world about a few hundred things, and the world has a hundred thousand.

use bitcode::{Decode, DecodeOwned, Encode};
use std::{
    ops::{Index, IndexMut},
    sync::OnceLock,
};

/// How many values there are on a page.
const VALUES: usize = 8;

/// Values as they are kept, a page after the other.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub(super) struct Pages {
    bytes: Vec<u8>,
    /// Where each page ends.
    ends: Vec<u32>,
    count: usize,
}

impl Pages {
    pub(super) fn of<T: Encode>(values: &[T]) -> Self {
        let mut buffer = bitcode::Buffer::new();
        let mut pages = Self { count: values.len(), ..Self::default() };
        for page in values.chunks(VALUES) {
            pages.bytes.extend_from_slice(buffer.encode(page));
            pages.ends.push(pages.bytes.len() as u32);
        }
        pages
    }

    /// The values of a page.
    fn page<T: DecodeOwned>(&self, page: usize) -> Vec<T> {
        let start = page.checked_sub(1).map_or(0, |before| self.ends[before]);
        let bytes = &self.bytes[start as usize..self.ends[page] as usize];
        bitcode::decode(bytes).expect("a file's seal has told that this is what was written")
    }
}

/// What can be kept in pages.
pub(super) trait Kept {
    /// As it is kept.
    type As: DecodeOwned;

    /// As it is used.
    fn open(kept: Self::As) -> Self;
}

/// Values by number: first those that were kept, if any were, then those that have come since.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    pages: Pages,
    opened: Vec<OnceLock<Vec<T>>>,
    since: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { pages: Pages::default(), opened: Vec::new(), since: Vec::new() }
    }
}

impl<T: Kept> Table<T> {
    pub(super) fn of(pages: Pages) -> Self {
        let opened = pages.ends.iter().map(|_| OnceLock::new()).collect();
        Self { pages, opened, since: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.pages.count + self.since.len()
    }

    pub(super) fn push(&mut self, value: T) {
        self.since.push(value);
    }

    /// The last of those that have come since.
    pub(super) fn last_mut(&mut self) -> Option<&mut T> {
        self.since.last_mut()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        (0..self.pages.count).map(|index| self.kept(index)).chain(&self.since)
    }

    #[cold]
    fn kept(&self, index: usize) -> &T {
        &self.opened[index / VALUES].get_or_init(|| self.open(index / VALUES))[index % VALUES]
    }

    fn open(&self, page: usize) -> Vec<T> {
        self.pages.page(page).into_iter().map(T::open).collect()
    }
}

impl<T: Kept> Index<usize> for Table<T> {
    type Output = T;

    #[inline]
    fn index(&self, index: usize) -> &T {
        match index.checked_sub(self.pages.count) {
            Some(since) => &self.since[since],
            None => self.kept(index),
        }
    }
}

impl<T: Kept> IndexMut<usize> for Table<T> {
    #[inline]
    fn index_mut(&mut self, index: usize) -> &mut T {
        if let Some(since) = index.checked_sub(self.pages.count) {
            return &mut self.since[since];
        }
        self.kept(index);
        let page = self.opened[index / VALUES].get_mut();
        &mut page.expect("it was opened just now")[index % VALUES]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Kept for String {
        type As = u32;

        fn open(kept: u32) -> Self {
            kept.to_string()
        }
    }

    #[test]
    fn what_was_kept_comes_before_what_came_since() {
        for count in [0, 1, VALUES - 1, VALUES, 3 * VALUES + 1] {
            let values: Vec<u32> = (100..).take(count).collect();
            let pages: Pages = bitcode::decode(&bitcode::encode(&Pages::of(&values))).unwrap();
            let mut table: Table<String> = Table::of(pages);
            table.push("since".to_owned());
            table.push("then".to_owned());
            let mut wanted: Vec<String> = values.iter().map(u32::to_string).collect();
            wanted.extend(["since", "then"].map(str::to_owned));
            for index in (0..wanted.len()).rev() {
                assert_eq!(table[index], wanted[index]);
            }
            for index in [0, count / 2, count] {
                table[index].push('!');
                wanted[index].push('!');
            }
            assert_eq!((table.iter().cloned().collect::<Vec<_>>(), table.len()), (wanted.clone(), wanted.len()));
        }
    }
}
