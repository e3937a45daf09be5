//! `init`: a first rules file, from the code as it is. [`units`] says what the modules are, [`plan`] what the code
//! keeps of layers and where it has cycles, [`file`] writes that down, [`said`] tells it. Whether the file passes is
//! not for it to say: the command checks it before it writes.

mod cycle;
mod file;
mod inside;
mod plan;
mod said;
mod units;

pub(crate) use file::text;
pub(crate) use plan::{Parts, Plan};
pub(crate) use said::{Written, render as said};
