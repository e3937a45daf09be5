// ---- The map: boxes that can be opened in place, as the generator has laid them out.

const HEAD = 30;
const GAP = 14;
/** The smallest scale at which names are readable. */
const READABLE = .6;
/** The number of dependencies up to which all are drawn. */
const MAX_DRAWN = 700;

/** The layouts by node; -1 stands for the whole. */
const layouts = new Map(raw.map.map(([parent, width, height, boxes, bands, bends]) => {
  const own = [];
  for (let at = 0; at < boxes.length; at += 5) own.push({ node: boxes[at], x: boxes[at + 1], y: boxes[at + 2], width: boxes[at + 3], height: boxes[at + 4] });
  return [parent, { width, height, boxes: own, bands: bands.map(([x, y, w, h, title]) => ({ x, y, width: w, height: h, title: strings[title] })), bends: new Map(bends.map(([from, to, points]) => [from * nodeCount + to, points])) }];
}));

const map = { open: new Set(), selected: -1, only: "all", scale: 1, x: 0, y: 0, pairs: new Map(), boxes: new Map(), isDrawn: false };

/** Places the boxes of a part. Boxes that are open are larger than in the layout, so they push others away. */
const placeBoxes = (parent) => {
  const layout = layouts.get(parent);
  const sizes = new Map();
  for (const box of layout.boxes) {
    if (!map.open.has(box.node) || !layouts.has(box.node)) continue;
    const inner = placeBoxes(box.node);
    sizes.set(box.node, { inner, width: Math.max(inner.width, box.width), height: inner.height + HEAD });
  }
  if (!sizes.size) return { width: layout.width, height: layout.height, boxes: layout.boxes, bands: layout.bands, mapPoint: (x, y) => [x, y], sizes, layout };
  // Boxes that overlap vertically are a row.
  const sorted = [...layout.boxes].sort((a, b) => a.y - b.y);
  const rows = [];
  for (const box of sorted) {
    const last = rows[rows.length - 1];
    if (last && box.y < last.bottom) { last.boxes.push(box); last.bottom = Math.max(last.bottom, box.y + box.height); }
    else rows.push({ top: box.y, bottom: box.y + box.height, boxes: [box] });
  }
  let widest = 0;
  let down = 0;
  for (const row of rows) {
    row.boxes.sort((a, b) => a.x - b.x);
    row.opened = row.boxes.filter((box) => sizes.has(box.node)).map((box) => ({ middle: box.x + box.width / 2, extra: sizes.get(box.node).width - box.width + 2 * GAP }));
    row.extra = row.opened.reduce((sum, one) => sum + one.extra, 0);
    row.grown = Math.max(0, ...row.boxes.filter((box) => sizes.has(box.node)).map((box) => sizes.get(box.node).height - box.height + 2 * GAP));
    row.down = down;
    down += row.grown;
    widest = Math.max(widest, row.extra);
  }
  const moveRight = (row, x) => widest / 2 + (row ? row.opened.reduce((sum, one) => sum + (one.middle < x - 1 ? one.extra / 2 : one.middle > x + 1 ? -one.extra / 2 : 0), 0) : 0);
  const rowAt = (y) => rows.find((row) => y >= row.top && y <= row.bottom);
  const moveDown = (y) => { let move = 0; for (const row of rows) { if (y >= row.bottom) move = row.down + row.grown; else if (y > row.top) return row.down + row.grown * (y - row.top) / (row.bottom - row.top); } return move; };
  const boxes = [];
  for (const row of rows) {
    for (const box of row.boxes) {
      const size = sizes.get(box.node);
      const x = box.x + moveRight(row, box.x + box.width / 2);
      const y = box.y + row.down;
      if (size) boxes.push({ ...box, x: x - (size.width - box.width) / 2, y: y + GAP, width: size.width, height: size.height });
      else boxes.push({ ...box, x, y: y + row.grown / 2 });
    }
  }
  return {
    width: layout.width + widest, height: layout.height + down, boxes, sizes, layout,
    bands: layout.bands.map((band) => { const y = band.y + moveDown(band.y); return { ...band, y, width: band.width + widest, height: band.y + band.height + moveDown(band.y + band.height) - y }; }),
    mapPoint: (x, y) => [x + moveRight(rowAt(y), x), y + moveDown(y)],
  };
};

/** Collects what is drawn: boxes and bands with absolute positions, outer ones first. */
const collectBoxes = (parent, placed, dx, dy, into) => {
  for (const band of placed.bands) into.bands.push({ ...band, x: band.x + dx, y: band.y + dy });
  into.frames.set(parent, { placed, dx, dy });
  for (const box of placed.boxes) {
    const absolute = { ...box, x: box.x + dx, y: box.y + dy };
    const size = placed.sizes.get(box.node);
    absolute.isOpen = Boolean(size);
    into.boxes.push(absolute);
    if (size) collectBoxes(box.node, size.inner, absolute.x + (absolute.width - size.inner.width) / 2, absolute.y + HEAD, into);
  }
};

/** Returns the way of a dependency: as laid out around other boxes, or else a curve. */
const curveOf = (pair, drawn) => {
  const from = map.boxes.get(pair.from), to = map.boxes.get(pair.to);
  const parent = drawn.parentOf.get(pair.from);
  if (parent === drawn.parentOf.get(pair.to)) {
    const frame = drawn.frames.get(parent);
    const bends = frame.placed.layout.bends.get(pair.from * nodeCount + pair.to);
    if (bends) {
      const points = [];
      for (let at = 0; at < bends.length; at += 2) { const [x, y] = frame.placed.mapPoint(bends[at], bends[at + 1]); points.push([x + frame.dx, y + frame.dy]); }
      const isDown = points[0][1] < points[points.length - 1][1];
      points[0][1] = isDown ? from.y + from.height : from.y;
      points[points.length - 1][1] = isDown ? to.y : to.y + to.height;
      return points.slice(1).reduce((path, [x, y], at) => {
        const [px, py] = points[at];
        const middle = (py + y) / 2;
        return path + (px === x ? `L${x} ${y}` : `C${px} ${middle} ${x} ${middle} ${x} ${y}`);
      }, `M${points[0][0]} ${points[0][1]}`);
    }
  }
  const center = (box) => box.x + box.width / 2;
  const isDown = from.y + from.height <= to.y;
  const isUp = to.y + to.height <= from.y;
  if (isDown || isUp) {
    const spread = Math.max(-0.4, Math.min(0.4, (center(to) - center(from)) / 600));
    const x1 = center(from) + spread * from.width, x2 = center(to) - spread * to.width;
    const y1 = isDown ? from.y + from.height : from.y, y2 = isDown ? to.y : to.y + to.height;
    const bend = Math.max(20, Math.min(90, Math.abs(y2 - y1) / 2)) * (isDown ? 1 : -1);
    return `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
  }
  const isRight = center(from) <= center(to);
  const x1 = isRight ? from.x + from.width : from.x, x2 = isRight ? to.x : to.x + to.width;
  const y1 = from.y + from.height * .6, y2 = to.y + to.height * .4;
  const bend = Math.max(20, Math.abs(x2 - x1) / 2) * (isRight ? 1 : -1);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
};

/** Returns the dependencies that others imply, so that they can be drawn faintly. */
const impliedPairs = (pairs) => {
  const below = new Map();
  for (const pair of pairs) if (!pair.cyclic) below.set(pair.from, [...(below.get(pair.from) ?? []), pair.to]);
  const implied = new Set();
  if (below.size * pairs.length > 400000) return implied;
  for (const [from, targets] of below) {
    const reached = new Set();
    const left = [...targets];
    while (left.length) for (const next of below.get(left.pop()) ?? []) if (!reached.has(next)) { reached.add(next); left.push(next); }
    for (const pair of pairs) if (pair.from === from && !pair.cyclic && reached.has(pair.to)) implied.add(pair);
  }
  return implied;
};

const drawMap = (focus) => {
  const placed = placeBoxes(-1);
  const drawn = { boxes: [], bands: [], frames: new Map(), parentOf: new Map() };
  collectBoxes(-1, placed, 0, 0, drawn);
  for (const [parent, { placed: own }] of drawn.frames) for (const box of own.boxes) drawn.parentOf.set(box.node, parent);
  map.boxes = new Map(drawn.boxes.map((box) => [box.node, box]));
  map.size = [placed.width, placed.height];
  map.svg.setAttribute("width", placed.width);
  map.svg.setAttribute("height", placed.height);
  const visible = drawn.boxes.filter((box) => !box.isOpen).map((box) => box.node);
  map.pairs = aggregate(visible);
  let pairs = [...map.pairs.values()];
  if (map.only === "violations") pairs = pairs.filter((pair) => pair.violations || pair.baselined);
  if (map.only === "cycles") pairs = pairs.filter((pair) => pair.cyclic);
  const all = pairs.length;
  if (pairs.length > MAX_DRAWN) {
    const isKept = (pair) => pair.violations || pair.from === map.selected || pair.to === map.selected;
    const rest = pairs.filter((pair) => !isKept(pair)).sort((a, b) => b.count - a.count);
    pairs = [...pairs.filter(isKept), ...rest].slice(0, MAX_DRAWN);
  }
  // A filter leaves only the boxes at the ends of the dependencies that pass it, with the boxes around them.
  const kept = new Set();
  for (const pair of pairs) for (const end of [pair.from, pair.to]) for (let at = end; at >= 0 && !kept.has(at); at = NODES.parent[at]) kept.add(at);
  const isKeptBox = (box) => map.only === "all" || kept.has(box.node);
  map.note.textContent = !all && map.only !== "all" ? map.only === "cycles" ? "No dependency that is shown is part of a cycle." : "No dependency that is shown violates a rule." : all > pairs.length ? `The ${number(pairs.length)} largest of ${number(all)} dependencies are drawn. Select a box to see all of its own.` : count(all, "dependency");
  const implied = impliedPairs(pairs);
  const order = { "": 0, cyclic: 1, warn: 2, bad: 3 };
  pairs.sort((a, b) => order[toneOf(a)] - order[toneOf(b)]);
  const content = [];
  const hasBoxes = (band) => drawn.boxes.some((box) => isKeptBox(box) && box.x < band.x + band.width && band.x < box.x + box.width && box.y < band.y + band.height && band.y < box.y + box.height);
  for (const band of drawn.bands.filter(hasBoxes)) {
    content.push(make("rect", { class: "band", x: band.x, y: band.y, width: band.width, height: band.height, rx: 6 }));
    content.push(svgText({ class: "band-title", x: band.x + 10, y: band.y + 17 }, shorten(band.title, 80)));
  }
  const isSelected = (pair) => pair.from === map.selected || pair.to === map.selected;
  const edges = pairs.flatMap((pair) => {
    const d = curveOf(pair, drawn);
    const tone = toneOf(pair);
    const state = map.selected >= 0 && map.boxes.has(map.selected) ? (isSelected(pair) ? " strong" : " dimmed") : implied.has(pair) && !tone ? " faint" : "";
    const width = Math.min(5, 1 + Math.log2(Math.max(pair.count, 1)) * .35).toFixed(1);
    const choose = () => { choosePair(pair); };
    const hit = make("path", { class: "hit", d, onclick: choose }, svgTitle(`${nameOf(pair.from)} → ${nameOf(pair.to)}: ${findingsText(pair)}`));
    const line = make("path", { class: `edge ${tone}${pair.excepted ? " dashed" : ""}${state}`, d, "stroke-width": width, "marker-end": `url(#arrow${tone ? "-" + tone : ""})` });
    pair.line = line;
    return [hit, line];
  });
  const isFirst = (box) => !box.isOpen;
  const boxes = drawn.boxes.filter(isKeptBox);
  const nodes = boxes.map(drawBox);
  // Open boxes are behind the dependencies, and closed ones in front of them.
  content.push(...nodes.filter((_, at) => !isFirst(boxes[at])), ...edges, ...nodes.filter((_, at) => isFirst(boxes[at])));
  map.view.replaceChildren(...content);
  map.isDrawn = true;
  if (focus !== undefined) map.view.querySelector(`[data-node="${focus}"]`)?.focus({ preventScroll: true });
};

const drawBox = (box) => {
  const { node } = box;
  const kind = NODES.kind[node];
  const marks = nodeMarks.get(node);
  const canOpen = isOpenable(node) && layouts.has(node);
  const second = NODES.size[node] > 1 ? count(NODES.size[node], "Rust module") : "";
  const tone = marks?.[0] ? "bad" : marks?.[1] ? "warn" : "";
  const isOther = kind === KIND.crate && moduleKinds.hasModules;
  const text = shorten(labelOf(node), 36);
  const full = `${nameOf(node)}${second ? ", " + second : ""}${marks?.[0] ? ", " + count(marks[0], "violation") + " inside" : ""}${canOpen ? box.isOpen ? ", open" : ", closed" : ""}`;
  const group = make("g", {
    class: `node ${tone}${box.isOpen ? " open" : ""}${isOther ? " other" : ""}${node === map.selected ? " selected" : ""}`,
    tabindex: "0", role: "button", "data-node": node,
    onclick: (event) => { event.stopPropagation(); if (!map.hasMoved) chooseNode(node); },
    ondblclick: (event) => { event.stopPropagation(); if (canOpen) toggleBox(node); },
  }, svgTitle(shorten(full, 600)), make("rect", { x: box.x, y: box.y, width: box.width, height: box.height, rx: 5 }));
  const middle = box.x + box.width / 2;
  if (box.isOpen) group.append(svgText({ x: box.x + 12, y: box.y + 20 }, text));
  else {
    group.append(svgText({ x: middle, y: box.y + (second ? 20 : 27) }, text));
    if (second) group.append(svgText({ class: "second", x: middle, y: box.y + 36 }, second));
  }
  if (canOpen) {
    const opener = svgText({ class: "opener", "aria-hidden": "true", x: box.x + box.width - 10, y: box.y + 15 }, box.isOpen ? "−" : "+");
    opener.addEventListener("click", (event) => { event.stopPropagation(); if (!map.hasMoved) toggleBox(node); });
    group.append(opener);
  }
  return group;
};

const toggleBox = (node, isOpen = !map.open.has(node)) => {
  if (isOpen) map.open.add(node);
  else for (const one of [...map.open]) for (let at = one; at >= 0; at = NODES.parent[at]) if (at === node) map.open.delete(one);
  const before = map.boxes.get(node);
  drawMap(node);
  // The box stays where it was.
  const after = map.boxes.get(node);
  if (before && after) { map.x += (before.x + before.width / 2 - after.x - after.width / 2) * map.scale; map.y += (before.y - after.y) * map.scale; moveView(); }
  if (map.selected === node) chooseNode(node);
  announce(`${nameOf(node)} ${isOpen ? "opened" : "closed"}`);
};

const chooseNode = (node) => {
  map.selected = node;
  drawMap(node);
  const isOpen = map.open.has(node);
  const actions = isOpenable(node) && layouts.has(node) ? [button(isOpen ? "Close" : "Open in the map", () => { toggleBox(node); chooseNode(node); })] : [];
  // An open box has no dependencies of its own: those of its parts count.
  const pairs = isOpen ? aggregate([...map.boxes.keys()].filter((one) => one === node || !isWithin(one, node)).filter((one) => !map.open.has(one) || one === node)) : map.pairs;
  showNode(map.panel, node, pairs, actions);
};
const isWithin = (node, outer) => { for (let at = NODES.parent[node]; at >= 0; at = NODES.parent[at]) if (at === outer) return true; return false; };

const choosePair = (pair) => {
  map.view.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
  pair.line?.classList.add("chosen");
  showPair(map.panel, pair, map.pairs.get(pair.to * nodeCount + pair.from));
};

/** The browser moves the whole picture, without drawing it again. */
const moveView = () => {
  map.continues.hidden = map.y + map.size[1] * map.scale <= map.surface.clientHeight + 4;
  map.svg.style.transform = `translate(${map.x.toFixed(1)}px, ${map.y.toFixed(1)}px) scale(${map.scale.toFixed(4)})`;
};
const zoomMap = (factor, x, y) => {
  const { width, height } = map.surface.getBoundingClientRect();
  x ??= width / 2; y ??= height / 2;
  const scale = Math.max(.05, Math.min(4, map.scale * factor));
  map.x = x - (x - map.x) * scale / map.scale;
  map.y = y - (y - map.y) * scale / map.scale;
  map.scale = scale;
  moveView();
};
const fitMap = (isWhole = true) => {
  const { width, height } = map.surface.getBoundingClientRect();
  if (!width) return;
  const [w, h] = map.size;
  const fitting = Math.min(1.25, (width - 20) / w, (height - 20) / h);
  // At first, names are readable: if the whole map is too small for this, its top is in view.
  map.scale = isWhole ? Math.max(.05, fitting) : Math.max(fitting, Math.min(READABLE, (width - 20) / w * 1.4));
  map.x = (width - w * map.scale) / 2;
  map.y = Math.max(8, (height - h * map.scale) / 2);
  moveView();
};

/** Opens the parts around a node, selects it, and moves it into view. */
const revealInMap = (node) => {
  while (node >= 0 && !layoutParent(node)) node = NODES.parent[node];
  if (node < 0) return;
  for (let at = NODES.parent[node]; at >= 0; at = NODES.parent[at]) if (layouts.has(at)) map.open.add(at);
  chooseNode(node);
  const box = map.boxes.get(node);
  const { width, height } = map.surface.getBoundingClientRect();
  map.scale = Math.max(map.scale, .6);
  map.x = width / 2 - (box.x + box.width / 2) * map.scale;
  map.y = height / 2 - (box.y + box.height / 2) * map.scale;
  moveView();
};
const boxParents = new Map();
for (const [parent, layout] of layouts) for (const box of layout.boxes) boxParents.set(box.node, parent);
const layoutParent = (node) => boxParents.has(node);
const moduleKinds = { hasModules: NODES.kind.includes(KIND.module) };

const startMap = () => {
  const marker = (id) => make("marker", { id, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" }, make("path", { d: "M0 1 L10 5 L0 9 z" }));
  map.view = make("g", { class: "view" });
  map.svg = make("svg", { role: "group", "aria-label": "Map", "aria-describedby": "map-keys" }, make("defs", {}, ...["arrow", "arrow-bad", "arrow-warn", "arrow-cyclic"].map(marker)), map.view);
  map.continues = make("p", { class: "continues", hidden: true }, "↓ The map continues below");
  map.surface = make("div", { class: "surface" }, map.svg, map.continues);
  const key = (style, text) => make("li", {}, make("i", { class: style }), text);
  const legend = make("ul", { class: "legend" }, key("l-plain", "depends on"), key("l-plain l-wide", "wider: more references"), key("l-faint", "faint: others imply it"),
    key("l-bad", "violates a rule"), key("l-warn", "violation in the baseline"), key("l-cyclic", "part of a cycle"), key("l-dashed", "has an exception"),
    key("b-bad", "violations inside"), key("b-warn", "violations in the baseline inside"), moduleKinds.hasModules ? key("b-other", "in no module") : "");
  map.panel = make("aside", { "aria-label": "Selection on the map", tabindex: "0" }, make("h3", {}, "Select a box or a line"), make("p", {}, "A box shows what it depends on and what depends on it. A line shows its references. Double-click a box, or press its +, to see its parts."));
  map.note = make("span", { class: "status" });
  const only = make("select", { onchange: () => { map.only = only.value; drawMap(); } }, ...[["all", "all dependencies"], ["violations", "violations"], ["cycles", "cycles"]].map(([value, text]) => make("option", { value }, text)));
  byId("map-tools").append(make("div", { class: "tools" },
    button("+", () => zoomMap(1.3), { "aria-label": "Zoom in" }), button("−", () => zoomMap(1 / 1.3), { "aria-label": "Zoom out" }), button("Fit", () => fitMap()),
    button("Close all", () => { map.open.clear(); map.selected = -1; drawMap(); fitMap(); }),
    make("label", {}, "Show", only), map.note));
  byId("map-live").append(make("div", { class: "split" }, make("div", {}, map.surface, legend,
    make("p", { id: "map-keys" }, make("small", {}, "Drag to move, scroll to zoom. With the keyboard: Tab goes from box to box, Enter selects, O opens or closes, arrows move, + and − zoom, 0 fits."))), map.panel));
  const { surface } = map;
  let drag = null;
  surface.addEventListener("pointerdown", (event) => { if (event.button === 0) { drag = { x: event.clientX, y: event.clientY, left: map.x, top: map.y, id: event.pointerId }; map.hasMoved = false; } });
  surface.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
    if (!map.hasMoved && Math.abs(dx) + Math.abs(dy) > 4) { map.hasMoved = true; surface.setPointerCapture(drag.id); surface.classList.add("moving"); }
    if (map.hasMoved) { map.x = drag.left + dx; map.y = drag.top + dy; moveView(); }
  });
  const drop = () => { drag = null; surface.classList.remove("moving"); };
  surface.addEventListener("pointerup", drop);
  surface.addEventListener("pointercancel", drop);
  surface.addEventListener("click", () => { if (!map.hasMoved && map.selected >= 0) { map.selected = -1; drawMap(); } });
  surface.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left, top } = surface.getBoundingClientRect();
    zoomMap(Math.exp(-event.deltaY * (event.deltaMode ? .05 : .0016)), event.clientX - left, event.clientY - top);
  }, { passive: false });
  surface.addEventListener("keydown", (event) => {
    const node = Number(event.target.closest?.("[data-node]")?.dataset.node ?? -1);
    const step = 60;
    const keys = {
      ArrowLeft: () => { map.x += step; moveView(); }, ArrowRight: () => { map.x -= step; moveView(); },
      ArrowUp: () => { map.y += step; moveView(); }, ArrowDown: () => { map.y -= step; moveView(); },
      "+": () => zoomMap(1.25), "=": () => zoomMap(1.25), "-": () => zoomMap(.8), 0: () => fitMap(),
      Enter: () => node >= 0 && chooseNode(node), " ": () => node >= 0 && chooseNode(node),
      o: () => node >= 0 && isOpenable(node) && layouts.has(node) && toggleBox(node),
      Escape: () => { map.selected = -1; drawMap(node >= 0 ? node : undefined); },
    };
    if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); keys[event.key](); }
  });
  // Keep a box that the keyboard reaches in view.
  surface.addEventListener("focusin", (event) => {
    const node = event.target.dataset?.node;
    const box = node === undefined ? null : map.boxes.get(Number(node));
    if (!box) return;
    surface.scrollLeft = surface.scrollTop = 0;
    const { width, height } = surface.getBoundingClientRect();
    const x = map.x + box.x * map.scale, y = map.y + box.y * map.scale;
    if (x < 0 || y < 0 || x > width - 30 || y > height - 20) { map.x += width / 2 - x; map.y += height / 2 - y; moveView(); }
  });
  drawMap();
  fitMap(false);
};
