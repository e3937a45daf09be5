//! The commands that answer a question of the graph: `graph`, `why`, `modules`, `explain`. Results go to standard
//! output; what is wrong with the rules file or the analysis goes to standard error, and makes the exit status 2.

use super::{Ended, Run, Stop, exists, ignore_closed, read_rules};
use crate::{
    Status,
    args::{AskFormat, Explain, ExplainFormat, Graph, GraphFormat, Modules, Why},
    explain, graph, modules,
    output::write_stream,
    report::Report,
    text, why,
};
use archcheck_core::{
    analysis::Analysis,
    cfg::Cfg,
    check,
    codes::Code,
    diagnostic::Diagnostic,
    graph::RustModuleId,
    rules::{self, Rules},
    source::Sources,
};
use std::io::{BufWriter, Write};

/// A workspace, analysed, with its rules file where there is one.
struct Loaded {
    analysis: Analysis,
    /// None where there is no rules file, or it can't be used.
    rules: Option<Rules>,
    /// What is wrong with the rules file.
    found: Vec<Diagnostic>,
}

/// Whether a command makes sense without a rules file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// It does.
    May,
    /// It does not.
    Must,
}

impl Run<'_, '_> {
    fn loaded(&mut self, need: Need, names: bool) -> Result<Loaded, Stop> {
        let mut analysis = match self.analyse(names) {
            Ok(analysed) => analysed,
            Err(diagnostic) => {
                return Err(Stop::Said(self.problems(Report::failed(&Sources::default(), vec![*diagnostic]))?));
            }
        };
        let rules = self.rules_path(&analysis.workspace);
        let (rules, found) = if need == Need::Must || self.global.rules.is_some() || exists(&rules) {
            let (_, rules, found) = read_rules(&rules, &mut analysis);
            (rules, found)
        } else {
            (None, Vec::new())
        };
        Ok(Loaded { analysis, rules, found })
    }

    /// Like [`Need::Must`], and nothing is answered where the rules can't be judged.
    fn with_rules(&mut self) -> Result<(Analysis, Rules, Vec<Diagnostic>), Stop> {
        let Loaded { analysis, rules, found } = self.loaded(Need::Must, false)?;
        match rules {
            Some(rules) => Ok((analysis, rules, found)),
            None => Err(Stop::Said(self.problems(Report::new(&analysis, None, found))?)),
        }
    }

    /// Prints an answer, then what makes it doubtful.
    fn answer(&mut self, text: &str, status: Status, analysis: &Analysis, found: Vec<Diagnostic>) -> Ended {
        ignore_closed(write_stream(self.streams.out, text))?;
        Ok(status.max(self.problems(Report::new(analysis, None, found))?))
    }

    pub(super) fn graph(&mut self, graph: &Graph) -> Ended {
        if (graph.references || graph.names) && graph.format == GraphFormat::Dot {
            return Err("`--references` and `--names` are about `--format json`".to_owned().into());
        }
        // A graph needs no rules file; one that is there says which modules there are.
        let Loaded { analysis, rules, found } = self.loaded(Need::May, graph.names)?;
        let cfg = |cfg: Cfg| analysis.cfgs.render(cfg);
        let owner = |module: RustModuleId| {
            let rules = rules.as_ref()?;
            rules.owner(module).map(|id| rules.module(id).name.clone())
        };
        let view = graph::View { analysis: &analysis, cfg: &cfg, owner: Some(&owner) };
        let mut out = BufWriter::new(&mut *self.streams.out);
        let written = match graph.format {
            GraphFormat::Json => graph::write_json(&mut out, &view, graph.references),
            GraphFormat::Dot => graph::write_dot(&mut out, &view),
        };
        ignore_closed(written.and_then(|()| out.flush()))?;
        // What is left in the buffer of a closed pipe would be tried again.
        drop(out.into_parts());
        self.problems(Report::new(&analysis, None, found))
    }

    pub(super) fn why(&mut self, why: &Why) -> Ended {
        let Loaded { analysis, rules, found } = self.loaded(Need::May, false)?;
        if rules.is_none() && !found.is_empty() {
            // Names of modules would mean nothing.
            return self.problems(Report::new(&analysis, None, found));
        }
        let selector = |text: &str| {
            rules::parse_selector(text, &analysis, rules.as_ref())
                .map_err(|error| text::with_help(&error.message, &error.help))
        };
        let (from, to) = (selector(&why.from)?, selector(&why.to)?);
        let most = if why.all { usize::from(why.limit) } else { 1 };
        let answer = why::answer(&analysis, rules.as_ref(), &from, &to, why.tests, most);
        let text = match why.format {
            AskFormat::Human => why::human(&answer, self.out()),
            AskFormat::Json => why::json(&answer),
        };
        let status = if answer.count == 0 { Status::Violations } else { Status::Clean };
        self.answer(&text, status, &analysis, found)
    }

    pub(super) fn modules(&mut self, asked: &Modules) -> Ended {
        let (analysis, rules, found) = self.with_rules()?;
        let answer = modules::answer(&rules, &analysis);
        let text = match asked.format {
            AskFormat::Human => modules::human(&answer, self.out(), self.global.verbose),
            AskFormat::Json => modules::json(&answer),
        };
        self.answer(&text, Status::Clean, &analysis, found)
    }

    pub(super) fn explain(&mut self, asked: &Explain) -> Ended {
        let name = match (&asked.name, asked.format) {
            (None, ExplainFormat::Human) => return self.print(explain::list(self.out()).as_bytes()),
            (None, ExplainFormat::Markdown) => return self.print(explain::page().as_bytes()),
            (Some(name), format) => match Code::ALL.iter().find(|code| code.info().name == name) {
                Some(code) if format == ExplainFormat::Markdown => {
                    return self.print(explain::section(*code).as_bytes());
                }
                Some(code) => return self.print(explain::code(*code, self.out()).as_bytes()),
                None if format == ExplainFormat::Markdown => {
                    return Err(format!("`--format markdown` is about codes, and `{name}` is none").into());
                }
                None => name,
            },
        };
        let Loaded { analysis, rules, found } = self.loaded(Need::May, false)?;
        let Some(rules) = rules else {
            // With a rules file that can't be read, the name may be one of its rules.
            if !found.is_empty() {
                return self.problems(Report::new(&analysis, None, found));
            }
            return Err(explain::unknown(name, None).into());
        };
        let Some(subject) = explain::find(name, &rules) else {
            return Err(explain::unknown(name, Some(&rules)).into());
        };
        let violations = check::check(&rules, &analysis, &self.options()).diagnostics;
        let text = explain::rule(&subject, &rules, &analysis, &violations, self.out(), self.global.verbose);
        self.answer(&text, Status::Clean, &analysis, found)
    }
}
