// ---- The page: one section at a time, chosen by the address.

const SECTIONS = [...document.querySelectorAll("main > section")].map((section) => section.id);
const started = new Set();
const START = { map: startMap, matrix: startMatrix, modules: startModules, debt: startDebt };

/** Splits an address: `#module=a%3A%3Ab` is of the kind `module` with the name `a::b`. */
const decodeHash = (hash) => {
  const text = hash.replace(/^#/, "");
  const at = text.indexOf("=");
  let name = at < 0 ? null : text.slice(at + 1);
  try { name = name === null ? null : decodeURIComponent(name); } catch { /* It stays as it is. */ }
  return { kind: at < 0 ? text : text.slice(0, at), name };
};

const showSection = (id) => {
  for (const section of SECTIONS) byId(section).hidden = section !== id;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#${id}`) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  if (START[id] && !started.has(id)) { started.add(id); START[id](); }
};

/** Shows what the address names. An address that names nothing shows the summary. */
const show = () => {
  const { kind, name } = decodeHash(location.hash);
  let target = null;
  if (name === null && SECTIONS.includes(kind)) {
    showSection(kind);
    if (kind === "modules") showModule(null);
  } else if (kind === "module" || kind === "rust") {
    showSection("modules");
    const isFound = kind === "module" ? showModule(name) || showRustModule(name) : showRustModule(name) || showModule(name);
    if (!isFound) { showModule(null); announce(`There is no ${name}`); }
  } else if ((kind === "map" || kind === "matrix") && name !== null) {
    showSection(kind);
    const node = topByName.get(name) ?? leafByName.get(name);
    if (node !== undefined) (kind === "map" ? revealInMap : revealInMatrix)(node);
  } else if (kind === "owner") {
    showSection("debt");
    showDebtOf(name);
  } else if (kind === "debt" && name !== null) {
    showSection("debt");
    showDebtFilter(name);
  } else if (kind === "debt-item") {
    showSection("debt");
    target = showDebtItem(Number(name) || 0);
  } else {
    const element = byId(location.hash.slice(1));
    const section = element?.closest("section");
    showSection(section?.id ?? "summary");
    target = section ? element : null;
  }
  if (target) {
    for (let at = target.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
    target.scrollIntoView({ block: "start" });
    const row = target.closest("tr");
    row?.animate?.([{ background: getComputedStyle(document.documentElement).getPropertyValue("--mark") }, {}], 1600);
  } else window.scrollTo(0, 0);
  const title = name ?? kind;
  document.title = `${title ? shorten(title, 60) + " · " : ""}Architecture of ${shorten(raw.name, 60)}`;
};

document.documentElement.classList.add("scripted");
document.body.append(announcer);
document.querySelectorAll("table.sortable").forEach(makeSortable);
startSearch();
// A printed page shows where to cut each cycle.
const printed = "#summary details";
let opened = [];
window.addEventListener("beforeprint", () => { opened = [...document.querySelectorAll(printed)].filter((one) => !one.open); for (const one of opened) one.open = true; });
window.addEventListener("afterprint", () => { for (const one of opened) one.open = false; opened = []; });
window.addEventListener("hashchange", show);
// The browser scrolls to what the address names once the page is loaded.
window.addEventListener("load", () => { if (location.hash) show(); });
show();
