//! All output formats, in the order of `--help`. To add one, write its file and list it here.

use super::{cargo, format::Format, github, gitlab, human, json, junit, markdown, sarif, short, sonarqube};

/// All output formats.
pub const FORMATS: &[Format] = &[
    human::FORMAT,
    short::FORMAT,
    json::FORMAT,
    sarif::FORMAT,
    github::FORMAT,
    gitlab::FORMAT,
    sonarqube::FORMAT,
    junit::FORMAT,
    markdown::FORMAT,
    cargo::FORMAT,
];
