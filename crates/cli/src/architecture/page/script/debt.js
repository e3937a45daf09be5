// ---- The debt: sorted, filtered, grouped, and downloaded.

const DEBT_COLUMNS = [
  ["kind", (item) => item.kind], ["rule", (item) => item.rule], ["what", (item) => item.text], ["module", (item) => item.module],
  ["owner", (item) => item.owners.join(", ") || "nobody"], ["since", (item) => item.since], ["expires", (item) => item.expires], ["where", (item) => item.file],
];
const debtState = { sort: null, direction: 1, filters: { kind: "", rule: "", module: "", owner: "" }, only: "", text: "", group: "", limit: 300 };

const debtCells = (item) => [
  [item.kind + " ", item.isNew ? make("em", { class: "worse" }, "new") : ""],
  jump("rule", item.rule),
  item.kind === "exception"
    ? make("span", {}, make("code", {}, ...breakable(shorten(item.from || "anything", 120))), " → ", make("code", {}, ...breakable(shorten(item.to || "anything", 120))), make("br"), ...prose(shorten(item.text, 400)))
    : make("span", {}, ...prose(shorten(item.text, 400))),
  item.module ? jump("module", item.module) : "",
  item.owners.length ? item.owners.flatMap((owner, at) => [at ? ", " : "", make("a", { href: linkTo("owner", owner) }, shorten(owner, 60))]) : make("i", {}, "nobody"),
  item.since ? make("span", { class: "day" }, item.since) : "",
  item.expired ? make("strong", { class: "bad" }, `${item.expires} (expired)`) : item.expires ? make("span", { class: "day" }, item.expires) : (item.kind === "exception" ? "never" : ""),
  item.file ? make("span", { class: "spot" }, place(item.file, item.line)) : "",
];

/** What the table can be limited to: a name for the address, a title, and a condition. */
const DEBT_ONLY = [
  ["new-violation", "new violations", (item) => item.isNew && (item.kind === "violation" || item.kind === "warning")],
  ["new", "all that is new", (item) => item.isNew],
  ["expired", "expired exceptions", (item) => item.expired],
  ["never-expires", "exceptions without an expiry date", (item) => item.kind === "exception" && !item.expires],
];

/** Makes a table of items; in groups, if they have a key. */
const debtTable = (items, isSortable, groupOf) => {
  const rows = [];
  let last = null;
  const sizes = new Map();
  if (groupOf) for (const item of items) sizes.set(groupOf(item), (sizes.get(groupOf(item)) ?? 0) + 1);
  for (const item of items) {
    if (groupOf && groupOf(item) !== last) {
      last = groupOf(item);
      rows.push(make("tr", { class: "group" }, make("th", { colspan: String(DEBT_COLUMNS.length), scope: "rowgroup" }, shorten(last || "none", 120), ` (${number(sizes.get(last))})`)));
    }
    rows.push(make("tr", { "data-item": String(DEBT.indexOf(item)) }, ...debtCells(item).map((cell, at) => make(at ? "td" : "th", at ? { "data-label": DEBT_COLUMNS[at][0] } : { scope: "row" }, ...[cell].flat()))));
  }
  const head = DEBT_COLUMNS.map(([title], column) => make("th", { scope: "col", "aria-sort": isSortable && debtState.sort === column ? debtState.direction > 0 ? "ascending" : "descending" : null },
    isSortable ? button(title, () => { debtState.direction = debtState.sort === column ? -debtState.direction : 1; debtState.sort = column; showDebt(); byId("debt-live").querySelectorAll("thead button")[column].focus(); }) : title));
  return make("div", { class: "wide", tabindex: "0", role: "group", "aria-label": "Debt" }, make("table", { class: "stacked" }, make("caption", {}, "Debt"), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)));
};

const chosenDebt = () => {
  const { filters, text } = debtState;
  const wanted = text.toLowerCase();
  const only = DEBT_ONLY.find(([name]) => name === debtState.only)?.[2];
  const matches = (item) => (!only || only(item)) && (!filters.kind || item.kind === filters.kind) && (!filters.rule || item.rule === filters.rule) && (!filters.module || item.module === filters.module)
    && (!filters.owner || (filters.owner === "nobody" ? !item.owners.length : item.owners.includes(filters.owner)))
    && (!wanted || DEBT_COLUMNS.some(([, value]) => value(item).toLowerCase().includes(wanted)) || item.from.toLowerCase().includes(wanted) || item.to.toLowerCase().includes(wanted));
  const items = DEBT.filter(matches);
  const value = debtState.sort === null ? null : DEBT_COLUMNS[debtState.sort][1];
  const group = DEBT_COLUMNS.find(([title]) => title === debtState.group)?.[1];
  const compare = (of, a, b) => (of(a) === "") - (of(b) === "") || of(a).localeCompare(of(b));
  if (value) items.sort((a, b) => debtState.direction * compare(value, a, b));
  if (group) items.sort((a, b) => compare(group, a, b));
  return [items, group];
};

const showDebt = () => {
  const [items, group] = chosenDebt();
  const shown = items.slice(0, debtState.limit);
  const parts = [items.length ? debtTable(shown, true, group) : make("p", {}, DEBT.length ? "Nothing matches." : "There is no debt.")];
  if (items.length > shown.length) parts.push(button(`Show all ${number(items.length)}`, () => { debtState.limit = Infinity; showDebt(); }));
  byId("debt-live").replaceChildren(...parts);
  debtState.status.textContent = `${number(items.length)} of ${number(DEBT.length)}`;
};

/** Returns CSV (RFC 4180). A spreadsheet would compute a field that starts with `=`, so it gets an apostrophe. */
const toCsv = (items) => {
  const field = (value) => {
    const text = /^[=+\-@\t]/.test(value) ? "'" + value : value;
    return /[",\n\r]/.test(text) || text.trim() !== text ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const columns = [...DEBT_COLUMNS, ["line", (item) => String(item.line || "")], ["from", (item) => item.from], ["to", (item) => item.to], ["references", (item) => String(item.count)]];
  return [columns.map(([title]) => title), ...items.map((item) => columns.map(([, value]) => value(item)))].map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
};

const download = (name, text) => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
};

const startDebt = () => {
  const values = (of) => [...new Set(DEBT.flatMap(of))].filter(Boolean).sort((a, b) => a.localeCompare(b));
  const select = (key, options) => {
    const element = make("select", { onchange: () => { debtState.filters[key] = element.value; debtState.limit = 300; showDebt(); } }, make("option", { value: "" }, "all"), ...options.map((value) => make("option", { value }, shorten(value, 60))));
    debtState[`${key}Select`] = element;
    return make("label", {}, key, element);
  };
  const group = make("select", { onchange: () => { debtState.group = group.value; showDebt(); } }, make("option", { value: "" }, "no groups"), ...["owner", "rule", "module", "kind"].map((value) => make("option", { value }, value)));
  debtState.onlySelect = make("select", { onchange: () => { debtState.only = debtState.onlySelect.value; showDebt(); } }, make("option", { value: "" }, "everything"), ...DEBT_ONLY.map(([value, title]) => make("option", { value }, title)));
  const only = make("label", {}, "only", debtState.onlySelect);
  const input = debtState.input = make("input", { type: "search", oninput: () => { debtState.text = input.value; showDebt(); } });
  debtState.status = make("span", { class: "status", role: "status" });
  byId("debt-tools").append(make("div", { class: "tools" }, make("label", {}, "Filter", input),
    select("kind", values((item) => [item.kind])), select("rule", values((item) => [item.rule])), select("module", values((item) => [item.module])),
    select("owner", [...values((item) => item.owners), "nobody"]), only, make("label", {}, "group by", group),
    button("Download CSV", () => download(`${raw.name}-debt-${raw.date}.csv`.replace(/[^\w.-]+/g, "-"), toCsv(chosenDebt()[0]))), debtState.status));
  showDebt();
};

/** Shows the items that pass the given filters, and no others. */
const showDebtWith = ({ kind = "", owner = "", only = "" }) => {
  debtState.filters = { kind, rule: "", module: "", owner };
  debtState.only = only;
  debtState.text = debtState.input.value = "";
  for (const key of Object.keys(debtState.filters)) debtState[`${key}Select`].value = debtState.filters[key];
  debtState.onlySelect.value = only;
  showDebt();
};
const showDebtOf = (owner) => showDebtWith({ owner });
const showDebtFilter = (name) => showDebtWith(DEBT_ONLY.some(([only]) => only === name) ? { only: name } : { kind: name });

/** Shows all items, and returns the row of one of them. Their numbers start with 1. */
const showDebtItem = (item) => {
  if (item > debtState.limit) debtState.limit = Infinity;
  showDebtWith({});
  const row = byId("debt-live").querySelector(`tr[data-item="${item - 1}"]`);
  row?.classList.add("chosen");
  return row;
};
