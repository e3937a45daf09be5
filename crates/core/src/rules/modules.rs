//! Reads `[modules]` and `[discover]`: which code each module owns, and what it exposes and may depend on. It knows
//! neither layers nor rules.
//!
//! Each step needs the one before: claims on code, ownership, tags and interfaces, references to other modules.

use super::{
    code::Codebase,
    coverage::{covers_something, report_no_match},
    document::{self, Document},
    items,
    matching::Binding,
    meta,
    model::{Allowed, AllowedPart, Contract, Meaning, Meta, Module, ModuleId, Placed, Selector},
    names::Names,
    ownership::{self, Claim},
    pattern::{self, InterfacePart, Pattern},
    scope::{Nested, Scope},
    table::{Problems, Text},
};
use crate::{
    codes::Code,
    graph::{Context, RustModuleId},
    source::Place,
};
use std::{borrow::Cow, collections::BTreeMap};

/// More letters than a glob of crates has: a name or directory without wildcards is more specific than any glob.
const EXACT: usize = 1 << 20;

/// A claim of a module on code, with its place.
#[derive(Debug)]
struct Owned {
    module: usize,
    meaning: Meaning,
    letters: usize,
    /// The claimed Rust module, if `[discover]` found it.
    root: Option<RustModuleId>,
    text: String,
    place: Place,
}

/// A module before ownership is resolved.
#[derive(Debug)]
struct Draft<'d> {
    name: String,
    written: Option<&'d document::Module>,
    place: Place,
}

/// Whether it is clear which module owns which code.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// It is clear.
    Sound,
    /// A claim is invalid, or two claims tie.
    Broken,
}

/// Reads all modules, and adds their names and owners to `names`.
pub(super) fn read(document: &Document, names: &mut Names<'_>, problems: &mut Problems) -> (Vec<Module>, Trust) {
    let before = problems.found.len();
    let (drafts, claims) = claim(document, names, problems);
    let owners = settle(&drafts, &claims, names, problems);
    // A pattern that matches nothing does not affect ownership.
    let broken = problems.found[before..].iter().any(|problem| problem.code != Code::MatchesNothing);
    names.code.owners = Cow::Owned(owners);
    if !broken {
        report_without_code(&drafts, &claims, &names.code, problems);
    }
    for (index, draft) in drafts.iter().enumerate() {
        for tag in draft.written.iter().flat_map(|written| &written.tags) {
            let tagged = names.tags.entry(tag.value.clone()).or_default();
            if tagged.last() != Some(&ModuleId(index as u32)) {
                tagged.push(ModuleId(index as u32));
            }
        }
    }
    let owner = |draft: &Draft<'_>| Some(draft.written?.meta.owner.as_ref()?.value.clone());
    names.module_owners = Some(drafts.iter().map(owner).collect());
    let roots = roots(&names.code, drafts.len());
    let mut modules: Vec<Module> = (0u32..)
        .zip(drafts.iter().zip(roots))
        .map(|(index, (draft, roots))| surface(ModuleId(index), draft, roots, document, names, problems))
        .collect();
    for (index, module) in modules.iter().enumerate() {
        let meanings = |selectors: &Placed<Vec<Selector>>| selectors.value.iter().map(|s| s.meaning.clone()).collect();
        let interfaces = module.interfaces.iter().map(|(name, held)| (name.clone(), meanings(held))).collect();
        names.interfaces.insert(ModuleId(index as u32), interfaces);
    }
    for (draft, module) in drafts.iter().zip(&mut modules) {
        let Some(written) = draft.written else { continue };
        module.depends_on =
            sound(written.depends_on.as_ref(), problems, |entry, problems| allowed(entry, names, problems));
        module.visible_to =
            sound(written.visible_to.as_ref(), problems, |text, problems| names.selector(text, problems));
    }
    (modules, if broken { Trust::Broken } else { Trust::Sound })
}

/// Reads a list. Returns `None` if an entry is invalid, since a partial list would mean something else.
fn sound<E, T>(
    listed: Option<&document::Listed<E>>,
    problems: &mut Problems,
    mut read: impl FnMut(&E, &mut Problems) -> Option<T>,
) -> Option<Placed<Vec<T>>> {
    let listed = listed?;
    let place = problems.place(listed.key.clone());
    let value: Vec<_> = listed.entries.iter().filter_map(|entry| read(entry, problems)).collect();
    (value.len() == listed.entries.len() && !listed.broken).then_some(Placed { value, place })
}

/// Collects the modules and their claims: first the written ones, then those of `[discover]`.
fn claim<'d>(document: &'d Document, names: &mut Names<'_>, problems: &mut Problems) -> (Vec<Draft<'d>>, Vec<Owned>) {
    let mut drafts = Vec::new();
    let mut claims = Vec::new();
    let mut without_code = Vec::new();
    for written in &document.modules {
        let index = drafts.len();
        let id = &written.meta.id;
        let place = problems.place(id.span.clone());
        report_unspellable(written, problems);
        drafts.push(Draft { name: id.value.clone(), written: Some(written), place });
        names.modules.insert(id.value.clone(), ModuleId(index as u32));
        if written.paths.is_none() && written.crates.is_none() {
            without_code.push(index);
        }
        for text in written.paths.iter().flatten() {
            let Some(pattern) = names.pattern(text, problems) else { continue };
            if no_match(&pattern, text, &names.code, problems) {
                continue;
            }
            let matches = |id: &RustModuleId| names.code.matches(&pattern, *id, &Binding::new());
            let covered = names.code.graph.modules().map(|(id, _)| id).filter(matches);
            if !names.is_limited_to_member(text, covered, problems) {
                continue;
            }
            claims.push(owned(index, Meaning::Code(pattern), text, problems));
        }
        for text in written.crates.iter().flatten() {
            let Some(packages) = names.packages(text, &text.value, problems) else { continue };
            if packages.is_empty() {
                let message = format!("`{}` matches no package", text.value);
                problems.report(Code::MatchesNothing, text.span.clone(), message);
            }
            let covered = names.code.graph.modules().map(|(id, _)| id);
            if !names.is_limited_to_member(
                text,
                covered.filter(|id| packages.contains(&names.code.package(*id))),
                problems,
            ) {
                continue;
            }
            claims.push(owned(index, Meaning::Crates(packages), text, problems));
        }
    }
    let found = discover(document, &claims, names, problems);
    let shorts = short_names(&found, names);
    for (root, text) in found {
        let path = names.code.graph.module(root).path.clone();
        let short = shorts.get(&root).cloned();
        // A written module without code adds keys to a discovered one.
        let same = without_code.iter().position(|index| {
            let name = &drafts[*index].name;
            *name == path || path.rsplit("::").next() == Some(name) && short.as_ref() == Some(name)
        });
        let place = problems.place(text.span.clone());
        let index = if let Some(at) = same {
            without_code.swap_remove(at)
        } else {
            drafts.push(Draft { name: path.clone(), written: None, place });
            drafts.len() - 1
        };
        names.modules.entry(path.clone()).or_insert(ModuleId(index as u32));
        if let Some(short) = short {
            names.modules.entry(short).or_insert(ModuleId(index as u32));
        }
        claims.push(Owned {
            module: index,
            letters: 0,
            root: Some(root),
            text: path,
            place,
            meaning: Meaning::Code(names.code.pattern_of(root)),
        });
    }
    without_code.sort_unstable();
    for index in without_code {
        let name = drafts[index].name.clone();
        let message = format!("module `{name}` has neither `paths` nor `crates`, and `[discover]` does not find it");
        problems.report_at(Code::WrongType, drafts[index].place, message);
    }
    (drafts, claims)
}

/// Reports the names of a module, its tags and its interfaces that no selector can spell.
fn report_unspellable(written: &document::Module, problems: &mut Problems) {
    let module = [(&written.meta.id, pattern::path_name(&written.meta.id.value, 0, "a module"))];
    let tags = written.tags.iter().map(|tag| (tag, pattern::name(&tag.value, 0, "a tag")));
    let interfaces = written.interfaces.iter().map(|(name, _)| (name, pattern::name(&name.value, 0, "an interface")));
    for (text, result) in module.into_iter().chain(tags).chain(interfaces) {
        if let Err(error) = result {
            let message = format!("`{}`: {}", text.value, error.message);
            problems.report(Code::BadPattern, text.span.clone(), message);
        }
    }
}

fn owned(module: usize, meaning: Meaning, text: &Text, problems: &Problems) -> Owned {
    let letters = text.value.chars().filter(|char| char.is_alphanumeric()).count();
    let is_exact = !text.value.contains(['*', '?', '[', '{']);
    let letters = if is_exact { letters.saturating_add(EXACT) } else { letters };
    Owned { module, meaning, letters, root: None, text: text.value.clone(), place: problems.place(text.span.clone()) }
}

/// Returns whether a pattern matches no Rust module, and reports it.
fn no_match(pattern: &Pattern, text: &Text, code: &Codebase<'_>, problems: &mut Problems) -> bool {
    let none = !code.graph.modules().any(|(id, _)| code.matches(pattern, id, &Binding::new()));
    if none {
        report_no_match(text, code, problems);
    }
    none && !problems.keeps_unmatched()
}

/// Returns the Rust modules that `[discover]` finds and no written module claims exactly.
fn discover<'d>(
    document: &'d Document,
    claims: &[Owned],
    names: &Names<'_>,
    problems: &mut Problems,
) -> Vec<(RustModuleId, &'d Text)> {
    let code = &names.code;
    let free = Binding::new();
    let claimed = |id| {
        claims.iter().any(|claim| matches!(&claim.meaning, Meaning::Code(pattern) if code.matches(pattern, id, &free)))
    };
    let mut found = BTreeMap::new();
    for text in &document.discover {
        let Some(pattern) = names.pattern(text, problems) else { continue };
        if no_match(&pattern, text, code, problems) {
            continue;
        }
        for (id, module) in code.graph.modules() {
            if module.context == Context::Production && code.matches(&pattern, id, &free) && !claimed(id) {
                found.entry(id).or_insert(text);
            }
        }
    }
    found.into_iter().collect()
}

/// Returns the last segments of discovered modules, if they are unique.
fn short_names(found: &[(RustModuleId, &Text)], names: &Names<'_>) -> BTreeMap<RustModuleId, String> {
    let mut by_name: BTreeMap<&str, Vec<RustModuleId>> = BTreeMap::new();
    for (root, _) in found {
        by_name.entry(names.code.segments(*root).last().copied().unwrap_or_default()).or_default().push(*root);
    }
    let unique = by_name.into_iter().filter(|(_, roots)| roots.len() == 1);
    unique.map(|(name, roots)| (roots[0], name.to_owned())).collect()
}

/// Returns the owner of each Rust module, and reports ties.
fn settle(drafts: &[Draft<'_>], claims: &[Owned], names: &Names<'_>, problems: &mut Problems) -> Vec<Option<ModuleId>> {
    let rivals: Vec<_> = claims
        .iter()
        .map(|claim| Claim { meaning: &claim.meaning, letters: claim.letters, owner: claim.module, root: claim.root })
        .collect();
    let settled = ownership::settle(&rivals, &names.code);
    for ((first, second), root) in settled.ties {
        let (first, second) = (&claims[first], &claims[second]);
        let message = format!(
            "`{}` of module `{}` and `{}` of module `{}` both match `{}`",
            second.text,
            drafts[second.module].name,
            first.text,
            drafts[first.module].name,
            names.code.graph.module(root).path
        );
        let diagnostic = problems.report_at(Code::DuplicateName, second.place, message);
        *diagnostic = diagnostic
            .clone()
            .related(first.place, "equally specific")
            .help("make one of the patterns more specific: the deeper one wins, then the one with fewer wildcards");
    }
    settled.claims.into_iter().map(|claim| claim.map(|claim| ModuleId(claims[claim].module as u32))).collect()
}

/// Reports the written modules whose patterns match code, all of which other modules own.
fn report_without_code(drafts: &[Draft<'_>], claims: &[Owned], code: &Codebase<'_>, problems: &mut Problems) {
    let mut has_code = vec![false; drafts.len()];
    for owner in code.owners.iter().flatten() {
        has_code[owner.0 as usize] = true;
    }
    for (index, draft) in drafts.iter().enumerate().filter(|(index, _)| !has_code[*index]) {
        let Some(written) = draft.written else { continue };
        let own: Vec<&Owned> = claims.iter().filter(|claim| claim.module == index).collect();
        let listed = written.paths.iter().chain(&written.crates).map(Vec::len).sum::<usize>();
        // What matches nothing is reported already, and so is a module without `paths` and `crates`.
        if own.len() < listed || (written.paths.is_none() && written.crates.is_none()) {
            continue;
        }
        let winner = own.iter().find_map(|claim| {
            let scope = Scope::of(&claim.meaning, code);
            let mut ids = code.graph.modules().map(|(id, _)| id);
            let id = ids.find(|id| scope.find(code, *id, &Binding::new(), Nested::Deepest).is_some())?;
            code.owner(id)
        });
        let message = format!("module `{}` holds no code", draft.name);
        let diagnostic = problems.report_unmatched(Code::MatchesNothing, written.meta.id.span.clone(), message);
        diagnostic.help.push(match winner {
            Some(winner) => format!(
                "the code that it matches belongs to module `{}`: make its patterns more specific, or remove the module",
                drafts[winner.0 as usize].name
            ),
            None => "list its code in `paths` or `crates`, or remove the module".into(),
        });
    }
}

/// Returns the topmost Rust modules that each module owns.
fn roots(code: &Codebase<'_>, modules: usize) -> Vec<Vec<RustModuleId>> {
    let mut roots = vec![Vec::new(); modules];
    for (id, module) in code.graph.modules() {
        let above = module.parent.and_then(|parent| code.owner(parent));
        if let Some(owner) = code.owner(id).filter(|owner| above != Some(*owner)) {
            roots[owner.0 as usize].push(id);
        }
    }
    roots
}

/// Reads the keys of a module that do not refer to other modules.
fn surface(
    own: ModuleId,
    draft: &Draft<'_>,
    roots: Vec<RustModuleId>,
    document: &Document,
    names: &Names<'_>,
    problems: &mut Problems,
) -> Module {
    let written = draft.written;
    let open = written.and_then(|written| written.open.clone());
    let listed = written.and_then(|written| written.exposes.as_ref());
    if let (Some(open), Some(listed)) = (&open, listed) {
        let place = problems.place(listed.key.clone());
        let message = format!("module `{}` must not have both `open` and `exposes`", draft.name);
        problems
            .report(Code::WrongValue, open.clone(), message)
            .related
            .push(crate::diagnostic::Label { place, text: "restricts what others may use".into() });
    }
    let mut selectors =
        |listed| sound(Some(listed), problems, |text, problems| shown(&draft.name, own, text, names, problems));
    let interfaces = written
        .iter()
        .flat_map(|written| &written.interfaces)
        .filter_map(|(name, listed)| Some((name.value.clone(), selectors(listed)?)))
        .collect();
    let exposes = listed.and_then(&mut selectors);
    let contract = written.and_then(|written| contract(written, problems));
    let exposes = exposes.or_else(|| {
        let key = document.default_root.clone().filter(|_| open.is_none() && listed.is_none())?;
        let place = problems.place(key);
        let root = |root: &RustModuleId| {
            let pattern = Pattern { exact: true, ..names.code.pattern_of(*root) };
            let text = names.code.graph.module(*root).path.clone();
            Selector { text, place, meaning: Meaning::Code(pattern) }
        };
        Some(Placed { value: roots.iter().map(root).collect(), place })
    });
    Module {
        name: draft.name.clone(),
        meta: written.map_or_else(
            || Meta {
                id: format!("modules.{}", draft.name),
                place: draft.place,
                severity: None,
                reason: None,
                adr: None,
                owner: None,
                review_by: None,
            },
            |written| Meta { id: format!("modules.{}", draft.name), ..meta::read(&written.meta, names, problems) },
        ),
        discovered: written.is_none(),
        roots,
        depends_on: None,
        exposes,
        interfaces,
        visible_to: None,
        tags: written.iter().flat_map(|written| &written.tags).map(|tag| tag.value.clone()).collect(),
        facade: written.is_some_and(|written| written.facade),
        contract,
    }
}

/// Reads `contract`, whose interfaces must be those of the module.
fn contract(written: &document::Module, problems: &mut Problems) -> Option<Placed<Contract>> {
    let (key, contract) = written.contract.as_ref()?;
    let place = problems.place(key.clone());
    let document::Contract::Interfaces(names) = contract else { return Some(Placed { value: Contract::Whole, place }) };
    let known = || written.interfaces.iter().map(|(name, _)| name.value.as_str());
    for name in names.iter().filter(|name| !known().any(|other| other == name.value)) {
        let message = format!("there is no interface `{}` in this module", name.value);
        let help = super::suggest::sentence(&name.value, known());
        problems.report(Code::UnknownName, name.span.clone(), message).help.extend(help);
    }
    let is_known = |name: &&Text| known().any(|other| other == name.value);
    let locked: Vec<String> = names.iter().filter(is_known).map(|name| name.value.clone()).collect();
    // Without any of them, nothing is locked, and there is nothing to record.
    let is_unknown = locked.is_empty() && !names.is_empty();
    (!is_unknown).then_some(Placed { value: Contract::Interfaces(locked), place })
}

/// Reads an entry of `exposes` or of an interface. It must match code of the module.
fn shown(module: &str, own: ModuleId, text: &Text, names: &Names<'_>, problems: &mut Problems) -> Option<Selector> {
    let pattern = names.pattern(text, problems)?;
    let code = &names.code;
    let free = Binding::new();
    let covers =
        |id: RustModuleId| code.upward(id).any(|at| (!pattern.exact || at == id) && code.matches(&pattern, at, &free));
    let owned = |id: &RustModuleId| code.owner(*id) == Some(own);
    let mut ids = code.graph.modules().map(|(id, _)| id).filter(owned);
    if !ids.any(covers) && !items::is_held(&pattern, code, |id| owned(&id), |_, _| true) {
        if covers_something(&Meaning::Code(pattern.clone()), code) {
            let message = format!("`{}` matches no code of module `{module}`", text.value);
            problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message);
        } else {
            report_no_match(text, code, problems);
        }
        if !problems.keeps_unmatched() {
            return None;
        }
    }
    Some(Selector {
        text: text.value.clone(),
        place: problems.place(text.span.clone()),
        meaning: Meaning::Code(pattern),
    })
}

/// Reads an entry of `depends-on`.
fn allowed(entry: &document::Allowed, names: &Names<'_>, problems: &mut Problems) -> Option<Allowed> {
    let text = &entry.to;
    let written = text.value.strip_prefix("module:");
    let at = text.value.len() - written.unwrap_or(&text.value).len();
    let (name, part) = match pattern::module(written.unwrap_or(&text.value), at) {
        Ok(read) => read,
        Err(error) => {
            problems.bad_pattern(text, error);
            return None;
        }
    };
    let module = names.module(&name, text, problems)?;
    let known = names.interfaces.get(&module);
    let part = match part {
        None => AllowedPart::Exposed,
        Some(InterfacePart::Every) => AllowedPart::Interfaces,
        Some(InterfacePart::One(name)) => {
            if !known.is_some_and(|known| known.contains_key(&name)) {
                let message = format!("there is no interface `{name}` in this module");
                let help = known.and_then(|known| super::suggest::sentence(&name, known.keys().map(String::as_str)));
                problems.report(Code::UnknownName, text.span.clone(), message).help.extend(help);
                return None;
            }
            AllowedPart::Interface(name)
        }
    };
    Some(Allowed {
        text: text.value.clone(),
        place: problems.place(text.span.clone()),
        module,
        part,
        deprecated: entry.deprecated.clone(),
    })
}
