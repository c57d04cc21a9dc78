// What the Desk works out by itself, and that every icon it names is in the build.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { short } from "../src/board/desk/view.ts";

// npm runs the tests in web/.
const SOURCES = path.resolve("src");
const ICONS = new Set(readFileSync("icons.txt", "utf8").split("\n"));

function sources(): string[] {
  const names = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(".ts"));
  return files.map((name) => readFileSync(path.join(SOURCES, name), "utf8"));
}

test("every icon that a board page names is in icons.txt", () => {
  const calls = sources().flatMap((source) => [
    ...source.matchAll(/\bicon(?:\(|: )"([a-z0-9-]+)"/g),
  ]);
  const named = new Set(calls.map(([, name]) => name ?? ""));
  assert.ok(named.size > 20);
  assert.deepEqual(
    [...named].filter((name) => !ICONS.has(name)),
    [],
  );
});

test("long words are cut between words, short ones are left alone", () => {
  assert.equal(short("On 3 May  Dean\ncame."), "On 3 May Dean came.");
  assert.equal(short("Dean punched the kitchen door and left", 20), "Dean punched the…");
  assert.equal(short("Donaudampfschifffahrt", 10), "Donaudampf…");
});
