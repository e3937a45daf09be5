//! Tells why a change of an item breaks code that uses it. It works on signatures in canonical form.
//!
//! docs/contracts.md compares the reasons with the lints of `cargo-semver-checks`.

use super::model::{SurfaceItem, SurfaceKind};

/// Returns why a changed item breaks code that uses it; nothing if the change is compatible.
pub(super) fn changed(before: &SurfaceItem, after: &SurfaceItem) -> Vec<String> {
    let mut reasons = Vec::new();
    if !covers(&after.visibility, &before.visibility) {
        reasons.push(format!("its visibility was narrowed from `{}` to `{}`", before.visibility, after.visibility));
    }
    let (Some(old), Some(new)) = (&before.signature, &after.signature) else { return reasons };
    if before.kind != after.kind {
        reasons.push(format!("the {} became a {}", before.kind.noun(), after.kind.noun()));
    } else if old != new {
        signature(before.kind, old, new, &mut reasons);
    }
    reasons
}

/// Returns what a compatible change of an item changed.
pub(super) fn compatible(before: &SurfaceItem, after: &SurfaceItem) -> Vec<String> {
    let mut found = Vec::new();
    if before.visibility != after.visibility {
        found.push(format!("its visibility was widened from `{}` to `{}`", before.visibility, after.visibility));
    }
    let (Some(old), Some(new)) = (&before.signature, &after.signature) else { return found };
    let (old_parts, new_parts) = (Parts::of(old), Parts::of(new));
    let mut say = |condition: bool, text: &str| {
        if condition {
            found.push(text.to_owned());
        }
    };
    let is_of_trait = before.kind.is_of_trait();
    say(is_of_trait && !is_provided(old) && is_provided(new), "it got a default");
    say(old_parts.attributes != new_parts.attributes, "its attributes changed");
    say(old_parts.generics != new_parts.generics, "its generic parameters changed");
    say(old_parts.clause != new_parts.clause, "its `where` clause changed");
    say(!is_of_trait && old_parts.form != new_parts.form, "its fields changed");
    if old_parts.head != new_parts.head {
        found.push(format!("`{}` became `{}`", old_parts.head, new_parts.head));
    }
    found
}

/// Returns why a new item breaks code that uses what contains it. `parent` is that item before the change.
pub(super) fn added(item: &SurfaceItem, parent: Option<&SurfaceItem>) -> Vec<String> {
    let Some(parent) = parent.and_then(|parent| parent.signature.as_deref()) else { return Vec::new() };
    let signature = item.signature.as_deref().unwrap_or_default();
    let is_open = parent.contains("#[non_exhaustive]");
    let reason = match item.kind {
        kind if kind.is_of_trait() && !is_provided(signature) && !is_sealed(parent) => {
            "every implementation of the trait has to define it"
        }
        SurfaceKind::Variant if !is_open => "a `match` of the enum without a wildcard no longer covers all variants",
        SurfaceKind::Field if !is_open && !parent.ends_with(" { .. }") && !parent.ends_with("(..)") => {
            "code that creates the struct or matches all its fields lacks the field"
        }
        _ => return Vec::new(),
    };
    vec![reason.to_owned()]
}

/// Returns whether a visibility includes another one.
fn covers(wide: &str, narrow: &str) -> bool {
    let limit = |text: &str| text.strip_prefix("pub(in ").and_then(|rest| rest.strip_suffix(')')).map(str::to_owned);
    match (wide, narrow) {
        ("pub" | "", _) => true,
        (_, "pub") => false,
        ("pub(crate)", _) => true,
        (_, "pub(crate)") => false,
        _ => match (limit(wide), limit(narrow)) {
            (Some(wide), Some(narrow)) => narrow == wide || narrow.starts_with(&format!("{wide}::")),
            _ => wide == narrow,
        },
    }
}

/// Returns whether an item of a trait has a default.
fn is_provided(signature: &str) -> bool {
    signature.ends_with(" { .. }") || signature.ends_with(" = ..")
}

/// Returns whether a trait has a supertrait that is named as one that other code can't implement.
fn is_sealed(signature: &str) -> bool {
    let parts = Parts::of(signature);
    list(&parts.bounds, '+')
        .iter()
        .any(|bound| bound.rsplit("::").next() == Some("Sealed") || bound.contains("sealed::"))
}

fn signature(kind: SurfaceKind, old: &str, new: &str, reasons: &mut Vec<String>) {
    use SurfaceKind::{
        AssociatedConst, AssociatedFunction, Const, Enum, Field, Function, Generated, Impl, Macro, Method, Mod,
        Reexport, Static, Struct, Trait, TraitConst, TraitFunction, TraitMethod, TraitType, TypeAlias, Union, Variant,
    };
    let (before, after) = (Parts::of(old), Parts::of(new));
    let mut say = |condition: bool, text: &str| {
        if condition {
            reasons.push(text.to_owned());
        }
    };
    match kind {
        Function | Method | AssociatedFunction | TraitMethod | TraitFunction => {
            let is_of_trait = kind.is_of_trait();
            qualifiers(&before.head, &after.head, is_of_trait, &mut say);
            parameters(&before.parameters, &after.parameters, &mut say);
            say(before.output != after.output, "its return type changed");
            generics(&before, &after, true, is_of_trait, &mut say);
            say(is_of_trait && is_provided(old) && !is_provided(new), "it lost its default implementation");
            say(before.around != after.around, "the header of its `impl` changed");
        }
        Struct | Enum | Union => {
            attributes(&before.attributes, &after.attributes, &mut say);
            generics(&before, &after, false, false, &mut say);
            form(&before.form, &after.form, &mut say);
        }
        Trait => {
            qualifiers(&before.head, &after.head, true, &mut say);
            generics(&before, &after, false, false, &mut say);
            let (old, new) = (list(&before.bounds, '+'), list(&after.bounds, '+'));
            say(new.iter().any(|bound| !old.contains(bound)), "a supertrait was added");
            say(old.iter().any(|bound| !new.contains(bound)), "a supertrait was removed");
        }
        TypeAlias => {
            generics(&before, &after, false, false, &mut say);
            say(before.value != after.value, "it stands for another type");
        }
        TraitType => {
            say(before.bounds != after.bounds, "its bounds changed");
            say(is_provided(old) && !is_provided(new), "it lost its default");
            generics(&before, &after, true, true, &mut say);
        }
        Const | AssociatedConst | TraitConst => {
            say(before.bounds != after.bounds, "its type changed");
            say(kind == TraitConst && is_provided(old) && !is_provided(new), "it lost its default");
            say(before.around != after.around, "the header of its `impl` changed");
        }
        Static => {
            say(before.bounds != after.bounds, "its type changed");
            say(before.head != after.head, "`mut` was added or removed");
        }
        Field => say(true, "its type changed"),
        Variant => variant(&before, &after, &mut say),
        Impl => {
            let parts = [&before, &after].map(|parts| (&parts.head, &parts.parameters, &parts.value));
            say(parts[0] != parts[1], "its header changed");
            generics(&before, &after, true, false, &mut say);
        }
        Reexport => say(true, "it leads to another item"),
        Mod | Macro | Generated => {}
    }
}

fn qualifiers(old: &str, new: &str, is_of_trait: bool, say: &mut impl FnMut(bool, &str)) {
    let has = |text: &str, word: &str| text.split(' ').any(|one| one == word);
    let added = |word| !has(old, word) && has(new, word);
    let removed = |word| has(old, word) && !has(new, word);
    say(added("unsafe"), "it became `unsafe`");
    say(removed("unsafe") && is_of_trait, "it is no longer `unsafe`, so implementations must not be");
    say(removed("const"), "it is no longer `const`");
    say(added("async"), "it became `async`");
    say(removed("async"), "it is no longer `async`");
    let abi = |text: &str| text.find("extern").map(|at| text[at..].to_owned());
    say(abi(old) != abi(new), "its ABI changed");
}

fn parameters(old: &[String], new: &[String], say: &mut impl FnMut(bool, &str)) {
    let is_self = |one: Option<&String>| one.is_some_and(|one| is_receiver(one));
    let (old_self, new_self) = (is_self(old.first()), is_self(new.first()));
    say(old_self && !new_self, "its `self` parameter was removed");
    say(!old_self && new_self, "a `self` parameter was added");
    say(old_self && new_self && old.first() != new.first(), "its `self` parameter changed");
    let (old, new) = (&old[usize::from(old_self)..], &new[usize::from(new_self)..]);
    match old.len().cmp(&new.len()) {
        std::cmp::Ordering::Less => say(true, "a parameter was added"),
        std::cmp::Ordering::Greater => say(true, "a parameter was removed"),
        std::cmp::Ordering::Equal => say(old != new, "the type of a parameter changed"),
    }
}

/// Returns whether a parameter is `self` in any form.
fn is_receiver(parameter: &str) -> bool {
    parameter == "self"
        || parameter == "&self"
        || parameter.starts_with("self: ")
        || (parameter.starts_with('&') && parameter.ends_with(" self"))
}

/// Compares generic parameters and `where` clauses. `is_function` tells whether a parameter has no default; with `is_strict`,
/// every change is breaking, as for what others implement.
fn generics(before: &Parts, after: &Parts, is_function: bool, is_strict: bool, say: &mut impl FnMut(bool, &str)) {
    let (old, new) = (&before.generics, &after.generics);
    let required = |parameters: &[String]| {
        let is_free = |one: &&String| !is_function && one.contains(" = ");
        parameters.iter().filter(|one| !is_free(one)).count()
    };
    say(new.len() < old.len(), "a generic parameter was removed");
    let is_added = new.len() > old.len() && (is_function || required(new) > required(old) || old.len() > required(new));
    say(is_added, "a generic parameter was added");
    let bounds_of = |parameter: &str| {
        let head = parameter.split(" = ").next().unwrap_or(parameter);
        list(head.split_once(": ").map_or("", |(_, bounds)| bounds), '+')
    };
    let default_of = |parameter: &str| parameter.split_once(" = ").map(|(_, default)| default.to_owned());
    for (old, new) in old.iter().zip(new) {
        let (old_bounds, new_bounds) = (bounds_of(old), bounds_of(new));
        let added = new_bounds.iter().any(|bound| !old_bounds.contains(bound) && bound != "?Sized");
        let removed = old_bounds.iter().any(|bound| !new_bounds.contains(bound) && bound != "?Sized");
        // `?Sized` is the other way around: it allows more.
        let sized = old_bounds.iter().any(|one| one == "?Sized") && !new_bounds.iter().any(|one| one == "?Sized");
        say(added || sized || (is_strict && removed), "a bound of a generic parameter changed");
        let is_const = |text: &str| text.starts_with("const ");
        let is_other = is_const(old) != is_const(new)
            || old.starts_with('\'') != new.starts_with('\'')
            || (is_const(old) && old_bounds != new_bounds);
        say(is_other, "the kind of a generic parameter changed");
        say(
            default_of(old).is_some_and(|old| Some(old) != default_of(new)),
            "the default of a generic parameter changed",
        );
    }
    let (old, new) = (list(&before.clause, ','), list(&after.clause, ','));
    let only = |own: &[String], other: &[String]| -> Vec<String> {
        own.iter().filter(|one| !other.contains(one)).cloned().collect()
    };
    let (mut gone, mut fresh) = (only(&old, &new), only(&new, &old));
    let subject = |predicate: &str| predicate.split_once(": ").map(|(subject, _)| subject.to_owned());
    gone.retain(|one| {
        let replaced = fresh.iter().position(|other| subject(other) == subject(one));
        let Some(other) = replaced.map(|at| fresh.remove(at)) else { return true };
        let bounds = |text: &str| list(text.split_once(": ").map_or("", |(_, bounds)| bounds), '+');
        let is_weaker = bounds(&other).iter().all(|bound| bounds(one).contains(bound));
        say(is_strict || !is_weaker, &format!("the bound `{one}` changed to `{other}`"));
        false
    });
    say(!fresh.is_empty(), "a `where` clause was added");
    say(is_strict && !gone.is_empty(), "a `where` clause was removed");
}

fn attributes(old: &[String], new: &[String], say: &mut impl FnMut(bool, &str)) {
    let has = |all: &[String], one: &str| all.iter().any(|other| other == one);
    say(!has(old, "non_exhaustive") && has(new, "non_exhaustive"), "it became `#[non_exhaustive]`");
    let repr = |all: &[String]| -> Vec<String> {
        let inner = all.iter().filter_map(|one| one.strip_prefix("repr(")?.strip_suffix(')').map(str::to_owned));
        inner.flat_map(|inner| list(&inner, ',')).collect()
    };
    let (old, new) = (repr(old), repr(new));
    say(old.iter().any(|one| !new.contains(one)), "its `#[repr(…)]` changed");
    let limits = |one: &&String| one.starts_with("packed") || one.starts_with("align");
    say(new.iter().filter(limits).any(|one| !old.contains(one)), "its layout became packed or aligned");
}

fn form(old: &str, new: &str, say: &mut impl FnMut(bool, &str)) {
    let is_closed = |form: &str| form == " { .. }" || form == "(..)";
    if old == new || (is_closed(old) && is_closed(new)) {
        return;
    }
    match (old, new) {
        (" {}", " { .. }") | ("()", "(..)") => {
            say(true, "a private field was added, so other code can neither create it nor match all its fields");
        }
        (" { .. }", " {}") | ("(..)", "()") => {}
        (old, _) if is_closed(old) => {}
        _ => say(true, "it is another form of struct"),
    }
}

fn variant(before: &Parts, after: &Parts, say: &mut impl FnMut(bool, &str)) {
    let is_open = |parts: &Parts| parts.attributes.iter().any(|one| one == "non_exhaustive");
    say(!is_open(before) && is_open(after), "it became `#[non_exhaustive]`");
    let fields = |parts: &Parts| {
        let inner = parts.form.trim().trim_start_matches('{').trim_end_matches('}').trim().to_owned();
        list(&inner, ',')
    };
    if before.form != after.form || before.parameters != after.parameters {
        let is_struct = |parts: &Parts| parts.form.starts_with(" {");
        let only_adds = is_open(before)
            && is_struct(before)
            && is_struct(after)
            && fields(before).iter().all(|field| fields(after).contains(field));
        say(!only_adds, "its fields changed");
    }
}

/// The parts of a signature.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// The attributes, without `#[…]`.
    attributes: Vec<String>,
    /// The words before the name, such as `unsafe fn`. For an `impl`, `impl` with its qualifiers.
    head: String,
    generics: Vec<String>,
    parameters: Vec<String>,
    output: String,
    /// What is behind a `:`: bounds or a type.
    bounds: String,
    /// What is behind a `=`; for an `impl`, the trait and the type.
    value: String,
    clause: String,
    /// The form of a struct or variant: ` {}`, ` { .. }`, `()`, `(..)`, or nothing.
    form: String,
    /// For a function in an `impl` with generic parameters: the header of the `impl`.
    around: String,
}

impl Parts {
    /// Splits a signature.
    pub(super) fn of(signature: &str) -> Self {
        let mut parts = Self::default();
        let mut rest = signature;
        while let Some((attribute, after)) = rest.strip_prefix("#[").and_then(|inner| inner.split_once("] ")) {
            parts.attributes.push(attribute.to_owned());
            rest = after;
        }
        if let Some((own, around)) = rest.split_once(" in impl") {
            parts.around = around.into();
            rest = own;
        }
        for form in [" { .. }", " {}", "(..)"] {
            if let Some(before) = rest.strip_suffix(form) {
                parts.form = form.into();
                rest = before;
            }
        }
        if let Some(before) = rest.strip_suffix(" = ..") {
            rest = before;
        }
        let is_function = top(rest, "(").is_some_and(|paren| rest[..paren].split(' ').any(|word| word == "fn"));
        let is_struct = rest.starts_with("struct ");
        if is_struct && let Some(before) = rest.strip_suffix("()") {
            parts.form = "()".into();
            rest = before;
        }
        if let Some(at) = top(rest, " where ") {
            parts.clause = rest[at + " where ".len()..].into();
            rest = &rest[..at];
        }
        if is_function {
            if let Some(at) = top(rest, " -> ") {
                parts.output = rest[at + " -> ".len()..].into();
                rest = &rest[..at];
            }
            if let Some(at) = top(rest, "(") {
                parts.parameters = list(rest[at + 1..].strip_suffix(')').unwrap_or_default(), ',');
                rest = &rest[..at];
            }
        } else if let Some(at) = rest.find("impl").filter(|at| matches!(&rest[..*at], "" | "unsafe ")) {
            let end = at + "impl".len();
            parts.head = rest[..end].into();
            let after = &rest[end..];
            let inner = after.strip_prefix('<').and_then(|inner| Some((inner, top(inner, ">")?)));
            match inner {
                Some((inner, close)) => {
                    parts.generics = list(&inner[..close], ',');
                    parts.value = inner[close + 1..].trim().into();
                }
                None => parts.value = after.trim().into(),
            }
            return parts;
        } else {
            if let Some(at) = top(rest, " = ") {
                parts.value = rest[at + " = ".len()..].into();
                rest = &rest[..at];
            }
            if let Some(at) = top(rest, ": ") {
                parts.bounds = rest[at + ": ".len()..].into();
                rest = &rest[..at];
            }
            // A variant.
            if let Some(at) = top(rest, "(").or_else(|| top(rest, " {")) {
                parts.form += &rest[at..];
                rest = &rest[..at];
            }
        }
        if let Some(at) = rest.find('<') {
            parts.generics = list(rest[at + 1..].strip_suffix('>').unwrap_or_default(), ',');
            rest = &rest[..at];
        }
        parts.head = rest.rsplit_once(' ').map_or("", |(head, _)| head).into();
        parts
    }
}

/// Returns where a text first occurs outside brackets of any kind.
fn top(text: &str, wanted: &str) -> Option<usize> {
    let mut depth = 0_i32;
    let mut before = ' ';
    for (at, char) in text.char_indices() {
        if depth == 0 && text[at..].starts_with(wanted) {
            return Some(at);
        }
        match char {
            '<' | '(' | '[' | '{' => depth += 1,
            '>' if before == '-' || before == '=' => {}
            '>' | ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        before = char;
    }
    None
}

/// Splits a text at a separator outside brackets.
fn list(text: &str, separator: char) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut buffer = [0; 4];
    while let Some(at) = top(rest, separator.encode_utf8(&mut buffer)) {
        parts.push(rest[..at].trim().to_owned());
        rest = &rest[at + separator.len_utf8()..];
    }
    if !rest.trim().is_empty() {
        parts.push(rest.trim().to_owned());
    }
    parts
}
