import assert from "node:assert/strict";
import { test } from "node:test";
import { countFitting, cutBefore } from "../src/board/wall/paging.ts";

test("a page holds the blocks that end above its foot, and no part of the next", () => {
  assert.equal(countFitting([100, 300, 520, 700], 600), 3);
  assert.equal(countFitting([100, 300], 600), 2);
  assert.equal(countFitting([700, 900], 600), 0);
});

test("a block beside a taller one waits for the next page when its turn has passed", () => {
  assert.equal(countFitting([100, 700, 120], 600), 1);
});

test("words that do not fit are cut between words", () => {
  const words = "Dean came to the door";
  const cut = cutBefore(words, 11);
  assert.equal(words.slice(0, cut), "Dean came ");
  assert.equal(words.slice(0, cut) + words.slice(cut), words);
});

test("words that fit are left whole, and a word longer than a page is cut inside", () => {
  assert.equal(cutBefore("Dean came", 40), 9);
  assert.equal(cutBefore("aaaaaaaaaaaaaaaaaaaa", 7), 7);
});
