//! The commands that write a file, `init` and `baseline`, on copies of fixtures; and the selection of packages.

use crate::binary::{Outcome, fixtures, run};
use archcheck_testing::Directory;

pub(crate) fn all(run: &Outcome) -> String {
    format!("{}{}", run.out, run.err)
}

#[test]
fn init_writes_a_rules_file_that_passes() {
    for fixture in ["no-rules", "depends-on", "acyclic", "layers", "two-crates", "within", "limit"] {
        let directory = Directory::of_fixture(fixture);
        let _ = std::fs::remove_file(directory.path().join("archcheck.toml"));
        let init = run(directory.path(), &["init"]);
        assert_eq!(init.status, Some(0), "{fixture}: {}", all(&init));
        let file = directory.read("archcheck.toml");
        let check = run(directory.path(), &["check", "--deny", "warnings"]);
        assert_eq!(check.status, Some(0), "{fixture}: {}\n{file}", all(&check));
        if ["no-rules", "depends-on", "two-crates"].contains(&fixture) {
            insta::assert_snapshot!(format!("init.{fixture}"), format!("{}\n--- archcheck.toml\n{file}", init.out));
        }
        // So does the next step that it proposes.
        directory.write("archcheck.toml", file.replace("# depends-on", "depends-on"));
        let check = run(directory.path(), &["check"]);
        assert_eq!(check.status, Some(0), "{fixture}: {}", all(&check));
    }
}

#[test]
fn init_writes_a_file_for_a_workspace_without_libraries_and_binaries() {
    for kind in ["tests", "benches", "examples"] {
        let directory = Directory::new();
        directory.write("Cargo.toml", "[package]\nname = \"shop\"\nedition = \"2024\"\n");
        directory.write(&format!("{kind}/it.rs"), "fn main() {}\n");
        let init = run(directory.path(), &["init"]);
        assert_eq!(init.status, Some(0), "{kind}: {}", all(&init));
        assert!(init.out.starts_with("wrote archcheck.toml, without modules, "), "{}", init.out);
        let check = run(directory.path(), &["check", "--deny", "warnings"]);
        assert_eq!(check.status, Some(0), "{kind}: {}", all(&check));
        // The first decision that the file proposes.
        let file = directory
            .read("archcheck.toml")
            .replace("# [modules.NAME]\n# paths = [\"CRATE::MODULE\"]", "[modules.all]\npaths = [\"shop\"]");
        directory.write("archcheck.toml", file);
        directory.write("src/lib.rs", "");
        let check = run(directory.path(), &["check", "--deny", "warnings"]);
        assert_eq!(check.status, Some(0), "{kind}: {}", all(&check));
    }
}

#[test]
fn a_check_that_could_never_fail_says_so() {
    let directory = Directory::new();
    directory.write("Cargo.toml", "[workspace]\nmembers = []\nresolver = \"3\"\n");
    for (arguments, rules) in [(&["check"][..], "version = 1\n"), (&["graph"], ""), (&[], "")] {
        let _ = std::fs::remove_file(directory.path().join("archcheck.toml"));
        if !rules.is_empty() {
            directory.write("archcheck.toml", rules);
        }
        let run = run(directory.path(), arguments);
        assert_eq!(run.status, Some(0), "{arguments:?}: {}", all(&run));
        assert!(all(&run).contains("nothing-to-check"), "{arguments:?}: {}", all(&run));
    }
    let directory = Directory::of_fixture("no-rules");
    directory.write("archcheck.toml", "version = 1\n");
    for (arguments, status) in [(&["check"][..], 0), (&["check", "--deny", "warnings"], 2)] {
        let check = run(directory.path(), arguments);
        assert!(check.status == Some(status) && all(&check).contains("nothing-to-check"), "{}", all(&check));
    }
}

#[test]
fn a_baseline_that_a_merge_left_with_two_counts_is_shrunk_to_the_smaller() {
    let directory = Directory::of_fixture("baseline");
    let before = directory.read("archcheck-baseline.toml");
    let line = before.lines().find(|line| line.contains("count = ")).unwrap().to_owned();
    let (start, _) = line.rsplit_once("count = ").unwrap();
    directory.write("archcheck-baseline.toml", before.replace(&line, &format!("{line}\n{start}count = 9 }},")));
    let check = run(directory.path(), &["check", "--format", "short"]);
    assert!(check.out.contains("error[stale-baseline]: the baseline lists a violation of"), "{}", all(&check));
    let shrink = run(directory.path(), &["baseline", "shrink"]);
    assert!(shrink.status == Some(0) && shrink.out.contains("merged 1 entry"), "{}", all(&shrink));
    assert!(!directory.read("archcheck-baseline.toml").contains("count = 9"));
}

#[test]
fn init_keeps_an_existing_file_and_leaves_no_temporary_file() {
    let directory = Directory::of_fixture("depends-on");
    let before = directory.read("archcheck.toml");
    let init = run(directory.path(), &["init"]);
    assert_eq!((init.status, init.out.as_str()), (Some(2), ""));
    assert!(init.err.contains("`archcheck.toml` exists"), "{}", init.err);
    assert_eq!(directory.read("archcheck.toml"), before);
    let printed = run(directory.path(), &["init", "--print"]);
    assert_eq!(printed.status, Some(0));
    assert_eq!(run(directory.path(), &["init", "--rules", "other.toml"]).status, Some(0));
    assert_eq!(directory.read("other.toml"), printed.out);
    let files = std::fs::read_dir(directory.path()).expect("the directory can be read").flatten();
    let left: Vec<_> = files.filter(|entry| entry.file_name().to_string_lossy().starts_with('.')).collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(run(&fixtures().join("syntax-error"), &["init", "--print"]).status, Some(2));
}

#[test]
fn the_file_of_init_finds_violations() {
    let directory = Directory::of_fixture("no-rules");
    assert_eq!(run(directory.path(), &["init"]).status, Some(0));
    let orders = directory.read("src/orders.rs");
    directory.write("src/orders.rs", format!("{orders}\npub use crate::web::Request;\n"));
    let check = run(directory.path(), &["check", "--format", "short"]);
    assert_eq!(check.status, Some(1), "{}", all(&check));
    assert!(check.out.starts_with("src/orders.rs:"), "{}", check.out);
}

/// A baseline makes a check pass, ignores line numbers, and fails for new and for fixed violations.
#[test]
fn a_baseline_can_only_shrink() {
    let directory = Directory::of_fixture("forbid-std");
    let check = || run(directory.path(), &["check", "-q"]);
    assert_eq!(check().status, Some(1));
    let create = run(directory.path(), &["baseline", "create"]);
    assert_eq!(create.status, Some(0), "{}", all(&create));
    assert_eq!(check().status, Some(0), "{}", all(&check()));
    let verdict = run(directory.path(), &["check"]).out;
    assert!(verdict.replace('\n', " ").contains("known violations remain in archcheck-baseline.toml"), "{verdict}");
    let recorded = directory.read("archcheck-baseline.toml");
    insta::assert_snapshot!("baseline.create", format!("{}\n--- archcheck-baseline.toml\n{recorded}", create.out));

    let pure = directory.read("src/pure.rs");
    directory.write("src/pure.rs", format!("\n\n// moved down\n\n{pure}"));
    assert_eq!(check().status, Some(0), "{}", all(&check()));
    let again = run(directory.path(), &["baseline", "create"]);
    assert_eq!(again.status, Some(0), "{}", all(&again));
    assert_eq!(directory.read("archcheck-baseline.toml"), recorded, "moving code keeps the baseline");

    directory.write("src/pure.rs", format!("{pure}\nfn more() {{ let _ = std::fs::remove_file(\"x\"); }}\n"));
    assert_eq!(check().status, Some(1));
    let refused = run(directory.path(), &["baseline", "create"]);
    assert_eq!((refused.status, refused.out.as_str()), (Some(1), ""));
    insta::assert_snapshot!("baseline.refused", refused.err);
    assert_eq!(directory.read("archcheck-baseline.toml"), recorded);
    let shrunk = run(directory.path(), &["baseline", "shrink"]);
    assert_eq!(shrunk.status, Some(0), "{}", all(&shrunk));
    assert_eq!(directory.read("archcheck-baseline.toml"), recorded, "shrinking adds no entry");
    let grown = run(directory.path(), &["baseline", "create", "--allow-growth"]);
    assert_eq!(grown.status, Some(0), "{}", all(&grown));
    insta::assert_snapshot!("baseline.grown", grown.out);
    assert_eq!(check().status, Some(0), "{}", all(&check()));

    directory.write("src/pure.rs", "\n");
    directory.write("src/bare.rs", "\n");
    let stale = run(directory.path(), &["check", "--format", "short"]);
    assert!(stale.out.contains("error[stale-baseline]"), "{}", all(&stale));
    assert_eq!(run(directory.path(), &["baseline", "shrink"]).status, Some(0));
    let left = run(directory.path(), &["check", "--format", "short"]);
    assert!(!left.out.contains("stale-baseline"), "{}", all(&left));
}

#[test]
fn a_corrupt_baseline_exits_with_2_and_is_kept() {
    let directory = Directory::of_fixture("baseline");
    directory.write("archcheck-baseline.toml", "<<<<<<< ours\n");
    assert_eq!(run(directory.path(), &["check"]).status, Some(2));
    for args in [&["baseline", "shrink"][..], &["baseline", "create"]] {
        assert_eq!(run(directory.path(), args).status, Some(2), "{args:?}");
        assert_eq!(directory.read("archcheck-baseline.toml"), "<<<<<<< ours\n");
    }
    assert_eq!(run(directory.path(), &["baseline", "create", "--allow-growth"]).status, Some(0));
    let other = run(&fixtures().join("forbid-std"), &["baseline", "shrink"]);
    assert_eq!(other.status, Some(2));
    assert!(other.err.contains("no baseline to shrink"), "{}", other.err);
}

/// `-p` selects the packages of the report and of the exit status. Only a full run reports stale baseline entries.
#[test]
fn packages_can_be_selected() {
    let directory = fixtures().join("two-crates");
    let of = |args: &[&str]| {
        let run = run(&directory, &[&["check", "--format", "short"], args].concat());
        (run.status, run.out.lines().count(), run.err)
    };
    let (status, everything, _) = of(&[]);
    assert_eq!(status, Some(1));
    assert_eq!(of(&["-p", "app"]).1, everything);
    assert_eq!(run(&directory, &["-p", "shop-core"]).status, Some(0));
    assert_eq!(run(&directory, &["-p", "shop-core", "check"]).status, Some(0));
    assert_eq!((of(&["-p", "shop-core"]).0, of(&["-p", "shop-core"]).1), (Some(0), 0));
    assert_eq!(of(&["--workspace", "--exclude", "a*"]).0, Some(0));
    assert_eq!(of(&["--exclude", "app"]).0, Some(2));
    let (status, _, err) = of(&["-p", "ap"]);
    assert_eq!(status, Some(2));
    insta::assert_snapshot!("packages.unknown", err);
    assert_eq!(run(&directory, &["modules", "-p", "app"]).status, Some(2));
    let stale = run(&fixtures().join("baseline"), &["check", "--format", "short", "-p", "shop"]);
    assert!(!stale.out.contains("stale-baseline"), "{}", stale.out);
}

#[test]
fn today_can_be_set() {
    let directory = fixtures().join("depends-on");
    assert_eq!(run(&directory, &["check", "--today", "2027-03-31"]).status, Some(1));
    assert_eq!(run(&directory, &["check", "--today", "tomorrow"]).status, Some(2));
}

#[test]
fn conflict_markers_in_a_baseline_are_explained() {
    let directory = Directory::of_fixture("forbid-std");
    assert_eq!(run(directory.path(), &["baseline", "create"]).status, Some(0));
    let recorded = directory.read("archcheck-baseline.toml");
    let lines: Vec<_> = recorded.lines().collect();
    let at = lines.iter().position(|line| line.contains("from = ")).expect("there is a violation");
    let sides = format!("<<<<<<< HEAD\n{}\n=======\n>>>>>>> other", lines[at]);
    directory.write("archcheck-baseline.toml", recorded.replacen(lines[at], &sides, 1));
    for command in [["check", "--format", "short"], ["baseline", "shrink", "-q"]] {
        let run = run(directory.path(), &command);
        assert_eq!(run.status, Some(2), "{}", all(&run));
        let printed = all(&run).replace("\n  ", " ");
        assert!(printed.contains(&format!("archcheck-baseline.toml:{}:1", at + 1)), "{printed}");
        assert!(printed.contains("merge conflict markers"), "{printed}");
    }
    // `shrink` removes the entries of both sides that are gone.
    let gone = "  { from = \"shop::gone\", to = \"std::fs\", count = 1 },";
    directory.write("archcheck-baseline.toml", recorded.replacen(lines[at], &format!("{}\n{gone}", lines[at]), 1));
    assert_eq!(run(directory.path(), &["check"]).status, Some(1));
    assert_eq!(run(directory.path(), &["baseline", "shrink"]).status, Some(0));
    assert_eq!(directory.read("archcheck-baseline.toml"), recorded);
}

/// For many packages, `init` proposes layers of packages, and looks for cycles inside crates.
#[test]
fn init_proposes_packages_for_a_large_workspace() {
    let directory = Directory::new();
    directory.write("Cargo.toml", "[workspace]\nmembers = ['p*']\nresolver = '3'\n");
    for at in 0..9 {
        // Each package uses the next one, except for the last three: 6 uses none, nobody uses 7, and 8 is alone.
        let next = (at < 6).then(|| format!("[dependencies]\np{0} = {{ path = '../p{0}' }}\n", at + 1));
        let own =
            if at == 7 { "[dependencies]\np6 = { path = '../p6' }\n".to_owned() } else { next.unwrap_or_default() };
        directory.write(&format!("p{at}/Cargo.toml"), format!("[package]\nname = 'p{at}'\nedition = '2024'\n{own}"));
        let uses = match at {
            0..=5 => format!("pub use p{}::a::A as Next;\n", at + 1),
            7 => "pub use p6::a::A as Next;\n".to_owned(),
            _ => String::new(),
        };
        let back = if at == 3 { "use crate::b::B;\n" } else { "" };
        directory.write(&format!("p{at}/src/lib.rs"), format!("{uses}pub mod a;\npub mod b;\n"));
        directory.write(&format!("p{at}/src/a.rs"), format!("{back}pub struct A;\n"));
        directory.write(&format!("p{at}/src/b.rs"), "use crate::a::A;\npub struct B(A);\n");
        directory.write(&format!("p{at}/tests/it.rs"), format!("use p{at}::a::A;\n"));
    }
    let init = run(directory.path(), &["init"]);
    assert_eq!(init.status, Some(0), "{}", all(&init));
    let file = directory.read("archcheck.toml");
    insta::assert_snapshot!("init.many-packages", format!("{}\n--- archcheck.toml\n{file}", init.out));
    let check = run(directory.path(), &["check", "--deny", "warnings"]);
    assert_eq!(check.status, Some(0), "{}", all(&check));
    assert!(directory.read("archcheck-baseline.toml").contains("p3::a"), "a crate with a cycle is not exempt");
    directory.write("p8/src/b.rs", "use crate::a::A;\npub struct B(A);\npub mod c {}\n");
    directory.write("p8/src/a.rs", "pub use crate::b::c;\nuse crate::b::B;\npub struct A;\nfn f(_: B) {}\n");
    let check = run(directory.path(), &["check", "--format", "short"]);
    assert_eq!(check.status, Some(1), "{}", all(&check));
    assert!(check.out.starts_with("p8/src/a.rs:2:5: error[cycle]"), "{}", check.out);
}

#[test]
fn init_quotes_names_that_are_no_plain_keys() {
    let directory = Directory::with(&[
        ("Cargo.toml", "[package]\nname = \"shop\"\nedition = \"2024\"\n[workspace]\n"),
        ("src/lib.rs", "pub mod größe { pub fn f() {} }\npub mod web { pub fn f() { crate::größe::f() } }\n"),
    ]);
    let init = run(directory.path(), &["init"]);
    assert_eq!(init.status, Some(0), "{}{}", init.out, init.err);
    assert!(directory.read("archcheck.toml").contains("[modules.\"größe\"]"));
    assert_eq!(run(directory.path(), &["check"]).status, Some(0));
}

/// Code in the shape of a preset, with one violation.
const HEXAGON: &[(&str, &str)] = &[
    ("Cargo.toml", "[package]\nname = \"shop\"\nedition = \"2024\"\n[workspace]\n"),
    ("src/lib.rs", "pub mod adapters;\npub mod domain;\npub mod jobs;\npub mod ports;\n"),
    ("src/adapters.rs", "pub struct Store;\nimpl crate::ports::Orders for Store {}\n"),
    ("src/domain.rs", "pub struct Order(pub crate::adapters::Store);\n"),
    ("src/ports.rs", "pub trait Orders {}\n"),
    ("src/jobs.rs", "pub fn run(_: crate::domain::Order) {}\n"),
];

#[test]
fn init_proposes_the_preset_that_fits() {
    let directory = Directory::with(HEXAGON);
    let overview = run(directory.path(), &[]);
    let init = run(directory.path(), &["init"]);
    assert_eq!(init.status, Some(0), "{}", all(&init));
    let (file, known) = (directory.read("archcheck.toml"), directory.read("archcheck-baseline.toml"));
    insta::assert_snapshot!(
        "init.preset",
        format!("{}\n--- archcheck.toml\n{file}\n--- archcheck-baseline.toml\n{known}", init.out)
    );
    let check = run(directory.path(), &["check", "--deny", "warnings"]);
    assert_eq!(check.status, Some(0), "{}", all(&check));
    // The overview shows the same file.
    let code = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in code {
        assert!(overview.out.contains(&format!("    {line}\n")), "{line}\n{}", overview.out);
    }
    // A new violation fails.
    directory.write("src/ports.rs", "pub trait Orders {}\npub fn all() { let _ = std::fs::read(\"x\"); }\n");
    assert_eq!(run(directory.path(), &["check"]).status, Some(1));
    let again = run(directory.path(), &["init", "--rules", "other.toml"]);
    assert!(again.status == Some(2) && again.err.contains("`archcheck-baseline.toml` exists"), "{}", all(&again));
}

#[test]
fn init_writes_out_a_preset_or_none() {
    let directory = Directory::with(HEXAGON);
    let written = run(directory.path(), &["init", "--preset", "hexagonal", "--print"]);
    assert_eq!(written.status, Some(0), "{}", all(&written));
    insta::assert_snapshot!("init.written-out", written.out);
    let none = run(directory.path(), &["init", "--preset", "none", "--strict"]);
    assert_eq!(none.status, Some(0), "{}", all(&none));
    assert!(!directory.read("archcheck.toml").contains("# depends-on"), "{}", directory.read("archcheck.toml"));
    let check = run(directory.path(), &["check", "--deny", "warnings"]);
    assert_eq!(check.status, Some(0), "{}", all(&check));
    let directory = Directory::with(HEXAGON);
    let unfit = run(directory.path(), &["init", "--preset", "cqrs"]);
    assert!(unfit.status == Some(2) && unfit.err.contains("`cqrs` does not fit"), "{}", all(&unfit));
    let unknown = run(directory.path(), &["init", "--preset", "onoin"]);
    assert!(unknown.status == Some(2) && unknown.err.contains("did you mean `onion`?"), "{}", all(&unknown));
    assert!(!directory.path().join("archcheck.toml").exists());
}

#[test]
fn init_writes_out_each_preset() {
    // The fixture of `cqrs` has no usual names of roles.
    for name in ["hexagonal", "layered", "modulith", "onion", "vertical-slices", "workspace-layers"] {
        let directory = Directory::of_fixture(&format!("preset-{name}"));
        let written = run(directory.path(), &["init", "--preset", name, "--print"]);
        assert_eq!(written.status, Some(0), "{name}: {}", all(&written));
    }
}

#[test]
fn the_root_of_a_program_connects_the_crates() {
    let package = |name: &str, dependencies: &str| {
        format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}")
    };
    let domain = "shop-domain = { path = \"../domain\" }\n";
    let all = format!("{domain}shop-infrastructure = {{ path = \"../infrastructure\" }}\n");
    let directory = Directory::with(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"*\"]\nexclude = [\"target\"]\nresolver = \"3\"\n"),
        ("domain/Cargo.toml", &package("shop-domain", "")),
        ("domain/src/lib.rs", "pub trait Orders {}\n"),
        ("infrastructure/Cargo.toml", &package("shop-infrastructure", domain)),
        ("infrastructure/src/lib.rs", "pub struct Db;\nimpl shop_domain::Orders for Db {}\n"),
        ("api/Cargo.toml", &package("shop-api", &all)),
        ("api/src/main.rs", "mod routes;\nfn main() { routes::serve(&shop_infrastructure::Db) }\n"),
        ("api/src/routes.rs", "pub fn serve(_: &dyn shop_domain::Orders) {}\n"),
        ("archcheck.toml", "version = 1\n\n[[architectures]]\npreset = \"hexagonal\"\n"),
    ]);
    let check = run(directory.path(), &["check"]);
    assert_eq!(check.status, Some(0), "{}", self::all(&check));
    directory.append("api/src/routes.rs", "pub fn db() -> shop_infrastructure::Db { shop_infrastructure::Db }\n");
    let check = run(directory.path(), &["check", "--format", "short"]);
    assert!(check.out.contains("api/src/routes.rs:2:16"), "{}", self::all(&check));
}

/// The names of modules are those of folders and packages.
#[test]
fn init_names_modules_as_people_do() {
    let directory = Directory::with(&[
        ("Cargo.toml", "[package]\nname = \"my-shop\"\nedition = \"2024\"\n[workspace]\n"),
        ("src/main.rs", "mod features;\nmod web;\nfn main() {}\n"),
        ("src/bin/import.rs", "fn main() {}\n"),
        ("src/web.rs", ""),
        ("src/features.rs", "pub mod cart { pub mod a {} }\npub mod search { pub mod b {} }\npub mod x {}\n"),
    ]);
    let init = run(directory.path(), &["init", "--preset", "none", "--print"]);
    assert_eq!(init.status, Some(0), "{}", all(&init));
    let modules: Vec<&str> = init.out.lines().filter(|line| line.starts_with("[modules.")).collect();
    assert_eq!(modules, ["[modules.main]", "[modules.cart]", "[modules.search]", "[modules.web]", "[modules.x]"]);
    assert!(init.out.contains("\"=bin:my_shop::features\""), "{}", init.out);
}

/// A package: its directory in `crates`, the directories of those that it depends on, and its files in `src`.
type Package<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, &'a str)]);

/// A workspace of packages. A package without files has a library that uses its dependencies.
fn workspace(packages: &[Package<'_>]) -> Directory {
    let directory = Directory::new();
    let members: Vec<String> = packages.iter().map(|(package, ..)| format!("\"crates/{package}\"")).collect();
    let members = members.join(", ");
    directory.write("Cargo.toml", format!("[workspace]\nmembers = [{members}]\nresolver = \"3\"\n"));
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    for (package, dependencies, files) in packages {
        let own = format!("crates/{package}");
        let up = "../".repeat(own.split('/').count());
        let line = |name: &&str| format!("{} = {{ path = \"{up}crates/{name}\" }}", last(name));
        let lines: Vec<String> = dependencies.iter().map(line).collect();
        let (name, lines) = (last(package), lines.join("\n"));
        let manifest = format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n{lines}\n");
        directory.write(&format!("{own}/Cargo.toml"), manifest);
        for (name, text) in *files {
            directory.write(&format!("{own}/src/{name}"), *text);
        }
        if files.is_empty() {
            let uses = |name: &&str| format!("use {}::A as _;", last(name).replace('-', "_"));
            let uses: Vec<String> = dependencies.iter().map(uses).collect();
            directory.write(&format!("{own}/src/lib.rs"), format!("{}\npub struct A;\n", uses.join("\n")));
        }
    }
    directory
}

/// The two files of a crate with a cycle, and its root.
const CYCLE: &[(&str, &str)] = &[
    ("lib.rs", "pub mod a;\npub mod b;\n"),
    ("a.rs", "use crate::b::B;\npub struct A(B);\n"),
    ("b.rs", "use crate::a::A;\npub struct B(Box<A>);\n"),
];

#[test]
fn the_file_of_init_covers_crates_and_folders_that_come_later() {
    // The folders of the large package become modules; the small one is a module, and has a cycle.
    let names = ["k", "l", "m", "n", "o", "p", "q", "r", "s"];
    let root: Vec<String> = names.iter().map(|name| format!("pub mod {name} {{ pub struct S; }}\n")).collect();
    let root = root.concat();
    let directory = workspace(&[("large", &[], &[("lib.rs", &root)]), ("small", &[], CYCLE)]);
    let init = run(directory.path(), &["init"]);
    assert_eq!(init.status, Some(0), "{}", all(&init));
    let known = directory.read("archcheck-baseline.toml");
    assert!(known.contains("small::a"), "a package whose folders are no modules is not exempt: {known}");
    assert_eq!(run(directory.path(), &["check"]).status, Some(0));
    let later = |package: &str| {
        directory.write(
            &format!("crates/{package}/Cargo.toml"),
            format!("[package]\nname = \"{package}\"\nedition = \"2024\"\n"),
        );
        for (name, text) in CYCLE {
            directory.write(&format!("crates/{package}/src/{name}"), *text);
        }
    };
    let manifest = directory.read("Cargo.toml");
    directory.write("Cargo.toml", manifest.replace("members = [", "members = [\"crates/later\", "));
    later("later");
    let check = run(directory.path(), &["check", "--format", "short"]);
    assert!(check.status == Some(1) && check.out.contains("`later::a` -> `later::b`"), "{}", all(&check));
    directory.write("Cargo.toml", manifest);
    directory.append("crates/large/src/lib.rs", "pub mod y { use crate::z::Z; pub struct Y(Z); }\n");
    directory.append("crates/large/src/lib.rs", "pub mod z { use crate::y::Y; pub struct Z(Box<Y>); }\n");
    let check = run(directory.path(), &["check", "--format", "short"]);
    assert!(check.status == Some(1) && check.out.contains("`large::y` -> `large::z`"), "{}", all(&check));
}

/// A directory of packages is one module, without those that would make the modules depend on each other in cycles.
#[test]
fn init_groups_the_packages_of_a_large_workspace() {
    let views = ["views/v1", "views/v2", "views/v3", "views/v4", "views/v5", "views/v6", "views/v7"];
    let mut packages: Vec<Package<'_>> = vec![
        ("utils", &[], &[]),
        ("schema", &["utils"], &[]),
        ("api/api_utils", &["views/v1", "schema"], &[]),
        ("apub", &["api/api_utils", "utils"], &[]),
        ("api/crud", &["apub", "api/api_utils"], &[]),
        ("api/routes", &["api/crud", "apub"], &[]),
        ("api/admin", &["api/crud", "utils"], &[]),
        ("server", &["api/routes", "api/admin"], &[]),
    ];
    packages.extend(views.iter().map(|view| (*view, &["schema", "utils"] as &[&str], &[] as &[(&str, &str)])));
    let directory = workspace(&packages);
    let init = run(directory.path(), &["init"]);
    assert_eq!(init.status, Some(0), "{}", all(&init));
    insta::assert_snapshot!(
        "init.groups",
        format!("{}\n--- archcheck.toml\n{}", init.out, directory.read("archcheck.toml"))
    );
    let check = run(directory.path(), &["check", "--deny", "warnings"]);
    assert_eq!(check.status, Some(0), "{}", all(&check));
}

#[test]
fn init_writes_one_line_for_each_of_many_modules() {
    let names: Vec<String> = (b'a'..=b't').map(|name| char::from(name).to_string().repeat(4)).collect();
    let mut packages: Vec<(&str, Vec<&str>)> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        packages.push((name, names[..at].iter().take(5).map(String::as_str).collect()));
    }
    let packages: Vec<_> =
        packages.iter().map(|(name, uses)| (*name, uses.as_slice(), &[] as &[(&str, &str)])).collect();
    let directory = workspace(&packages);
    let init = run(directory.path(), &["init"]);
    assert_eq!(init.status, Some(0), "{}", all(&init));
    let file = directory.read("archcheck.toml");
    assert!(file.contains("aaaa = { crates = [\"aaaa\"], depends-on = [] }\n"), "{file}");
    let (_, modules) = file.split_once("[modules]\n").expect("the modules are in one table");
    assert_eq!(modules.lines().take_while(|line| !line.is_empty()).count(), 20, "{file}");
    let check = run(directory.path(), &["check", "--deny", "warnings"]);
    assert_eq!(check.status, Some(0), "{}", all(&check));
}

/// The files of a package in which a folder contains others, each with an inner file.
fn folders(container: &str, inner: &[(&str, &str)]) -> Directory {
    let directory = Directory::new();
    directory.write("Cargo.toml", "[package]\nname = \"shop\"\nedition = \"2024\"\n[workspace]\n");
    directory.write("src/lib.rs", format!("pub mod {container};\npub mod web;\npub mod db;\n"));
    directory.write("src/web.rs", "");
    directory.write("src/db.rs", "");
    let list: Vec<String> = inner.iter().map(|(name, _)| format!("pub mod {name};\n")).collect();
    directory.write(&format!("src/{container}/mod.rs"), list.concat());
    for (name, text) in inner {
        directory.write(&format!("src/{container}/{name}/mod.rs"), format!("pub mod inner;\n{text}"));
        directory.write(&format!("src/{container}/{name}/inner.rs"), "pub struct Inner;\n");
    }
    directory
}

#[test]
fn init_proposes_parts_if_a_folder_contains_them() {
    let uses = "pub fn f(_: crate::CONTAINER::cart::Cart) {}\n";
    let inner = [("cart", "pub struct Cart;\n"), ("search", ""), ("checkout", "")];
    let cases = [("features", "", "vertical-slices"), ("modules", "", "modulith"), ("modules", uses, "modulith")];
    for (container, uses, preset) in cases {
        let directory = folders(container, &inner);
        let path = format!("src/{container}/checkout/mod.rs");
        directory.append(&path, &uses.replace("CONTAINER", container));
        let init = run(directory.path(), &["init"]);
        let file = directory.read("archcheck.toml");
        assert!(file.contains(&format!("preset = \"{preset}\"\n")), "{container}: {}{file}", all(&init));
        assert!(init.out.contains(&format!("presets considered: {preset} (0 violations today), ")), "{}", init.out);
        // A modulith says nothing about which module uses which.
        assert_eq!(file.contains("[modules.checkout]\ndepends-on = "), preset == "modulith", "{file}");
        let check = run(directory.path(), &["check", "--deny", "warnings"]);
        assert_eq!(check.status, Some(0), "{container}: {}", all(&check));
        let written = run(directory.path(), &["init", "--preset", preset, "--print"]);
        assert_eq!(written.status, Some(0), "{container}: {}", all(&written));
        // A module reaches into another one.
        directory.append(&path, &format!("pub fn g(_: crate::{container}::cart::inner::Inner) {{}}\n"));
        assert_eq!(run(directory.path(), &["check"]).status, Some(1), "{container}");
    }
}

#[test]
fn init_proposes_a_directory_of_features_and_cqrs_beside_another_preset() {
    let directory = workspace(&[
        ("features/cart", &["base"], &[]),
        ("features/search", &["base"], &[]),
        ("features/checkout", &["base"], &[]),
        ("base", &[], &[]),
    ]);
    let init = run(directory.path(), &["init"]);
    assert_eq!(init.status, Some(0), "{}", all(&init));
    assert!(directory.read("archcheck.toml").contains("preset = \"vertical-slices\"\n"), "{}", all(&init));

    let directory = Directory::with(&[
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", "pub mod adapters;\npub mod application;\npub mod domain;\n"),
        ("src/adapters.rs", "pub struct Store;\n"),
        ("src/application.rs", "pub mod commands {}\npub mod queries {}\n"),
        ("src/domain.rs", ""),
    ]);
    let init = run(directory.path(), &["init"]);
    assert!(init.out.contains("with the presets hexagonal and cqrs\n"), "{}", all(&init));
    assert!(directory.read("archcheck.toml").contains("preset = \"cqrs\"\n"));
    directory.write(
        "src/application.rs",
        "pub mod commands { use super::queries::Q; }\npub mod queries { pub struct Q; }\n",
    );
    let check = run(directory.path(), &["check", "--format", "short"]);
    assert!(check.status == Some(1) && check.out.contains("cqrs/commands-know-no-queries"), "{}", all(&check));
}

#[test]
fn init_refuses_a_preset_that_covers_hardly_any_code() {
    let mut packages: Vec<Package<'_>> = vec![("file-store", &[], &[]), ("http", &["file-store"], &[])];
    let names: Vec<String> = (0..12).map(|at| format!("part{at}")).collect();
    packages.extend(names.iter().map(|name| (name.as_str(), &[] as &[&str], &[] as &[(&str, &str)])));
    let directory = workspace(&packages);
    let init = run(directory.path(), &["init", "--preset", "layered"]);
    assert_eq!(init.status, Some(2), "{}", all(&init));
    assert!(init.err.replace("\n ", "").contains("only 2 of 14 Rust modules are in"), "{}", init.err);
    assert!(!directory.path().join("archcheck.toml").exists());
    // With more code in roles, the summary says how much.
    let directory = workspace(&packages[..6]);
    let init = run(directory.path(), &["init", "--preset", "layered"]);
    assert_eq!(init.status, Some(0), "{}", all(&init));
    assert!(init.out.contains("layered: its roles contain 2 of 6 Rust modules"), "{}", init.out);
}

/// The manifest of a package without dependencies.
const MANIFEST: &str = "[package]\nname = \"shop\"\nedition = \"2024\"\n[workspace]\n";

#[test]
fn init_prefers_the_preset_with_many_roles_to_one_that_covers_a_little_more() {
    let directory = Directory::with(&[
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", "pub mod orders;\npub mod router;\npub mod a;\npub mod b;\npub mod c;\npub mod d;\n"),
        ("src/orders.rs", "pub mod domain {}\npub mod inbound {}\npub mod outbound {}\npub mod usecase {}\n"),
        ("src/router.rs", ""),
        ("src/a.rs", ""),
        ("src/b.rs", ""),
        ("src/c.rs", ""),
        ("src/d.rs", ""),
    ]);
    let init = run(directory.path(), &["init"]);
    assert_eq!(init.status, Some(0), "{}", all(&init));
    let file = directory.read("archcheck.toml");
    assert!(file.contains("preset = \"hexagonal\"\n"), "{}{file}", init.out);
    assert!(file.contains("# It contains 4 of 9 Rust modules. The other code has modules below.\n"), "{file}");
}

/// Hyphens and underscores are the same in globs.
#[test]
fn init_groups_packages_with_hyphens_and_underscores() {
    let others: Vec<String> = (b'a'..=b'p').map(|name| char::from(name).to_string().repeat(3)).collect();
    let mut packages: Vec<Package<'_>> = others.iter().map(|name| (name.as_str(), &[] as &[&str], &[] as _)).collect();
    packages.extend(
        ["plug_a_one", "plug-a-two", "plug_a_three", "plug-a-four"]
            .map(|name| (name, &[] as &[&str], &[] as &[(&str, &str)])),
    );
    let directory = workspace(&packages);
    let init = run(directory.path(), &["init"]);
    assert_eq!(init.status, Some(0), "{}", all(&init));
    assert!(directory.read("archcheck.toml").contains("crates = [\"plug-*\"]"), "{}", directory.read("archcheck.toml"));
}
