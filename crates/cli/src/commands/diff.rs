//! `diff`: shows how the architecture changes between a commit and the working tree, or another commit.

use super::{
    revision::{RevisionRun, incomplete, repository_of},
    rules_file::{BASELINE, libraries_as_modules, read_rules_for},
    run::{Ended, Run, Stop, exists, rules_path},
};
use crate::{
    Status,
    args::Global,
    codeowners,
    debt::Debt,
    diff::{self, Difference, DifferenceInput, RuleTexts, RuledSide, Side, Snapshot},
    git::{self, Revision},
    owners::{self, OwnersInput},
    parallel::both,
    report::named,
    terminal::Environment,
    text::{self, with_help},
};
use archcheck_core::{
    analysis::Analysis,
    check,
    check::CheckOptions,
    diagnostic::Diagnostic,
    files, query,
    rules::{ModuleId, Rules},
};
use clap::{Args, ValueEnum};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
The base is analyzed in a directory of its own: the working tree, the index and the repository stay as they are, and no hook, \
filter or code of the project runs. Both sides are checked against the rules of the head.

Examples:
  cargo archcheck diff
      Show what the branch changes: the working tree compared with the merge base with the default branch
  cargo archcheck diff HEAD~5..HEAD --format json
      Compare two commits, for another program
  cargo archcheck diff --format markdown --fail-on new-cycle --fail-on new-debt > comment.md
      Write the comment for a pull request, and fail if it adds a cycle or debt";

/// The arguments of `diff`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Diff {
    /// The commit to compare with, or two commits as `BASE..HEAD`, or `BASE...HEAD` to start where they parted [default: the
    /// merge base of the head with the default branch]
    pub base: Option<String>,
    /// Compare this commit instead of the working tree
    #[arg(long, value_name = "REV")]
    pub head: Option<String>,
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    pub format: DiffFormat,
    /// Fail if the change adds this; may be repeated
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub fail_on: Vec<FailOn>,
}

/// The format of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// Text for people
    Human,
    /// A comment for a pull request
    Markdown,
    /// JSON for other programs
    Json,
    /// Annotations for GitHub Actions
    Github,
}

/// What fails the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A dependency between modules (or crates) that was not there before
    NewDependency,
    /// A new or larger cycle
    NewCycle,
    /// A change of an exposed item that breaks its users
    BreakingContract,
    /// A new violation, exception or baseline entry
    NewDebt,
}

impl FailOn {
    fn applies(self, difference: &Difference) -> bool {
        match self {
            Self::NewDependency => difference.has_new_dependency(),
            Self::NewCycle => difference.has_new_cycle(),
            Self::BreakingContract => difference.has_breaking_contract(),
            Self::NewDebt => difference.has_new_debt(),
        }
    }
}

impl Diff {
    /// Compares the two sides.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let repository = repository_of(run.global, run.environment)?;
        let (base, head) = self.sides(&repository)?;
        let (global, environment, options) = (run.global, run.environment, run.check_options());
        let side = |revision: Revision| revision_side(revision, &repository, global, environment);
        let (base, head) = both(
            || side(base),
            || match head {
                Some(revision) => side(revision).map_err(Stop::Failed),
                None => working_tree(run),
            },
        );
        let (base, head) = (base?, head?);
        let compared = compare(base, head, &repository, options)?;
        let text = match self.format {
            DiffFormat::Human => diff::human(&compared.difference, run.out(), run.global.verbose),
            DiffFormat::Markdown => diff::markdown(&compared.difference),
            DiffFormat::Json => text::json(&compared.difference),
            DiffFormat::Github => diff::github(&compared.difference),
        };
        let fails = self.fail_on.iter().any(|one| one.applies(&compared.difference));
        let status = if fails { Status::Violations } else { Status::Clean };
        run.answer(&text, status, &compared.head, compared.problems)
    }
}

impl Diff {
    /// Finds the commits to compare. No head means the working tree.
    fn sides(&self, repository: &Path) -> Result<(Revision, Option<Revision>), String> {
        let range = self.base.as_deref().and_then(|base| {
            let (base, head) = base.split_once("..")?;
            Some(head.strip_prefix('.').map_or((base, head, false), |head| (base, head, true)))
        });
        if let Some((base, head, is_symmetric)) = range {
            if self.head.is_some() {
                let help = ["write either `BASE..HEAD`, or `BASE --head HEAD`".to_owned()];
                return Err(with_help("the head is given twice", &help));
            }
            // As in git, a side without a name is `HEAD`.
            let name = |name: &str| if name.is_empty() { "HEAD".to_owned() } else { name.to_owned() };
            let head = git::resolve(repository, &name(head))?;
            let base = if is_symmetric {
                git::merge_base(repository, Some(&name(base)), &head.commit)?
            } else {
                git::resolve(repository, &name(base))?
            };
            return Ok((base, Some(head)));
        }
        let head = self.head.as_deref().map(|name| git::resolve(repository, name)).transpose()?;
        let head_name = head.as_ref().map_or("HEAD", |head| head.commit.as_str());
        let base = match &self.base {
            Some(name) => git::resolve(repository, name)?,
            None => git::merge_base(repository, None, head_name)?,
        };
        Ok((base, head))
    }
}

/// A side that has been analyzed.
struct AnalyzedSide {
    side: Side,
    analysis: Analysis,
    /// The rules file of the side itself.
    rules: PathBuf,
    texts: RuleTexts,
    /// The commit's files, which must stay until they have been compared.
    files: Option<RevisionRun>,
}

fn working_tree(run: &mut Run<'_, '_>) -> Result<AnalyzedSide, Stop> {
    let analysis = run.analyze_or_stop(false)?;
    let rules = run.rules_path(&analysis.workspace);
    let texts = rule_texts(&rules);
    let side = Side { name: "the working tree".to_owned(), commit: None };
    Ok(AnalyzedSide { side, analysis, rules, texts, files: None })
}

fn revision_side(
    revision: Revision,
    repository: &Path,
    global: &Global,
    environment: &Environment,
) -> Result<AnalyzedSide, String> {
    let side = Side { name: revision.title(), commit: Some(revision.commit.clone()) };
    let files = RevisionRun::of(revision, repository, global, environment)?;
    let analysis = files.analyze()?;
    let rules = rules_path(&files.global, &files.environment, &analysis.workspace);
    let texts = rule_texts(&rules);
    Ok(AnalyzedSide { side, analysis, rules, texts, files: Some(files) })
}

/// Reads the rules file and the baseline, if they exist.
fn rule_texts(rules: &Path) -> RuleTexts {
    let read = |path: &Path| files::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    RuleTexts { rules: read(rules), baseline: read(&rules.with_file_name(BASELINE)) }
}

struct Compared {
    difference: Difference,
    head: Analysis,
    /// The problems of the rules file.
    problems: Vec<Diagnostic>,
}

fn compare(
    base: AnalyzedSide,
    mut head: AnalyzedSide,
    repository: &Path,
    options: CheckOptions,
) -> Result<Compared, Stop> {
    let mut notes = Vec::new();
    let mut base_analysis = base.analysis;
    let has_rules = exists(&head.rules);
    let root = |files: Option<&RevisionRun>| files.map_or(repository, RevisionRun::path).to_owned();
    let (base_repository, head_repository) = (root(base.files.as_ref()), root(head.files.as_ref()));
    let (mut head_rules, mut problems) = (None, Vec::new());
    if has_rules {
        let read = read_rules_for(&head.rules, &mut head.analysis, Some(&head_repository), true);
        (head_rules, problems) = (read.rules, read.found);
        if head_rules.is_none() {
            notes.push("the rules file has errors, so crates are compared, and no violations".to_owned());
        }
    }
    // Modules that are new match nothing in the base, which is no error.
    let of_base = |_| read_rules_for(&head.rules, &mut base_analysis, Some(&base_repository), true).rules;
    let base_rules = head_rules.as_ref().and_then(of_base);
    if head_rules.is_some() && base_rules.is_none() {
        notes.push(
            "the rules of the head do not fit the code of the base, so crates are compared, and no violations"
                .to_owned(),
        );
        head_rules = None;
    }
    for (analysis, files, what) in
        [(&base_analysis, &base.files, "the base"), (&head.analysis, &head.files, "the head")]
    {
        if let Some(note) = incomplete(analysis, what) {
            notes.push(note);
            notes.extend(files.as_ref().and_then(|files| files.checkout.missing()));
        }
    }
    let prefix = |analysis: &Analysis, repository: &Path| match named(&analysis.workspace.root, repository).as_str() {
        "" => String::new(),
        below => format!("{below}/"),
    };
    let base_prefix = prefix(&base_analysis, &base_repository);
    let head_prefix = prefix(&head.analysis, &head_repository);
    let snapshot = |analysis: &mut Analysis, rules: Option<&Rules>, prefix: &str| {
        let violations = rules.map(|rules| check::check(rules, analysis, &options).diagnostics).unwrap_or_default();
        Snapshot::of(analysis, rules, &violations, prefix)
    };
    let (base_snapshot, head_snapshot) = both(
        || snapshot(&mut base_analysis, base_rules.as_ref(), &base_prefix),
        || snapshot(&mut head.analysis, head_rules.as_ref(), &head_prefix),
    );
    // Without modules, the libraries have contracts with their users.
    let has_modules = |rules: &Option<Rules>| rules.as_ref().is_some_and(|rules| !rules.modules.is_empty());
    let with_libraries = (!has_modules(&base_rules) || !has_modules(&head_rules))
        .then(|| [&mut base_analysis, &mut head.analysis].map(libraries_as_modules));
    let [before, after] = with_libraries.unwrap_or([base_rules, head_rules.clone()]);
    let contracts = if let (Some(before), Some(after)) = (&before, &after) {
        diff::contract_changes(
            RuledSide { analysis: &base_analysis, rules: before, prefix: &base_prefix },
            RuledSide { analysis: &head.analysis, rules: after, prefix: &head_prefix },
        )
    } else {
        notes.push("the libraries can't be read as modules, so no contracts are compared".to_owned());
        Vec::new()
    };
    let owners = owners_by_module(head_rules.as_ref(), &head.analysis, &head_repository, options)?;
    let difference = diff::difference(DifferenceInput {
        base: (base.side, &base_snapshot, &base.texts),
        head: (head.side, &head_snapshot, &head.texts),
        contracts,
        notes,
        owners: &|name| owners.get(name).cloned().unwrap_or_default(),
    });
    Ok(Compared { difference, head: head.analysis, problems })
}

/// Returns the owners of each module.
fn owners_by_module(
    rules: Option<&Rules>,
    analysis: &Analysis,
    repository: &Path,
    options: CheckOptions,
) -> Result<BTreeMap<String, Vec<String>>, Stop> {
    let Some(rules) = rules else { return Ok(BTreeMap::new()) };
    let codeowners = codeowners::read(repository)?;
    let summaries = query::summarize_modules(rules, analysis);
    let input = OwnersInput {
        rules,
        analysis,
        summaries: &summaries,
        debt: &Debt::default(),
        codeowners: codeowners.as_ref(),
        repository,
        today: options.today,
    };
    let modules = rules.modules.iter().enumerate();
    Ok(modules
        .map(|(at, module)| (module.name.clone(), owners::owners_of_module(&input, ModuleId(at as u32))))
        .collect())
}
