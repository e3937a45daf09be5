//! An example of each code: what the rules file says, the line that it is about, and what is said of it. Short
//! enough to be read at a glance; they are shown as they stand here.

use super::Code;

/// The example of a code.
#[expect(clippy::too_many_lines, reason = "it is a table")]
pub(super) const fn of(code: Code) -> &'static str {
    match code {
        // What the code under check can break.
        Code::DependsOn => {
            r#"[modules.orders]
paths = ["shop::orders"]
depends-on = ["catalog"]

// src/orders.rs
use crate::billing::Invoice;   // billing is not in the list"#
        }
        Code::NotExposed => {
            r#"[modules.catalog]
paths = ["shop::catalog"]
exposes = ["=shop::catalog", "shop::catalog::api"]

// src/orders.rs
use crate::catalog::store::Row;   // `store` is the module's own affair
use crate::catalog::api::Item;    // this is what it shows"#
        }
        Code::Layer => {
            r#"[[layers]]
id = "onion"
order = ["shop::web", "shop::orders", "shop::model"]   # top first

// src/model.rs
use crate::web::Request;   // model stands below web"#
        }
        Code::LayerSkipped => {
            r#"[[layers]]
id = "onion"
order = ["shop::web", "shop::orders", "shop::model"]
closed = true

// src/web.rs
use crate::model::Price;   // web may use orders only"#
        }
        Code::LayerSibling => {
            r#"[[layers]]
id = "onion"
order = ["shop::web", ["shop::orders", "shop::jobs"]]   # one level, two that stay apart

// src/jobs.rs
use crate::orders::Order;   // { free = ["shop::orders", "shop::jobs"] } would allow it"#
        }
        Code::Forbidden => {
            r#"[[rules]]
id = "domain-is-pure"
type = "forbid"
from = ["shop::domain"]
to = ["std::fs", "extern:sqlx"]
reason = "the domain must run without I/O"

// src/domain/price.rs
let table = std::fs::read_to_string("prices.csv")?;"#
        }
        Code::Cycle => {
            r#"[[rules]]
id = "no-cycles"
type = "acyclic"
among = ["shop::*"]

// src/orders.rs    use crate::billing::Invoice;
// src/billing.rs   use crate::orders::Order;   // and back again"#
        }
        Code::Deprecated => {
            r#"[modules.orders]
paths = ["shop::orders"]
depends-on = [{ to = "legacy", deprecated = "leave by 2027, see ADR 7" }]

// src/orders.rs
use crate::legacy::Ledger;   // allowed, and said each time"#
        }
        Code::NotVisible => {
            r#"[modules.billing]
paths = ["shop::billing"]
visible-to = ["orders"]

// src/catalog.rs
use crate::billing::Invoice;   // catalog is not in the list"#
        }
        Code::LayerMissing => {
            r#"[[layers]]
id = "slices"
within = ["shop::*"]
order = ["web", "model"]
exhaustive = true

// src/orders/helpers.rs is neither in `orders::web` nor in `orders::model`"#
        }
        Code::NotOnly => {
            r#"[[rules]]
id = "model-stands-alone"
type = "only"
from = ["shop::model"]
to = ["shop::money"]

// src/model.rs
use crate::orders::Order;   // not in `to`"#
        }
        Code::Protected => {
            r#"[[rules]]
id = "ledger-by-billing-alone"
type = "protect"
from = ["shop::billing"]
to = ["shop::ledger"]

// src/web.rs
use crate::ledger::Entry;   // web goes through billing"#
        }
        Code::NotIndependent => {
            r#"[[rules]]
id = "features-apart"
type = "independent"
among = ["shop::features::*"]

// src/features/search.rs
use crate::features::cart::Cart;   // one feature knows another"#
        }
        Code::Chain => {
            r#"[[rules]]
id = "domain-is-pure"
type = "forbid"
from = ["shop::domain"]
to = ["extern:tokio"]
transitive = true

// src/domain.rs   use crate::clock::now;     // no tokio to be seen ...
// src/clock.rs    use tokio::time::Instant;  // ... but this is where it leads"#
        }
        Code::Required => {
            r#"[[rules]]
id = "handlers-check-access"
type = "require"
from = ["shop::web::handlers::*"]
to = ["shop::auth"]

// src/web/handlers/export.rs names nothing of `shop::auth`"#
        }
        Code::Limit => {
            r#"[[rules]]
id = "no-hubs"
type = "limit"
among = ["shop::*"]
measure = "fan-out"
max = 8

// `shop::web` depends on 9 of the others"#
        }
        Code::NotStable => {
            r#"[[rules]]
id = "toward-stability"
type = "stable"
among = ["shop::*"]

// src/model.rs, which everything uses and which should rarely change
use crate::web::Theme;   // web changes often: nothing holds it in place"#
        }
        Code::Unassigned => {
            r#"[modules.orders]
paths = ["shop::orders"]

// src/billing.rs is in no module: no `depends-on` holds it"#
        }
        Code::UnusedException => {
            r#"[[exceptions]]
rule = "domain-is-pure"
from = "shop::clock"       # nothing in it breaks the rule any longer
to = "std::time"
reason = "until the Clock port lands""#
        }
        Code::ExceptionOverMax => {
            r#"[[exceptions]]
rule = "domain-is-pure"
from = "shop::clock"
to = "std::time"
max = 2                    # and there are 3 violations by now
reason = "until the Clock port lands""#
        }
        Code::ExceptionWithoutReason => {
            r#"// archcheck: allow(domain-is-pure)
use std::fs;   // why? `allow(domain-is-pure, reason = "...")`"#
        }
        Code::BadException => {
            r"// archcheck: alow(domain-is-pure)
use std::fs;   // so nothing covers this"
        }
        Code::Expired => {
            r#"[[exceptions]]
rule = "domain-is-pure"
from = "shop::clock"
to = "std::time"
reason = "until the Clock port lands"
expires = 2026-03-31       # it is later than that"#
        }
        Code::ExpiresSoon => {
            r#"// archcheck: allow(domain-is-pure, reason = "until the Clock port lands", expires = "2027-03-31")
use std::time::Instant;   // on 2027-03-20 there are 11 days left"#
        }
        Code::UnknownRule => {
            r#"// archcheck: allow(domain-is-pur, reason = "until the Clock port lands")
use std::time::Instant;   // the rule is called `domain-is-pure`"#
        }
        Code::ReviewDue => {
            r#"[[rules]]
id = "no-legacy"
type = "forbid"
from = ["shop"]
to = ["legacy"]
owner = "@shop/platform"
review-by = 2026-06-30     # it is later than that"#
        }
        Code::StaleBaseline => {
            r#"# archcheck-baseline.toml
[violations]
domain-is-pure = [
  { from = "shop::clock", to = "std::time::Instant", count = 2 },   # one of them is mended
]"#
        }

        // What can be wrong with a rules file or a baseline.
        Code::RulesSyntax => {
            r#"[modules.orders
paths = ["shop::orders"]   # the bracket above is not closed"#
        }
        Code::RulesUnreadable => {
            r"$ cargo archcheck check
error[rules-unreadable]: there is no rules file `archcheck.toml`"
        }
        Code::UnknownKey => {
            r#"[modules.orders]
paths = ["shop::orders"]
depend-on = ["catalog"]   # did you mean `depends-on`?"#
        }
        Code::WrongType => {
            r#"[modules.orders]
paths = "shop::orders"   # a list: ["shop::orders"]"#
        }
        Code::WrongValue => {
            r#"[[rules]]
id = "no-files"
type = "forbidden"   # did you mean `forbid`?"#
        }
        Code::BadPattern => {
            r#"[modules.orders]
paths = ["shop:orders"]   # segments are separated by `::`"#
        }
        Code::UnknownName => {
            r#"[modules.orders]
paths = ["shop::orders"]
depends-on = ["catalogue"]   # did you mean `catalog`?"#
        }
        Code::AmbiguousName => {
            r#"[[rules]]
id = "no-shop"
type = "forbid"
from = ["shop"]   # the module `shop`, or the crate? `module:shop` or `crate:shop`
to = ["std::fs"]"#
        }
        Code::MatchesNothing => {
            r#"[modules.orders]
paths = ["shop::order"]   # there is `shop::orders`"#
        }
        Code::DuplicateName => {
            r#"[modules.orders]
paths = ["shop::orders"]

[modules.sales]
paths = ["shop::orders"]   # just as specific: who owns it?"#
        }
        Code::MissingReason => {
            r#"[[exceptions]]
rule = "domain-is-pure"
from = "shop::clock"
to = "std::time"           # and no `reason`"#
        }
        Code::CorruptBaseline => {
            r#"# archcheck-baseline.toml
<<<<<<< HEAD
  { from = "shop::clock", to = "std::time::Instant", count = 2 },"#
        }

        // What can go wrong in the analysis.
        Code::Metadata => {
            r"$ cargo archcheck
error[metadata]: could not find `Cargo.toml` in `/tmp` or any parent directory"
        }
        Code::Unreadable => "src/legacy.rs is in Latin-1: byte 0xe9 at 112 is not UTF-8",
        Code::Syntax => {
            r"// src/orders.rs
fn total( -> u32 { 0 }   // expected a parameter"
        }
        Code::TooDeep => "let x = ((((((((((  /* and thousands more */  ))))))))));",
        Code::MissingModule => {
            r"// src/lib.rs
mod orders;   // neither src/orders.rs nor src/orders/mod.rs exists"
        }
        Code::MissingModuleElsewhere => {
            r"// src/lib.rs
#[cfg(windows)]
mod registry;   // no file here, and on Linux nobody needs it"
        }
        Code::CircularModule => {
            r#"// src/a.rs
#[path = "a.rs"]
mod b;   // which is this file again, and again"#
        }
        Code::ExpansionBound => {
            r"macro_rules! forever { () => { forever!(); } }
forever!();"
        }
        Code::Unresolved => {
            r"// src/lib.rs
use crate::ordres::Order;   // the compiler would not find it either"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_an_example_that_fits_a_screen() {
        for code in Code::ALL {
            let example = code.info().example;
            assert!(!example.trim().is_empty(), "{code:?}");
            assert!(example.lines().count() <= 12, "{code:?}");
            assert!(example.lines().all(|line| line.chars().count() <= 100), "{code:?}");
        }
    }
}
