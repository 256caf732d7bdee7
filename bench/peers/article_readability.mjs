// readability.js in jsdom: the article of each page of a folder, with its time. The text is that of the elements it keeps, with a
// line break at every block, and writing it down is not counted.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const require = createRequire(import.meta.url);
const { JSDOM, VirtualConsole } = require("jsdom");
const { Readability } = require("@mozilla/readability");
const quiet = new VirtualConsole();
const BLOCKS = new Set("ADDRESS ARTICLE ASIDE BLOCKQUOTE BR DD DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN OL P PRE SECTION TABLE TBODY TD TFOOT TH THEAD TR UL".split(" "));

function text(node, out) {
  for (const child of node.childNodes) {
    if (child.nodeType === 3) out.push(child.nodeValue);
    if (child.nodeType !== 1) continue;
    const block = BLOCKS.has(child.tagName);
    if (block) out.push("\n");
    text(child, out);
    if (block) out.push("\n");
  }
  return out;
}

// Seconds of the processor: other work on the machine doesn't count against anybody.
function spent(since) {
  const use = process.cpuUsage(since);
  return (use.user + use.system) / 1e6;
}

function read(data) {
  const dom = new JSDOM(data, { url: "https://page.example/article", virtualConsole: quiet });
  const article = new Readability(dom.window.document, { serializer: (element) => element }).parse();
  return { dom, article };
}

const folder = process.argv[2];
const names = fs.readdirSync(folder).filter((n) => n.endsWith(".html")).sort();
const pages = names.map((n) => fs.readFileSync(path.join(folder, n)));
for (const data of pages.slice(0, 30)) {
  try { read(data).dom.window.close(); } catch { /* counted below */ }
}
names.forEach((name, i) => {
  const start = process.cpuUsage();
  let out = {};
  try {
    const { dom, article } = read(pages[i]);
    out.seconds = spent(start);
    if (article) {
      out = { ...out, text: text(article.content, []).join(""), title: article.title, published: article.publishedTime ?? null, author: article.byline ?? null, outlet: article.siteName ?? null };
    }
    dom.window.close();
  } catch (error) {
    out = { seconds: spent(start), failed: String(error).slice(0, 200) };
  }
  process.stdout.write(JSON.stringify({ id: name.slice(0, -5), ...out }) + "\n");
});
