//! The commands that make something: `init` a rules file, `schema` a schema.

use super::{Ended, RULES, Run, exists};
use crate::{
    Status,
    args::Init,
    engine, init,
    output::{create_file, write_stream},
    report::{Report, named},
    schema,
};
use archcheck_core::{
    analysis::Analysis,
    check,
    diagnostic::{Diagnostic, Severity},
    source::{Source, Sources},
};

impl Run<'_, '_> {
    pub(super) fn schema(&mut self) -> Ended {
        self.print(schema::text().as_bytes())
    }

    pub(super) fn init(&mut self, asked: &Init) -> Ended {
        let mut analysis = match self.analyse(false) {
            Ok(analysed) => analysed,
            Err(diagnostic) => return self.problems(Report::failed(&Sources::default(), vec![*diagnostic])),
        };
        let path = self.rules_path(&analysis.workspace);
        let file = named(&path, &analysis.workspace.root);
        if !asked.print && exists(&path) {
            let help = "`--rules FILE` writes another one, `--print` only shows what it would be";
            return Err(
                crate::text::with_help(&format!("`{file}` exists, and is left as it is"), &[help.to_owned()]).into()
            );
        }
        if analysis.diagnostics.iter().any(|one| one.severity == Severity::Error) {
            // What was not read would be in no module, and the file would say too little.
            return self.problems(Report::new(&analysis, None, Vec::new()));
        }
        let plan = init::Plan::of(&analysis);
        if plan.modules() == 0 {
            return Err("there is no lib or bin to write rules for".to_owned().into());
        }
        let mut refused = Vec::new();
        for parts in init::Parts::ALL {
            let text = init::text(&plan, parts);
            refused = self.violations(&file, &text, &mut analysis);
            if !refused.is_empty() {
                continue;
            }
            if asked.print {
                return self.print(text.as_bytes());
            }
            create_file(&path, &text).map_err(|error| error.to_string())?;
            let written = init::Written {
                file: &file,
                plan: &plan,
                parts,
                usual: path.ends_with(RULES) && self.global.rules.is_none(),
            };
            let said = init::said(&written, self.out());
            super::ignore_closed(write_stream(self.streams.out, &said))?;
            return Ok(Status::Clean);
        }
        self.complain("no rules file could be found that this code keeps; please report it, with what follows");
        self.problems(Report::new(&analysis, None, refused))?;
        Ok(Status::Untrusted)
    }

    /// What a check of this rules file would say that is no note.
    fn violations(&self, file: &str, text: &str, analysis: &mut Analysis) -> Vec<Diagnostic> {
        let id = analysis.sources.add(Source::new(file.to_owned(), text.to_owned()));
        let (rules, mut found) = engine::read_rules(id, analysis);
        let options = self.options();
        found.extend(rules.map(|rules| check::check(&rules, analysis, &options).diagnostics).unwrap_or_default());
        found.retain(|one| one.severity != Severity::Note);
        found
    }
}
