// What the Desk works out by itself, and that every icon it names is in the build.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { Desk, Look } from "../src/board/desk/desk.ts";
import { goTo } from "../src/board/desk/place.ts";
import { short } from "../src/board/desk/view.ts";
import { aBoot } from "./world.ts";

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

/** Where a link of the closing page leads: the stage that is looked at, and what takes the focus. */
function follow(where: string, stage = "close"): { look: Partial<Look>; select: string } {
  const gone = { look: {} as Partial<Look>, select: "" };
  const meeting = { boot: aBoot({ role: "chair" }), meta: () => ({ stage, done: [] }) };
  const see = (look: Partial<Look>): void => void (gone.look = look);
  const focusOn = (select: string): void => void (gone.select = select);
  goTo({ meeting, see, focusOn } as unknown as Desk, where);
  return gone;
}

test("CLO-6 each link of the closing page opens its part of the Desk", () => {
  const stages: Record<string, string | null> = {};
  for (const where of ["plan", "people", "quorum", "dates", "decision-c_1", "voice-c_1"])
    stages[where] = follow(where).look.stage ?? null;
  assert.deepEqual(stages, {
    plan: "plan",
    people: "welcome",
    quorum: "welcome",
    dates: null,
    "decision-c_1": "decision",
    "voice-c_1": "voice",
  });
  assert.equal(follow("dates").select, '[data-part="dates"]');
  assert.equal(follow("decision-c_1").select, '[data-part="decision-c_1"]');
  assert.equal(follow("set-set-1").look.set, "set-1");
  assert.equal(follow("scale-scale-set-1").look.scale, "scale-set-1");
  assert.equal(follow("next_steps").select, "#sec-next_steps");
});

test("a link to a part that does not exist leads nowhere", () => {
  for (const where of ["nowhere", "constructor", "plan]", "", 'decision-c_1"]'])
    assert.equal(follow(where).select, "");
});
