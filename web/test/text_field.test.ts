// A text field joined to a shared text: typing, others' typing, composing, undo.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ScopeDoc } from "../src/document/scope_doc.ts";
import { bindText } from "../src/document/text_field.ts";
import { PlainField } from "./world.ts";

const ROOT = "t:card-1";

interface Pair {
  field: PlainField;
  board: ScopeDoc;
  other: ScopeDoc;
  bound: ReturnType<typeof bindText>;
  /** Somebody else changes the text. */
  they(change: (words: ReturnType<ScopeDoc["text"]>) => void): void;
}

/** Two browsers on one board; what either types reaches the other at once. */
function two(words: string): Pair {
  const board = new ScopeDoc("room");
  const other = new ScopeDoc("room");
  board.onTyped((update) => other.apply(update));
  other.onTyped((update) => board.apply(update));
  other.text(ROOT).insert(0, words);
  const field = new PlainField();
  const bound = bindText(board, ROOT, field.asField);
  return { field, board, other, bound, they: (change) => change(other.text(ROOT)) };
}

test("typing reaches the others", () => {
  const { field, other } = two("Pat can help");
  field.setSelectionRange(3, 3);
  field.type(" and Joe");
  assert.equal(other.words(ROOT), "Pat and Joe can help");
});

test("others' typing keeps the caret among the same words", () => {
  const { field, they } = two("Pat can help");
  field.setSelectionRange(12, 12);
  they((text) => text.insert(0, "Gran "));
  assert.equal(field.value, "Gran Pat can help");
  assert.equal(field.selectionStart, 17);
});

test("others' deleting keeps a selection on what is left of it", () => {
  const { field, they } = two("one two three");
  field.setSelectionRange(4, 13);
  they((text) => text.delete(0, 8));
  assert.equal(field.value, "three");
  assert.deepEqual([field.selectionStart, field.selectionEnd], [0, 5]);
});

test("the place scrolled to stays", () => {
  const { field, they } = two("a long text");
  field.scrollTop = 40;
  they((text) => text.insert(11, "!"));
  assert.equal(field.scrollTop, 40);
});

test("an emoji changed for its neighbour never parts a character", () => {
  const { field, other } = two("well 😀");
  field.put(5, 7, "😁");
  field.dispatchEvent(new Event("input"));
  assert.equal(other.words(ROOT), "well 😁");
  assert.ok(!JSON.stringify(other.text(ROOT).toDelta()).includes("\ufffd"));
});

test("others' words wait while a character is composed, then both are there", () => {
  const { field, other, they } = two("ab");
  field.setSelectionRange(2, 2);
  field.dispatchEvent(new Event("compositionstart"));
  field.type("に");
  they((text) => text.insert(0, "xyz "));
  assert.equal(field.value, "abに");
  field.put(2, 3, "日本");
  field.dispatchEvent(new Event("compositionend"));
  assert.equal(other.words(ROOT), "xyz ab日本");
  assert.equal(field.value, "xyz ab日本");
  assert.equal(field.selectionStart, 8);
});

test("composing that is given up still shows what others wrote", () => {
  const { field, other, they } = two("ab");
  field.setSelectionRange(1, 1);
  field.dispatchEvent(new Event("compositionstart"));
  they((text) => text.insert(2, "c"));
  field.dispatchEvent(new Event("compositionend"));
  assert.equal(field.value, "abc");
  assert.equal(other.words(ROOT), "abc");
  assert.equal(field.selectionStart, 1);
});

test("undo takes back one's own typing and leaves the others'", () => {
  const { field, other, they } = two("");
  field.type("mine");
  they((text) => text.insert(4, " theirs"));
  assert.ok(field.press("z", { ctrlKey: true }));
  assert.equal(other.words(ROOT), " theirs");
  assert.equal(field.value, " theirs");
  field.press("Z", { ctrlKey: true, shiftKey: true });
  assert.equal(other.words(ROOT), "mine theirs");
  assert.equal(field.selectionStart, 4);
});

test("Ctrl+Y brings back what undo took", () => {
  const { field } = two("");
  field.type("mine");
  field.press("z", { ctrlKey: true });
  assert.ok(field.press("y", { ctrlKey: true }));
  assert.equal(field.value, "mine");
});

test("undo outlives the field: a card can be left and opened again", () => {
  const { field, board, bound } = two("");
  field.type("mine");
  bound.stop();
  const again = new PlainField();
  bindText(board, ROOT, again.asField);
  again.press("z", { ctrlKey: true });
  assert.equal(again.value, "");
});

test("a field that was let go changes nothing any more", () => {
  const { field, other, bound } = two("words");
  bound.stop();
  field.type("!");
  assert.equal(other.words(ROOT), "words");
});

test("half a character is never sent", () => {
  const { field, other } = two("");
  field.type("a\ud83d");
  assert.equal(other.words(ROOT), "a\ufffd");
  assert.equal(field.value, "a\ufffd");
});

/** As the server restores an item: its words and its record in one step. */
function restore(other: ScopeDoc, at: number, words: string): void {
  const items = other.doc.getMap("items");
  other.doc.transact(() => {
    const text = other.text(ROOT);
    text.delete(0, text.length);
    text.insert(0, words);
    items.set("card-1", { id: "card-1", kind: "card", restored: { to: 1, by: "p_ruth", at } });
  });
}

test("HIS-9 undo after a restore takes back only what was typed since", () => {
  const { field, board, other, bound } = two("He shouted.");
  field.setSelectionRange(3, 11);
  field.type("sang.");
  restore(other, 5, "He shouted.");
  assert.equal(board.words(ROOT), "He shouted.");
  bound.undo();
  assert.equal(board.words(ROOT), "He shouted.");
  field.setSelectionRange(11, 11);
  field.type(" Twice.");
  bound.undo();
  assert.equal(board.words(ROOT), "He shouted.");
  bound.undo();
  bound.redo();
  assert.equal(board.words(ROOT), "He shouted. Twice.");
  assert.equal(other.words(ROOT), "He shouted. Twice.");
});

test("HIS-9 a record that changes in another way leaves undo alone", () => {
  const { field, board, other, bound } = two("");
  restore(other, 5, "One.");
  field.setSelectionRange(4, 4);
  field.type(" Two.");
  other.doc.getMap("items").set("card-1", {
    ...(other.item("card-1") ?? {}),
    section: "strengths",
  });
  bound.undo();
  assert.equal(board.words(ROOT), "One.");
});
