// ---- Elements. Text only ever becomes a text node or an attribute, never markup.

const byId = (id) => document.getElementById(id);

/** Makes an element: its attributes, listeners with `on…`, and its children, which are elements or texts. */
const make = (name, attributes = {}, ...content) => {
  const isSvg = SVG_NAMES.has(name);
  const element = isSvg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...content.filter((one) => one !== null && one !== undefined && one !== ""));
  return element;
};
const SVG_NAMES = new Set(["svg", "g", "rect", "path", "defs", "marker", "tspan"]);
const svgText = (attributes, content) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "text");
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = content;
  return element;
};
const svgTitle = (content) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "title");
  element.textContent = content;
  return element;
};

const number = (value) => value.toLocaleString("en-US");
const count = (many, noun) => many === 1 ? `1 ${noun}` : `${number(many)} ${noun.endsWith("y") ? noun.slice(0, -1) + "ie" : noun}s`;
const shorten = (text, length) => text.length > length ? text.slice(0, length - 1) + "…" : text;

/** Returns a text that can break after `::` and `/`, so that no word has to. */
const breakable = (text) => text.split(/(?<=::|\/)/).flatMap((part, at) => at ? [make("wbr"), part] : [part]);

/** Returns a text whose backticks enclose code, as elements. */
const prose = (text) => {
  const parts = text.split("`");
  return parts.length % 2 ? parts.map((part, at) => at % 2 ? make("code", {}, ...breakable(part)) : part) : [text];
};

/** Escapes a name for a deep link, as `anchor` in the generator does. */
const encodeName = (name) => encodeURIComponent(name)
  .replace(/[!'()*]/g, (char) => "%" + char.charCodeAt(0).toString(16).toUpperCase())
  .replace(/%2F/g, "/").replace(/%3A/g, ":");
const linkTo = (kind, name) => `#${kind}=${encodeName(name)}`;
const jump = (kind, name, shown = name) => make("a", { href: linkTo(kind, name), title: name.length > 100 ? shorten(name, 500) : null }, ...breakable(shorten(shown, 100)));

/** Returns the deep link to a node. */
const linkOfNode = (node) => topByName.get(nameOf(node)) === node ? linkTo("module", nameOf(node)) : linkTo("rust", nameOf(node));

/** Returns a place in a file, as a link if there is a code host. */
const place = (file, line) => {
  const shown = shorten(file, 120) + (line ? `:${line}` : "");
  const isInside = !file.startsWith("/") && !file.includes(":") && !file.split("/").includes("..");
  if (!raw.source || !isInside) return make("code", {}, ...breakable(shown));
  const path = file.split("/").map(encodeURIComponent).join("/");
  return make("a", { href: raw.source.split("{file}").join(path).split("{line}").join(String(line || 1)), rel: "noreferrer" }, ...breakable(shown));
};

const button = (text, onclick, attributes = {}) => make("button", { type: "button", onclick, ...attributes }, text);

/** Returns a live region, which screen readers read when its text changes. */
const announcer = make("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
const announce = (text) => { announcer.textContent = text; };

/** Makes the columns of static tables sortable. */
const makeSortable = (table) => {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const title = head.textContent;
    head.replaceChildren(button(title, () => {
      const isNumber = head.classList.contains("number");
      const direction = head.getAttribute("aria-sort") === (isNumber ? "descending" : "ascending") ? -1 : 1;
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", (direction === 1) === !isNumber ? "ascending" : "descending");
      const key = (row) => row.cells[column].textContent.trim();
      const compare = isNumber
        ? (a, b) => (parseFloat(key(b).replace(/,/g, "")) || 0) - (parseFloat(key(a).replace(/,/g, "")) || 0)
        : (a, b) => (key(a) === "") - (key(b) === "") || key(a).localeCompare(key(b));
      table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => direction * compare(a, b)));
    }));
  });
};

/** Makes a table of cells, which are elements or texts. `numbers` are the columns with numbers. */
const makeTable = (caption, columns, rows, numbers = []) => {
  const cell = (content, column) => make(column === 0 ? "th" : "td", { class: numbers.includes(column) ? "number" : null, scope: column === 0 ? "row" : null }, ...[content].flat());
  const head = columns.map((title, column) => make("th", { scope: "col", class: numbers.includes(column) ? "number" : null }, title));
  return make("div", { class: "wide" }, make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell))))));
};
