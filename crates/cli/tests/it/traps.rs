//! Nothing of a checked repository is run, whatever its files and its git configuration name. `ci/try-traps.sh` makes such a
//! repository, and does the same under strace.

use archcheck_testing::{Directory, repository};
use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
};

/// A repository with traps: programs that leave a mark.
struct Traps {
    directory: Directory,
}

impl Traps {
    fn new() -> Self {
        let traps = Self { directory: Directory::new() };
        let mut plant = Command::new("bash");
        plant.arg(repository().join("ci/try-traps.sh")).arg("plant");
        plant.arg(traps.directory.path().join("repository")).arg(traps.directory.path().join("marks"));
        let output = without_git_variables(&mut plant).output().expect("bash can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        traps
    }

    /// Runs the binary as the hooks and the action do: without the variables that Cargo sets.
    fn run(&self, below: &str, program: &Path, args: &[&str]) -> Output {
        let mut command = Command::new(program);
        command.current_dir(self.directory.path().join("repository").join(below)).args(args);
        for (variable, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CARGO_")) {
            if variable != "CARGO_HOME" {
                command.env_remove(variable);
            }
        }
        command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
        command.env("ARCHCHECK_ROOT", self.directory.path().join("root"));
        command.env("ARCHCHECK_OUT", self.directory.path().join("reports"));
        without_git_variables(&mut command).output().expect("the program can be started")
    }

    #[track_caller]
    fn assert_untouched(&self, what: &str, output: &Output) {
        let printed = [&output.stdout[..], &output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed);
        let marks: Vec<_> = fs::read_dir(self.directory.path().join("marks")).unwrap().flatten().collect();
        assert!(marks.is_empty(), "{what} ran {marks:?}: {printed}");
        assert!(printed.contains("no-io"), "{what} did not check: {printed}");
    }
}

fn without_git_variables(command: &mut Command) -> &mut Command {
    for (variable, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(variable);
    }
    command
}

#[test]
fn a_check_runs_nothing_of_the_repository() {
    let traps = Traps::new();
    let binary = Path::new(env!("CARGO_BIN_EXE_cargo-archcheck"));
    for args in [&["check"][..], &["check", "--cfg", "active"], &["hook", "run"]] {
        traps.assert_untouched(&args.join(" "), &traps.run("", binary, args));
    }
    traps.assert_untouched("hook run in a bare repository", &traps.run("bare.git", binary, &["hook", "run"]));
}

#[test]
fn the_action_runs_nothing_of_the_repository() {
    let traps = Traps::new();
    let bin = traps.directory.path().join("root/bin");
    fs::create_dir_all(&bin).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_cargo-archcheck"), bin.join("cargo-archcheck")).unwrap();
    traps.assert_untouched("the action", &traps.run("", &repository().join("ci/action.sh"), &["check"]));
}
