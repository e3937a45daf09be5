//! `items`: each item that `within`, `kind`, `name` and `where` select must meet the conditions of `must`, and none of
//! `must-not`.

use super::kind::{ALL_EXEMPT, RuleKind};
use crate::{
    check::{
        context::CheckContext,
        item_conditions::{self, CONDITIONS, Condition, Judge, Prepared, Verdict},
        report::ViolationText,
    },
    codes::Code,
    inventory::{CodeItem, PathEnd},
    rules::{
        Binding, Judged, NamePattern, Nested, Part, Reach, Rule, RuleReader, Scope, Selector, covers_item,
        keys::{self, Key, ValueType, key},
    },
    source::Place,
    syntax::OutlineKind,
};

const KINDS: &[&str] = &[
    "struct",
    "enum",
    "union",
    "trait",
    "impl",
    "fn",
    "method",
    "const",
    "static",
    "type",
    "macro",
    "mod",
    "use",
    "extern-block",
    "field",
    "variant",
];

const KIND: Key = key(
    "kind",
    ValueType::Either(&[ValueType::Word(KINDS), ValueType::NonEmptyList(&ValueType::Word(KINDS))]),
    "The kinds of item that are checked; all by default.",
);
const NAME: Key = key("name", keys::TEXTS, "Patterns of the names of the items that are checked; all by default.");
const WHERE: Key =
    key("where", ValueType::Table(&CONDITIONS), "Conditions that select the items that are checked. All must hold.");
const MUST: Key = key("must", ValueType::Table(&CONDITIONS), "Conditions that each of these items must meet.");
const MUST_NOT: Key = key("must-not", ValueType::Table(&CONDITIONS), "Conditions of which no item may meet any.");

/// A rule of this kind.
#[derive(Debug)]
pub(super) struct Items {
    within: Vec<Selector>,
    kinds: Vec<String>,
    names: Vec<NamePattern>,
    selecting: Vec<Condition>,
    must: Vec<Condition>,
    must_not: Vec<Condition>,
    allows_empty: bool,
}

impl RuleKind for Items {
    const NAME: &'static str = "items";
    const SUMMARY: &'static str = "Each selected item must meet the conditions of `must`, and none of `must-not`.";
    const KEYS: &'static [Key] = &[keys::WITHIN, KIND, NAME, WHERE, MUST, MUST_NOT];
    const CHECKS_REFERENCES: bool = false;
    const EXAMPLE: &'static str = r#"[[rules]]
id = "repositories-end-in-repository"
type = "items"
within = ["shop::domain"]
kind = "trait"
must = { named = "*Repository", visibility = "pub" }
allow-empty = true"#;

    fn read(reader: &mut RuleReader<'_, '_, '_>) -> Option<Self> {
        reader.reject_reference_keys("items");
        let new = Self {
            within: reader.items(&keys::WITHIN),
            kinds: reader.strings(&KIND),
            names: reader.name_patterns(&NAME),
            selecting: item_conditions::read(reader, &WHERE),
            must: item_conditions::read(reader, &MUST),
            must_not: item_conditions::read(reader, &MUST_NOT),
            allows_empty: reader.allows_empty(),
        };
        if [&MUST, &MUST_NOT].iter().all(|key| reader.inside(key, |inner| inner.is_blank()).unwrap_or(true)) {
            let help = "say what must hold, as in `must = { documented = true }`";
            reader.report(Code::MissingKey, "has no condition in `must` or `must-not`", help);
        }
        Some(new)
    }

    fn describe(&self) -> String {
        let kinds = if self.kinds.is_empty() { "item".to_owned() } else { self.kinds.join(" or ") };
        let names: Vec<_> = self.names.iter().map(|name| format!("`{}`", name.text)).collect();
        let called = if names.is_empty() { String::new() } else { format!(" named {}", names.join(" or ")) };
        let selecting: Vec<_> = self.selecting.iter().map(Condition::restriction).collect();
        let space = if selecting.is_empty() { "" } else { " " };
        format!(
            "each {kinds}{called} in `within`{space}{} {}",
            selecting.join(" and "),
            self.obligations().join(" and ")
        )
    }

    fn selectors(&self) -> Vec<(&'static str, &[Selector])> {
        vec![("within", &self.within)]
    }

    fn judged(&self) -> Judged<'_> {
        let within = Part::Of(&self.within);
        Judged { from: within, inside: Some(within), outside: Some(Part::AllBut(&[])) }
    }

    fn idle(&self, reach: &Reach<'_, '_>) -> Option<String> {
        reach.is_emptied(&self.within).then(|| ALL_EXEMPT.replace("from", "within"))
    }

    fn check(&self, cx: &mut CheckContext<'_>, rule: &Rule) {
        let list = cx.items();
        let judge = Judge::new(&list, cx);
        let selecting = prepared(&self.selecting, cx);
        let (must, must_not) = (prepared(&self.must, cx), prepared(&self.must_not, cx));
        let obligations: Vec<(&Prepared<'_>, bool)> =
            must.iter().map(|one| (one, true)).chain(must_not.iter().map(|one| (one, false))).collect();
        let mut selection = ItemSelection::new(self, rule, cx);
        let mut is_applied = vec![false; obligations.len()];
        let mut broken: Vec<(&CodeItem, BrokenConditions<'_>)> = Vec::new();
        for item in &list.items {
            let Some(selected) = selection.select(cx, &judge, item, &selecting) else { continue };
            let mut breaches = Vec::new();
            for ((condition, is_required), is_applied) in obligations.iter().zip(&mut is_applied) {
                let Some(verdict) = judge.decide(cx, item, condition) else { continue };
                *is_applied = true;
                if verdict.holds != *is_required {
                    breaches.push(Breach { condition: condition.condition, is_required: *is_required, verdict });
                }
            }
            if !breaches.is_empty() {
                broken.push((item, BrokenConditions { selected, breaches }));
            }
        }
        for (item, broken) in broken {
            report(cx, rule, &list.path(item), item, &broken);
        }
        if self.allows_empty {
            return;
        }
        if selection.selected == 0 {
            let message = format!("`{}` can never report anything: {}", rule.meta.id, selection.why_none(self));
            let help = "correct the rule, or set `allow-empty = true` if the items do not exist yet";
            cx.report_mistake(&rule.meta, Code::NeverReports, message, help.to_owned());
            return;
        }
        for ((condition, _), _) in obligations.iter().zip(is_applied).filter(|(_, is_applied)| !is_applied) {
            let key = condition.condition.key();
            let message =
                format!("`{}` can never report anything: `{key}` applies to no item that it selects", rule.meta.id);
            let help = format!("remove `{key}`, or select items of another `kind`: see the page of `items` rules");
            cx.report_mistake(&rule.meta, Code::NeverReports, message, help);
        }
    }
}

impl Items {
    fn obligations(&self) -> Vec<String> {
        let must = self.must.iter().map(|one| one.obligation(true));
        must.chain(self.must_not.iter().map(|one| one.obligation(false))).collect()
    }
}

fn prepared<'r>(conditions: &'r [Condition], cx: &CheckContext<'_>) -> Vec<Prepared<'r>> {
    conditions.iter().map(|one| Prepared::new(one, cx)).collect()
}

/// A condition that an item breaks.
struct Breach<'r> {
    condition: &'r Condition,
    is_required: bool,
    verdict: Verdict,
}

/// The conditions that an item breaks.
struct BrokenConditions<'r> {
    selected: Selected,
    breaches: Vec<Breach<'r>>,
}

/// How a rule selects an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selected {
    Certainly,
    /// A condition of `where` only may hold.
    Possibly,
}

/// Selects the items of a rule, and counts them.
struct ItemSelection<'r> {
    kind: &'r Items,
    rule: &'r Rule,
    within: Scope<'r>,
    except: Scope<'r>,
    inside: usize,
    of_kind: usize,
    named: usize,
    selected: usize,
}

impl<'r> ItemSelection<'r> {
    fn new(kind: &'r Items, rule: &'r Rule, cx: &CheckContext<'_>) -> Self {
        let (within, except) = (Scope::new(&kind.within, &cx.code), Scope::new(&rule.except, &cx.code));
        Self { kind, rule, within, except, inside: 0, of_kind: 0, named: 0, selected: 0 }
    }

    /// Returns how the rule selects an item, or `None` if it does not.
    fn select(
        &mut self,
        cx: &CheckContext<'_>,
        judge: &Judge<'_, '_>,
        item: &CodeItem,
        selecting: &[Prepared<'_>],
    ) -> Option<Selected> {
        if !self.rule.contexts.contains(&item_conditions::context(cx, item))
            || cx.rules.analysis.is_excluded(item.file)
            || !covers(cx, judge, item, &self.within, &self.kind.within)
            || covers(cx, judge, item, &self.except, &self.rule.except)
            || is_import_of(cx, judge, item, &self.except)
        {
            return None;
        }
        self.inside += 1;
        if !self.kind.kinds.is_empty() && !self.kind.kinds.iter().any(|kind| kind == word(item.outline.kind)) {
            return None;
        }
        self.of_kind += 1;
        let has_name = |name: &str| self.kind.names.iter().any(|pattern| pattern.matches(name));
        if !self.kind.names.is_empty() && !judge.name(item).is_some_and(has_name) {
            return None;
        }
        self.named += 1;
        let mut selected = Selected::Certainly;
        for condition in selecting {
            let verdict = judge.decide(cx, item, condition).filter(|verdict| verdict.holds)?;
            if verdict.is_guess {
                selected = Selected::Possibly;
            }
        }
        self.selected += 1;
        Some(selected)
    }

    /// Returns why no item is selected.
    fn why_none(&self, kind: &Items) -> String {
        let names: Vec<_> = kind.names.iter().map(|name| format!("`{}`", name.text)).collect();
        match (self.inside, self.of_kind, self.named) {
            (0, ..) => "`within` has no items of the rule's `contexts`".to_owned(),
            (all, 0, _) => {
                let kinds: Vec<_> = kind.kinds.iter().map(|kind| format!("`{kind}`")).collect();
                format!("none of the {all} items in `within` is of the kind {}", kinds.join(" or "))
            }
            (_, all, 0) => format!("none of the {all} items of this kind in `within` is named {}", names.join(" or ")),
            (_, _, all) => format!("`where` holds for none of {all} items"),
        }
    }
}

/// Returns whether selectors cover an item: the Rust module that contains it, or its own path.
fn covers(
    cx: &CheckContext<'_>,
    judge: &Judge<'_, '_>,
    item: &CodeItem,
    scope: &Scope<'_>,
    selectors: &[Selector],
) -> bool {
    if scope.find(&cx.code, item.module, &Binding::new(), Nested::Deepest).is_some() {
        return true;
    }
    // A `mod` item belongs to the Rust module around it.
    if item.outline.kind == OutlineKind::Mod {
        return false;
    }
    judge
        .names_of(cx, item)
        .iter()
        .any(|(module, name)| selectors.iter().any(|selector| covers_item(&selector.meaning, &cx.code, *module, name)))
}

/// Returns whether a `use` item imports what selectors cover.
fn is_import_of(cx: &CheckContext<'_>, judge: &Judge<'_, '_>, item: &CodeItem, scope: &Scope<'_>) -> bool {
    if scope.is_empty() {
        return false;
    }
    judge.imported(item).into_iter().any(|end| match end {
        PathEnd::Target(target) => {
            let target = cx.graph.target_by_id(target);
            (0..crate::rules::ends(target)).any(|end| scope.covers_end(&cx.code, target, end, &Binding::new()))
        }
        PathEnd::Own(..) | PathEnd::Word(_) | PathEnd::Either(..) => false,
    })
}

/// Reports the conditions that an item breaks as one violation.
fn report(cx: &mut CheckContext<'_>, rule: &Rule, path: &str, item: &CodeItem, broken: &BrokenConditions<'_>) {
    let mut obligations = Vec::new();
    let mut help = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    for breach in &broken.breaches {
        let mut text = breach.condition.obligation(breach.is_required);
        if let Some(actual) = breach.verdict.actual.as_ref().filter(|_| breach.is_required) {
            text = format!("{text}, but {actual}");
        }
        obligations.push(text);
        help.push(breach.condition.help(breach.is_required));
        places.extend(&breach.verdict.places);
    }
    places.sort();
    places.dedup();
    if places.is_empty() {
        places.push(Place { file: item.file, span: item.outline.span });
    }
    let text = ViolationText {
        code: Code::Item,
        end: None,
        message: format!("{} {}", subject(cx, item, path), obligations.join(", and ")),
        help: vec![format!("{}, or exclude the code with the rule's `except`", help.join(" and "))],
        rule_place: rule.meta.place,
        rule_text: "required here".into(),
    };
    let context = item_conditions::context(cx, item);
    let is_guess =
        broken.selected == Selected::Possibly || broken.breaches.iter().all(|breach| breach.verdict.is_guess);
    cx.report_item(&rule.meta, text, (item.module, context), &places, path.to_owned(), is_guess);
}

/// Returns how messages call an item.
fn subject(cx: &CheckContext<'_>, item: &CodeItem, path: &str) -> String {
    match item.outline.kind {
        OutlineKind::Impl | OutlineKind::Use | OutlineKind::ExternBlock => {
            format!("`{path}` in `{}`", cx.path(item.module))
        }
        _ => format!("`{path}`"),
    }
}

/// Returns the value of `kind` for a kind of item.
fn word(kind: OutlineKind) -> &'static str {
    match kind {
        OutlineKind::Struct => "struct",
        OutlineKind::Enum => "enum",
        OutlineKind::Union => "union",
        OutlineKind::Trait => "trait",
        OutlineKind::Impl => "impl",
        OutlineKind::Function => "fn",
        OutlineKind::Method => "method",
        OutlineKind::Const => "const",
        OutlineKind::Static => "static",
        OutlineKind::TypeAlias => "type",
        OutlineKind::Macro => "macro",
        OutlineKind::Mod => "mod",
        OutlineKind::Use => "use",
        OutlineKind::ExternBlock => "extern-block",
        OutlineKind::Field => "field",
        OutlineKind::Variant => "variant",
    }
}
