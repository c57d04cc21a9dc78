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
import { gzipSync } from "node:zlib";

const WEB = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
process.chdir(WEB);

const PAGES = ["desk", "wall", "companion", "office"];
const BOARD_PAGES = new Set(["desk", "wall", "companion"]);
const BUDGET_GZIP = { ".js": 60_000, ".css": 20_000 };
const ICONS = "node_modules/lucide-static/icons";

/** A Lucide drawing as we put it in a page: sized and coloured by CSS, silent for screen readers. */
function inlineIcon(svg) {
  const drawing = svg
    .replace(/<!--.*?-->/gs, "")
    .replace(/^.*?<svg[^>]*>/s, "")
    .replace(/\s+/g, " ")
    .replace(/> </g, "><")
    .trim();
  return `<svg class="i" viewBox="0 0 24 24" aria-hidden="true">${drawing}`;
}

/** `import sprout from "lucide-static/icons/sprout.svg"` gives the drawing as a string. */
const icons = {
  name: "icons",
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]lucide-static[\\/]icons[\\/][^\\/]+\.svg$/ }, async (file) => ({
      contents: inlineIcon(await readFile(file.path, "utf8")),
      loader: "text",
    }));
  },
};

/** icons.txt -> dist/icons.json, for the pages that the server renders. */
async function writeIcons() {
  const lines = (await readFile("icons.txt", "utf8")).split("\n");
  const names = lines.map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const drawings = {};
  for (const name of names) {
    const file = path.join(ICONS, `${name}.svg`);
    if (!existsSync(file))
      throw new Error(`icons.txt names "${name}", which Lucide does not have.`);
    drawings[name] = inlineIcon(await readFile(file, "utf8"));
  }
  await writeFile("dist/icons.json", `${JSON.stringify(drawings, null, 1)}\n`);
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

/** {"desk.js": "desk-4F2K.js", ...}: what the server's templates ask for -> what dist/ holds. */
function manifestOf(outputs) {
  const rows = Object.entries(outputs).map(([file, { entryPoint, inputs }]) => {
    const source = entryPoint ?? Object.keys(inputs)[0];
    const { name } = path.parse(source);
    return [name + path.extname(file), path.basename(file)];
  });
  return Object.fromEntries(rows.sort());
}

/** Prints what a visitor downloads and returns the sentences about files over budget. */
async function weigh(manifest) {
  const complaints = [];
  for (const [name, file] of Object.entries(manifest)) {
    const kind = path.extname(name);
    const limit = BOARD_PAGES.has(path.parse(name).name) ? BUDGET_GZIP[kind] : undefined;
    if (!(kind in BUDGET_GZIP)) continue;
    const size = gzipSync(await readFile(path.join("dist", file)), { level: 9 }).length;
    const of = limit ? ` of ${(limit / 1000).toFixed(0)}` : "";
    console.log(`  ${name.padEnd(16)} ${(size / 1000).toFixed(1)}${of} kB gzip`);
    if (limit && size > limit)
      complaints.push(`${name} is ${size} bytes gzip; ${limit} are allowed.`);
  }
  return complaints;
}

async function removeOld(keep) {
  for (const file of await readdir("dist")) {
    if (!keep.has(file)) await rm(path.join("dist", file));
  }
}

async function buildPages() {
  await mkdir("dist", { recursive: true });
  const { metafile } = await build({
    entryPoints: await entryPoints(),
    outdir: "dist",
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    loader: { ".woff2": "file", ".svg": "copy", ".png": "copy", ".webmanifest": "copy" },
    plugins: [icons],
    metafile: true,
    logLevel: "warning",
  });
  const manifest = manifestOf(metafile.outputs);
  const complaints = await weigh(manifest);
  if (complaints.length > 0) throw new Error(`Too heavy. ${complaints.join(" ")}`);
  await writeIcons();
  await writeLicences(metafile.inputs);
  await removeOld(new Set([...Object.values(manifest), "icons.json", "LICENCES.txt"]));
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
