//! Lazy tables: rows of a snapshot that are decoded when they are first read.
//!
//! After an edit, incremental resolution reads a few hundred of a hundred thousand rows. A snapshot therefore stores
//! the rows in chunks, each of which can be decoded alone.

use bitcode::{Decode, DecodeOwned, Encode};
use std::{
    ops::{Index, IndexMut},
    sync::OnceLock,
};

/// The number of rows in a chunk.
const CHUNK_LEN: usize = 8;

/// Encoded rows, in chunks.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub(crate) struct EncodedRows {
    bytes: Vec<u8>,
    /// Where each chunk ends.
    ends: Vec<u32>,
    count: usize,
}

impl EncodedRows {
    /// Encodes rows.
    pub(crate) fn new<T: Encode>(rows: &[T]) -> Self {
        let mut buffer = bitcode::Buffer::new();
        let mut encoded = Self { count: rows.len(), ..Self::default() };
        for chunk in rows.chunks(CHUNK_LEN) {
            encoded.bytes.extend_from_slice(buffer.encode(chunk));
            encoded.ends.push(encoded.bytes.len() as u32);
        }
        encoded
    }

    fn decode_chunk<T: DecodeOwned>(&self, chunk: usize) -> Vec<T> {
        let start = chunk.checked_sub(1).map_or(0, |before| self.ends[before]);
        let bytes = &self.bytes[start as usize..self.ends[chunk] as usize];
        bitcode::decode(bytes).expect("the file's checksum proves that this is what was written")
    }
}

/// A row of a lazy table.
pub(crate) trait Persisted {
    /// The form in which a snapshot stores the row.
    type Encoded: DecodeOwned;

    /// Restores the row.
    fn restore(encoded: Self::Encoded) -> Self;
}

/// Rows by index: first those of a snapshot, if there is one, then those that have come since.
#[derive(Clone, Debug)]
pub(crate) struct LazyTable<T> {
    encoded: EncodedRows,
    decoded: Vec<OnceLock<Vec<T>>>,
    added: Vec<T>,
}

impl<T> Default for LazyTable<T> {
    fn default() -> Self {
        Self { encoded: EncodedRows::default(), decoded: Vec::new(), added: Vec::new() }
    }
}

impl<T: Persisted> LazyTable<T> {
    pub(crate) fn new(encoded: EncodedRows) -> Self {
        let decoded = encoded.ends.iter().map(|_| OnceLock::new()).collect();
        Self { encoded, decoded, added: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.encoded.count + self.added.len()
    }

    pub(crate) fn push(&mut self, row: T) {
        self.added.push(row);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        (0..self.encoded.count).map(|index| self.persisted(index)).chain(&self.added)
    }

    #[cold]
    fn persisted(&self, index: usize) -> &T {
        &self.decoded[index / CHUNK_LEN].get_or_init(|| self.decode(index / CHUNK_LEN))[index % CHUNK_LEN]
    }

    fn decode(&self, chunk: usize) -> Vec<T> {
        self.encoded.decode_chunk(chunk).into_iter().map(T::restore).collect()
    }
}

impl<T: Persisted> Index<usize> for LazyTable<T> {
    type Output = T;

    #[inline]
    fn index(&self, index: usize) -> &T {
        match index.checked_sub(self.encoded.count) {
            Some(added) => &self.added[added],
            None => self.persisted(index),
        }
    }
}

impl<T: Persisted> IndexMut<usize> for LazyTable<T> {
    #[inline]
    fn index_mut(&mut self, index: usize) -> &mut T {
        if let Some(added) = index.checked_sub(self.encoded.count) {
            return &mut self.added[added];
        }
        self.persisted(index);
        let chunk = self.decoded[index / CHUNK_LEN].get_mut();
        &mut chunk.expect("the chunk was decoded just now")[index % CHUNK_LEN]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Persisted for String {
        type Encoded = u32;

        fn restore(encoded: u32) -> Self {
            encoded.to_string()
        }
    }

    #[test]
    fn persisted_rows_come_before_added_rows() {
        for count in [0, 1, CHUNK_LEN - 1, CHUNK_LEN, 3 * CHUNK_LEN + 1] {
            let rows: Vec<u32> = (100..).take(count).collect();
            let encoded: EncodedRows = bitcode::decode(&bitcode::encode(&EncodedRows::new(&rows))).unwrap();
            let mut table: LazyTable<String> = LazyTable::new(encoded);
            table.push("first".to_owned());
            table.push("second".to_owned());
            let mut wanted: Vec<String> = rows.iter().map(u32::to_string).collect();
            wanted.extend(["first", "second"].map(str::to_owned));
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
