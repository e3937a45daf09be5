//! The flags that all commands share. It must not know any command: each command's arguments are in its own file in
//! [`commands`](crate::commands).

mod global;
mod packages;

pub use global::{CargoFlags, Configuration, Global};
pub use packages::Packages;
