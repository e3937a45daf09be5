//! The environment of the process: colors, widths, characters, directories, programs and the date.
//!
//! It is read once, here, and passed on as plain data. No other file may read an environment variable or the date.

use crate::{code_host::CodeHost, escape, text::uri, toolchain};
use anstyle::{AnsiColor, Style};
use archcheck_core::{
    cache::{CacheOptions, DIRECTORY, TEST},
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
use terminal_size::{Height, Width, terminal_size_of};

/// The control sequence that moves to the start of the line and clears it.
pub(crate) const CLEAR: &str = "\r\u{1b}[K";

/// When to use colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// Use colors in a terminal, unless the environment asks for none
    #[default]
    Auto,
    /// Use colors in files and pipes, too
    Always,
    /// Never use colors
    Never,
}

/// The environment of a run.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The directory that relative paths start from.
    pub current_dir: PathBuf,
    /// The Cargo to ask about the workspace: `$CARGO`, which Cargo sets for its subcommands, else one of an installed
    /// toolchain. See `toolchain`.
    pub cargo: PathBuf,
    /// The Cargo to build with: `$CARGO`, else `cargo`.
    pub build_cargo: PathBuf,
    /// Where to put temporary directories: below Cargo's home, since everybody may put files into the directories above
    /// the system's one. `None` means the system's one.
    pub temporary: Option<PathBuf>,
    /// The root of the repository; `None` means the nearest directory with a `.git`.
    pub repository: Option<PathBuf>,
    /// The working tree that a copy of the staged files has links to.
    pub working_tree: Option<PathBuf>,
    /// What the environment asks for colors.
    pub color: ColorEnvironment,
    /// How to cache analyses; `None` means no cache.
    pub caching: Option<CacheOptions>,
    /// The current date, UTC.
    pub today: Date,
    /// Whether the process runs in GitHub Actions: `GITHUB_ACTIONS`.
    pub github_actions: bool,
    /// What the CI server says about the repository.
    pub code_host: CodeHostVariables,
    /// The file for GitHub's job summary: `GITHUB_STEP_SUMMARY`.
    pub job_summary: Option<PathBuf>,
    /// Standard output.
    pub out: Stream,
    /// Standard error.
    pub err: Stream,
}

/// The choice of colors that environment variables make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColorEnvironment {
    /// The choice for Cargo and its subcommands: `CARGO_TERM_COLOR`.
    pub cargo: Option<ColorChoice>,
    /// The choice for all programs: `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR` and `TERM`, in this order.
    pub any: ColorChoice,
}

/// What the variables of a CI server say about the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeHostVariables {
    /// The software of the code host.
    pub(crate) host: Option<CodeHost>,
    /// The web address of the repository.
    pub pages: Option<String>,
    /// The commit.
    pub revision: Option<String>,
}

/// The capabilities of an output stream.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent capabilities")]
pub struct Stream {
    /// Whether it is a terminal.
    pub terminal: bool,
    /// Whether it can show more than ASCII.
    pub unicode: bool,
    /// The number of columns, if known.
    pub width: Option<usize>,
    /// Whether it can show hyperlinks.
    pub links: bool,
    /// Whether a screen reader reads it: `NO_GRAPHICS`.
    pub narrated: bool,
    /// Whether it is a terminal that can redraw a line.
    pub redrawn: bool,
}

/// The style of a text for one stream or file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties")]
pub struct Look {
    /// Whether to use colors.
    pub color: bool,
    /// Whether to use more than ASCII in our own text.
    pub unicode: bool,
    /// The number of columns.
    pub width: usize,
    /// Whether to print positions as hyperlinks to their files.
    pub links: bool,
    /// Whether to describe in words what is otherwise drawn, for screen readers.
    pub narrated: bool,
}

/// The role of a part of a text, which determines its color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// A note.
    Note,
    /// A success.
    Good,
    /// A title.
    Strong,
    /// A frame or line number.
    Frame,
    /// A detail.
    Faint,
}

impl Environment {
    /// Reads the environment of this process.
    pub fn of_process() -> Self {
        let set = variable;
        // The same condition as in miette's own handlers.
        let narrated = std::env::var_os("NO_GRAPHICS").is_some_and(|value| value != "0");
        Self {
            current_dir: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            cargo: cargo(),
            build_cargo: build_cargo(),
            temporary: temporary(),
            repository: None,
            working_tree: None,
            color: ColorEnvironment::of(&set),
            caching: caching(set("CARGO_TARGET_DIR").map(PathBuf::from)),
            today: today(),
            github_actions: set("GITHUB_ACTIONS").is_some_and(|value| value == "true"),
            code_host: CodeHostVariables::of(&set),
            job_summary: set("GITHUB_STEP_SUMMARY").map(PathBuf::from),
            out: Stream {
                redrawn: std::io::stdout().is_terminal() && !is_dumb(&set),
                terminal: std::io::stdout().is_terminal(),
                unicode: supports_unicode::on(supports_unicode::Stream::Stdout),
                width: columns(terminal_size_of(std::io::stdout())),
                links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
                narrated,
            },
            err: Stream {
                redrawn: std::io::stderr().is_terminal() && !is_dumb(&set),
                terminal: std::io::stderr().is_terminal(),
                unicode: supports_unicode::on(supports_unicode::Stream::Stderr),
                width: columns(terminal_size_of(std::io::stderr())),
                links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stderr),
                narrated,
            },
        }
    }

    /// Returns the environment with the date and the widths of now, for a process that runs for long.
    pub(crate) fn remeasured(&self) -> Self {
        let mut now = Self { today: today(), ..self.clone() };
        now.out.width = columns(terminal_size_of(std::io::stdout())).or(now.out.width);
        now.err.width = columns(terminal_size_of(std::io::stderr())).or(now.err.width);
        now
    }
}

/// Returns the number of columns of a terminal.
fn columns(size: Option<(Width, Height)>) -> Option<usize> {
    size.map(|(Width(columns), _)| usize::from(columns))
}

/// Returns whether a user at a terminal can answer questions.
pub(crate) fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Returns the value of an environment variable, unless it is empty.
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The environment variable that selects what is logged.
pub(crate) const LOG_VARIABLE: &str = "ARCHCHECK_LOG";

/// Returns the value of [`LOG_VARIABLE`].
pub(crate) fn log_filter() -> Option<String> {
    variable(LOG_VARIABLE).map(|value| value.to_string_lossy().into_owned())
}

/// Returns the Cargo to ask. See [`Environment::cargo`].
pub(crate) fn cargo() -> PathBuf {
    if let Some(cargo) = variable("CARGO") {
        return PathBuf::from(cargo);
    }
    let home = variable("RUSTUP_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".rustup")));
    let selected = variable("RUSTUP_TOOLCHAIN").map(|name| name.to_string_lossy().into_owned());
    let current_dir = std::env::current_dir().unwrap_or_default();
    let installed = home.and_then(|home| toolchain::cargo(&home, selected.as_deref(), &current_dir));
    installed.unwrap_or_else(|| PathBuf::from("cargo"))
}

/// Returns the Cargo to build with. See [`Environment::build_cargo`].
pub(crate) fn build_cargo() -> PathBuf {
    variable("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// Returns where to put temporary directories. See [`Environment::temporary`].
fn temporary() -> Option<PathBuf> {
    let home = variable("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")))?;
    // Only an absolute path is the same for every directory that we run in.
    home.is_absolute().then(|| home.join(DIRECTORY))
}

/// Returns how this process caches analyses: in the target directory, which is guessed before Cargo names it.
fn caching(target: Option<PathBuf>) -> Option<CacheOptions> {
    let current_dir = std::env::current_dir().ok()?;
    let above = current_dir.ancestors().map(|directory| directory.join("target"));
    let guesses = target.map(|target| current_dir.join(target)).into_iter().chain(above).collect();
    Some(CacheOptions { likely_target_directories: guesses, ..caching_in(None)? })
}

/// Returns how a test caches analyses: in the target directory that contains the test's program, if there is one.
///
/// The test is another program than the command. In the same directory, each would replace the cache of the other.
pub(crate) fn caching_of_test() -> Option<CacheOptions> {
    let program = std::env::current_exe().ok()?;
    let target = program.ancestors().skip(1).find(|directory| directory.join("CACHEDIR.TAG").is_file())?;
    caching_in(Some(target.join(DIRECTORY).join(TEST)))
}

/// Returns the cache of this program in a directory, or in the workspace's target directory.
///
/// The cache is used only by the same build of the program, since another build may give other results.
fn caching_in(directory: Option<PathBuf>) -> Option<CacheOptions> {
    let program = std::env::current_exe().ok()?;
    let stamp = format!("{:?}", Stamp::of(&program).ok()?);
    // On some systems, a stamp contains no times, because programs can set them.
    let modified = format!("{:?}", program.metadata().and_then(|metadata| metadata.modified()).ok()?);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(CacheOptions {
        program: Digest::of_parts(&[env!("CARGO_PKG_VERSION").as_bytes(), stamp.as_bytes(), modified.as_bytes()]),
        now: i64::try_from(now.as_nanos()).ok()?,
        directory,
        facts: None,
        keep: true,
        likely_target_directories: Vec::new(),
    })
}

/// Returns the current date, UTC.
pub(crate) fn today() -> Date {
    Date::from_unix_seconds(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

impl CodeHostVariables {
    /// Reads the variables of GitHub, Gitea and Forgejo; GitLab; Bitbucket; and Azure DevOps.
    fn of(set: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let text = |name: &str| set(name).map(|value| value.to_string_lossy().into_owned());
        let of = |host: CodeHost, pages: Option<String>, revision: &str| {
            Some(Self { host: Some(host), pages: Some(pages?), revision: text(revision) })
        };
        let github = || {
            let host = if text("GITEA_ACTIONS").is_some() || text("FORGEJO_ACTIONS").is_some() {
                CodeHost::Gitea
            } else {
                CodeHost::GitHub
            };
            let pages = text("GITHUB_SERVER_URL").zip(text("GITHUB_REPOSITORY"));
            of(host, pages.map(|(server, name)| format!("{server}/{name}")), "GITHUB_SHA")
        };
        github()
            .or_else(|| of(CodeHost::GitLab, text("CI_PROJECT_URL"), "CI_COMMIT_SHA"))
            .or_else(|| of(CodeHost::Bitbucket, text("BITBUCKET_GIT_HTTP_ORIGIN"), "BITBUCKET_COMMIT"))
            .or_else(|| of(CodeHost::Azure, text("BUILD_REPOSITORY_URI"), "BUILD_SOURCEVERSION"))
            .unwrap_or_default()
    }
}

impl ColorEnvironment {
    /// Reads the environment variables. Cargo's own variable is separate, because it takes precedence.
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

/// Whether the terminal does not support control sequences.
fn is_dumb(set: &dyn Fn(&str) -> Option<OsString>) -> bool {
    set("TERM").is_some_and(|term| term == "dumb")
}

impl Stream {
    /// Returns the style for this stream. `flag` is the value of `--color`, which takes precedence over `environment`.
    pub fn look(self, flag: Option<ColorChoice>, environment: ColorEnvironment) -> Look {
        // `--color auto` ignores only `CARGO_TERM_COLOR`.
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
        // Without colors, print no other escape sequences either.
        let links = color && self.terminal && self.links;
        Look { color, unicode: self.unicode, width, links, narrated: self.narrated }
    }
}

impl Look {
    /// The style for files.
    pub const FILE: Self = Self { color: false, unicode: true, width: 100, links: false, narrated: false };

    /// Styles a text of one line according to its role. The text is escaped.
    pub fn paint<T: Display>(self, role: Role, text: T) -> Styled<T> {
        let style = match role {
            _ if !self.color => Style::new(),
            Role::Error => AnsiColor::Red.on_default().bold(),
            Role::Warning => AnsiColor::Yellow.on_default().bold(),
            Role::Note => AnsiColor::Cyan.on_default().bold(),
            Role::Good => AnsiColor::Green.on_default().bold(),
            Role::Strong => Style::new().bold(),
            // Blue would be hard to read on many dark terminals.
            Role::Frame => AnsiColor::Cyan.on_default(),
            Role::Faint => Style::new().dimmed(),
        };
        Styled { style, text }
    }

    /// Styles a text of one line, and makes it a hyperlink to a file if the terminal supports it. The text is escaped.
    pub fn link(self, role: Role, text: &str, file: &Path) -> String {
        let styled = self.paint(role, text).to_string();
        if !self.links {
            return styled;
        }
        let url = format!("file://{}", uri(&file.to_string_lossy()));
        format!("\u{1b}]8;;{url}\u{1b}\\{styled}\u{1b}]8;;\u{1b}\\")
    }

    /// Returns the mark for omitted text.
    pub fn ellipsis(self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// Returns the arrow from a module to its dependency.
    pub fn arrow(self) -> &'static str {
        if self.unicode { "→" } else { "->" }
    }
}

/// A text with its style.
#[derive(Clone, Copy, Debug)]
pub struct Styled<T> {
    style: Style,
    text: T,
}

impl<T: Display> Display for Styled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.to_string();
        write!(f, "{}{}{}", self.style.render(), escape::line(&text), self.style.render_reset())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: ColorEnvironment = ColorEnvironment { cargo: None, any: ColorChoice::Never };

    #[test]
    fn a_position_is_a_link_if_the_terminal_supports_it() {
        let terminal = Stream { terminal: true, links: true, ..Stream::default() };
        let file = Path::new("/a b/c.rs");
        let linked = "\u{1b}]8;;file:///a%20b/c.rs\u{1b}\\\u{1b}[1mc.rs:1:2\u{1b}[0m\u{1b}]8;;\u{1b}\\";
        let link = |look: Look| look.link(Role::Strong, "c.rs:1:2", file);
        assert_eq!(link(terminal.look(None, ColorEnvironment::default())), linked);
        assert_eq!(link(terminal.look(None, NEVER)), "c.rs:1:2");
        let pipe = Stream { terminal: false, ..terminal };
        assert_eq!(link(pipe.look(Some(ColorChoice::Always), NEVER)), "\u{1b}[1mc.rs:1:2\u{1b}[0m");
    }

    #[test]
    fn the_most_specific_choice_of_colors_wins() {
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
            let environment = ColorEnvironment::of(&set);
            let terminal = Stream { terminal: true, ..Stream::default() };
            let colors = (terminal.look(flag, environment).color, Stream::default().look(flag, environment).color);
            assert_eq!(colors, (at_terminal, in_pipe), "{variables:?} {flag:?}");
        }
    }
}
