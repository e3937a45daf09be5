//! Identifiers as the compiler compares them (the Rust Reference, "Identifiers", "Normalization").

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// Returns an identifier in Unicode normalization form C, in which identifiers are compared.
pub(crate) fn normalize(identifier: &str) -> Cow<'_, str> {
    if identifier.is_ascii() || is_nfc_quick(identifier.chars()) == IsNormalized::Yes {
        Cow::Borrowed(identifier)
    } else {
        Cow::Owned(identifier.nfc().collect())
    }
}
