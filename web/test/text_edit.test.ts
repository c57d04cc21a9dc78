// Edits of plain text: the smallest one, told by the caret, and never through a character.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Edit,
  carryOver,
  diff,
  endOf,
  follow,
  wellFormed,
} from "../src/document/text_edit.ts";

function applied(text: string, edits: readonly Edit[]): string {
  return edits.reduce(
    (words, { at, remove, insert }) => words.slice(0, at) + insert + words.slice(at + remove),
    text,
  );
}

/** The same numbers in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

test("a letter typed among equal letters goes where the caret is", () => {
  assert.deepEqual(diff("aaa", "aaaa", 2), { at: 1, remove: 0, insert: "a" });
  assert.deepEqual(diff("aaa", "aaaa", 4), { at: 3, remove: 0, insert: "a" });
});

test("a letter deleted among equal letters is the one at the caret", () => {
  assert.deepEqual(diff("aaa", "aa", 1), { at: 1, remove: 1, insert: "" });
  assert.deepEqual(diff("aaa", "aa", 0), { at: 0, remove: 1, insert: "" });
});

test("a spelling correction before the caret changes only its own letters", () => {
  assert.deepEqual(diff("teh cat", "the cat", 7), { at: 1, remove: 2, insert: "he" });
});

test("nothing changed is no edit", () => {
  assert.equal(diff("same", "same", 2), null);
});

test("an emoji that shares its first half with another is replaced whole", () => {
  assert.deepEqual(diff("a😀b", "a😁b", 3), { at: 1, remove: 2, insert: "😁" });
});

test("an emoji that shares its second half with another is replaced whole", () => {
  const [one, other] = ["\u{1F600}", "\u{1FA00}"];
  assert.equal(one.charCodeAt(1), other.charCodeAt(1));
  assert.deepEqual(diff(`a${one}b`, `a${other}b`, 3), { at: 1, remove: 2, insert: other });
});

test("an emoji typed after its twin is inserted whole", () => {
  const edit = diff("😀", "😀😁", 4);
  assert.deepEqual(edit, { at: 2, remove: 0, insert: "😁" });
  assert.deepEqual(diff("😀😁", "😁", 0), { at: 0, remove: 2, insert: "" });
});

test("half characters become visible replacement marks", () => {
  assert.equal(wellFormed("a\ud83db"), "a\ufffdb");
  assert.equal(wellFormed("a😀b"), "a😀b");
});

test("any edit gives the new text, and cuts no character in half", () => {
  const roll = dice(7);
  const letters = ["a", "b", "é", "😀", "😁", "\u{1FA00}", "\n", "👩‍👧"];
  const words = (): string => Array.from({ length: roll(6) }, () => letters[roll(8)]).join("");
  for (let round = 0; round < 20_000; round += 1) {
    const [before, after] = [words() + words(), words() + words()];
    const edit = diff(before, after, roll(after.length + 1));
    if (edit === null) continue;
    assert.equal(applied(before, [edit]), after);
    const kept = [before.slice(0, edit.at), before.slice(edit.at + edit.remove), edit.insert];
    for (const piece of kept) assert.equal(wellFormed(piece), piece);
  }
});

test("a caret moves on when others type before it, and stays for words put at it", () => {
  assert.equal(follow(5, [{ retain: 2 }, { insert: "abc" }]), 8);
  assert.equal(follow(5, [{ retain: 5 }, { insert: "abc" }]), 5);
  assert.equal(follow(5, [{ retain: 7 }, { insert: "abc" }]), 5);
});

test("a caret moves back when others delete before it, and to the cut when it was inside", () => {
  assert.equal(follow(5, [{ delete: 2 }]), 3);
  assert.equal(follow(5, [{ retain: 3 }, { delete: 4 }]), 3);
  assert.equal(follow(5, [{ retain: 6 }, { delete: 1 }]), 5);
});

test("the end of a change is where its last part ends", () => {
  assert.equal(endOf([{ retain: 2 }, { insert: "ab" }, { retain: 1 }]), 4);
  assert.equal(endOf([{ retain: 3 }, { delete: 2 }]), 3);
});

test("an edit is carried over what others changed meanwhile", () => {
  const edit = { at: 3, remove: 0, insert: "!" };
  assert.equal(applied("xyabc", carryOver(edit, 3, [[{ insert: "xy" }]])), "xyabc!");
  assert.equal(applied("bc", carryOver(edit, 3, [[{ delete: 1 }]])), "bc!");
});

test("what others wrote into a part that is then deleted stays", () => {
  const edit = { at: 1, remove: 2, insert: "" };
  const edits = carryOver(edit, 4, [[{ retain: 2 }, { insert: "NEW" }]]);
  assert.equal(applied("abNEWcd", edits), "aNEWd");
});
