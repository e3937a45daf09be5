// ---- The data of the report, decoded. Parts refer to each other by index.

const raw = JSON.parse(document.getElementById("data").textContent);
/** Each string lacks what it has in common with the one before. Its first character tells how much that is. */
const strings = [];
for (const one of raw.strings) strings.push((strings[strings.length - 1] ?? "").slice(0, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".indexOf(one[0])) + one.slice(1));
const NODES = raw.nodes;
const KIND = { layer: 0, module: 1, crate: 2, tree: 3, leaf: 4 };
const nodeCount = NODES.kind.length;
const nameOf = (node) => strings[NODES.name[node]];
/** Returns the path of the Rust module that a node stands for. A module with only one has another name. */
const nodePaths = new Map(NODES.paths);
const pathOf = (node) => nodePaths.has(node) ? strings[nodePaths.get(node)] : nameOf(node);
const labelOf = (node) => strings[NODES.label[node]];

/** The children of each node; the last entry is for the nodes without a parent. */
const children = Array.from({ length: nodeCount + 1 }, () => []);
NODES.parent.forEach((parent, node) => children[parent < 0 ? nodeCount : parent].push(node));
const roots = children[nodeCount];
const isOpenable = (node) => children[node].length > 0;

/** The number of violations of each node, of those in the baseline, and of exceptions. */
const nodeMarks = new Map(raw.nodes.marks.map(([node, ...marks]) => [node, marks.map((numbers) => numbers.length)]));
/** The metrics of each Rust module, as pairs of a name and a value. */
const nodeMetrics = new Map(raw.nodes.metrics.rows.map(([node, role, values]) => [node, [...(role ? [["role", role]] : []), ...raw.nodes.metrics.names.map((name, at) => [name, values[at]]).filter(([, value]) => value !== null)]]));

/** The dependencies between Rust modules, as columns. */
const EDGES = raw.edges;
const edgeCount = EDGES.from.length;
/** What a check has found about dependencies: the numbers of violations, of those in the baseline and of exceptions. */
const edgeMarks = new Map(EDGES.marks.map(([edge, violations, baselined, excepted, rules]) => [edge, { violations, baselined, excepted, rules }]));
const firstReference = new Int32Array(edgeCount + 1);
EDGES.count.forEach((count, edge) => { firstReference[edge + 1] = firstReference[edge] + count; });

/** Decodes numbers that mostly count up: see `runs` in embed.rs. */
const decodeRuns = (encoded) => {
  const numbers = [];
  let last = -1;
  for (const one of encoded) {
    if (one >= 0) numbers.push(last = one);
    else for (let left = one; left < 0; left++) numbers.push(++last);
  }
  return numbers;
};
const decodeRepeated = (encoded) => {
  const numbers = [];
  for (let at = 0; at < encoded.length; at += 2) for (let left = encoded[at + 1]; left > 0; left--) numbers.push(encoded[at]);
  return numbers;
};

let references = null;
/** Returns the references of a dependency. They are decoded when the first one is needed. */
const referencesOf = (edge) => {
  if (!references) {
    references = { list: decodeRuns(EDGES.references), files: decodeRepeated(EDGES.files), kinds: decodeRepeated(EDGES.kinds), lines: [] };
    // Lines are relative to the reference before in the same file.
    EDGES.lines.forEach((line, at) => references.lines.push(references.files[at] === references.files[at - 1] ? references.lines[at - 1] + line : line));
  }
  return references.list.slice(firstReference[edge], firstReference[edge + 1]);
};
const referenceAt = (id) => ({ file: strings[references.files[id]], line: references.lines[id], path: strings[EDGES.paths[id]], kind: strings[references.kinds[id]] });

const DEBT = raw.debt.map(([kind, rule, text, module, from, to, owners, since, expires, expired, file, line, count, isNew]) => ({
  kind: strings[kind], rule: strings[rule], text: strings[text], module: strings[module] ?? "", from: strings[from], to: strings[to],
  owners: owners.map((owner) => strings[owner]), since: strings[since] ?? "", expires: strings[expires] ?? "", expired: expired === 1,
  file: strings[file] ?? "", line, count, isNew: isNew === 1,
}));

const moduleNames = new Set(raw.modules.map((name) => strings[name]));
/** The node of each Rust module, by its path, and of each module or crate, by its name. */
const leafByName = new Map();
const topByName = new Map();
for (let node = 0; node < nodeCount; node++) {
  if (NODES.leaf[node]) leafByName.set(pathOf(node), node);
  if (moduleNames.has(nameOf(node)) && !topByName.has(nameOf(node))) topByName.set(nameOf(node), node);
}
// A Rust module with all below it has the name of the Rust module itself.
for (let node = 0; node < nodeCount; node++) if (NODES.kind[node] === KIND.tree && !leafByName.has(nameOf(node))) leafByName.set(nameOf(node), node);

/** Returns for each node the visible node that contains it. */
const visibleOwners = (visible) => {
  const owner = new Int32Array(nodeCount).fill(-1);
  for (const node of visible) owner[node] = node;
  for (let node = 0; node < nodeCount; node++) if (owner[node] < 0 && NODES.parent[node] >= 0) owner[node] = owner[NODES.parent[node]];
  return owner;
};

/** Returns a dependency between two nodes, to which those between Rust modules are added with `addEdge`. */
const makePair = (from, to) => ({ from, to, edges: [], count: 0, violations: 0, baselined: 0, excepted: 0, defined: 0, cyclic: false, found: null });

/** Adds a dependency between Rust modules. A violation that several of them have counts once. */
const addEdge = (pair, edge) => {
  pair.edges.push(edge);
  pair.count += EDGES.count[edge];
  if (!(EDGES.flags[edge] & 1)) pair.defined++;
  const marks = edgeMarks.get(edge);
  if (!marks) return;
  pair.found ??= { violations: new Set(), baselined: new Set(), excepted: new Set() };
  for (const [kind, known] of Object.entries(pair.found)) {
    for (const one of marks[kind]) known.add(one);
    pair[kind] = known.size;
  }
};

/** Adds the dependencies between visible nodes up. */
const aggregate = (visible) => {
  const owner = visibleOwners(visible);
  const pairs = new Map();
  for (let edge = 0; edge < edgeCount; edge++) {
    const from = owner[EDGES.from[edge]], to = owner[EDGES.to[edge]];
    if (from < 0 || to < 0 || from === to) continue;
    const key = from * nodeCount + to;
    let pair = pairs.get(key);
    if (!pair) pairs.set(key, pair = makePair(from, to));
    addEdge(pair, edge);
  }
  markCycles(visible, pairs);
  return pairs;
};

/** Marks the dependencies that are part of a cycle: Tarjan's algorithm, without recursion. */
const markCycles = (nodes, pairs) => {
  const below = new Map(nodes.map((node) => [node, []]));
  for (const pair of pairs.values()) if (pair.defined) below.get(pair.from).push(pair.to);
  const index = new Map(), low = new Map(), component = new Map(), stack = [];
  let next = 0;
  for (const start of nodes) {
    if (index.has(start)) continue;
    const work = [[start, 0]];
    while (work.length) {
      const top = work[work.length - 1];
      const [node, at] = top;
      if (at === 0) { index.set(node, next); low.set(node, next++); stack.push(node); }
      const targets = below.get(node);
      if (at < targets.length) {
        top[1]++;
        const to = targets[at];
        if (!index.has(to)) work.push([to, 0]);
        else if (!component.has(to)) low.set(node, Math.min(low.get(node), index.get(to)));
        continue;
      }
      work.pop();
      if (work.length) { const above = work[work.length - 1][0]; low.set(above, Math.min(low.get(above), low.get(node))); }
      if (low.get(node) === index.get(node)) for (let one; one !== node;) component.set(one = stack.pop(), node);
    }
  }
  for (const pair of pairs.values()) pair.cyclic = pair.defined > 0 && component.get(pair.from) === component.get(pair.to);
};

/** Returns the tone of a dependency, as the style knows it. */
const toneOf = (pair) => pair.violations ? "bad" : pair.baselined ? "warn" : pair.cyclic ? "cyclic" : "";
