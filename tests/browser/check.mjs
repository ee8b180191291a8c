// Looks at a page of results as browsers and their readers do, and at charts as Vega-Lite does:
//   node check.mjs PAGE.html [CHARTS_DIR]
// It must have no violation of axe-core's rules (WCAG 2 A and AA and best practice) in light, dark and on a telephone, ask for nothing from
// outside, be whole without scripts, overflow nowhere, and print. Specifications must be valid by Vega-Lite's schema.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const require = createRequire(import.meta.url);
const [page, charts] = process.argv.slice(2);
const address = "file://" + resolve(page);
const problems = [];
const tell = (where, what) => problems.push(`${where}: ${what}`);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function open(where, options) {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  tab.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) tell(where, `asks for ${request.url()}`);
  });
  tab.on("console", (message) => {
    if (message.type() === "error") tell(where, message.text());
  });
  await tab.goto(address);
  return { context, tab };
}

for (const [where, options] of [
  ["light", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
  ["dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
  ["telephone", { viewport: { width: 390, height: 844 }, colorScheme: "light" }],
]) {
  // The page's own policy forbids what is loaded, so that axe-core is put in past it.
  const { context, tab } = await open(where, { ...options, bypassCSP: true });
  for (const fold of await tab.$$("details")) await fold.evaluate((element) => (element.open = true));
  await tab.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const { violations } = await tab.evaluate(() => axe.run());
  for (const { id, help, nodes } of violations) tell(where, `${id}: ${help} (${nodes.length}): ${nodes[0].html.slice(0, 160)}`);
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) tell(where, `is ${wide} pixels wider than the window`);
  // A text that ends beyond its drawing is cut off.
  const cut = await tab.evaluate(() =>
    [...document.querySelectorAll("svg")].flatMap((svg) => {
      const box = svg.getBoundingClientRect();
      if (box.width === 0) return [];
      const isOut = (rect) => rect.width > 0 && (rect.left < box.left - 1 || rect.right > box.right + 1 || rect.top < box.top - 1 || rect.bottom > box.bottom + 1);
      return [...svg.querySelectorAll("text")].filter((text) => isOut(text.getBoundingClientRect())).map((text) => `${svg.closest("figure")?.id}: "${text.textContent}"`);
    }),
  );
  for (const text of cut) tell(where, `cut off in ${text}`);
  await context.close();
}

const plain = await open("without scripts", { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
const counts = await Promise.all(["h1", "figure", "figure svg.wide", "figure table"].map((what) => plain.tab.locator(what).count()));
if (counts[0] < 1 || counts[1] < 1 || counts[2] !== counts[1] || counts[3] !== counts[1]) tell("without scripts", `parts are missing: ${counts}`);
await plain.context.close();

for (const format of ["A4", "Letter"]) {
  const { context, tab } = await open(format, {});
  const pdf = await tab.pdf({ format });
  if (pdf.length < 10_000) tell(format, "prints nothing");
  await context.close();
}
await browser.close();

if (charts) {
  const ajv = new Ajv({ strict: false, allErrors: false });
  addFormats(ajv);
  ajv.addFormat("color-hex", () => true);
  const isValid = ajv.compile(JSON.parse(readFileSync(require.resolve("vega-lite/build/vega-lite-schema.json"), "utf8")));
  for (const name of readdirSync(charts).filter((name) => name.endsWith(".vl.json"))) {
    if (!isValid(JSON.parse(readFileSync(join(charts, name), "utf8")))) tell(name, ajv.errorsText(isValid.errors).slice(0, 300));
  }
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log(`${page}: nothing to mend in light, dark, on a telephone, without scripts and in print`);
