//! Macro calls in every position: they are expanded once their macro is known. If nobody can know it, their arguments are read
//! as items where the call may declare some. The depth and the total cost of expansions are bounded here; `syntax::macros` bounds each one.

use super::{Driver, PendingCall};
use crate::{
    cfg::Cfg,
    codes::Code,
    diagnostic::{Diagnostic, Severity},
    resolve::{
        def_map::{Def, DefKind, GeneratorClass, ImportTarget},
        ids::{ItemId, TextualScopeId},
        query::{PathContext, prelude},
        resolution::{Res, ResCertainty},
        speculation::{self, Expansion, ExpansionKey, KnownCall},
    },
    syntax::{self, Anchor, CfgBranch, Position, Spaces, Tokens},
    workspace::CrateId,
};
use std::sync::Arc;

/// How deeply macros may expand into macro calls if the crate does not say: the default `recursion_limit` of rustc.
const DEFAULT_RECURSION_LIMIT: u32 = 128;

/// The largest `recursion_limit` of a crate that counts.
const MAX_RECURSION_LIMIT: u32 = 4096;

/// What the expansions of calls in expansions may cost for one crate, in tokens. Calls that multiply at each level would otherwise
/// run for long before they reach the maximum depth. Macros that go through many arguments step by step need a half of it.
const BUDGET: usize = 1 << 24;

/// What an expansion costs beside its tokens.
const BASE_COST: usize = 64;

/// Calls of known macros.
impl Driver<'_> {
    /// Whether a call in code can mean a macro of the workspace.
    pub(super) fn may_be_expanded(&mut self, call: &PendingCall) -> bool {
        let name = self.last_name(call);
        let can_be_elsewhere = matches!(name, "cfg_if" | "cfg_select" | "include") || !prelude::is_in_prelude(name);
        can_be_elsewhere || !self.textual_macros(call).is_empty()
    }

    /// Returns the macros in textual scope that a call means.
    fn textual_macros(&mut self, call: &PendingCall) -> Vec<(ItemId, Cfg)> {
        let path = self.defs.path(call.path);
        let ([name], Anchor::Plain) = (&*path.segments, path.anchor) else { return Vec::new() };
        let name = *name;
        self.resolver().textual_macros(call.textual_scope, name, call.cfg)
    }

    /// Expands a call whose macro is in textual scope. Returns the last node of textual macros after the call; none if its
    /// macro is not known.
    pub(super) fn expand_textual(&mut self, call: &PendingCall) -> Option<TextualScopeId> {
        let macros = self.textual_macros(call);
        self.expand_with(call, macros)
    }

    /// Expands a call of some macros, each under a condition. Returns the last node of textual macros after the call; none
    /// without macros.
    fn expand_with(&mut self, call: &PendingCall, macros: Vec<(ItemId, Cfg)>) -> Option<TextualScopeId> {
        if macros.is_empty() {
            return None;
        }
        let mut last = call.textual_scope;
        for (item, cfg) in macros {
            last = self.expand(call, item, cfg, last);
        }
        Some(last)
    }

    /// Expands a call `$crate::name!(…)` whose macro is declared in the root of a crate, or is imported there by an import that is
    /// resolved. No other import can change what that means, so the call need not wait for them: macros that pass their arguments
    /// from rule to rule would take a round of the driver for each.
    /// Returns the last node of textual macros after the call; none if the macro is not known to be the only one.
    pub(super) fn expand_exported(&mut self, call: &PendingCall) -> Option<TextualScopeId> {
        let path = self.defs.path(call.path);
        let ([name], Anchor::DollarCrate(krate)) = (&*path.segments, path.anchor) else { return None };
        let entries = self.defs.scope(self.defs.root(CrateId(krate))).entries.get(name)?;
        let (item, cfg) = entries.iter().find_map(|entry| {
            let (item, cfg) = match entry.def {
                Def::Item(item) => (item, entry.cfg),
                Def::Import(id) => match *self.defs.import(id).targets() {
                    [ImportTarget { res: Res::Item(item), cfg, certainty: ResCertainty::Certain, .. }] => (item, cfg),
                    _ => return None,
                },
                Def::Module(_) => return None,
            };
            matches!(self.defs.def_kind(item), DefKind::Macro(_)).then_some((item, cfg))
        })?;
        if !self.queries.cfgs.implies(call.cfg, cfg) {
            return None;
        }
        Some(self.expand(call, item, call.cfg, call.textual_scope))
    }

    /// Expands a call of a macro of the workspace and declares what it expands to. Returns the last node of textual macros
    /// after the call.
    fn expand(&mut self, call: &PendingCall, item: ItemId, cfg: Cfg, textual_scope: TextualScopeId) -> TextualScopeId {
        let DefKind::Macro(index) = self.defs.def_kind(item) else { return textual_scope };
        if let Some(why) = self.exceeded(call) {
            self.report_bound(call, &self.macro_name(item), &why);
            return textual_scope;
        }
        let macro_ = &self.macros[index as usize];
        let Ok(definition) = &*macro_.compiled else {
            self.read_unexpanded(call, cfg);
            return textual_scope;
        };
        let edition = self.defs.edition(call.krate);
        let key = ExpansionKey::new(macro_.definition, macro_.krate, &call.arguments, edition);
        let expansion = self.speculation.get(key).cloned().unwrap_or_else(|| {
            speculation::expand(definition, macro_.krate, &call.arguments, call.position, &self.generics(call), edition)
        });
        match expansion {
            Expansion::Facts(facts, tokens) => {
                self.spend(call, tokens);
                return self.instantiate_call(call, &facts, cfg, textual_scope);
            }
            Expansion::TooLarge => {
                self.report_bound(call, &self.macro_name(item), "it expands into more tokens than archcheck accepts");
                return textual_scope;
            }
            Expansion::Unreadable(tokens) => {
                self.spend(call, tokens);
            }
            Expansion::NoMatch => {}
        }
        if !call.position.is_code() {
            self.read_unexpanded(call, cfg);
        }
        textual_scope
    }

    /// Returns the names of the generic parameters around a call.
    fn generics(&self, call: &PendingCall) -> Vec<&str> {
        call.generics.iter().map(|symbol| self.defs.text(*symbol)).collect()
    }

    fn macro_name(&self, item: ItemId) -> String {
        self.defs.item(item).map_or_else(String::new, |item| self.defs.text(item.name).to_owned())
    }

    /// Raises how deeply macros may expand in a crate to the `recursion_limit` of its root file.
    pub(super) fn set_recursion_limit(&mut self, krate: CrateId, limit: Option<u32>) {
        if let Some(limit) = limit {
            self.max_depths.insert(krate, limit.clamp(DEFAULT_RECURSION_LIMIT, MAX_RECURSION_LIMIT));
        }
    }

    /// Returns how deeply macros may expand into macro calls in a crate.
    pub(super) fn max_depth(&self, krate: CrateId) -> u32 {
        self.max_depths.get(&krate).copied().unwrap_or(DEFAULT_RECURSION_LIMIT)
    }

    /// Returns which bound a call exceeds, if it exceeds one.
    fn exceeded(&self, call: &PendingCall) -> Option<String> {
        let max_depth = self.max_depth(call.krate);
        if call.depth >= max_depth {
            return Some(format!("it expands into calls more than {max_depth} levels deep"));
        }
        (!self.has_budget(call)).then(|| "it expands into more nested calls than archcheck accepts".to_owned())
    }

    /// Whether anything is left of the budget of a crate for a call in an expansion.
    pub(super) fn has_budget(&self, call: &PendingCall) -> bool {
        call.depth == 0 || self.spent.get(&call.krate).is_none_or(|spent| *spent < BUDGET)
    }

    /// Counts the expansion of a call in an expansion against the budget of its crate.
    fn spend(&mut self, call: &PendingCall, tokens: usize) {
        if call.depth > 0 {
            *self.spent.entry(call.krate).or_default() += tokens + BASE_COST;
        }
    }

    /// Reports that a call is not expanded to its end; once for each place and reason, since such calls multiply.
    pub(super) fn report_bound(&mut self, call: &PendingCall, name: &str, why: &str) {
        self.defs.add_generator(call.scope, GeneratorClass::Macro);
        let message = format!("the macro `{name}` can't be expanded: {why}");
        if self.bounds.insert((call.place, call.is_argument, message.clone())) {
            let mut diagnostic = Diagnostic::new(Code::ExpansionBound, message).at(call.place, "");
            if call.is_argument {
                // The outer macro may change or drop this call.
                diagnostic.severity = Severity::Note;
                diagnostic.notes.push("it is an argument of another macro, which may change it or leave it out".into());
            } else {
                diagnostic.help.push(Code::ExpansionBound.info().fix.into());
            }
            self.diagnostics.push(diagnostic);
        }
    }

    /// Expands the calls whose macro is known by now. With `is_last_resort`, also reads the arguments of all others.
    /// Returns whether anything new was declared.
    pub(super) fn expand_calls(&mut self, is_last_resort: bool) -> bool {
        let mut has_new = false;
        let calls = std::mem::take(&mut self.calls);
        if is_last_resort {
            self.read_arguments(&calls);
        }
        for call in calls {
            let known = self.expand_textual(&call).or_else(|| self.expand_by_path(&call));
            let last = known.or_else(|| self.expand_pasted(&call));
            if let Some(last) = last {
                if let Some(hole) = call.hole {
                    self.defs.fill_hole(hole, last);
                }
                has_new = true;
            } else if is_last_resort {
                has_new |= self.read_unexpanded(&call, call.cfg);
            } else {
                self.calls.push(call);
            }
        }
        has_new
    }

    /// Expands the calls that stand for expressions, patterns or types, and those in their expansions. Returns whether there
    /// were any; then imports in the expansions may lead to the macros of those that are left.
    pub(super) fn expand_code_calls(&mut self) -> bool {
        let mut left = Vec::new();
        let mut has_new = false;
        while !self.code_calls.is_empty() {
            let calls = std::mem::take(&mut self.code_calls);
            let with_macros = |call: PendingCall| {
                let macros = self.macros(&call);
                (call, macros)
            };
            let calls: Vec<(PendingCall, Vec<(ItemId, Cfg)>)> = calls.into_iter().map(with_macros).collect();
            self.expand_ahead(&calls);
            for (call, macros) in calls {
                if self.expand_with(&call, macros).or_else(|| self.expand_pasted(&call)).is_some() {
                    has_new = true;
                } else {
                    left.push(call);
                }
            }
        }
        if has_new {
            self.code_calls = left;
        }
        has_new
    }

    /// Expands calls on all cores, each with the macros that it means.
    fn expand_ahead(&mut self, calls: &[(PendingCall, Vec<(ItemId, Cfg)>)]) {
        let bounded = calls.iter().filter(|(call, _)| call.depth < self.max_depth(call.krate) && self.has_budget(call));
        let bounded: Vec<&(PendingCall, Vec<(ItemId, Cfg)>)> = bounded.collect();
        let Self { defs, macros: data, speculation, .. } = self;
        let calls = bounded.into_iter().flat_map(|(call, macros)| macros.iter().map(move |(item, _)| (call, *item)));
        let calls = calls.filter_map(|(call, item)| {
            let DefKind::Macro(index) = defs.def_kind(item) else { return None };
            let macro_ = &data[index as usize];
            let edition = defs.edition(call.krate);
            Some(KnownCall {
                key: ExpansionKey::new(macro_.definition, macro_.krate, &call.arguments, edition),
                compiled: &macro_.compiled,
                krate: macro_.krate,
                arguments: &call.arguments,
                position: call.position,
                generics: call.generics.iter().map(|symbol| defs.text(*symbol)).collect(),
                edition,
            })
        });
        speculation.expand(calls.collect());
    }

    /// Returns the macros of the workspace that a call means, each under a condition.
    fn macros(&mut self, call: &PendingCall) -> Vec<(ItemId, Cfg)> {
        let textual = self.textual_macros(call);
        if textual.is_empty() { self.macros_by_path(call) } else { textual }
    }

    /// Expands a call whose path leads to a macro, or that means a macro of `#[macro_use] extern crate`. Returns the last
    /// node of textual macros after the call; none if its macro is not known.
    fn expand_by_path(&mut self, call: &PendingCall) -> Option<TextualScopeId> {
        let macros = self.macros_by_path(call);
        self.expand_with(call, macros)
    }

    /// Returns the macros to which the path of a call leads, or the one of `#[macro_use] extern crate` that it means.
    fn macros_by_path(&mut self, call: &PendingCall) -> Vec<(ItemId, Cfg)> {
        let context = PathContext { scope: call.scope, import: None, is_in_use: false };
        let hits = self.resolver().resolve(call.path, Spaces::MACRO, context).hits;
        let mut macros = Vec::new();
        for hit in &hits {
            if let Res::Item(item) = hit.res
                && matches!(self.defs.def_kind(item), DefKind::Macro(_))
            {
                let cfg = self.queries.cfgs.and(hit.cfg, call.cfg);
                if self.queries.cfgs.is_satisfiable(cfg) {
                    macros.push((item, cfg));
                }
            }
        }
        if macros.is_empty() {
            let item = self.resolver().macro_use_macro(call.krate, call.path);
            macros.extend(item.map(|item| (item, call.cfg)));
        }
        macros
    }
}

/// Calls of `paste!`, which is no macro of the workspace, but whose expansion follows from its arguments.
impl Driver<'_> {
    /// Expands a call of `paste!`. Returns the last node of textual macros after the call; none if the call does not mean that
    /// macro as far as imports are resolved, or if nothing in it is pasted.
    pub(super) fn expand_pasted(&mut self, call: &PendingCall) -> Option<TextualScopeId> {
        let is_pasting = call.is_pasting || syntax::is_pasting_macro(self.last_name(call)) && self.means_pasting(call);
        if !is_pasting {
            return None;
        }
        let tokens = syntax::pasted(&call.arguments)?;
        if let Some(why) = self.exceeded(call) {
            let name = self.last_name(call).to_owned();
            self.report_bound(call, &name, &why);
            return Some(call.textual_scope);
        }
        let edition = self.defs.edition(call.krate);
        let facts = syntax::lower_expansion(&tokens, call.position, &self.generics(call), edition)?;
        self.spend(call, tokens.tokens.len());
        Some(self.instantiate_call(call, &Arc::new(facts), call.cfg, call.textual_scope))
    }

    /// Whether a path is `paste::paste`, or leads there by imports that are resolved.
    fn means_pasting(&mut self, call: &PendingCall) -> bool {
        let path = self.defs.path(call.path);
        if let ([first, _], Anchor::Plain | Anchor::Global) = (&*path.segments, path.anchor) {
            let name = self.defs.text(*first);
            let externs = &self.defs.workspace().krate(call.krate).externs;
            if syntax::is_pasting_crate(name) && externs.iter().any(|known| known.name == name) {
                return true;
            }
        }
        let context = PathContext { scope: call.scope, import: None, is_in_use: false };
        let resolver = &mut self.resolver();
        let hits = resolver.resolve(call.path, Spaces::MACRO, context).hits;
        hits.iter().any(|hit| match hit.res {
            Res::Outside(path) => syntax::is_pasting_crate(resolver.defs.text(resolver.state.outside.first(path))),
            _ => false,
        })
    }
}

/// Calls of unknown macros.
impl Driver<'_> {
    /// Parses the arguments of calls as items, on all cores.
    fn read_arguments(&mut self, calls: &[PendingCall]) {
        let calls = calls
            .iter()
            .filter(|call| !call.position.is_code() && self.last_name(call) != "include")
            .map(|call| (&call.arguments, call.position, self.generics(call), self.defs.edition(call.krate)));
        let read = speculation::read_arguments(calls.collect());
        self.speculation.add_arguments(read);
    }

    /// Returns the last segment of a call's path.
    fn last_name(&self, call: &PendingCall) -> &str {
        self.defs.path(call.path).segments.last().map_or("", |last| self.defs.text(*last))
    }

    /// Whether a call is one of the standard library's `include!`, under whichever name.
    fn means_include(&mut self, call: &PendingCall) -> bool {
        if let [name] = *self.defs.path(call.path).segments
            && self.defs.text(name) == "include"
        {
            return true;
        }
        let context = PathContext { scope: call.scope, import: None, is_in_use: false };
        let resolver = &mut self.resolver();
        let hits = resolver.resolve(call.path, Spaces::MACRO, context).hits;
        hits.iter().any(|hit| match hit.res {
            Res::Outside(path) if resolver.state.outside.len(path) == 2 => {
                let krate = resolver.defs.text(resolver.state.outside.first(path));
                let name = resolver.defs.text(resolver.state.outside.split(path).1);
                matches!(krate, "std" | "core") && name == "include"
            }
            _ => false,
        })
    }

    /// Whether a call names a macro of the standard library, which declares no more than its arguments show.
    fn means_std_macro(&self, call: &PendingCall) -> bool {
        match &*self.defs.path(call.path).segments {
            [name] => prelude::is_in_prelude(self.defs.text(*name)),
            [first, ..] => prelude::is_std_family(self.defs.text(*first)),
            [] => false,
        }
    }

    /// Declares what the arguments of an unexpanded call contain, as far as they can be read as items. Returns whether
    /// anything was declared.
    fn read_unexpanded(&mut self, call: &PendingCall, cfg: Cfg) -> bool {
        if self.means_include(call) {
            self.include(call, cfg);
            // Even an unknown file is something new: imports of what it may declare are no longer unresolved.
            return true;
        }
        if let Some(branches) = syntax::cfg_branches(self.last_name(call), &call.arguments) {
            self.expand_branches(call, branches, cfg);
            return true;
        }
        // Whatever the macro does, it may declare any name in its arguments.
        if matches!(call.position, Position::Items | Position::Statements) {
            let has_names = self.defs.hide_identifiers(call.scope, &call.arguments);
            // Without names among the arguments, as in `include_proto!("x")`, the macro may declare any name.
            if call.position == Position::Items && !has_names && !self.means_std_macro(call) {
                let is_of_file = self.last_name(call).contains("include");
                let class = if is_of_file { GeneratorClass::File } else { GeneratorClass::Macro };
                self.defs.add_generator(call.scope, class);
            }
        }
        if call.position.is_code() {
            return false;
        }
        let edition = self.defs.edition(call.krate);
        let read = self.speculation.arguments(&call.arguments).cloned().unwrap_or_else(|| {
            syntax::lower_arguments(&call.arguments, call.position, &self.generics(call), edition).map(Arc::new)
        });
        if let Some(facts) = read {
            let arguments = PendingCall { is_argument: true, ..call.clone() };
            self.instantiate_call(&arguments, &facts, cfg, call.textual_scope);
        }
        true
    }

    /// Declares the branches of a `cfg_if!` or `cfg_select!`, each under its condition. Textual macros in a branch are
    /// visible after the call.
    fn expand_branches(&mut self, call: &PendingCall, branches: Vec<CfgBranch<Tokens>>, cfg: Cfg) {
        let mut last = call.textual_scope;
        let edition = self.defs.edition(call.krate);
        let mut none_before = cfg;
        for branch in branches {
            let mut when = none_before;
            if let Some(condition) = &branch.condition {
                let condition = self.condition(condition, call.krate);
                let cfgs = &mut self.queries.cfgs;
                when = cfgs.and(none_before, condition);
                let not = cfgs.not(condition);
                none_before = cfgs.and(none_before, not);
            }
            if self.queries.cfgs.is_satisfiable(when)
                && let Some(facts) = syntax::lower_expansion(&branch.body, call.position, &self.generics(call), edition)
            {
                last = self.instantiate_call(call, &Arc::new(facts), when, last);
            }
        }
        if last != call.textual_scope
            && let Some(hole) = call.hole
        {
            self.defs.fill_hole(hole, last);
        }
    }

    /// Returns the condition in a `#[cfg(…)]`.
    fn condition(&mut self, tokens: &Tokens, krate: CrateId) -> Cfg {
        let package = self.defs.workspace().krate(krate).package;
        let text = format!("cfg({})", tokens.text);
        let cfg = self.queries.cfgs.parse(&text, krate, package).unwrap_or(Cfg::ALWAYS);
        self.queries.decide(cfg, krate)
    }

    /// Declares the facts of an expansion in the place of its call.
    fn instantiate_call(
        &mut self,
        call: &PendingCall,
        facts: &Arc<syntax::Facts>,
        cfg: Cfg,
        textual_scope: TextualScopeId,
    ) -> TextualScopeId {
        let outer = std::mem::replace(&mut self.included, call.included.clone());
        let outer_call = self.outermost_call.replace(call.outermost);
        let in_arguments = std::mem::replace(&mut self.in_arguments, call.is_argument);
        let last = self.instantiate(facts, None, call.scope, cfg, textual_scope, call.depth + 1);
        (self.included, self.outermost_call, self.in_arguments) = (outer, outer_call, in_arguments);
        last
    }
}
