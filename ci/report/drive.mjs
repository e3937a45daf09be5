// Drives reports in Chromium, as people use them: every section, the search, opening, sorting, deep links, the keyboard, a
// server that forbids scripts, and printing. Fails on errors of the page, requests to the network, violations of axe-core,
// and names that take effect.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import puppeteer from "puppeteer";

const isMeasured = process.argv[2] === "--measure";
const files = process.argv.slice(isMeasured ? 3 : 2);
const axe = fs.readFileSync("node_modules/axe-core/axe.min.js", "utf8");
/** The header with which Jenkins serves artifacts. */
const JENKINS = "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self'";
const SECTIONS = ["summary", "map", "matrix", "modules", "debt", "decisions", "rules"];

let failures = 0;
const check = (isFine, what) => {
  if (isFine) return;
  failures++;
  console.error(`  FAILED ${what}`);
};
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const file = path.basename(pathname);
  if (!files.includes(file)) { response.writeHead(404).end(); return; }
  const headers = { "content-type": "text/html; charset=utf-8" };
  if (pathname.startsWith("/jenkins/")) headers["content-security-policy"] = JENKINS;
  response.writeHead(200, headers).end(fs.readFileSync(file));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"], headless: true });

/** Opens a page, and records its errors and requests. */
const open = async (url, { width = 1440, scheme = "light", script = true } = {}) => {
  const page = await browser.newPage();
  page.problems = [];
  page.requests = [];
  page.on("pageerror", (error) => page.problems.push(String(error.stack ?? error)));
  page.on("console", (message) => { if (["error", "warning"].includes(message.type()) && script) page.problems.push(message.text()); });
  page.on("request", (request) => page.requests.push(request.url()));
  page.on("dialog", (dialog) => { page.problems.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }]);
  await page.setViewport({ width, height: 900 });
  await page.goto(url, { waitUntil: "load" });
  await wait(150);
  return page;
};

const close = async (page, what) => {
  check(!page.problems.length, `${what}: ${page.problems.join("\n    ")}`);
  const requests = page.requests.filter((url) => !url.startsWith(`${base}/`) || !url.replace(/#.*/, "").endsWith(".html")).filter((url) => !url.startsWith("file://")).filter((url) => url !== "data:," && !url.startsWith("blob:"));
  check(!requests.length, `${what}: requests ${requests.join(" ")}`);
  await page.close();
};

/** Runs axe-core on what is shown. */
const audit = async (page, what) => {
  // The policy of the page forbids other scripts, so axe-core runs in a context of its own.
  const session = await page.createCDPSession();
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe", grantUniveralAccess: true });
  await session.send("Runtime.evaluate", { contextId: executionContextId, expression: axe });
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    contextId: executionContextId, awaitPromise: true, returnByValue: true,
    expression: "axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`))",
  });
  check(!exceptionDetails, `${what}: axe-core failed: ${exceptionDetails?.exception?.description}`);
  for (const violation of result.value ?? []) check(false, `${what}: axe: ${violation}`);
};

const go = async (page, hash) => {
  await page.evaluate((hash) => { location.hash = hash; }, hash);
  await wait(200);
};
const shownSection = (page) => page.evaluate(() => [...document.querySelectorAll("main > section")].filter((one) => !one.hidden).map((one) => one.id).join(" "));
const isHacked = (page) => page.evaluate(() => window.HACKED !== undefined);
const textOf = (page, selector) => page.$eval(selector, (element) => element.innerText);

const driveSections = async (name, url) => {
  for (const [width, scheme] of [[1440, "light"], [800, "light"], [1440, "dark"], [800, "dark"]]) {
    const page = await open(url, { width, scheme });
    for (const section of SECTIONS) {
      await page.click(`nav a[href="#${section}"]`);
      await wait(200);
      check(await shownSection(page) === section, `${name}: ${section} is shown`);
      await page.screenshot({ path: `${name}-${section}-${width}-${scheme}.png` });
      if (width === 1440) await audit(page, `${name} ${section} ${scheme}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(overflow <= 0, `${name}: ${section} is ${overflow} px too wide at ${width} px`);
    }
    check(!await isHacked(page), `${name}: a name took effect`);
    await close(page, `${name} ${width} ${scheme}`);
  }
};

const driveMap = async (name, url) => {
  const page = await open(`${url}#map`);
  const boxes = () => page.$$eval("#map-live .node", (all) => all.length);
  const before = await boxes();
  check(before > 0, `${name}: the map has boxes`);
  const opener = await page.$("#map-live .opener");
  if (opener) {
    await opener.click();
    await wait(150);
    check(await boxes() > before, `${name}: + opens a box`);
    await audit(page, `${name} open map`);
    await page.screenshot({ path: `${name}-map-open.png` });
  }
  const hits = await page.$$eval("#map-live .hit", (all) => all.length);
  if (hits) {
    await page.$eval("#map-live .hit", (hit) => hit.dispatchEvent(new MouseEvent("click", { bubbles: true })));
    await wait(100);
    check((await textOf(page, "#map-live aside")).match(/reference/), `${name}: a line shows its references`);
    check(await page.$$eval("#map-live aside .references li", (all) => all.length) > 0, `${name}: the references are listed`);
    // A finding is a number and a word: "2 violations", and not a list of numbers.
    const findings = await page.$$eval("#map-live aside p > span:not(.sep)", (all) => all.map((one) => one.textContent));
    for (const one of findings) check(/^([1-9][\d,.\u202f\u00a0]* (violations?|in the baseline|exceptions?)|in a cycle)$/.test(one), `${name}: a finding is counted: ${one}`);
  }
  // The keyboard alone.
  await page.$eval("#map-live .node", (node) => node.focus());
  await page.keyboard.press("Enter");
  await wait(100);
  check((await textOf(page, "#map-live aside")).includes("Depends on"), `${name}: Enter selects a box`);
  const transform = () => page.$eval("#map-live svg", (svg) => svg.style.transform);
  const at = await transform();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("+");
  check(await transform() !== at, `${name}: keys move the map`);
  await page.keyboard.press("Escape");
  await page.keyboard.press("0");
  await page.keyboard.press("o");
  await wait(100);
  // The mouse.
  const surface = await (await page.$("#map-live .surface")).boundingBox();
  const start = await transform();
  await page.mouse.move(surface.x + 5, surface.y + 5);
  await page.mouse.down();
  await page.mouse.move(surface.x + 80, surface.y + 60, { steps: 4 });
  await page.mouse.up();
  check(await transform() !== start, `${name}: dragging moves the map`);
  await page.mouse.wheel({ deltaY: -300 });
  await page.select("#map-tools select", "violations");
  await page.select("#map-tools select", "cycles");
  const drawn = await page.$$eval("#map-live .edge", (all) => all.length);
  check(drawn > 0 || await boxes() === 0, `${name}: the filter leaves only boxes with dependencies`);
  await page.select("#map-tools select", "all");
  await close(page, `${name} map`);
};

const driveMatrix = async (name, url) => {
  const page = await open(`${url}#matrix`);
  const status = () => textOf(page, "#matrix-status");
  await page.focus("#matrix-live canvas");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await wait(100);
  check((await status()).trim() !== "", `${name}: the matrix says what is focused`);
  await page.keyboard.press("Enter");
  await wait(100);
  check((await textOf(page, "#matrix-live aside h3")).length > 0, `${name}: Enter shows a cell`);
  const rows = () => textOf(page, "#matrix-tools .status");
  const before = await rows();
  const buttons = await page.$$("#matrix-tools button");
  await buttons[0].click();
  await wait(200);
  check(await rows() !== before, `${name}: all rows expand`);
  await page.screenshot({ path: `${name}-matrix-open.png` });
  await buttons[1].click();
  await wait(100);
  // A cell with references, by the data that the page shows in words.
  await page.focus("#matrix-live canvas");
  for (let row = 0; row < 12; row++) {
    for (let column = 0; column < 12; column++) { await page.keyboard.press("ArrowRight"); if (/reference/.test(await status())) break; }
    if (/reference/.test(await status())) break;
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
  }
  check(/reference/.test(await status()), `${name}: the matrix has a dependency`);
  await page.keyboard.press("Enter");
  await wait(100);
  check(await page.$$eval("#matrix-live aside .references li", (all) => all.length) > 0, `${name}: a cell lists its references`);
  await page.keyboard.press(" ");
  await page.keyboard.press("-");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("End");
  const canvas = await (await page.$("#matrix-live canvas")).boundingBox();
  await page.mouse.click(canvas.x + 60, canvas.y + 60);
  await page.mouse.click(canvas.x + canvas.width / 2, canvas.y + 60);
  await audit(page, `${name} matrix`);
  await close(page, `${name} matrix`);
};

const driveModules = async (name, url) => {
  const page = await open(`${url}#modules`);
  const links = await page.$$eval("#module-list tbody a", (all) => all.map((one) => one.getAttribute("href")));
  check(links.length > 0, `${name}: modules are listed`);
  for (const link of links.slice(0, 12)) {
    await go(page, link);
    const shown = await page.$$eval("#module-pages > .page", (all) => all.filter((one) => one.offsetParent !== null).length);
    check(shown === 1, `${name}: ${link.slice(0, 80)} shows one page, not ${shown}`);
  }
  await audit(page, `${name} module`);
  await page.screenshot({ path: `${name}-module.png` });
  const toggle = await page.$("#module-pages .page:not([hidden]) .neighbors td button");
  if (toggle) {
    await toggle.click();
    check(await page.$(".neighbors .detail li"), `${name}: a neighbor lists its references`);
  }
  await go(page, "#modules");
  await page.type("#module-list input", "zzzz");
  check(await page.$$eval("#module-list tbody tr", (all) => all.every((row) => row.hidden)), `${name}: the filter hides modules`);
  await page.$eval("#module-list input", (input) => { input.value = ""; input.dispatchEvent(new Event("input")); });
  const first = await page.$("#module-list thead button");
  const column = () => page.$$eval("#module-list tbody th", (all) => all.map((one) => one.textContent));
  await first.click();
  const up = await column();
  await first.click();
  check(up.length < 2 || JSON.stringify(up) !== JSON.stringify(await column()), `${name}: a click sorts`);
  // A Rust module, by its deep link.
  const rust = await page.evaluate(() => document.querySelector('a[href^="#rust="]')?.getAttribute("href"));
  if (rust) {
    await go(page, rust);
    check(await page.$eval("#modules > article", (article) => !article.hidden && article.innerText.includes("Depends on")), `${name}: ${rust} has a page`);
    await audit(page, `${name} Rust module`);
  }
  await go(page, "#module=no%20such%20%E2%80%AE");
  check(await shownSection(page) === "modules", `${name}: an unknown module shows the list`);
  await go(page, "#%E0%A4%A");
  check(await shownSection(page) === "summary", `${name}: an unknown address shows the summary`);
  await close(page, `${name} modules`);
};

const driveDebt = async (name, url) => {
  const page = await open(`${url}#debt`);
  const rows = () => page.$$eval("#debt-live tbody tr", (all) => all.length);
  const all = await rows();
  const heads = await page.$$("#debt-live thead button");
  for (let at = 0; at < heads.length; at++) {
    await page.$$eval("#debt-live thead button", (buttons, at) => buttons[at].click(), at);
    check(await rows() === all, `${name}: sorting keeps all items`);
  }
  const selects = await page.$$eval("#debt-tools select", (all) => all.map((one) => [...one.options].map((option) => option.value)));
  if (selects[0][1]) {
    await page.evaluate(() => { const select = document.querySelector("#debt-tools select"); select.value = select.options[1].value; select.dispatchEvent(new Event("change")); });
    check(await rows() <= all, `${name}: a filter`);
    await page.evaluate(() => { const select = document.querySelector("#debt-tools select"); select.value = ""; select.dispatchEvent(new Event("change")); });
  }
  await page.evaluate(() => { const all = document.querySelectorAll("#debt-tools select"); const select = all[all.length - 1]; select.value = "owner"; select.dispatchEvent(new Event("change")); });
  check(all === 0 || await rows() > all, `${name}: groups have headings`);
  await audit(page, `${name} grouped debt`);
  // What is downloaded.
  const directory = path.resolve(`downloads-${name}`);
  fs.rmSync(directory, { recursive: true, force: true });
  const session = await page.createCDPSession();
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: directory });
  await page.evaluate(() => [...document.querySelectorAll("#debt-tools button")].find((one) => one.textContent === "Download CSV").click());
  await wait(500);
  const csv = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
  check(csv.length === 1 && csv[0].endsWith(".csv"), `${name}: CSV is downloaded (${csv})`);
  if (csv.length) {
    const text = fs.readFileSync(path.join(directory, csv[0]), "utf8");
    check(text.startsWith("kind,rule,what,module,owner,since,expires,where,line,from,to,references"), `${name}: the CSV has a header`);
  }
  const owner = await page.evaluate(() => document.querySelector('#owners ~ * a[href^="#owner="], a[href^="#owner="]')?.getAttribute("href"));
  if (owner) {
    await go(page, owner);
    check(await shownSection(page) === "debt", `${name}: ${owner.slice(0, 60)} shows the debt`);
  }
  // The tiles and the list of what needs attention show the items that they count.
  await go(page, "#debt");
  for (const kind of ["violation", "exception", "baseline"]) {
    await go(page, `#debt=${kind}`);
    const kinds = await page.$$eval("#debt-live tbody th[scope=row]", (all) => all.map((one) => one.innerText.trim()));
    check(kinds.every((one) => one.startsWith(kind)), `${name}: #debt=${kind} shows only these, not ${kinds}`);
  }
  const item = await page.evaluate(() => document.querySelector('.attention a[href^="#debt-item="]')?.getAttribute("href"));
  if (item) {
    await go(page, item);
    check(await page.$$eval("#debt-live tr.chosen", (all) => all.length) === 1, `${name}: ${item} marks its row`);
  }
  await close(page, `${name} debt`);
};

const driveSearch = async (name, url, words) => {
  const page = await open(url);
  await page.keyboard.press("/");
  check(await page.evaluate(() => document.activeElement.matches("#search input")), `${name}: / goes to the search`);
  for (const [word, kind] of words) {
    await page.$eval("#search input", (input) => { input.value = ""; });
    await page.type("#search input", word);
    await wait(100);
    const found = await page.$$eval("#found li", (all) => all.map((one) => one.innerText));
    check(found.some((one) => one.includes(kind)), `${name}: ${word} finds a ${kind}: ${found.slice(0, 3)}`);
  }
  await audit(page, `${name} search`);
  await page.screenshot({ path: `${name}-search.png` });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await wait(150);
  check(await page.evaluate(() => location.hash.length > 1), `${name}: Enter follows a result`);
  await close(page, `${name} search`);
};

/** A server that forbids scripts and styles: everything must be there, and readable. */
const driveStatic = async (name, file) => {
  for (const [what, url, script] of [["Jenkins", `${base}/jenkins/${file}`, false], ["no scripts", `${base}/${file}`, true]]) {
    const page = await browser.newPage();
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.setJavaScriptEnabled(script ? false : true);
    await page.setViewport({ width: 1440, height: 900 });
    await page.goto(url, { waitUntil: "load" });
    await wait(100);
    await page.screenshot({ path: `${name}-${what.replace(" ", "-")}.png` });
    await page.screenshot({ path: `${name}-${what.replace(" ", "-")}-whole.png`, captureBeyondViewport: true, clip: { x: 0, y: 0, width: 1440, height: 6000 } });
    const session = await page.createCDPSession();
    const { root } = await session.send("DOM.getDocument", { depth: -1 });
    const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "main > section" });
    check(nodeIds.length === SECTIONS.length, `${name}: ${what}: all sections are there`);
    for (const nodeId of nodeIds) {
      const { model } = await session.send("DOM.getBoxModel", { nodeId });
      check(model.height > 20, `${name}: ${what}: each section is visible`);
    }
    check(requests.every((one) => one === url || one === "data:,"), `${name}: ${what}: requests ${requests}`);
    await page.close();
  }
};

const print = async (name, url) => {
  const page = await open(url);
  const pdf = await page.pdf({ path: `${name}.pdf`, format: "A4", printBackground: true, margin: { top: "12mm", bottom: "12mm", left: "12mm", right: "12mm" } });
  check(pdf.length > 10_000, `${name}: the PDF has content`);
  await close(page, `${name} print`);
};

/** Measures the first paint and the frames while panning. */
const measure = async (file) => {
  const page = await open(`file://${path.resolve(file)}`);
  const paint = await page.evaluate(() => performance.getEntriesByType("paint").find((one) => one.name === "first-contentful-paint")?.startTime);
  const results = { "first paint": `${Math.round(paint)} ms` };
  await go(page, "#map");
  results["map"] = await panFrames(page, "#map-live .surface", "pointer");
  await go(page, "#matrix");
  results["matrix"] = await panFrames(page, "#matrix-live .scroller", "scroll");
  await page.evaluate(() => document.querySelectorAll("#matrix-tools button")[0].click());
  await wait(500);
  results["matrix, all open"] = await panFrames(page, "#matrix-live .scroller", "scroll");
  for (let at = 0; at < 30; at++) await page.evaluate(() => document.querySelectorAll("#matrix-tools button")[3].click());
  await wait(300);
  results["matrix, all open, small"] = await panFrames(page, "#matrix-live .scroller", "scroll");
  await page.screenshot({ path: `${path.basename(file, ".html")}-matrix-small.png` });
  console.log("  " + Object.entries(results).map(([what, value]) => `${what}: ${value}`).join("; "));
  check(paint < 2000, `${file}: the first paint takes ${paint} ms`);
  for (const [what, value] of Object.entries(results)) if (what !== "first paint") check(parseFloat(value) <= 20, `${file}: ${what} takes ${value} a frame`);
  await close(page, `${file} measured`);
};

/** Returns the median and the slow frames while something is moved, in milliseconds. */
const panFrames = async (page, selector, how) => {
  await page.evaluate(() => {
    window.frameTimes = [];
    let last = performance.now();
    const tick = () => { const now = performance.now(); window.frameTimes.push(now - last); last = now; window.frameTimer = requestAnimationFrame(tick); };
    window.frameTimer = requestAnimationFrame(tick);
  });
  const box = await (await page.$(selector)).boundingBox();
  const x = box.x + box.width * .7, y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  if (how === "pointer") {
    await page.mouse.down();
    for (let at = 0; at < 90; at++) await page.mouse.move(x - at * 3, y - Math.sin(at / 8) * 60);
    await page.mouse.up();
  } else for (let at = 0; at < 90; at++) await page.mouse.wheel({ deltaY: at % 30 < 20 ? 60 : -90, deltaX: at % 20 < 12 ? 40 : -50 });
  const times = await page.evaluate(() => { cancelAnimationFrame(window.frameTimer); return window.frameTimes; });
  times.sort((a, b) => a - b);
  return `${times[Math.floor(times.length / 2)].toFixed(1)} / ${times[Math.floor(times.length * .95)].toFixed(1)} ms`;
};

for (const file of files) {
  const name = path.basename(file, ".html");
  if (isMeasured) { await measure(file); continue; }
  console.log(name);
  const url = `${base}/${file}`;
  const words = { own: [["resolve", "module"], ["tokens.rs", "file"], ["lib.rs:37", "archcheck_core"], ["no-cycles", "rule"]], shop: [["catalog", "module"], ["shop::web::admin", "Rust module"], ["adr/0002", "decision"], ["@shop/platform", "owner"], ["exports files", "exception"]], hostile: [["constructor", "module"], ["<script>", ""], ["__proto__", "Rust module"]] }[name] ?? [];
  await driveSections(name, url);
  await driveMap(name, url);
  await driveMatrix(name, url);
  await driveModules(name, url);
  await driveDebt(name, url);
  await driveSearch(name, url, words);
  await driveStatic(name, file);
  await print(name, url);
}
await browser.close();
server.close();
if (failures) { console.error(`${failures} failures`); process.exit(1); }
