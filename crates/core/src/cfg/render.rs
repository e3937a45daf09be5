//! Predicates as text: the shortest form that a person might have written.
//!
//! The function is rebuilt over its names in sorted order, so that the text depends on nothing but the function.
//! What every configuration of it must have is pulled out, then what alone suffices; what is left over becomes an
//! irredundant sum of products (Minato and Morreale), or the dual, whichever is shorter. What follows from what is
//! known of `cfg` is a "don't care" all the way.

use super::{
    diagram::{ALWAYS, Diagram, Function, NEVER, TooLarge},
    store::Variable,
    theory::Theory,
};
use rustc_hash::FxHashMap;

/// A predicate with more names than this is written as `…`.
const MAX_NAMES: usize = 64;
/// Nodes of the diagram that one text may take.
const BOUNDS: (usize, usize) = (1 << 12, 1 << 14);
/// Steps that a sum of products may take.
const MAX_STEPS: usize = 1 << 12;

/// What is too large to be read anyhow.
const ELLIPSIS: &str = "…";

/// The text of a function of a diagram; none where it always holds under what is known of `cfg`.
pub(super) fn render<'a>(
    diagram: &Diagram,
    of: Function,
    variable: &dyn Fn(u32) -> Option<&'a Variable>,
) -> Option<String> {
    Writer::new(diagram, of, variable)
        .and_then(|(mut writer, function)| writer.write(function))
        .unwrap_or_else(|TooLarge| Some(ELLIPSIS.to_owned()))
}

/// A part of a text, and whether it is to be negated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    negated: bool,
    text: String,
}

/// A conjunction or a disjunction.
struct Form {
    all: bool,
    parts: Vec<Part>,
}

/// A variable and the value that it must have.
type Literal = (u32, bool);

/// A diagram of its own, whose levels count the names in sorted order.
struct Writer {
    diagram: Diagram,
    texts: Vec<String>,
    /// What is known of the names.
    known: Function,
}

impl Writer {
    fn new<'a>(
        diagram: &Diagram,
        of: Function,
        variable: &dyn Fn(u32) -> Option<&'a Variable>,
    ) -> Result<(Self, Function), TooLarge> {
        let support = diagram.support(of);
        if support.len() > MAX_NAMES {
            return Err(TooLarge);
        }
        let mut atoms = Vec::new();
        let mut opaque = Vec::new();
        for level in support {
            match variable(level) {
                Some(Variable::Atom(atom)) => atoms.push((atom, level)),
                Some(Variable::Opaque(_)) | None => opaque.push(level),
            }
        }
        atoms.sort();
        let mut own = Diagram::new(BOUNDS);
        let mut theory = Theory::default();
        let mut texts = Vec::new();
        let mut levels = FxHashMap::default();
        for (atom, level) in atoms {
            let new = texts.len() as u32;
            let variable = own.variable(new);
            theory.admit(&mut own, atom, variable);
            texts.push(atom.text());
            levels.insert(level, new);
        }
        for level in opaque {
            levels.insert(level, texts.len() as u32);
            texts.push(ELLIPSIS.to_owned());
        }
        let mut writer = Self { diagram: own, texts, known: theory.known };
        let function = writer.copy(diagram, of, &levels, &mut FxHashMap::default())?;
        Ok((writer, function))
    }

    /// The function of another diagram in this one, whose order of variables differs.
    fn copy(
        &mut self,
        from: &Diagram,
        of: Function,
        levels: &FxHashMap<u32, u32>,
        known: &mut FxHashMap<Function, Function>,
    ) -> Result<Function, TooLarge> {
        if of <= ALWAYS {
            return Ok(of);
        }
        if let Some(done) = known.get(&of) {
            return Ok(*done);
        }
        let (low, high) = from.branches(of);
        let low = self.copy(from, low, levels, known)?;
        let high = self.copy(from, high, levels, known)?;
        let variable = self.diagram.variable(levels.get(&from.level(of)).copied().unwrap_or_default());
        let result = self.either(variable, low, high)?;
        known.insert(of, result);
        Ok(result)
    }

    fn either(&mut self, variable: Function, low: Function, high: Function) -> Result<Function, TooLarge> {
        let high = self.diagram.and(variable, high)?;
        let low = self.diagram.without(low, variable)?;
        self.diagram.or(high, low)
    }

    fn write(&mut self, function: Function) -> Result<Option<String>, TooLarge> {
        let mut care = self.known;
        if !self.diagram.meets(function, care) {
            // It can't be: then it is written as it is, so that a reader sees why.
            care = ALWAYS;
        }
        if self.diagram.without(care, function)? == NEVER {
            return Ok(None);
        }
        Ok(Some(self.form(function, care)?.text()))
    }

    /// The form of a function that is neither impossible nor certain where `care` holds.
    fn form(&mut self, function: Function, care: Function) -> Result<Form, TooLarge> {
        let opposite = self.diagram.not(function)?;
        for all in [true, false] {
            // What suffices alone is what the opposite can't have.
            let within = self.diagram.and(if all { function } else { opposite }, care)?;
            let (literals, rest, care) = self.pull(function, within, care)?;
            if literals.is_empty() {
                continue;
            }
            let mut parts = self.parts(literals.iter().map(|(level, value)| (*level, *value == all)));
            let settled =
                if all { self.diagram.without(care, rest)? == NEVER } else { !self.diagram.meets(rest, care) };
            if !settled {
                let inner = self.form(rest, care)?;
                if inner.all == all || inner.parts.len() == 1 {
                    parts.extend(inner.parts);
                } else {
                    parts.push(Part { negated: false, text: inner.text() });
                }
            }
            return Ok(Form { all, parts });
        }
        let (sum, product) = (self.sum(function, care, false)?, self.sum(function, care, true)?);
        let length = |form: &Form| {
            let text = form.text();
            (text.chars().count(), text)
        };
        Ok(if length(&sum) <= length(&product) { sum } else { product })
    }

    /// The literals that `within` implies, those left out that follow from others; the function where they hold; and
    /// what is still cared for.
    fn pull(
        &mut self,
        function: Function,
        within: Function,
        care: Function,
    ) -> Result<(Vec<Literal>, Function, Function), TooLarge> {
        let mut literals = Vec::new();
        for level in self.diagram.support(function) {
            let (variable, opposite) = self.literal(level)?;
            match (self.diagram.meets(within, variable), self.diagram.meets(within, opposite)) {
                (true, false) => literals.push((level, true)),
                (false, true) => literals.push((level, false)),
                _ => {}
            }
        }
        let mut inner_care = care;
        for (level, value) in &literals {
            let (variable, opposite) = self.literal(*level)?;
            inner_care = self.diagram.and(inner_care, if *value { variable } else { opposite })?;
        }
        let decided: FxHashMap<u32, bool> = literals.iter().copied().collect();
        let rest = self.diagram.decide(function, &mut |level| decided.get(&level).copied())?;
        self.drop_redundant(&mut literals, care)?;
        Ok((literals, rest, inner_care))
    }

    /// Leaves out what follows from the others: the absence of a name before its presence, the longer text first.
    fn drop_redundant(&mut self, literals: &mut Vec<Literal>, care: Function) -> Result<(), TooLarge> {
        let mut order = literals.clone();
        order.sort_by_key(|(level, value)| (*value, std::cmp::Reverse(self.texts[*level as usize].len()), *level));
        for candidate in order {
            let mut others = care;
            for (level, value) in literals.iter().filter(|literal| **literal != candidate) {
                let (variable, opposite) = self.literal(*level)?;
                others = self.diagram.and(others, if *value { variable } else { opposite })?;
            }
            let (variable, opposite) = self.literal(candidate.0)?;
            if !self.diagram.meets(others, if candidate.1 { opposite } else { variable }) {
                literals.retain(|literal| *literal != candidate);
            }
        }
        Ok(())
    }

    fn literal(&mut self, level: u32) -> Result<(Function, Function), TooLarge> {
        let variable = self.diagram.variable(level);
        Ok((variable, self.diagram.not(variable)?))
    }

    fn parts(&self, literals: impl Iterator<Item = Literal>) -> Vec<Part> {
        literals.map(|(level, value)| Part { negated: !value, text: self.texts[level as usize].clone() }).collect()
    }

    /// A sum of products; or, of the dual, a product of sums.
    fn sum(&mut self, function: Function, care: Function, dual: bool) -> Result<Form, TooLarge> {
        let opposite = self.diagram.not(function)?;
        let (on, off) = if dual { (opposite, function) } else { (function, opposite) };
        let lower = self.diagram.and(on, care)?;
        let off = self.diagram.and(off, care)?;
        let upper = self.diagram.not(off)?;
        let (cubes, _) = self.cover(lower, upper, &mut 0)?;
        let parts = cubes.into_iter().map(|cube| {
            let mut parts = self.parts(cube.into_iter().map(|(level, value)| (level, value != dual)));
            if parts.len() == 1 {
                parts.swap_remove(0)
            } else {
                Part { negated: false, text: Form { all: !dual, parts }.text() }
            }
        });
        Ok(Form { all: dual, parts: parts.collect() })
    }

    /// An irredundant cover of what is in `lower`, with nothing that is not in `upper`; and the function that it is.
    fn cover(
        &mut self,
        lower: Function,
        upper: Function,
        steps: &mut usize,
    ) -> Result<(Vec<Vec<Literal>>, Function), TooLarge> {
        *steps += 1;
        if *steps > MAX_STEPS {
            return Err(TooLarge);
        }
        if lower == NEVER {
            return Ok((Vec::new(), NEVER));
        }
        if upper == ALWAYS {
            return Ok((vec![Vec::new()], ALWAYS));
        }
        let level = self.diagram.level(lower).min(self.diagram.level(upper));
        let (lower_low, lower_high) = self.diagram.cofactors(lower, level);
        let (upper_low, upper_high) = self.diagram.cofactors(upper, level);
        let only_low = self.diagram.without(lower_low, upper_high)?;
        let (low_cubes, low) = self.cover(only_low, upper_low, steps)?;
        let only_high = self.diagram.without(lower_high, upper_low)?;
        let (high_cubes, high) = self.cover(only_high, upper_high, steps)?;
        let left_low = self.diagram.without(lower_low, low)?;
        let left_high = self.diagram.without(lower_high, high)?;
        let left = self.diagram.or(left_low, left_high)?;
        let shared = self.diagram.and(upper_low, upper_high)?;
        let (mut cubes, both) = self.cover(left, shared, steps)?;
        let with = |value| {
            move |mut cube: Vec<Literal>| {
                cube.push((level, value));
                cube
            }
        };
        cubes.extend(low_cubes.into_iter().map(with(false)));
        cubes.extend(high_cubes.into_iter().map(with(true)));
        let decided = self.diagram.choose(level, low, high)?;
        Ok((cubes, self.diagram.or(decided, both)?))
    }
}

impl Form {
    /// Its parts, sorted: names, names with a value, then the rest. Where it makes it shorter, the negated ones share
    /// one `not`, by De Morgan.
    fn text(&self) -> String {
        let of = |negated| self.parts.iter().filter(move |part| part.negated == negated).map(|part| part.text.clone());
        let (mut texts, negated): (Vec<String>, Vec<String>) = (of(false).collect(), of(true).collect());
        if negated.len() > 2 || (negated.len() == 2 && texts.is_empty()) {
            texts.push(format!("not({})", list(!self.all, negated)));
        } else {
            texts.extend(negated.into_iter().map(|text| format!("not({text})")));
        }
        list(self.all, texts)
    }
}

fn list(all: bool, mut texts: Vec<String>) -> String {
    let class = |text: &str| match text {
        _ if text.starts_with("not(") => 2,
        _ if text.starts_with("all(") || text.starts_with("any(") => 3,
        _ if text.contains(" = ") => 1,
        _ => 0,
    };
    texts.sort_by(|a, b| (class(a), a).cmp(&(class(b), b)));
    // Atoms of different packages can read the same.
    texts.dedup();
    match texts.as_slice() {
        [one] => one.clone(),
        _ => format!("{}({})", if all { "all" } else { "any" }, texts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        cfg::{Atom, Cfg, Cfgs},
        workspace::{CrateId, PackageId},
    };
    use proptest::prelude::*;

    fn render(text: &str) -> String {
        let mut cfgs = Cfgs::default();
        let cfg = cfgs.parse(&format!("cfg({text})"), CrateId(0), PackageId(0)).unwrap();
        cfgs.render(cfg).unwrap_or_default()
    }

    #[test]
    fn the_form_is_the_one_a_person_writes() {
        for text in [
            "unix",
            "not(unix)",
            "all(unix, feature = \"x\")",
            "any(test, feature = \"x\")",
            "not(any(test, unix))",
            "not(all(test, unix))",
            "all(unix, any(feature = \"a\", feature = \"b\"))",
            "any(test, all(unix, feature = \"a\"))",
            "all(any(a, b), any(c, d))",
            "any(all(a, b), all(c, d))",
            "all(test, not(miri))",
            "all(test, not(any(a, b, c)))",
            "any(target_os = \"linux\", target_os = \"macos\")",
            "not(any(target_os = \"linux\", target_os = \"macos\"))",
            "all(unix, not(target_os = \"macos\"))",
            "all(not(feature = \"a\"), any(test, unix))",
            "false",
        ] {
            assert_eq!(render(text), text);
        }
    }

    #[test]
    fn what_follows_is_left_out() {
        for (long, short) in [
            ("all(unix, target_os = \"linux\")", "target_os = \"linux\""),
            ("any(unix, target_os = \"linux\")", "unix"),
            ("all(not(windows), unix, x)", "all(unix, x)"),
            ("any(unix, not(windows))", "not(windows)"),
            ("any(unix, not(unix))", ""),
            ("any(target_endian = \"big\", target_endian = \"little\")", ""),
            ("all(windows, target_os = \"windows\")", "windows"),
            ("any(all(a, b), all(a, not(b)))", "a"),
            ("all(unix, windows)", "all(unix, windows)"),
            (
                "all(target_os = \"linux\", not(target_os = \"macos\"), not(target_os = \"ios\"))",
                "target_os = \"linux\"",
            ),
        ] {
            assert_eq!(render(long), short, "{long}");
        }
    }

    /// Text over a few names, some of which are related.
    fn predicate() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec![
            "unix",
            "windows",
            "test",
            "a",
            "b",
            "target_os = \"linux\"",
            "target_os = \"macos\"",
            "feature = \"x\"",
        ]);
        name.prop_map(str::to_owned).prop_recursive(5, 24, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|a| format!("not({a})")),
                prop::collection::vec(inner.clone(), 0..4).prop_map(|all| format!("all({})", all.join(", "))),
                prop::collection::vec(inner, 0..4).prop_map(|all| format!("any({})", all.join(", "))),
            ]
        })
    }

    /// The configurations that can be, of the names of `predicate`.
    fn possible(row: u32) -> Option<impl Fn(&Atom) -> bool> {
        let target =
            [None, Some("unix"), Some("windows"), Some("linux"), Some("macos")].get((row >> 4) as usize).copied()?;
        Some(move |atom: &Atom| match atom {
            Atom::Test(_) => row & 1 != 0,
            Atom::Feature(..) => row & 2 != 0,
            Atom::Custom { key, .. } => row & if key == "a" { 4 } else { 8 } != 0,
            Atom::Global { key, value: None } if key == "unix" => {
                matches!(target, Some("unix" | "linux" | "macos"))
            }
            Atom::Global { value: None, .. } => target == Some("windows"),
            Atom::Global { value, .. } => target.is_some() && value.as_deref() == target,
        })
    }

    proptest! {
        #[test]
        fn the_text_means_the_same_and_does_not_depend_on_the_order(text in predicate(), first in predicate()) {
            let (krate, package) = (CrateId(0), PackageId(0));
            let mut cfgs = Cfgs::default();
            let cfg = cfgs.parse(&format!("cfg({text})"), krate, package).unwrap();
            let rendered = cfgs.render(cfg);
            let again = cfgs.parse(&format!("cfg({})", rendered.as_deref().unwrap_or("true")), krate, package).unwrap();
            let mut any = false;
            for row in 0..80 {
                let Some(holds) = possible(row) else { continue };
                any |= cfgs.evaluate(cfg, &holds);
            }
            prop_assert_eq!(cfgs.possible(cfg), any);
            for row in 0..80 {
                let Some(holds) = possible(row) else { continue };
                // An impossible predicate is shown as it is written.
                prop_assert_eq!(cfgs.evaluate(cfg, &holds), cfgs.evaluate(again, &holds), "{:?}", &rendered);
            }
            prop_assert!(cfgs.implies(cfg, again) && cfgs.implies(again, cfg));

            let mut other = Cfgs::default();
            let before = other.parse(&format!("cfg({first})"), krate, package).unwrap();
            prop_assert!(other.implies(before, Cfg::ALWAYS));
            let cfg = other.parse(&format!("cfg({text})"), krate, package).unwrap();
            prop_assert_eq!(other.render(cfg), rendered);
        }
    }
}
