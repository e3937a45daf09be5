//! `explain`: explains a diagnostic code, a type of rule, a preset, or a rule of the rules file.

use super::{
    query::Loaded,
    rules_file::read_rules,
    run::{Ended, Run, exists},
};
use crate::{Status, escape, explain, report::Report};
use archcheck_core::{check, codes::Code, rules::Preset};
use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  cargo archcheck explain not-exposed
      Show what the code means, an example, and how to fix it
  cargo archcheck explain forbid
      Show what rules of this type require, an example, and their keys
  cargo archcheck explain hexagonal
      Show the roles of a preset, and the modules, layers and rules that it stands for
  cargo archcheck explain domain-is-pure
      Show a rule with its reason, what it matches, and its current violations
  cargo archcheck explain --all
      List all codes, one per line";

/// The arguments of `explain`.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// A diagnostic code, as in `error[CODE]`, a rule type, a preset, or the id of a rule
    #[arg(value_name = "CODE|TYPE|PRESET|RULE", required_unless_present = "all")]
    pub name: Option<String>,
    /// List all codes
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
    /// Choose the output format
    #[arg(long, value_enum, default_value_t = ExplainFormat::Human)]
    pub format: ExplainFormat,
}

/// The format of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// Text for people
    Human,
    /// Markdown for the documentation (codes only)
    Markdown,
}

impl Explain {
    /// Prints the explanation.
    pub(super) fn run(&self, run: &mut Run<'_, '_>) -> Ended {
        let Some(name) = &self.name else {
            let text = match self.format {
                ExplainFormat::Human => explain::list(run.out()),
                ExplainFormat::Markdown => explain::page(),
            };
            return run.print(text.as_bytes());
        };
        let code = Code::ALL.iter().find(|code| code.info().name == name);
        match (code, self.format) {
            (Some(code), ExplainFormat::Markdown) => return run.print(explain::section(*code).as_bytes()),
            (None, ExplainFormat::Markdown) => {
                let name = escape::line(name);
                return Err(format!("`--format markdown` needs a code, and `{name}` is not one").into());
            }
            (_, ExplainFormat::Human) => {}
        }
        // `limit` is both a code and a type of rule.
        let code = code.map(|code| explain::code(*code, run.out()));
        let rule_type = check::rule_types().find(|known| known.name == name);
        let rule_type = rule_type.map(|rule_type| explain::rule_type(rule_type, run.out()));
        let general: Vec<String> = code.into_iter().chain(rule_type).collect();
        if !general.is_empty() {
            return run.print(general.join("\n").as_bytes());
        }
        if let Some(preset) = explain::find_preset(name) {
            return Self::preset(preset, run);
        }
        let Loaded { analysis, rules, diagnostics } = run.load(false)?;
        let Some(rules) = rules else {
            // The name may be a rule of a rules file that cannot be read.
            if !diagnostics.is_empty() {
                return run.problems(Report::new(&analysis, None, diagnostics));
            }
            return Err(explain::unknown(name, None).into());
        };
        let Some(subject) = explain::find(name, &rules) else {
            if let Some(architecture) = explain::find_architecture(name, &rules) {
                let text = explain::architecture(architecture, &analysis, run.out());
                return run.answer(&text, Status::Clean, &analysis, diagnostics);
            }
            return Err(explain::unknown(name, Some(&rules)).into());
        };
        let violations = check::check(&rules, &analysis, &run.check_options()).diagnostics;
        let text = explain::rule(&subject, &rules, &analysis, &violations, run.out(), run.global.verbose);
        run.answer(&text, Status::Clean, &analysis, diagnostics)
    }

    /// Explains a preset, and what it stands for if the current directory is in a workspace.
    fn preset(preset: &'static Preset, run: &mut Run<'_, '_>) -> Ended {
        let mut text = explain::preset(preset, run.out());
        let Ok(analysis) = run.analyze_and(false, &mut |_| ()).map(|(analysis, ())| analysis) else {
            return run.print(text.as_bytes());
        };
        let mut analysis = analysis;
        let path = run.rules_path(&analysis.workspace);
        let repository = run.environment.repository.as_deref();
        let rules = exists(&path).then(|| read_rules(&path, &mut analysis, repository).1).flatten();
        let own = rules.iter().flat_map(|rules| &rules.architectures).filter(|own| own.preset.name == preset.name);
        let mut here: Vec<String> = own.map(|own| explain::architecture(own, &analysis, run.out())).collect();
        if here.is_empty() {
            here.push(explain::proposal(preset, &analysis, run.out()));
        }
        for part in here {
            text.push('\n');
            text.push_str(&part);
        }
        run.print(text.as_bytes())
    }
}
