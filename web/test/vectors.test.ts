// The TypeScript half of shared/vectors: the files that carry "both": true.
// tests/rules/test_vectors.py runs them, and the rest, against the server.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { vectors } from "../src/rules/index.ts";

interface Vector {
  rule: string;
  function: string;
  both?: boolean;
  cases: { given: Record<string, unknown>; expect: unknown }[];
}

// npm runs the tests in web/.
const FOLDER = path.resolve("../shared/vectors");

function readVectors(): Vector[] {
  const names = readdirSync(FOLDER, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(".json")).sort();
  return files.map((name) => JSON.parse(readFileSync(path.join(FOLDER, name), "utf8")) as Vector);
}

/** What JSON keeps of a value: no undefined fields, no class. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

const shared = readVectors().filter((vector) => vector.both);

test("there are vectors for both sides", () => {
  assert.notEqual(shared.length, 0);
});

for (const vector of shared) {
  test(`${vector.rule} ${vector.function} as the server does it`, () => {
    const rule = vectors[vector.function];
    assert.ok(rule, `web/src/rules/index.ts does not export ${vector.function} in "vectors"`);
    for (const { given, expect } of vector.cases) {
      assert.deepEqual(plain(rule(given)), expect, JSON.stringify(given));
    }
  });
}
