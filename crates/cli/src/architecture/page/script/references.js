// ---- The panel beside the map and the matrix: a part with its neighbors, or a dependency with its references.

/** The number of references that are listed at first. */
const LISTED = 200;

/** Lists the references of dependencies, by file. A reference that leads to several of them is listed once. */
const referenceList = (edges, limit = LISTED) => {
  const seen = new Set();
  const rows = [];
  for (const edge of edges) {
    for (const id of referencesOf(edge)) {
      if (seen.has(id)) continue;
      seen.add(id);
      rows.push([edge, referenceAt(id)]);
    }
  }
  const list = make("ul", { class: "references" });
  const show = (from, to) => {
    for (const [edge, one] of rows.slice(from, to)) {
      const marks = edgeMarks.get(edge);
      list.append(make("li", {}, place(one.file, one.line), " ", make("code", { title: shorten(one.path, 500) }, ...breakable(shorten(one.path, 80))), " ", make("small", {}, one.kind),
        marks?.violations.length ? make("small", { class: "bad" }, " violates " + marks.rules.map((rule) => strings[rule]).join(", ")) : ""));
    }
  };
  show(0, limit);
  const all = make("div", {}, list);
  if (rows.length > limit) {
    const more = button(`Show all ${number(rows.length)}`, () => { show(limit); more.remove(); });
    all.append(more);
  }
  if (!rows.length) all.append(make("p", {}, "No reference: a check has found the dependency."));
  return all;
};

/** Returns what a check has found about a dependency, in words. */
const findings = (pair) => [
  pair.violations && make("span", { class: "bad" }, count(pair.violations, "violation")),
  pair.baselined && make("span", { class: "warn" }, `${number(pair.baselined)} in the baseline`),
  pair.excepted && make("span", {}, count(pair.excepted, "exception")),
  pair.cyclic && make("span", { class: "cyclic" }, "in a cycle"),
].filter(Boolean).flatMap((one) => [" · ", one]);
const findingsText = (pair) => [
  count(pair.count, "reference"),
  pair.violations ? count(pair.violations, "violation") : "",
  pair.baselined ? `${number(pair.baselined)} in the baseline` : "",
  pair.excepted ? count(pair.excepted, "exception") : "",
  pair.cyclic ? "in a cycle" : "",
].filter(Boolean).join(", ");

/** Shows a dependency in a panel. */
const showPair = (panel, pair, reverse) => {
  const title = make("h3", { tabindex: "-1" }, make("a", { href: linkOfNode(pair.from) }, ...breakable(shorten(nameOf(pair.from), 80))), " → ", make("a", { href: linkOfNode(pair.to) }, ...breakable(shorten(nameOf(pair.to), 80))));
  panel.replaceChildren(title, make("p", {}, count(pair.count, "reference"), ...findings(pair)), referenceList(pair.edges));
  if (reverse) panel.append(make("h4", {}, "The other way"), make("p", {}, count(reverse.count, "reference"), ...findings(reverse)), referenceList(reverse.edges, 50));
  panel.scrollTop = 0;
  announce(`${nameOf(pair.from)} to ${nameOf(pair.to)}: ${findingsText(pair)}`);
};

/** Shows a node in a panel, with the dependencies between visible nodes. */
const showNode = (panel, node, pairs, actions) => {
  const list = (title, own, other) => {
    const items = own.sort((a, b) => b.count - a.count).map((pair) =>
      make("li", {}, button(shorten(nameOf(other(pair)), 80), () => { showPair(panel, pair); panel.querySelector("h3").focus(); }), " ", make("small", {}, number(pair.count)), ...findings(pair)));
    return [make("h4", {}, `${title} (${number(items.length)})`), items.length ? make("ul", {}, ...items) : make("p", {}, "Nothing.")];
  };
  const all = [...pairs.values()];
  const marks = nodeMarks.get(node);
  panel.replaceChildren(
    make("h3", { tabindex: "-1" }, ...breakable(shorten(nameOf(node), 120))),
    make("p", {}, make("a", { href: linkOfNode(node) }, "Open its page"), " · ", count(NODES.size[node], "Rust module"),
      marks?.[0] ? make("span", { class: "bad" }, ` · ${count(marks[0], "violation")} inside`) : ""),
    make("div", { class: "tools" }, ...actions),
    ...list("Depends on", all.filter((pair) => pair.from === node), (pair) => pair.to),
    ...list("Used by", all.filter((pair) => pair.to === node), (pair) => pair.from));
  panel.scrollTop = 0;
};
