//! `check --watch`: it checks again after each save, survives broken files, and ends with Ctrl-C.

use crate::hook::{BAD, GOOD, RULES};
use archcheck_testing::Directory;
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

/// A running check.
struct Watch {
    process: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(directory: &Directory) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-archcheck"));
        command.current_dir(directory.path()).args(["check", "--watch", "--format", "short", "--color", "never"]);
        command.env_remove("GITHUB_ACTIONS").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the binary can be started");
        let (sender, lines) = mpsc::channel();
        let streams: [Box<dyn std::io::Read + Send>; 2] = [
            Box::new(process.stdout.take().expect("it is piped")),
            Box::new(process.stderr.take().expect("it is piped")),
        ];
        for stream in streams {
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Self { process, lines }
    }

    /// Waits for a line with a text, and returns the lines so far.
    fn wait_for(&self, text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(Duration::from_secs(60)) {
                Ok(line) => seen.push(line),
                Err(_) => panic!("no line has `{text}`: {seen:#?}"),
            }
            if seen.last().is_some_and(|line| line.contains(text)) {
                return seen;
            }
        }
    }

    /// Waits until a check has ended, and returns what it printed.
    fn check(&self) -> String {
        self.wait_for("watching ").join("\n")
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn workspace() -> Directory {
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
    Directory::with(&[("Cargo.toml", manifest), ("archcheck.toml", RULES), ("src/lib.rs", GOOD)])
}

#[test]
fn each_save_is_checked() {
    let directory = workspace();
    let watch = Watch::start(&directory);
    let first = watch.check();
    assert!(first.contains("no violations") && first.contains("watching 3 files"), "{first}");
    let steps = [
        ("src/lib.rs", BAD, "src/lib.rs:1:9: error[forbidden]"),
        ("src/lib.rs", "pub fn f( {", "error[syntax]"),
        ("archcheck.toml", "version = ", "error[rules-syntax]"),
        ("archcheck.toml", RULES, "error[syntax]"),
        ("Cargo.toml", "[package", "error[metadata]"),
        ("src/lib.rs", "pub mod orders;", "error[metadata]"),
    ];
    for (file, text, wanted) in steps {
        directory.write(file, text);
        let printed = watch.check();
        assert!(printed.contains(wanted), "{file} {text}: {printed}");
    }
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
    directory.write("Cargo.toml", manifest);
    let printed = watch.check();
    assert!(printed.contains("error[missing-module]"), "{printed}");
    // A new file.
    directory.write("src/orders.rs", GOOD);
    let printed = watch.check();
    assert!(printed.contains("no violations") && printed.contains("watching 4 files"), "{printed}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it() {
    let directory = workspace();
    let mut watch = Watch::start(&directory);
    watch.check();
    let id = watch.process.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().is_ok_and(|status| status.success()));
    assert_eq!(watch.process.wait().ok().and_then(|status| status.code()), Some(130));
}
