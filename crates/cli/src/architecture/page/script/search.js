// ---- The search: over modules, Rust modules, files, rules, decisions, owners and debt.

let searchIndex = null;
let searchLines = null;

/** Returns for each file the lines at which its Rust modules begin. */
const linesByFile = () => {
  const files = new Map();
  for (let node = 0; node < nodeCount; node++) {
    if (!NODES.leaf[node] || NODES.file[node] < 0) continue;
    const own = files.get(NODES.file[node]) ?? [];
    own.push([NODES.line[node] || 1, node]);
    files.set(NODES.file[node], own);
  }
  return files;
};

/** Returns the Rust modules at a line of the files that match `lib.rs`, the shortest path first. */
const searchLine = (file, line) => {
  const found = [];
  const wanted = [...searchLines.keys()].filter((one) => strings[one].toLowerCase().endsWith(file));
  wanted.sort((a, b) => strings[a].length - strings[b].length || strings[a].localeCompare(strings[b]));
  for (const one of wanted) {
    const before = searchLines.get(one).filter(([start]) => start <= line).sort((a, b) => b[0] - a[0]);
    const [, node] = before[0] ?? searchLines.get(one)[0];
    found.push({ kind: "file", name: `${strings[one]}:${line} in ${pathOf(node)}`, href: linkTo("rust", pathOf(node)) });
  }
  return found;
};
const buildIndex = () => {
  const index = [];
  const add = (kind, name, href, also = "") => index.push({ kind, name, href, text: `${name} ${also}`.toLowerCase() });
  for (const name of moduleNames) add("module", name, linkTo("module", name));
  for (const [path] of leafByName) if (!moduleNames.has(path)) add("Rust module", path, linkTo("rust", path));
  const files = new Map();
  for (let node = 0; node < nodeCount; node++) if (NODES.file[node] >= 0 && !files.has(NODES.file[node])) files.set(NODES.file[node], node);
  for (const [file, node] of files) add("file", strings[file], linkOfNode(node));
  for (const rule of raw.rules) add("rule", strings[rule], linkTo("rule", strings[rule]));
  for (const [file, title] of raw.decisions) add("decision", strings[title] || strings[file], linkTo("decision", strings[file]), strings[file]);
  for (const owner of raw.owners) add("owner", strings[owner], linkTo("owner", strings[owner]));
  DEBT.forEach((item, at) => add(item.kind, item.text || item.rule, `#debt-item=${at + 1}`, `${item.rule} ${item.from} ${item.to} ${item.file}:${item.line}`));
  searchLines = linesByFile();
  return index;
};

/** Returns the best entries: those that contain all words, the closest to the beginning of a segment first. */
const search = (query) => {
  searchIndex ??= buildIndex();
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const position = words.length === 1 && /^(.+\.rs):(\d+)(?::\d+)?$/.exec(words[0]);
  const wanted = position ? `${position[1]}:${position[2]}` : null;
  const atLine = position ? [...searchIndex.filter((entry) => (entry.text + " ").includes(wanted + " ")), ...searchLine(position[1], Number(position[2]))] : [];
  if (atLine.length) return atLine.slice(0, 40);
  const rank = (entry) => {
    const at = entry.text.indexOf(words[0]);
    const before = at > 0 ? entry.text[at - 1] : "";
    const end = entry.text[at + words[0].length] ?? "";
    return (/\w/.test(before) ? 4 : 0) + (/\w/.test(end) ? 2 : 0) + Math.min(1, entry.name.length / 200);
  };
  return searchIndex.filter((entry) => words.every((word) => entry.text.includes(word))).map((entry) => [rank(entry), entry]).sort((a, b) => a[0] - b[0]).slice(0, 40).map(([, entry]) => entry);
};

const startSearch = () => {
  const list = make("ul", { id: "found", role: "listbox", "aria-label": "Results", hidden: true });
  const input = make("input", { type: "search", role: "combobox", placeholder: "Search (/)", "aria-label": "Search modules, files, rules, owners and debt", "aria-controls": "found", "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false" });
  let entries = [], chosen = -1;
  const choose = (at) => {
    chosen = at;
    [...list.children].forEach((item, index) => { item.setAttribute("aria-selected", String(index === at)); if (index === at) item.scrollIntoView({ block: "nearest" }); });
    if (at >= 0) input.setAttribute("aria-activedescendant", `found-${at}`); else input.removeAttribute("aria-activedescendant");
  };
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); choose(-1); };
  const go = (entry) => { close(); input.value = ""; if (location.hash === entry.href) show(); else location.hash = entry.href; };
  const update = () => {
    entries = search(input.value);
    list.replaceChildren(...entries.map((entry, at) => make("li", { role: "option", id: `found-${at}`, "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); go(entry); } }, make("small", {}, entry.kind), shorten(entry.name, 140))));
    list.hidden = !entries.length;
    input.setAttribute("aria-expanded", String(entries.length > 0));
    choose(entries.length ? 0 : -1);
    if (input.value.trim() && !entries.length) announce("Nothing found");
  };
  input.addEventListener("input", update);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const keys = {
      ArrowDown: () => choose(Math.min(entries.length - 1, chosen + 1)), ArrowUp: () => choose(Math.max(0, chosen - 1)),
      Enter: () => entries[chosen] && go(entries[chosen]), Escape: () => { input.value = ""; close(); },
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select, textarea")) { event.preventDefault(); input.focus(); }
  });
  byId("search").append(input, list);
};
