//! Macro calls that may declare something: expanded where their macro is known, read as items where no one can know
//! it.

use super::{
    ahead::{self, Expansion, Pair},
    driver::{Driver, Pending},
    paths::From,
    prelude,
    world::{ItemId, ItemKind, Res, TextId},
};
use crate::{
    cfg::Cfg,
    codes::Code,
    diagnostic::Diagnostic,
    syntax::{self, Anchor, Position, Spaces, Tokens},
    workspace::CrateId,
};
use std::sync::Arc;

/// How deeply macros may expand into calls of macros: rustc's own default (`recursion_limit`).
pub(super) const DEPTH: u32 = 128;

/// From this depth on expansions are paid for: calls that double at each level end long before [`DEPTH`] does.
const FREE_DEPTH: u32 = 8;

/// What the deep expansions of one crate may cost, in tokens.
const BUDGET: usize = 1 << 22;

/// What an expansion costs beside its tokens.
const BASE_COST: usize = 64;

impl Driver<'_> {
    /// Whether a call among statements can be one of the workspace's macros at all.
    pub(super) fn may_matter(&self, pending: &Pending) -> bool {
        let path = self.world.path(pending.path);
        let last = path.segments.last().copied();
        let name = last.map_or("", |last| self.world.symbols.get(last));
        matches!(name, "cfg_if" | "include") || !prelude::is_in_prelude(name)
    }

    /// Expands a call whose macro is in textual scope. The node of textual macros after it.
    pub(super) fn expand_textual(&mut self, call: &Pending) -> Option<TextId> {
        let path = self.world.path(call.path);
        let ([name], Anchor::Plain) = (&*path.segments, path.anchor) else { return None };
        let name = *name;
        let macros = self.world.textual_macros(call.text, name, call.cfg);
        if macros.is_empty() {
            return None;
        }
        let mut last = call.text;
        for (item, cfg) in macros {
            last = self.expand(call, item, cfg, last);
        }
        Some(last)
    }

    /// Expands a call of a macro of the workspace, and declares what it says.
    pub(super) fn expand(&mut self, call: &Pending, item: ItemId, cfg: Cfg, text: TextId) -> TextId {
        let ItemKind::Macro(number) = self.world.item(item).kind else { return text };
        if call.depth >= DEPTH {
            let name = self.macro_name(item);
            self.bound(call, &name, &format!("it expands into calls more than {DEPTH} levels deep"));
            return text;
        }
        if !self.pay(call, 0) {
            let name = self.macro_name(item);
            self.bound(call, &name, "its calls multiply beyond what archcheck follows");
            return text;
        }
        let entry = &self.macros[number as usize];
        let Ok(definition) = &*entry.compiled else {
            self.unexpanded(call, cfg);
            return text;
        };
        let edition = self.editions[call.krate.0 as usize];
        let pair = Pair::new(entry.definition, entry.krate, &call.arguments, edition);
        let expansion = self.ahead.get(pair).cloned().unwrap_or_else(|| {
            ahead::expand(definition, entry.krate, &call.arguments, call.among, &self.generics(call), edition)
        });
        match expansion {
            Expansion::Facts(facts, tokens) => {
                self.pay(call, tokens);
                return self.enter_call(call, &facts, cfg, text);
            }
            Expansion::TooLarge => {
                let name = self.macro_name(item);
                self.bound(call, &name, "it expands into more tokens than archcheck follows");
                return text;
            }
            Expansion::Unreadable(tokens) => {
                self.pay(call, tokens);
            }
            Expansion::Refused => {}
        }
        if call.among != Position::Statements {
            self.unexpanded(call, cfg);
        }
        text
    }

    /// The names of the generic parameters around a call.
    fn generics(&self, call: &Pending) -> Vec<&str> {
        call.generics.iter().map(|symbol| self.world.symbols.get(*symbol)).collect()
    }

    fn macro_name(&self, item: ItemId) -> String {
        self.world.symbols.get(self.world.item(item).name).to_owned()
    }

    /// Counts an expansion, if it is a deep one, against what its crate may spend. Whether there was anything left.
    pub(super) fn pay(&mut self, call: &Pending, tokens: usize) -> bool {
        if call.depth < FREE_DEPTH {
            return true;
        }
        let spent = self.spent.entry(call.krate).or_default();
        let enough = *spent < BUDGET;
        *spent += tokens + BASE_COST;
        enough
    }

    /// Says that a call is not followed to its end; once for each place and reason, since such calls multiply.
    pub(super) fn bound(&mut self, call: &Pending, name: &str, why: &str) {
        self.world.scope_mut(call.scope).generated = true;
        let message = format!("the macro `{name}` can't be expanded: {why}");
        if self.bounds.insert((call.place, message.clone())) {
            let help = Code::ExpansionBound.info().fix;
            self.diagnostics.push(Diagnostic::new(Code::ExpansionBound, message).at(call.place, "").help(help));
        }
    }

    /// Expands the calls whose macro is known by now. With `last_resort`, also reads what no macro of the
    /// workspace can be meant by. Whether anything new was declared.
    pub(super) fn expand_pending(&mut self, last_resort: bool) -> bool {
        let mut progress = false;
        let pending = std::mem::take(&mut self.pending);
        if last_resort {
            self.read_arguments(&pending);
        }
        for call in pending {
            if let Some(last) = self.expand_textual(&call) {
                self.world.fill(call.hole, last);
                progress = true;
                continue;
            }
            let from =
                From { scope: call.scope, import: None, in_use: false, edition: self.editions[call.krate.0 as usize] };
            let hits = self.world.resolve(call.path, Spaces::MACRO, from).hits;
            let mut last = call.text;
            let mut expanded = false;
            for hit in &hits {
                if let Res::Item(item) = hit.res
                    && matches!(self.world.item(item).kind, ItemKind::Macro(_))
                {
                    let cfg = self.world.cfgs.and(hit.cfg, call.cfg);
                    if self.world.cfgs.is_satisfiable(cfg) {
                        last = self.expand(&call, item, cfg, last);
                        expanded = true;
                    }
                }
            }
            if !expanded && let Some(item) = self.macro_use_macro(&call) {
                last = self.expand(&call, item, call.cfg, last);
                expanded = true;
            }
            if expanded {
                self.world.fill(call.hole, last);
                progress = true;
            } else if last_resort {
                let cfg = call.cfg;
                progress |= self.unexpanded(&call, cfg);
            } else {
                self.pending.push(call);
            }
        }
        progress
    }

    /// Reads on all cores what the arguments of calls say that nothing has expanded so far.
    fn read_arguments(&mut self, pending: &[Pending]) {
        let calls = pending.iter().filter(|call| call.among != Position::Statements && !self.is_named(call, "include"));
        let calls =
            calls.map(|call| (&call.arguments, call.among, self.generics(call), self.editions[call.krate.0 as usize]));
        let read = ahead::read_arguments(calls.collect());
        self.ahead.keep(read);
    }

    /// A macro that `#[macro_use] extern crate` of a member brought in.
    pub(super) fn macro_use_macro(&mut self, call: &Pending) -> Option<ItemId> {
        let path = self.world.path(call.path);
        let ([name], Anchor::Plain) = (&*path.segments, path.anchor) else { return None };
        let name = *name;
        for res in self.world.macro_use[call.krate.0 as usize].clone() {
            if let Res::Module(root) = res {
                for found in self.world.lookup(root, name, Spaces::MACRO, None) {
                    if let Res::Item(item) = found.res {
                        return Some(item);
                    }
                }
            }
        }
        None
    }

    pub(super) fn is_named(&self, call: &Pending, name: &str) -> bool {
        let path = self.world.path(call.path);
        path.segments.last().is_some_and(|last| self.world.symbols.get(*last) == name)
    }

    /// Reads the arguments of a call that can't be expanded, as far as they read as items. Whether anything was
    /// declared.
    pub(super) fn unexpanded(&mut self, call: &Pending, cfg: Cfg) -> bool {
        let edition = self.editions[call.krate.0 as usize];
        if self.is_named(call, "include") {
            // Even what can't be known is new: imports that lead there are no longer unresolved.
            self.include(call, cfg);
            return true;
        }
        if self.is_named(call, "cfg_if")
            && let Some(branches) = syntax::cfg_if_branches(&call.arguments)
        {
            for branch in branches {
                let mut when = cfg;
                for (negated, condition) in &branch.conditions {
                    let one = self.condition(condition, call.krate);
                    let one = if *negated { self.world.cfgs.not(one) } else { one };
                    when = self.world.cfgs.and(when, one);
                }
                if self.world.cfgs.is_satisfiable(when)
                    && let Some(facts) =
                        syntax::lower_expansion(&branch.items, call.among, &self.generics(call), edition)
                {
                    self.enter_call(call, &Arc::new(facts), when, call.text);
                }
            }
            return true;
        }
        // Whatever the macro makes of it, it may declare any name that stands in its arguments.
        if call.among != Position::Associated {
            let named = self.world.hide_all(call.scope, &call.arguments);
            // With nothing but a text, as `include_proto!("x")` has it, it may declare anything.
            if call.among == Position::Items && !named && !call.arguments.tokens.is_empty() {
                self.world.scope_mut(call.scope).generated = true;
            }
        }
        if call.among == Position::Statements {
            return false;
        }
        let read = self.ahead.arguments(&call.arguments).cloned().unwrap_or_else(|| {
            syntax::lower_arguments(&call.arguments, call.among, &self.generics(call), edition).map(Arc::new)
        });
        if let Some(facts) = read {
            self.enter_call(call, &facts, cfg, call.text);
        }
        true
    }

    /// Declares what a call turned out to say.
    fn enter_call(&mut self, call: &Pending, facts: &Arc<syntax::Facts>, cfg: Cfg, text: TextId) -> TextId {
        let outer = std::mem::replace(&mut self.beside, call.beside.clone());
        let last = self.enter(facts, None, call.scope, cfg, text, call.depth + 1);
        self.beside = outer;
        last
    }

    /// The condition that stands in a `#[cfg(…)]`.
    pub(super) fn condition(&mut self, tokens: &Tokens, krate: CrateId) -> Cfg {
        let package = self.world.workspace.krate(krate).package;
        let cfg = self.world.cfgs.parse(&format!("cfg({})", tokens.text), krate, package).unwrap_or(Cfg::ALWAYS);
        self.world.decided(cfg, krate)
    }
}
