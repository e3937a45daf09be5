//! The text of `all(…)` and `any(…)`: the order of operands, and negations.

/// An operand of an expression, before negation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Operand {
    pub(super) negated: bool,
    pub(super) text: String,
}

/// An expression `all(…)` or `any(…)`.
pub(super) struct Expression {
    pub(super) all: bool,
    pub(super) operands: Vec<Operand>,
}

impl Expression {
    /// Returns the text with sorted operands. Negated operands share one `not` (De Morgan) if that is shorter.
    pub(super) fn text(&self) -> String {
        let of = |negated| {
            let operands = self.operands.iter().filter(move |operand| operand.negated == negated);
            operands.map(|operand| operand.text.clone())
        };
        let (mut texts, negated): (Vec<String>, Vec<String>) = (of(false).collect(), of(true).collect());
        if negated.len() > 2 || (negated.len() == 2 && texts.is_empty()) {
            texts.push(format!("not({})", list(!self.all, negated)));
        } else {
            texts.extend(negated.into_iter().map(|text| format!("not({text})")));
        }
        list(self.all, texts)
    }
}

/// Joins operands: names first, then names with a value, negations and nested expressions.
fn list(all: bool, mut texts: Vec<String>) -> String {
    let class = |text: &str| match text {
        _ if text.starts_with("not(") => 2,
        _ if text.starts_with("all(") || text.starts_with("any(") => 3,
        _ if text.contains(" = ") => 1,
        _ => 0,
    };
    texts.sort_by(|a, b| (class(a), a).cmp(&(class(b), b)));
    // Atoms of different packages can have the same text.
    texts.dedup();
    match texts.as_slice() {
        [one] => one.clone(),
        _ => format!("{}({})", if all { "all" } else { "any" }, texts.join(", ")),
    }
}
