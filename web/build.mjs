// Builds the browser side.
//
//   node build.mjs            src/<page>.ts and styles/<page>.css -> dist/, hashed, with manifest.json
//   node build.mjs --tests    test/**/*.test.ts -> dist-test/, for node --test
//
// The board pages have a size budget, because they open on old phones in bad reception. Going
// over it fails the build.
import { build } from "esbuild";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const WEB = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
process.chdir(WEB);

const PAGES = ["desk", "wall", "companion", "office"];
const BOARD_PAGES = new Set(["desk", "wall", "companion"]);
const BUDGET_GZIP = { ".js": 60_000, ".css": 20_000 };
const ICONS = "node_modules/lucide-static/icons";

/** The shapes of a Lucide drawing, without the element around them. */
async function shapesOf(name) {
  const file = path.join(ICONS, `${name}.svg`);
  if (!existsSync(file)) throw new Error(`icons.txt names "${name}", which Lucide does not have.`);
  return (await readFile(file, "utf8"))
    .replace(/<!--.*?-->/gs, "")
    .replace(/^[^]*?<svg[^>]*>|<\/svg>/g, "")
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .trim();
}

/** Name and shapes of every line of icons.txt. */
async function drawings() {
  const lines = (await readFile("icons.txt", "utf8")).split("\n").map((line) => line.trim());
  const names = lines.filter((line) => line && !line.startsWith("#"));
  return Promise.all(names.map(async (name) => [name, await shapesOf(name)]));
}

/** `import address from "icons.svg"`: every drawing in one file, fetched once by the board pages. */
const icons = {
  name: "icons",
  setup(bundle) {
    bundle.onResolve({ filter: /^icons\.svg$/ }, () => ({ path: path.join(WEB, "icons.svg") }));
    bundle.onLoad({ filter: /[\\/]icons\.svg$/ }, async () => {
      const symbols = (await drawings()).map(
        ([name, shapes]) => `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`,
      );
      const contents = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
      return { contents, loader: "file", watchFiles: ["icons.txt"] };
    });
  },
};

/** Yjs uses lib0's coloured console; that brings a schema checker and a DOM library no page needs. */
const plainConsole = {
  name: "plain-console",
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]lib0[\\/]logging\.js$/ }, () => ({
      contents: `const say = (...words) => console.log(...words);
        export const print = say, warn = (...words) => console.warn(...words);
        export const BOLD = "", UNBOLD = "", GREY = "", RED = "", ORANGE = "", BLUE = "",
          GREEN = "", PURPLE = "", UNCOLOR = "";`,
    }));
  },
};

const YJS = /[\\/]yjs[\\/]dist[\\/]yjs\.mjs$/;
const NO_XML = "() => { throw new Error('No XML here.'); }";

/** Boards hold texts, maps and plain values: Yjs's XML types are left out, and refused if ever met. */
const withoutXml = {
  name: "without-xml",
  setup(bundle) {
    bundle.onLoad({ filter: YJS }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      const contents = source
        .replace(/^( {2}readYXml\w+)(,?)$/gm, (_line, _name, comma) => `  ${NO_XML}${comma}`)
        .replace(/this\.get\(name, YXml\w+\)/g, `(${NO_XML})()`);
      if (/^ {2}readYXml/m.test(contents) || contents.split(NO_XML).length !== 7)
        throw new Error("Yjs has changed: see withoutXml in build.mjs.");
      return { contents };
    });
  },
};

/** icons.txt -> dist/icons.json, for the pages that the server renders: sized and coloured by CSS. */
async function writeIcons() {
  const inline = (shapes) =>
    `<svg class="i" viewBox="0 0 24 24" aria-hidden="true">${shapes}</svg>`;
  const all = (await drawings()).map(([name, shapes]) => [name, inline(shapes)]);
  await writeFile("dist/icons.json", `${JSON.stringify(Object.fromEntries(all), null, 1)}\n`);
}

/** The licences of every package whose work is in dist/. */
async function writeLicences(inputs) {
  const found = Object.keys(inputs).map(
    (file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1],
  );
  const packages = new Set(["lucide-static", ...found.filter(Boolean)]);
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = path.join("node_modules", name);
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const { version, license } = JSON.parse(
      await readFile(path.join(folder, "package.json"), "utf8"),
    );
    const text = file ? await readFile(path.join(folder, file), "utf8") : "";
    texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  await writeFile("dist/LICENCES.txt", texts.join(`\n${"-".repeat(72)}\n\n`));
}

async function entryPoints() {
  const pages = PAGES.flatMap((page) => [`src/${page}.ts`, `styles/${page}.css`]);
  const assets = existsSync("assets")
    ? (await readdir("assets")).map((name) => `assets/${name}`)
    : [];
  return [...pages.filter(existsSync), ...assets];
}

/**
 * {"desk.js": "desk-4F2K.js", ...}: what the server's templates ask for -> what dist/ holds. Scripts
 * that only other scripts ask for stand under their own names.
 */
function manifestOf(outputs) {
  const rows = Object.entries(outputs).map(([file, { entryPoint, inputs }]) => {
    const own = path.basename(file);
    const source = path.parse(entryPoint ?? Object.keys(inputs)[0]);
    const isPart = own.endsWith(".js") && !PAGES.includes(source.name);
    return [isPart || own.startsWith("chunk-") ? own : source.name + path.extname(file), own];
  });
  return Object.fromEntries(rows.sort());
}

const gzipped = async (file) =>
  gzipSync(await readFile(path.join("dist", path.basename(file))), { level: 9 }).length;

/** A page's file and the files it cannot start without; what it fetches later is not among them. */
function startsWith(file, outputs, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const { path: next, kind } of outputs[file].imports) {
    if (kind === "import-statement" && outputs[next]) startsWith(next, outputs, found);
  }
  return found;
}

/** Prints what a visitor downloads and returns the sentences about pages over budget. */
async function weigh(outputs) {
  const complaints = [];
  for (const [file, { entryPoint }] of Object.entries(outputs)) {
    const { name } = path.parse(entryPoint ?? "");
    const kind = path.extname(file);
    if (!(kind in BUDGET_GZIP) || entryPoint === undefined) continue;
    const limit = BOARD_PAGES.has(name) ? BUDGET_GZIP[kind] : undefined;
    const label = PAGES.includes(name) ? name + kind : entryPoint;
    const sizes = await Promise.all([...startsWith(file, outputs)].map(gzipped));
    const size = sizes.reduce((sum, one) => sum + one, 0);
    const of = limit ? ` of ${(limit / 1000).toFixed(0)}` : "";
    console.log(`  ${label.padEnd(16)} ${(size / 1000).toFixed(1)}${of} kB gzip`);
    if (limit && size > limit)
      complaints.push(`${name}${kind} is ${size} bytes gzip; ${limit} are allowed.`);
  }
  return complaints;
}

/** {"desk.js": ["chunk-9A.js"]}: what a page's script cannot start without, to be fetched beside it. */
function preloadsOf(outputs) {
  const scripts = Object.entries(outputs).filter(
    ([file, { entryPoint }]) =>
      file.endsWith(".js") && PAGES.includes(path.parse(entryPoint ?? "").name),
  );
  const rows = scripts.map(([file, { entryPoint }]) => [
    `${path.parse(entryPoint).name}.js`,
    [...startsWith(file, outputs)].slice(1).map((one) => path.basename(one)),
  ]);
  return Object.fromEntries(rows.sort());
}

const SQUEEZED = new Set([".js", ".css", ".svg"]);

/** A twin in Brotli beside each file of text: too slow to make for each visitor, or at each start. */
async function writeTwins(files) {
  const texts = files.filter((file) => SQUEEZED.has(path.extname(file)));
  for (const file of texts) {
    const twin = path.join("dist", `${file}.br`);
    if (!existsSync(twin))
      await writeFile(twin, brotliCompressSync(await readFile(path.join("dist", file))));
  }
  return texts.map((file) => `${file}.br`);
}

async function removeOld(keep) {
  for (const file of await readdir("dist")) {
    if (!keep.has(file)) await rm(path.join("dist", file));
  }
}

/** One page at a time, so that no page waits for a file it shares with another. */
async function bundle(entries) {
  const { metafile } = await build({
    entryPoints: entries,
    outdir: "dist",
    outbase: "src",
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    publicPath: "/static/",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    loader: { ".woff2": "file", ".svg": "copy", ".png": "copy", ".webmanifest": "copy" },
    plugins: [icons, plainConsole, withoutXml],
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}

async function buildPages() {
  await mkdir("dist", { recursive: true });
  const entries = await entryPoints();
  const scripts = entries.filter((entry) => entry.endsWith(".ts"));
  const rest = entries.filter((entry) => !entry.endsWith(".ts"));
  const built = await Promise.all([...scripts.map((entry) => [entry]), rest].map(bundle));
  const outputs = Object.assign({}, ...built.map((one) => one.outputs));
  const complaints = await weigh(outputs);
  if (complaints.length > 0) throw new Error(`Too heavy. ${complaints.join(" ")}`);
  await writeIcons();
  await writeLicences(Object.assign({}, ...built.map((one) => one.inputs)));
  const manifest = manifestOf(outputs);
  const files = Object.keys(outputs).map((file) => path.basename(file));
  const twins = await writeTwins(files);
  await removeOld(new Set([...files, ...twins, "icons.json", "preloads.json", "LICENCES.txt"]));
  await writeFile("dist/preloads.json", `${JSON.stringify(preloadsOf(outputs), null, 1)}\n`);
  await writeFile("dist/manifest.json", `${JSON.stringify(manifest, null, 1)}\n`);
}

async function buildTests() {
  await rm("dist-test", { recursive: true, force: true });
  const files = await readdir("test", { recursive: true });
  await build({
    entryPoints: files.filter((name) => name.endsWith(".test.ts")).map((name) => `test/${name}`),
    outdir: "dist-test",
    outbase: "test",
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    // One copy each, shared with the packages that import them (Yjs breaks when it is loaded twice).
    external: ["yjs", "lib0", "y-protocols", "y-websocket", "ws", "axe-core"],
    plugins: [icons],
    logLevel: "warning",
  });
}

try {
  await (process.argv.includes("--tests") ? buildTests() : buildPages());
} catch (fault) {
  console.error(`The web build stopped: ${fault.message}`);
  process.exitCode = 1;
}
