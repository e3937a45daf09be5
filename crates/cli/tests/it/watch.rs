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

    /// Waits until a check has ended and some texts are printed. The two streams may be read in any order.
    fn check(&self, wanted: &[&str]) {
        let mut printed = String::new();
        while !printed.contains("watching ") || !wanted.iter().all(|wanted| printed.contains(wanted)) {
            let line = self.lines.recv_timeout(Duration::from_mins(1));
            printed.push_str(&line.unwrap_or_else(|_| panic!("not all of {wanted:?} are printed: {printed}")));
            printed.push('\n');
        }
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
    watch.check(&["no violations", "watching 3 files"]);
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
        watch.check(&[wanted]);
    }
    let manifest = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
    directory.write("Cargo.toml", manifest);
    watch.check(&["error[missing-module]"]);
    // A new file.
    directory.write("src/orders.rs", GOOD);
    watch.check(&["no violations", "watching 4 files"]);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it() {
    let directory = workspace();
    let mut watch = Watch::start(&directory);
    watch.check(&[]);
    let id = watch.process.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().is_ok_and(|status| status.success()));
    assert_eq!(watch.process.wait().ok().and_then(|status| status.code()), Some(130));
}
