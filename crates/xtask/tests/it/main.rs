//! Tests of the developer tools. One test binary for all of them, since linking each takes time.

mod accuracy;
mod bench;
mod checker;
mod generate;
mod resolution;
