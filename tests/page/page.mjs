// Checks published pages in a real browser: axe-core finds no violation in light and dark, at desk and phone width; the page is never
// wider than the screen at 320 pixels; it asks the network for nothing and runs no script; every link inside it leads somewhere.
//
// Arabic is laid out from right to left; the page of a crisis of 35 reports is lighter than 600 kB.
//
// usage: node page.mjs [PAGE.html ...]     without pages: makes one of a shipped crisis with target/debug/firsthand (or $FIRSTHAND)
// CHROMIUM names the browser; default chromium, then chromium-browser, then google-chrome, in /usr/bin.
import { chromium } from "playwright-core";
import { execFileSync } from "node:child_process";
import { readFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const pages = process.argv.slice(2);
if (pages.length === 0) {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
  const page = join(root, "out/page-test.html");
  mkdirSync(join(root, "out"), { recursive: true });
  execFileSync(process.env.FIRSTHAND ?? join(root, "target/debug/firsthand"), ["read", join(root, "corpus/shaddadi-2026/reports"), "-o", page], { stdio: "inherit" });
  pages.push(page);
}
const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((p) => p && existsSync(p));
if (!browserPath) {
  console.error("no Chromium found: install it or set CHROMIUM");
  process.exit(3);
}
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let bad = 0;
const fail = (where, what) => { bad += 1; console.error(`${where}: ${what}`); };

for (const file of pages) {
  const html = readFileSync(file, "utf8");
  if (Buffer.byteLength(html) > 600_000) fail(file, `weighs ${Buffer.byteLength(html)} bytes`);
  if (/<script|\son\w+=|javascript:/i.test(html.replace(/<(?:bdi|mark|q|span|ins|del|code)[^>]*>[^<]*/g, ""))) fail(file, "holds a script");
  for (const [scheme, width, height] of [["light", 1280, 900], ["dark", 1280, 900], ["light", 320, 640]]) {
    const where = `${file} (${scheme}, ${width} px)`;
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height }, bypassCSP: true });
    const page = await context.newPage();
    const asked = [];
    page.on("request", (r) => { if (!r.url().startsWith("file:")) asked.push(r.url()); });
    await page.goto(pathToFileURL(resolve(file)).href);
    if (asked.length) fail(where, `asked the network for ${asked.join(", ")}`);
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) fail(where, `is ${over} px wider than the screen`);
    const lost = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id)));
    if (lost.length) fail(where, `${lost.length} links lead nowhere, such as #${lost[0]}`);
    const twice = await page.evaluate(() => { const seen = new Set(); return [...document.querySelectorAll("[id]")].map((e) => e.id).filter((i) => seen.has(i) || !seen.add(i)); });
    if (twice.length) fail(where, `id ${twice[0]} is given twice`);
    const turned = await page.evaluate(() => [...document.querySelectorAll("blockquote[lang=ar]")].filter((q) => getComputedStyle(q).direction !== "rtl").length);
    if (turned) fail(where, `${turned} Arabic quotations run from left to right`);
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    for (const v of result.violations) fail(where, `${v.id}: ${v.help}; ${v.nodes.length} nodes, first ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary ?? ""}`);
    console.log(`${where}: ${result.passes.length} rules passed, ${result.violations.length} violated`);
    await context.close();
  }
}
await browser.close();
process.exit(bad ? 1 : 0);
