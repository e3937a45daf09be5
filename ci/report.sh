#!/bin/sh
# Drives the architecture report in a real browser: Chromium (Debian), Puppeteer and axe-core (npm), DuckDB (PyPI). It needs
# the network for the tools, so it is not part of `cargo test`.
#
#   ci/report.sh [WORKSPACE…]     also writes and measures reports of other workspaces
#
# The reports and screenshots are in target/report. REPORT_DIRECTORY names another directory, which also caches the tools.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=${REPORT_DIRECTORY:-$root/target/report}
mkdir -p "$work"
work=$(CDPATH='' cd -- "$work" && pwd)

# ---- The tools.

if ! command -v chromium >/dev/null; then
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
if [ ! -d "$work/node_modules/puppeteer" ] || [ ! -d "$work/node_modules/axe-core" ]; then
    PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-save --prefix "$work" puppeteer axe-core
fi
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet duckdb
fi
archcheck=${ARCHCHECK:-$root/target/release/cargo-archcheck}
[ -n "${ARCHCHECK:-}" ] || cargo build --release --quiet --manifest-path "$root/Cargo.toml" --package cargo-archcheck

# ---- The workspaces: this project, one with violations, and one with hostile names.

report() {
    (cd "$1" && shift && "$archcheck" archcheck --quiet "$@")
}
report "$root" report --out "$work/own.html"
rm -rf "$work/shop" "$work/hostile" "$work/reports"
cp -R "$root/tests/fixtures/owners" "$work/shop"
mkdir "$work/reports"
report "$work/shop" --today 2026-09-01 report --format json --out "$work/reports/before.json"
cat >>"$work/shop/src/catalog.rs" <<'RUST'

/// Violates `depends-on`, and forms a cycle.
pub fn broken() {
    let _ = crate::orders::load as fn() -> _;
    let _ = std::fs::read("catalog");
}
RUST
grep -q 'pub fn load' "$work/shop/src/orders.rs" || printf '\n/// Is used by the catalog.\npub fn load() {}\nuse crate::catalog as _catalog;\n' >>"$work/shop/src/orders.rs"
report "$work/shop" --today 2026-12-01 report --format json --out "$work/reports/now.json"
report "$work/shop" --today 2026-12-01 report --previous "$work/reports/before.json" --out "$work/shop.html" \
    --source-url 'https://example.com/{revision}/{file}#L{line}'
python3 "$root/ci/report/hostile.py" "$work/hostile"
report "$work/hostile" report --out "$work/hostile.html" --source-url 'https://example.com/{file}#L{line}'

# ---- The browser.

cp "$root/ci/report/drive.mjs" "$work/drive.mjs"
(cd "$work" && node drive.mjs shop.html hostile.html own.html)

# ---- Queries over a folder of reports, as docs/report.md shows them.

"$work/venv/bin/python" "$root/ci/report/queries.py" "$root/docs/report.md" "$work/reports"

# ---- Other workspaces.

for workspace in "$@"; do
    name=$(basename "$workspace")
    report "$workspace" report --out "$work/$name.html"
    start=$(date +%s%N)
    (cd "$workspace" && "$archcheck" archcheck graph --quiet --format csv >/dev/null)
    warm=$((($(date +%s%N) - start) / 1000000))
    start=$(date +%s%N)
    report "$workspace" report --out "$work/$name.html"
    written=$((($(date +%s%N) - start) / 1000000))
    echo "$name: $(wc -c <"$work/$name.html") bytes, written in $written ms (a warm run of graph: $warm ms)"
    (cd "$work" && node drive.mjs --measure "$name.html")
done
echo "the reports and screenshots are in $work"
