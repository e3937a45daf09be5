//! What the process's environment says: colours, widths, characters, folders, programs and the day. Read once, here,
//! and handed on as plain data; nothing else of the crate looks at an environment variable or a clock.

use crate::text::uri;
use anstyle::{AnsiColor, Style};
use archcheck_core::{
    cache::{CacheOptions, FOLDER},
    date::Date,
    input::{Digest, Stamp},
};
use std::{
    ffi::{OsStr, OsString},
    fmt::{self, Display},
    io::IsTerminal,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// Goes back to the start of a line, and clears it.
pub(crate) const CLEAR: &str = "\r\u{1b}[K";

/// When to write colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// At a terminal that does not ask for none.
    #[default]
    Auto,
    /// Into files and pipes too.
    Always,
    /// Not at all.
    Never,
}

/// The process around a run.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Where relative paths start.
    pub current_dir: PathBuf,
    /// The Cargo to ask: `$CARGO`, which Cargo sets for its subcommands, else `cargo`.
    pub cargo: PathBuf,
    /// The repository's folder, where it is known to be another than the one that has the `.git`.
    pub repository: Option<PathBuf>,
    /// What the environment asks of colours.
    pub color: Wishes,
    /// What may be kept from run to run; nothing, where none is said.
    pub caching: Option<CacheOptions>,
    /// What day it is, UTC.
    pub today: Date,
    /// Whether GitHub Actions runs this: `GITHUB_ACTIONS`.
    pub github_actions: bool,
    /// The file of the job's summary there: `GITHUB_STEP_SUMMARY`.
    pub job_summary: Option<PathBuf>,
    /// Standard output.
    pub out: Stream,
    /// Standard error.
    pub err: Stream,
}

/// What an environment asks of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Of Cargo and its subcommands: `CARGO_TERM_COLOR`.
    pub cargo: Option<ColorChoice>,
    /// Of every program: `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR`, then a terminal that has none.
    pub any: ColorChoice,
}

/// One of the two output streams.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "what it can do, each for itself")]
pub struct Stream {
    /// Whether a person looks at it.
    pub terminal: bool,
    /// Whether it shows more than ASCII.
    pub unicode: bool,
    /// How many columns it has, where that is known.
    pub width: Option<usize>,
    /// Whether it shows links that can be followed.
    pub links: bool,
    /// Whether it is read aloud: `NO_GRAPHICS`.
    pub narrated: bool,
    /// Whether a person looks at it whose terminal can draw a line again.
    pub redrawn: bool,
}

/// How to write for one stream or file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "what it can do, each for itself")]
pub struct Look {
    /// Whether to write colours.
    pub color: bool,
    /// Whether to write more than ASCII where the text is ours.
    pub unicode: bool,
    /// How many columns there are.
    pub width: usize,
    /// Whether a place may be a link to its file.
    pub links: bool,
    /// Whether to say in words what is otherwise drawn.
    pub narrated: bool,
}

/// What a part of a text is, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What failed.
    Error,
    /// What is merely shown.
    Warning,
    /// The fine print.
    Note,
    /// What went well.
    Good,
    /// What to read first.
    Strong,
    /// Frames and line numbers.
    Frame,
    /// What may be skipped.
    Faint,
}

impl Environment {
    /// That of this process.
    pub fn of_process() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        // As miette's own handlers have it.
        let narrated = std::env::var_os("NO_GRAPHICS").is_some_and(|value| value != "0");
        Self {
            current_dir: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            cargo: set("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from),
            repository: None,
            color: Wishes::of(&set),
            caching: caching(set("CARGO_TARGET_DIR").map(PathBuf::from)),
            today: today(),
            github_actions: set("GITHUB_ACTIONS").is_some_and(|value| value == "true"),
            job_summary: set("GITHUB_STEP_SUMMARY").map(PathBuf::from),
            out: Stream {
                redrawn: std::io::stdout().is_terminal() && !is_dumb(&set),
                terminal: std::io::stdout().is_terminal(),
                unicode: supports_unicode::on(supports_unicode::Stream::Stdout),
                width: terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0)),
                links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
                narrated,
            },
            err: Stream {
                redrawn: std::io::stderr().is_terminal() && !is_dumb(&set),
                terminal: std::io::stderr().is_terminal(),
                unicode: supports_unicode::on(supports_unicode::Stream::Stderr),
                width: terminal_size::terminal_size_of(std::io::stderr()).map(|(width, _)| usize::from(width.0)),
                links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stderr),
                narrated,
            },
        }
    }
}

/// What may be kept from run to run: by this very program, since another build of it may see more.
fn caching(target: Option<PathBuf>) -> Option<CacheOptions> {
    let current_dir = std::env::current_dir().ok()?;
    let above = current_dir.ancestors().map(|folder| folder.join("target"));
    let guesses = target.map(|target| current_dir.join(target)).into_iter().chain(above).collect();
    Some(CacheOptions { likely_target_directories: guesses, ..kept_in(None)? })
}

/// What a test may keep from run to run: beside the program that it is part of, if Cargo put that into a target folder.
/// It is another program than the command, so that the two would undo each other's work in one folder.
pub(crate) fn caching_of_test() -> Option<CacheOptions> {
    let program = std::env::current_exe().ok()?;
    let target = program.ancestors().skip(1).find(|folder| folder.join("CACHEDIR.TAG").is_file())?;
    kept_in(Some(target.join(FOLDER).join("test")))
}

/// What this program may keep in a folder; in that of the workspace, if none is said.
fn kept_in(folder: Option<PathBuf>) -> Option<CacheOptions> {
    let program = std::env::current_exe().ok()?;
    let stamp = format!("{:?}", Stamp::of(&program).ok()?);
    // A stamp says nothing of times where a program can set them all.
    let modified = format!("{:?}", program.metadata().and_then(|metadata| metadata.modified()).ok()?);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(CacheOptions {
        program: Digest::of_parts(&[env!("CARGO_PKG_VERSION").as_bytes(), stamp.as_bytes(), modified.as_bytes()]),
        now: i64::try_from(now.as_nanos()).ok()?,
        folder,
        keep: true,
        likely_target_directories: Vec::new(),
    })
}

/// What day it is, UTC.
pub(crate) fn today() -> Date {
    Date::from_unix_seconds(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

impl Wishes {
    /// What these variables say. Cargo's own is the more specific one, so it is kept apart.
    fn of(set: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let cargo = match set("CARGO_TERM_COLOR").as_deref().and_then(OsStr::to_str) {
            Some("always") => Some(ColorChoice::Always),
            Some("never") => Some(ColorChoice::Never),
            _ => None,
        };
        let any = if set("NO_COLOR").is_some() {
            ColorChoice::Never
        } else if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
            ColorChoice::Always
        } else if set("CLICOLOR").is_some_and(|value| value == "0") || is_dumb(set) {
            ColorChoice::Never
        } else {
            ColorChoice::Auto
        };
        Self { cargo, any }
    }
}

/// Whether the terminal knows nothing but text.
fn is_dumb(set: &dyn Fn(&str) -> Option<OsString>) -> bool {
    set("TERM").is_some_and(|term| term == "dumb")
}

impl Stream {
    /// How to write for it. `flag` is what the command line asks, `environment` what the environment does.
    pub fn look(self, flag: Option<ColorChoice>, environment: Wishes) -> Look {
        // `--color auto` asks for what there would be without `CARGO_TERM_COLOR`.
        let choice = match flag.or(environment.cargo) {
            None | Some(ColorChoice::Auto) => environment.any,
            Some(choice) => choice,
        };
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => self.terminal,
        };
        let width = self.width.unwrap_or(80).clamp(40, 200);
        // Who asks for no colour asks for no escapes.
        let links = color && self.terminal && self.links;
        Look { color, unicode: self.unicode, width, links, narrated: self.narrated }
    }
}

impl Look {
    /// For a file.
    pub const FILE: Self = Self { color: false, unicode: true, width: 100, links: false, narrated: false };

    /// A text in its role.
    pub fn paint<T: Display>(self, role: Role, text: T) -> Painted<T> {
        let style = match role {
            _ if !self.color => Style::new(),
            Role::Error => AnsiColor::Red.on_default().bold(),
            Role::Warning => AnsiColor::Yellow.on_default().bold(),
            Role::Note => AnsiColor::Cyan.on_default().bold(),
            Role::Good => AnsiColor::Green.on_default().bold(),
            Role::Strong => Style::new().bold(),
            // Not blue: it can't be read on many dark terminals.
            Role::Frame => AnsiColor::Cyan.on_default(),
            Role::Faint => Style::new().dimmed(),
        };
        Painted { style, text }
    }

    /// A text that leads to a file, where a terminal can follow it.
    pub fn link(self, text: &str, file: &Path) -> String {
        if !self.links {
            return text.to_owned();
        }
        let url = format!("file://{}", uri(&file.to_string_lossy()));
        format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
    }

    /// What stands for the part of a text that is left out.
    pub fn ellipsis(self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// What stands between a Rust module and the one that it depends on.
    pub fn arrow(self) -> &'static str {
        if self.unicode { "→" } else { "->" }
    }
}

/// A text with its style.
#[derive(Clone, Copy, Debug)]
pub struct Painted<T> {
    style: Style,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.style.render(), self.text, self.style.render_reset())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: Wishes = Wishes { cargo: None, any: ColorChoice::Never };

    #[test]
    fn a_place_is_a_link_where_a_terminal_can_follow_it() {
        let terminal = Stream { terminal: true, links: true, ..Stream::default() };
        let file = Path::new("/a b/c.rs");
        let linked = "\u{1b}]8;;file:///a%20b/c.rs\u{1b}\\c.rs:1:2\u{1b}]8;;\u{1b}\\";
        assert_eq!(terminal.look(None, Wishes::default()).link("c.rs:1:2", file), linked);
        assert_eq!(terminal.look(None, NEVER).link("c.rs:1:2", file), "c.rs:1:2");
        let pipe = Stream { terminal: false, ..terminal };
        assert_eq!(pipe.look(Some(ColorChoice::Always), NEVER).link("c.rs:1:2", file), "c.rs:1:2");
    }

    #[test]
    fn the_more_specific_wish_for_colour_wins() {
        use ColorChoice::{Always, Auto, Never};
        for (variables, flag, at_terminal, in_pipe) in [
            (&[][..], None, true, false),
            (&["NO_COLOR=1"], None, false, false),
            (&["NO_COLOR=1"], Some(Auto), false, false),
            (&["NO_COLOR=1", "CLICOLOR_FORCE=1"], None, false, false),
            (&["CLICOLOR=0"], None, false, false),
            (&["CLICOLOR=1"], None, true, false),
            (&["CLICOLOR=0", "CLICOLOR_FORCE=1"], None, true, true),
            (&["CLICOLOR_FORCE=0"], None, true, false),
            (&["TERM=dumb"], None, false, false),
            (&["TERM=xterm"], None, true, false),
            (&["CARGO_TERM_COLOR=always", "NO_COLOR=1"], None, true, true),
            (&["CARGO_TERM_COLOR=never", "CLICOLOR_FORCE=1"], None, false, false),
            (&["CARGO_TERM_COLOR=auto", "NO_COLOR=1"], None, false, false),
            (&["CARGO_TERM_COLOR=never"], Some(Auto), true, false),
            (&["CARGO_TERM_COLOR=never", "NO_COLOR=1"], Some(Always), true, true),
            (&["CARGO_TERM_COLOR=always"], Some(Never), false, false),
        ] {
            let set = |name: &str| {
                let values = variables.iter().filter_map(|variable| variable.split_once('='));
                values.into_iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
            };
            let wishes = Wishes::of(&set);
            let terminal = Stream { terminal: true, ..Stream::default() };
            let colors = (terminal.look(flag, wishes).color, Stream::default().look(flag, wishes).color);
            assert_eq!(colors, (at_terminal, in_pipe), "{variables:?} {flag:?}");
        }
    }
}
