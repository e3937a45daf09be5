#!/bin/sh
# Compares metrics with other programs: the structure of 200 random graphs with networkx, and the OpenMetrics text of all fixtures
# with the parser of the Prometheus client. It needs the network, so it is not part of `cargo test`.
#
#   ci/compare-metrics.sh [DIRECTORY]     DIRECTORY caches the tools [default: target/compare-metrics]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=${1:-$root/target/compare-metrics}
mkdir -p "$work"
work=$(CDPATH='' cd -- "$work" && pwd)

if [ ! -x "$work/venv/bin/python3" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet networkx prometheus_client
fi

cd "$root"
ARCHCHECK_GRAPHS=$work/graphs.jsonl cargo test --quiet --package archcheck-core --lib -- \
    --ignored --exact graph::structure::tests::write_random_graphs >/dev/null
"$work/venv/bin/python3" ci/compare-metrics.py "$work/graphs.jsonl"

cargo build --quiet --package cargo-archcheck
for fixture in tests/fixtures/*/; do
    # The rules of some fixtures are wrong on purpose.
    for level in rust-module module layer crate; do
        (cd "$fixture" && "$root/target/debug/cargo-archcheck" metrics --by $level --format openmetrics) \
            >"$work/metrics.txt" 2>/dev/null || continue
        "$work/venv/bin/python3" - "$work/metrics.txt" "$fixture" <<'PY'
import math, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
families = list(text_string_to_metric_families(open(sys.argv[1], encoding="utf-8").read()))
samples = [sample for family in families for sample in family.samples]
assert len(families) > 15 and samples, sys.argv[2]
for family in families:
    assert family.type == "gauge" and family.documentation, family
for sample in samples:
    assert sample.labels["by"] and math.isfinite(sample.value) and sample.value >= 0, sample
    assert not sample.name.endswith("_ratio") or sample.value <= 1, sample
PY
        checked=$((${checked:-0} + 1))
    done
done
[ "${checked:-0}" -gt 0 ]
echo "OpenMetrics: the parser of prometheus_client accepts $checked texts"
