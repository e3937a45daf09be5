//! Asks a user at a terminal what the first rules file should contain. Each question has a default, so Enter is enough.

use super::units::Division;
use crate::{
    escape,
    terminal::{Look, Role},
    text::{count, wrap},
};
use std::io::{self, BufRead, Write};

/// A preset that fits, with the number of its violations today.
#[derive(Clone, Debug)]
pub(crate) struct Proposed {
    /// The name of the preset.
    pub(crate) name: &'static str,
    /// What it requires.
    pub(crate) summary: &'static str,
    /// The number of violations today.
    pub(crate) violations: usize,
}

/// What the user answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    /// The index of the preset; `None` for modules without a preset.
    pub(crate) preset: Option<usize>,
    /// Whether the preset beside it is used.
    pub(crate) beside: bool,
    /// The kind of code that becomes a module: crates or folders.
    pub(crate) division: Option<Division>,
    /// Whether all modules may use only what they use today.
    pub(crate) strict: bool,
}

/// What the questions are about.
#[derive(Clone, Debug)]
pub(crate) struct Subject<'a> {
    /// The presets that fit, the best first.
    pub(crate) proposed: &'a [Proposed],
    /// Whether the first of them is the default, rather than none.
    pub(crate) has_best: bool,
    /// A preset to use beside another one.
    pub(crate) beside: Option<&'a Proposed>,
    /// What becomes a module by default.
    pub(crate) division: Division,
    /// The name of the file.
    pub(crate) file: &'a str,
}

/// Asks all questions. Returns `None` if the input ends or the user declines.
pub(crate) fn ask(
    subject: &Subject<'_>,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
    look: Look,
) -> io::Result<Option<Answers>> {
    let Subject { proposed, has_best, beside, division, file } = subject;
    let mut dialog = Dialog { input, out, look };
    let mut answers = Answers::default();
    if !proposed.is_empty() {
        let mut options: Vec<(String, String)> = proposed
            .iter()
            .map(|one| {
                let today = format!("{} today", count(one.violations, "violation"));
                (one.name.to_owned(), format!("{} ({today})", one.summary))
            })
            .collect();
        options.push(("none".to_owned(), "Only modules, with what each depends on.".to_owned()));
        let default = if *has_best { 0 } else { proposed.len() };
        let Some(chosen) = dialog.choose("Which architecture?", &options, default)? else { return Ok(None) };
        answers.preset = Some(chosen).filter(|chosen| *chosen < proposed.len());
    }
    if let Some(Proposed { name, violations, .. }) = beside {
        let today = count(*violations, "violation");
        let question = format!("Also keep commands and queries apart ({name}, {today} today)?");
        let Some(is_used) = dialog.confirm(&question, true)? else { return Ok(None) };
        answers.beside = is_used;
    }
    if answers.preset.is_none() {
        let options = [
            ("crates".to_owned(), "Each crate is a module.".to_owned()),
            ("folders".to_owned(), "Each top-level folder of a crate is a module.".to_owned()),
        ];
        let default = usize::from(*division == Division::Folders);
        let Some(chosen) = dialog.choose("What are the modules?", &options, default)? else { return Ok(None) };
        // The default also divides a large crate among small ones.
        answers.division =
            (chosen != default).then_some(if chosen == 0 { Division::Crates } else { Division::Folders });
    }
    let strict = "May every module use only what it uses today? Otherwise, only those that use little.";
    let Some(strict) = dialog.confirm(strict, false)? else { return Ok(None) };
    answers.strict = strict;
    let Some(is_confirmed) = dialog.confirm(&format!("Write {}?", escape::line(file)), true)? else { return Ok(None) };
    Ok(is_confirmed.then_some(answers))
}

struct Dialog<'a> {
    input: &'a mut dyn BufRead,
    out: &'a mut dyn Write,
    look: Look,
}

impl Dialog<'_> {
    /// Asks for one of some options. Accepts its number, its name or the start of its name.
    fn choose(&mut self, question: &str, options: &[(String, String)], default: usize) -> io::Result<Option<usize>> {
        writeln!(self.out, "{}", self.look.paint(Role::Strong, question))?;
        let column = options.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (index, (name, text)) in options.iter().enumerate() {
            let lines = wrap(text, self.look.width.min(100).saturating_sub(column + 7).max(20));
            for (line, text) in lines.iter().enumerate() {
                let head = if line == 0 { format!("{:>3}  {name:column$}", index + 1) } else { " ".repeat(column + 5) };
                writeln!(self.out, "{head}  {text}")?;
            }
        }
        loop {
            write!(self.out, "1-{} [{}]: ", options.len(), default + 1)?;
            let Some(answer) = self.line()? else { return Ok(None) };
            if answer.is_empty() {
                return Ok(Some(default));
            }
            let number = answer.parse::<usize>().ok().filter(|number| (1..=options.len()).contains(number));
            let named = options.iter().position(|(name, _)| name.starts_with(&answer));
            if let Some(index) = number.map(|number| number - 1).or(named) {
                return Ok(Some(index));
            }
            writeln!(self.out, "Type a number, or press Enter for {}.", options[default].0)?;
        }
    }

    fn confirm(&mut self, question: &str, default: bool) -> io::Result<Option<bool>> {
        for line in wrap(question, self.look.width.min(100)) {
            writeln!(self.out, "{}", self.look.paint(Role::Strong, line))?;
        }
        loop {
            write!(self.out, "{}: ", if default { "y/n [y]" } else { "y/n [n]" })?;
            let Some(answer) = self.line()? else { return Ok(None) };
            match answer.as_str() {
                "" => return Ok(Some(default)),
                "y" | "yes" => return Ok(Some(true)),
                "n" | "no" => return Ok(Some(false)),
                _ => writeln!(self.out, "Type y or n.")?,
            }
        }
    }

    /// Reads a line; `None` at the end of the input.
    fn line(&mut self) -> io::Result<Option<String>> {
        self.out.flush()?;
        let mut line = String::new();
        if self.input.read_line(&mut line)? == 0 {
            writeln!(self.out)?;
            return Ok(None);
        }
        Ok(Some(line.trim().to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(typed: &str, proposed: &[Proposed]) -> (Option<Answers>, String) {
        let mut out = Vec::new();
        let look = Look { width: 60, ..Look::FILE };
        let subject =
            Subject { proposed, has_best: true, beside: None, division: Division::Folders, file: "archcheck.toml" };
        let answers = ask(&subject, &mut typed.as_bytes(), &mut out, look);
        (answers.expect("memory can be written"), String::from_utf8(out).expect("the text is UTF-8"))
    }

    const ONION: Proposed =
        Proposed { name: "onion", summary: "Dependencies point inward, from technology to the domain.", violations: 3 };

    #[test]
    fn enter_chooses_the_defaults() {
        let (found, text) = answers("\n\n\n", &[ONION]);
        assert_eq!(found, Some(Answers { preset: Some(0), ..Answers::default() }));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn options_have_numbers_and_names() {
        let (found, _) = answers("none\n3\n1\ny\n\n", &[ONION]);
        assert_eq!(found, Some(Answers { division: Some(Division::Crates), strict: true, ..Answers::default() }));
        let (found, text) = answers("9\nfold\nmaybe\nn\nyes\n", &[]);
        assert_eq!(found, Some(Answers::default()));
        assert!(text.contains("Type a number, or press Enter for folders."), "{text}");
        assert!(text.contains("Type y or n."), "{text}");
    }

    #[test]
    fn the_end_of_the_input_and_a_no_write_nothing() {
        for typed in ["", "1\n", "1\nn\n", "1\nn\nn\n"] {
            assert_eq!(answers(typed, &[ONION]).0, None, "{typed:?}");
        }
    }
}
