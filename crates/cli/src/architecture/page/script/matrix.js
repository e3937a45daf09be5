// ---- The matrix: a canvas that draws only what is in view, within an element that scrolls.

const matrix = { open: new Set(), cell: 24, rows: [], place: new Map(), pairs: new Map(), byRow: [], squares: [], labels: new Map(), row: 0, column: 0, hover: null };
const HEADER = 30;
const gutter = () => Math.min(300, Math.max(170, matrix.scroller.clientWidth * .3));

/** Returns the rows: the nodes that are visible, each with its depth. */
const matrixRows = () => {
  const rows = [];
  const left = [...roots].reverse().map((node) => [node, 0]);
  while (left.length) {
    const [node, depth] = left.pop();
    const isOpen = matrix.open.has(node);
    rows.push({ node, depth, isOpen });
    if (isOpen) for (const child of [...children[node]].reverse()) left.push([child, depth + 1]);
  }
  return rows;
};

const updateMatrix = (focus) => {
  matrix.rows = matrixRows();
  // An open part has no cells of its own: its parts have them.
  const visible = matrix.rows.filter((row) => !row.isOpen).map((row) => row.node);
  matrix.pairs = aggregate(visible);
  matrix.place = new Map(matrix.rows.map((row, at) => [row.node, at]));
  matrix.byRow = matrix.rows.map(() => []);
  // The squares on the diagonal around the parts of each open row.
  matrix.squares = [];
  const open = [];
  const close = (depth, end) => { while (open.length && matrix.rows[open[open.length - 1]].depth >= depth) matrix.squares.push([open.pop(), end]); };
  matrix.rows.forEach((row, at) => { close(row.depth, at); if (row.isOpen) open.push(at); });
  close(0, matrix.rows.length);
  matrix.squares.sort((a, b) => a[0] - b[0]);
  for (const pair of matrix.pairs.values()) matrix.byRow[matrix.place.get(pair.from)].push([matrix.place.get(pair.to), pair]);
  if (focus !== undefined) matrix.row = matrix.place.get(focus) ?? 0;
  matrix.row = Math.min(matrix.row, matrix.rows.length - 1);
  matrix.column = Math.min(matrix.column, matrix.rows.length - 1);
  sizeMatrix();
  matrix.note.textContent = `${count(matrix.rows.length, "row")}, ${count(matrix.pairs.size, "dependency")}`;
};

const sizeMatrix = () => {
  const size = matrix.rows.length * matrix.cell;
  matrix.spacer.style.width = `${gutter() + size + 20}px`;
  matrix.spacer.style.height = `${HEADER + size + 20}px`;
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = matrix.scroller;
  if (matrix.canvas.width !== Math.round(clientWidth * ratio) || matrix.canvas.height !== Math.round(clientHeight * ratio)) {
    matrix.canvas.width = Math.round(clientWidth * ratio);
    matrix.canvas.height = Math.round(clientHeight * ratio);
    matrix.canvas.style.width = `${clientWidth}px`;
    matrix.canvas.style.height = `${clientHeight}px`;
    // The canvas takes no room, so that the spacer alone decides how far one can scroll.
    matrix.canvas.style.marginBottom = `-${clientHeight}px`;
  }
  redraw();
};

let isRedrawing = false;
const redraw = () => {
  if (isRedrawing) return;
  isRedrawing = true;
  requestAnimationFrame(() => { isRedrawing = false; paintMatrix(); });
};

let colors = null;
const readColors = () => {
  const style = getComputedStyle(document.documentElement);
  colors = Object.fromEntries(["ground", "raised", "line", "ink", "soft", "bad", "warn", "cyclic", "link", "calm", "mark", "focus"].map((name) => [name, style.getPropertyValue("--" + name).trim()]));
};

const paintMatrix = () => {
  const { canvas, scroller, cell, rows } = matrix;
  const context = canvas.getContext("2d", { alpha: false });
  const ratio = window.devicePixelRatio || 1;
  if (!colors) readColors();
  const left = gutter(), x0 = left - scroller.scrollLeft, y0 = HEADER - scroller.scrollTop;
  const width = canvas.width / ratio, height = canvas.height / ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colors.ground;
  context.fillRect(0, 0, width, height);
  const first = Math.max(0, Math.floor((HEADER - y0) / cell)), last = Math.min(rows.length, Math.ceil((height - y0) / cell));
  const firstColumn = Math.max(0, Math.floor((left - x0) / cell)), lastColumn = Math.min(rows.length, Math.ceil((width - x0) / cell));
  context.save();
  context.beginPath();
  context.rect(left, HEADER, width - left, height - HEADER);
  context.clip();
  // The open parts as squares on the diagonal.
  for (const [at, end] of matrix.squares) {
    if (end < first || at > last) continue;
    context.fillStyle = colors.raised;
    context.fillRect(x0 + at * cell, y0 + at * cell, (end - at) * cell, (end - at) * cell);
    context.strokeStyle = colors.calm;
    context.strokeRect(x0 + at * cell + .5, y0 + at * cell + .5, (end - at) * cell - 1, (end - at) * cell - 1);
  }
  if (cell >= 8) {
    context.strokeStyle = colors.line;
    context.lineWidth = 1;
    context.beginPath();
    for (let at = first; at <= last; at++) { const y = Math.round(y0 + at * cell) + .5; context.moveTo(Math.max(left, x0), y); context.lineTo(Math.min(width, x0 + rows.length * cell), y); }
    for (let at = firstColumn; at <= lastColumn; at++) { const x = Math.round(x0 + at * cell) + .5; context.moveTo(x, Math.max(HEADER, y0)); context.lineTo(x, Math.min(height, y0 + rows.length * cell)); }
    context.stroke();
  }
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = `${Math.min(12, cell * .46)}px system-ui, sans-serif`;
  const size = Math.max(cell - 1, 1.6);
  // Small marks must be seen, too.
  const strength = cell < 6 ? .4 : 0;
  for (let row = first; row < last; row++) {
    const y = y0 + row * cell;
    context.fillStyle = colors.calm;
    context.globalAlpha = .5;
    context.fillRect(x0 + row * cell, y, size, size);
    for (const [column, pair] of matrix.byRow[row]) {
      if (column < firstColumn || column >= lastColumn) continue;
      const tone = toneOf(pair);
      context.fillStyle = colors[tone || "link"];
      context.globalAlpha = strength + (tone ? .3 + Math.min(.3, Math.log10(pair.count + 1) * .12) : .12 + Math.min(.4, Math.log10(pair.count + 1) * .14));
      context.fillRect(x0 + column * cell + 1, y + 1, size, size);
      if (cell >= 18) {
        context.globalAlpha = 1;
        context.fillStyle = colors.ink;
        context.fillText(pair.count > 999 ? `${Math.round(pair.count / 1000)}k` : pair.count, x0 + (column + .5) * cell, y + cell / 2 + 1);
      }
    }
  }
  context.globalAlpha = 1;
  const at = matrix.hover ?? [matrix.row, matrix.column];
  context.fillStyle = colors.focus;
  context.globalAlpha = .1;
  context.fillRect(left, y0 + at[0] * cell, width, cell);
  context.fillRect(x0 + at[1] * cell, HEADER, cell, height);
  context.globalAlpha = 1;
  context.strokeStyle = colors.focus;
  context.lineWidth = 2;
  context.strokeRect(x0 + matrix.column * cell + 1, y0 + matrix.row * cell + 1, cell - 1, cell - 1);
  context.lineWidth = 1;
  context.restore();
  paintLabels(context, { left, x0, y0, width, height, first, last, firstColumn, lastColumn, at });
};

/** Returns as much of a label as fits. Measuring takes long, so results are kept. */
const fittingLabel = (context, node, room) => {
  const key = `${node} ${Math.round(room)} ${context.font}`;
  let label = matrix.labels.get(key);
  if (label === undefined) {
    label = shorten(labelOf(node), 80);
    if (context.measureText(label).width > room) {
      while (label.length > 1 && context.measureText(label + "…").width > room) label = label.slice(0, -Math.max(1, Math.ceil(label.length / 12)));
      label += "…";
    }
    if (matrix.labels.size > 20000) matrix.labels.clear();
    matrix.labels.set(key, label);
  }
  return label;
};

const paintLabels = (context, { left, x0, y0, width, height, first, last, firstColumn, lastColumn, at }) => {
  const { cell, rows } = matrix;
  context.fillStyle = colors.ground;
  context.fillRect(0, 0, left, height);
  context.fillRect(0, 0, width, HEADER);
  context.strokeStyle = colors.line;
  context.beginPath();
  context.moveTo(left + .5, 0); context.lineTo(left + .5, height); context.moveTo(0, HEADER + .5); context.lineTo(width, HEADER + .5);
  context.stroke();
  const step = cell >= 16 ? 1 : Math.ceil(40 / cell);
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.save();
  context.beginPath();
  context.rect(0, HEADER, left - 2, height - HEADER);
  context.clip();
  for (let row = first; row < last; row++) {
    if (cell < 12 && row % Math.ceil(14 / cell) && row !== at[0]) continue;
    const { node, depth, isOpen } = rows[row];
    const y = y0 + (row + .5) * cell;
    if (row === at[0]) { context.fillStyle = colors.mark; context.fillRect(0, y - Math.max(cell, 14) / 2, left, Math.max(cell, 14)); }
    const marks = nodeMarks.get(node);
    context.fillStyle = marks?.[0] ? colors.bad : colors.ink;
    context.textAlign = "left";
    const opener = isOpenable(node) ? isOpen ? "▾" : "▸" : "";
    context.font = `${depth === 0 || isOpen ? "600 " : ""}12px system-ui, sans-serif`;
    context.fillText(opener, 6 + depth * 12, y);
    const room = left - 64 - depth * 12;
    const label = fittingLabel(context, node, room);
    context.fillText(label, 20 + depth * 12, y);
    context.font = "11px system-ui, sans-serif";
    context.fillStyle = colors.soft;
    context.textAlign = "right";
    context.fillText(row + 1, left - 8, y);
  }
  context.restore();
  context.save();
  context.beginPath();
  context.rect(left, 0, width - left, HEADER);
  context.clip();
  context.textAlign = "center";
  context.font = "11px system-ui, sans-serif";
  for (let column = firstColumn; column < lastColumn; column++) {
    if (column % step && column !== at[1]) continue;
    if (column === at[1]) { context.fillStyle = colors.mark; context.fillRect(x0 + column * cell, 0, Math.max(cell, 24), HEADER); }
    context.fillStyle = colors.soft;
    context.fillText(column + 1, x0 + (column + .5) * cell, HEADER / 2);
  }
  context.restore();
  context.fillStyle = colors.soft;
  context.textAlign = "left";
  context.font = "11px system-ui, sans-serif";
  context.fillText("row depends on column →", 8, HEADER / 2);
};

/** Returns the row and the column at a position, and whether it is on the labels. */
const cellAt = (event) => {
  const { left, top } = matrix.scroller.getBoundingClientRect();
  const x = event.clientX - left, y = event.clientY - top;
  const row = Math.floor((y - HEADER + matrix.scroller.scrollTop) / matrix.cell);
  const column = Math.floor((x - gutter() + matrix.scroller.scrollLeft) / matrix.cell);
  return { row, column, isLabel: x < gutter(), isHeader: y < HEADER, isInside: row >= 0 && row < matrix.rows.length };
};

const describeCell = (row, column) => {
  const from = matrix.rows[row]?.node, to = matrix.rows[column]?.node;
  if (from === undefined || to === undefined) return "";
  if (row === column) return `${nameOf(from)} (${row + 1})`;
  const pair = matrix.pairs.get(from * nodeCount + to);
  return `${row + 1} ${nameOf(from)} → ${column + 1} ${nameOf(to)}: ${pair ? findingsText(pair) : matrix.rows[row].isOpen || matrix.rows[column].isOpen ? "see its parts" : "no dependency"}`;
};

const openCell = (row, column) => {
  const from = matrix.rows[row].node, to = matrix.rows[column].node;
  const pair = matrix.pairs.get(from * nodeCount + to), reverse = matrix.pairs.get(to * nodeCount + from);
  if (row === column || (!pair && !reverse)) return showRow(row);
  if (pair) showPair(matrix.panel, pair, reverse);
  else showPair(matrix.panel, reverse);
};

const showRow = (row) => {
  const { node, isOpen } = matrix.rows[row];
  const actions = isOpenable(node) ? [button(isOpen ? "Collapse" : "Expand", () => { toggleRow(row); showRow(matrix.row); })] : [];
  const pairs = isOpen ? aggregate([node, ...matrix.rows.filter((one) => !one.isOpen && !isWithin(one.node, node)).map((one) => one.node)]) : matrix.pairs;
  showNode(matrix.panel, node, pairs, actions);
};

const toggleRow = (row, isOpen) => {
  const { node } = matrix.rows[row];
  if (!isOpenable(node)) return;
  isOpen ??= !matrix.open.has(node);
  if (isOpen) matrix.open.add(node); else matrix.open.delete(node);
  const before = matrix.row, columnNode = matrix.rows[matrix.column]?.node;
  updateMatrix(node);
  matrix.column = matrix.place.get(columnNode) ?? matrix.column;
  if (before !== row) matrix.row = matrix.place.get(node);
  announce(`${nameOf(node)} ${isOpen ? "expanded" : "collapsed"}, ${count(matrix.rows.length, "row")}`);
};

const moveCell = (row, column) => {
  matrix.row = Math.max(0, Math.min(matrix.rows.length - 1, row));
  matrix.column = Math.max(0, Math.min(matrix.rows.length - 1, column));
  const { scroller, cell } = matrix;
  const keep = (value, size, start, end) => value * cell < start ? value * cell : (value + 1) * cell > end ? (value + 1) * cell - size : start;
  const height = scroller.clientHeight - HEADER, width = scroller.clientWidth - gutter();
  scroller.scrollTop = keep(matrix.row, height, scroller.scrollTop, scroller.scrollTop + height);
  scroller.scrollLeft = keep(matrix.column, width, scroller.scrollLeft, scroller.scrollLeft + width);
  const text = describeCell(matrix.row, matrix.column);
  matrix.status.textContent = shorten(text, 240);
  announce(shorten(text, 400));
  redraw();
};

const zoomMatrix = (factor) => {
  const { scroller } = matrix;
  const before = matrix.cell;
  const smallest = Math.min(14, Math.max(.8, (scroller.clientWidth - gutter() - 20) / matrix.rows.length));
  matrix.cell = Math.max(smallest, Math.min(40, before * factor));
  const ratio = matrix.cell / before;
  const top = scroller.scrollTop * ratio, left = scroller.scrollLeft * ratio;
  sizeMatrix();
  scroller.scrollTop = top;
  scroller.scrollLeft = left;
};

const expandAll = () => { for (let node = 0; node < nodeCount; node++) if (isOpenable(node)) matrix.open.add(node); updateMatrix(); };
const collapseAll = () => { matrix.open.clear(); openLayers(); updateMatrix(); moveCell(0, 0); };
/** The layers are open at first, so that one sees the modules. */
const openLayers = () => { for (const node of roots) if (NODES.kind[node] === KIND.layer && isOpenable(node)) matrix.open.add(node); if (roots.length === 1) matrix.open.add(roots[0]); };

const revealInMatrix = (node) => {
  for (let at = NODES.parent[node]; at >= 0; at = NODES.parent[at]) matrix.open.add(at);
  updateMatrix(node);
  moveCell(matrix.row, matrix.row);
  showRow(matrix.row);
};

const startMatrix = () => {
  matrix.canvas = make("canvas", { tabindex: "0", role: "application", "aria-roledescription": "dependency structure matrix", "aria-label": "Matrix", "aria-describedby": "matrix-help matrix-keys" });
  matrix.spacer = make("div");
  matrix.scroller = make("div", { class: "scroller" }, matrix.canvas, matrix.spacer);
  matrix.panel = make("aside", { "aria-label": "Selection in the matrix", tabindex: "0" }, make("h3", {}, "Select a cell or a row"), make("p", {}, "A cell shows its references with file and line. A row shows what it depends on and what depends on it. Press ▸ to see its parts."));
  matrix.note = make("span", { class: "status" });
  matrix.status = make("p", { id: "matrix-status" });
  matrix.status.textContent = " ";
  byId("matrix-tools").append(make("div", { class: "tools" }, button("Expand all", expandAll), button("Collapse all", collapseAll),
    button("+", () => zoomMatrix(1.25), { "aria-label": "Larger cells" }), button("−", () => zoomMatrix(.8), { "aria-label": "Smaller cells" }),
    button("Fit", () => { zoomMatrix((matrix.scroller.clientWidth - gutter() - 20) / matrix.rows.length / matrix.cell); }), matrix.note));
  const key = (name, text) => make("li", {}, make("i", { class: `k-${name}` }), text);
  byId("matrix-live").append(make("div", { class: "split" }, make("div", {}, matrix.scroller, matrix.status,
    make("ul", { class: "legend" }, key("bad", "violates a rule"), key("warn", "violation in the baseline"), key("cyclic", "part of a cycle"), key("plain", "depends on; darker means more references")),
    make("p", { id: "matrix-keys" }, make("small", {}, "With the keyboard: arrows go from cell to cell, Enter shows the references of the cell or the row, Space expands or collapses the row, + and − change the size."))), matrix.panel));
  const { canvas, scroller } = matrix;
  scroller.addEventListener("scroll", redraw, { passive: true });
  new ResizeObserver(() => { if (scroller.clientWidth) sizeMatrix(); }).observe(scroller);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { colors = null; redraw(); });
  canvas.addEventListener("mousemove", (event) => {
    const { row, column, isLabel, isHeader, isInside } = cellAt(event);
    matrix.hover = isInside && !isHeader ? [row, isLabel || column >= matrix.rows.length ? row : column] : null;
    canvas.style.cursor = isInside && !isHeader ? "pointer" : "default";
    matrix.status.textContent = matrix.hover ? shorten(isLabel ? nameOf(matrix.rows[row].node) : describeCell(row, column), 240) : " ";
    redraw();
  });
  canvas.addEventListener("mouseleave", () => { matrix.hover = null; redraw(); });
  canvas.addEventListener("click", (event) => {
    const { row, column, isLabel, isHeader, isInside } = cellAt(event);
    if (!isInside || isHeader) return;
    const { left } = scroller.getBoundingClientRect();
    matrix.row = row;
    if (isLabel) {
      const depth = matrix.rows[row].depth;
      if (isOpenable(matrix.rows[row].node) && event.clientX - left < 20 + depth * 12) toggleRow(row);
      else showRow(row);
    } else if (column < matrix.rows.length) { matrix.column = column; openCell(row, column); }
    redraw();
  });
  canvas.addEventListener("dblclick", (event) => { const { row, isLabel, isInside } = cellAt(event); if (isInside && isLabel) toggleRow(row); });
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { row, column } = matrix;
    const page = Math.max(1, Math.floor(scroller.clientHeight / matrix.cell) - 2);
    const keys = {
      ArrowUp: () => moveCell(row - 1, column), ArrowDown: () => moveCell(row + 1, column), ArrowLeft: () => moveCell(row, column - 1), ArrowRight: () => moveCell(row, column + 1),
      PageUp: () => moveCell(row - page, column), PageDown: () => moveCell(row + page, column), Home: () => moveCell(row, 0), End: () => moveCell(row, row),
      Enter: () => openCell(row, column), " ": () => toggleRow(row), "+": () => zoomMatrix(1.25), "=": () => zoomMatrix(1.25), "-": () => zoomMatrix(.8),
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  openLayers();
  updateMatrix();
};
