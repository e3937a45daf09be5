// ---- The modules: one page at a time, and pages of Rust modules.

const modulePages = new Map();
for (const page of document.querySelectorAll("#module-pages > .page")) {
  modulePages.set(page.id, page);
  page.open = true;
  page.querySelector("summary").addEventListener("click", (event) => { if (event.target.closest("summary") === page.querySelector("summary")) event.preventDefault(); });
}

/** Returns the nodes inside a node that stand for Rust modules. */
const leavesOf = (node) => {
  const leaves = [];
  const left = [node];
  while (left.length) { const one = left.pop(); if (NODES.leaf[one]) leaves.push(one); left.push(...children[one]); }
  return leaves;
};

/** Returns the links to what shows a node elsewhere. */
const elsewhere = (node) => make("p", { class: "tools" },
  button("Show on the map", () => { location.hash = linkTo("map", nameOf(node)); }),
  button("Show in the matrix", () => { location.hash = linkTo("matrix", nameOf(node)); }));

/** Adds the list of Rust modules to the page of a module. */
const completePage = (page, node) => {
  if (page.dataset.complete) return;
  page.dataset.complete = "true";
  page.querySelector("summary").after(elsewhere(node));
  const parts = children[node];
  if (!parts.length) return;
  const details = make("details", {}, make("summary", {}, count(NODES.size[node], "Rust module")));
  const fill = () => {
    const list = leavesOf(node).sort((a, b) => pathOf(a).localeCompare(pathOf(b)));
    details.append(make("ul", {}, ...list.slice(0, 2000).map((leaf) => make("li", {}, jump("rust", pathOf(leaf))))));
  };
  details.addEventListener("toggle", () => { if (details.open && !details.dataset.filled) { details.dataset.filled = "true"; fill(); } });
  page.append(details);
};

/** Adds the references to the tables of neighbors of a module. */
const completeNeighbors = (page, node) => {
  if (page.dataset.neighbors) return;
  page.dataset.neighbors = "true";
  const tops = [...topByName.values()].filter((one) => NODES.kind[one] <= KIND.crate || NODES.parent[one] < 0);
  const pairs = aggregate(tops);
  page.querySelectorAll("table.neighbors").forEach((table) => {
    const isUsedBy = table.caption.textContent === "Used by";
    for (const row of table.tBodies[0].rows) {
      const other = topByName.get(decodeHash(row.cells[0].querySelector("a").getAttribute("href")).name);
      const pair = isUsedBy ? pairs.get(other * nodeCount + node) : pairs.get(node * nodeCount + other);
      if (!pair) continue;
      const cell = row.cells[1];
      const text = cell.textContent;
      const toggle = button(text, () => {
        const open = row.nextElementSibling?.classList.contains("detail") ? row.nextElementSibling : null;
        if (open) open.remove();
        else row.after(make("tr", { class: "detail" }, make("td", { colspan: "3" }, referenceList(pair.edges, 100))));
        toggle.setAttribute("aria-expanded", String(!open));
      }, { "aria-expanded": "false", "aria-label": `${text} references: show` });
      cell.replaceChildren(toggle);
    }
  });
};

/** Shows the page of a module, or the overview. */
const showModule = (name) => {
  const id = name === null ? null : linkTo("module", name).slice(1);
  const page = id === null ? null : modulePages.get(id);
  byId("module-list").hidden = page !== null && page !== undefined;
  byId("module-pages").hidden = !page;
  rustPage.hidden = true;
  for (const one of modulePages.values()) one.hidden = one !== page;
  if (!page) return name === null;
  const node = topByName.get(name);
  if (node !== undefined) { completePage(page, node); completeNeighbors(page, node); }
  return true;
};

const rustPage = make("article", { class: "page", hidden: true });

/** Shows the page of a Rust module, or of one with all below it. */
const showRustModule = (path) => {
  const node = leafByName.get(path) ?? [...Array(nodeCount).keys()].find((one) => nameOf(one) === path);
  if (node === undefined) return false;
  byId("module-list").hidden = byId("module-pages").hidden = true;
  rustPage.hidden = false;
  const own = new Map();
  const add = (list, other, edge) => {
    let pair = list.get(other);
    if (!pair) list.set(other, pair = makePair(node, other));
    addEdge(pair, edge);
    pair.cyclic ||= (EDGES.flags[edge] & 4) !== 0;
  };
  const uses = new Map(), usedBy = new Map();
  const inside = new Set(leavesOf(node));
  for (let edge = 0; edge < edgeCount; edge++) {
    const from = EDGES.from[edge], to = EDGES.to[edge];
    if (inside.has(from) && !inside.has(to)) add(uses, to, edge);
    if (inside.has(to) && !inside.has(from)) add(usedBy, from, edge);
  }
  const top = (() => { let at = node; while (at >= 0 && topByName.get(nameOf(at)) !== at) at = NODES.parent[at]; return at; })();
  const list = (title, pairs) => {
    const rows = [...pairs].sort((a, b) => b[1].count - a[1].count).map(([other, pair]) => {
      const details = make("details", {}, make("summary", {}, number(pair.count)));
      details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) details.append(referenceList(pair.edges, 100)); });
      return [make("a", { href: linkOfNode(other) }, ...breakable(shorten(nameOf(other), 120))), details, make("span", {}, ...findings({ ...pair, count: 0 }).slice(1))];
    });
    return [make("h4", {}, `${title} (${number(rows.length)})`), rows.length ? makeTable(title, ["Rust module", "references", "notes"], rows) : make("p", {}, "Nothing.")];
  };
  const debt = DEBT.filter((item) => item.from === path);
  const metrics = nodeMetrics.get(node) ?? [];
  rustPage.replaceChildren(
    make("h3", { tabindex: "-1" }, ...breakable(shorten(path, 200)), " ", make("small", {}, NODES.leaf[node] ? "Rust module" : "Rust module with all below it")),
    elsewhere(node),
    make("dl", {},
      ...(NODES.file[node] >= 0 ? [make("dt", {}, "File"), make("dd", {}, place(strings[NODES.file[node]], NODES.line[node]))] : []),
      ...(top >= 0 && top !== node ? [make("dt", {}, NODES.kind[top] === KIND.module ? "Module" : "Part of"), make("dd", {}, jump("module", nameOf(top)))] : []),
      ...metrics.flatMap(([name, value]) => [make("dt", {}, name.replace(/_/g, " ")), make("dd", {}, typeof value === "string" ? value : Number.isInteger(value) ? number(value) : value.toFixed(2))])),
    make("div", { class: "columns" }, make("div", {}, ...list("Depends on", uses)), make("div", {}, ...list("Used by", usedBy))),
    ...(debt.length ? [make("h4", {}, "Debt"), debtTable(debt, false)] : []));
  return true;
};

const startModules = () => {
  byId("modules").append(rustPage);
  const back = make("p", {}, make("a", { href: "#modules" }, "← All modules"));
  byId("module-pages").before(back);
  const update = () => { back.hidden = !byId("module-list").hidden; };
  new MutationObserver(update).observe(byId("module-list"), { attributes: true });
  update();
  const table = byId("module-list").querySelector("table");
  if (!table) return;
  const input = make("input", { type: "search", placeholder: "name, layer or owner", oninput: () => {
    const wanted = input.value.toLowerCase();
    let shown = 0;
    for (const row of table.tBodies[0].rows) { row.hidden = !row.textContent.toLowerCase().includes(wanted); shown += !row.hidden; }
    status.textContent = `${number(shown)} shown`;
  } });
  const status = make("span", { class: "status", role: "status" });
  byId("module-list").prepend(make("div", { class: "tools" }, make("label", {}, "Filter", input), status));
};
