//! Macros: each definition of a file is expanded with the arguments of each call.

use super::{Check, Target, facts::WORDS, observed};
use crate::{corpus::programs, mutation::mutate};
use archcheck_core::{
    syntax::{
        Declared, Definition, ExpansionLimits, Position, cfg_branches, lower_arguments, lower_expansion, lower_file,
    },
    workspace::Edition,
};

pub(super) const TARGET: Target = Target {
    name: "macros",
    about: "macro definitions and calls: expansions stay within their limits",
    extension: "rs",
    seeds: || programs().into_iter().filter(|text| text.contains("macro_rules!")).collect(),
    next: |pool, random| mutate(pool, &WORDS, random),
    start,
};

const LIMITS: ExpansionLimits = ExpansionLimits { tokens: 20_000, steps: 200_000 };

/// The largest numbers of definitions and calls that are combined.
const MAX_EACH: usize = 12;

fn start() -> Box<Check> {
    Box::new(|text| {
        let mut features = Vec::new();
        for edition in [Edition::E2018, Edition::E2024] {
            let facts = lower_file(text, 0, edition);
            let (mut definitions, mut calls) = (Vec::new(), Vec::new());
            for declaration in &facts.declarations {
                match &declaration.what {
                    Declared::Macro(definition) => definitions.push(&definition.body),
                    Declared::Call(call) => calls.push(&call.arguments),
                    _ => {}
                }
            }
            for call in calls.iter().take(MAX_EACH) {
                let _ = (cfg_branches("cfg_if", call), cfg_branches("cfg_select", call));
                for position in [Position::Items, Position::Statements, Position::Associated] {
                    let _ = lower_arguments(call, position, &[], edition);
                }
            }
            for body in definitions.iter().take(MAX_EACH) {
                let definition = match Definition::parse(body) {
                    Ok(definition) => definition,
                    Err(error) => {
                        features.push(observed(&format!("{error:?}").split(['(', '{']).next()));
                        continue;
                    }
                };
                for call in calls.iter().take(MAX_EACH) {
                    let mut tokens = (***call).clone();
                    // An expansion may be the arguments of the next call.
                    for _ in 0..3 {
                        match definition.expand(&tokens, 0, &LIMITS) {
                            Ok(expansion) => tokens = expansion,
                            Err(error) => {
                                features.push(observed(&format!("{error:?}").split(['(', '{']).next()));
                                break;
                            }
                        }
                        if tokens.tokens.len() > LIMITS.tokens {
                            return Err(format!("{} tokens are more than the limit", tokens.tokens.len()));
                        }
                        let lowered = lower_expansion(&tokens, Position::Items, &[], edition);
                        features.push(observed(&lowered.map(|facts| facts.declarations.len().checked_ilog2())));
                    }
                }
            }
        }
        Ok(features)
    })
}
