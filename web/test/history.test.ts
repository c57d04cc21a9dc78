// The board as it was, and how it differs from the board as it is now.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Boot } from "../src/contract/boot.ts";
import type { Item } from "../src/contract/items.ts";
import { addedSince, PastBoard, since, type Span } from "../src/board/history/past.ts";

const boot = {
  schema: {
    kinds: {
      card: { texts: { "": 2000 }, fields: { said_by: {}, nature: {} }, server: [], scopes: [] },
      set: { texts: { danger: 2000 }, fields: {}, server: [], scopes: [] },
      scale: { texts: {}, fields: {}, server: [], scopes: [] },
    },
  },
  type: { columns: [{ sections: [{ id: "safety", name: "Kept safe" }] }], sides: [] },
} as unknown as Boot;

type Texts = Readonly<Record<string, readonly Span[]>>;

function board(items: readonly object[], texts: Texts = {}, scope = "room"): PastBoard {
  const all = Object.fromEntries(items.map((one) => [(one as Item).id, one as Item]));
  return new PastBoard(boot, {
    seq: 1,
    at: 0,
    scopes: { [scope]: { meta: {}, items: all, texts } },
  });
}

const card = { id: "card-1", kind: "card", section: "past_harm", pos: 1, status: "live" };
const marks = (then: PastBoard, now: PastBoard): string[] =>
  since(then, now, then.items().get("card-1") as Item);

test("a board that is the same has no marks, whatever the order of its keys", () => {
  const then = board([{ ...card, said_by: { name: "Pat", role: "gran", person: null } }]);
  const now = board([
    { said_by: { role: "gran", person: null, name: "Pat" }, ...card, nature: null },
  ]);
  assert.deepEqual(marks(then, now), []);
});

test("what differs is said in plain words", () => {
  const then = board([card], { "t:card-1": [["p_1", "He shouted."]] });
  const now = board([{ ...card, section: "safety", status: "struck", nature: "fact" }], {
    "t:card-1": [
      ["p_1", "He "],
      ["p_2", "sang."],
    ],
  });
  assert.deepEqual(marks(then, now), [
    "Words changed since",
    "Moved since to “Kept safe”",
    "Struck through since",
    "Details changed since",
  ]);
  assert.deepEqual(now.spans("t:card-1")[1], ["p_2", "sang."]);
  assert.equal(now.words("t:card-1"), "He sang.");
});

test("agreed words are no difference: a restore leaves them", () => {
  const set = { id: "card-1", kind: "set", pos: 1, status: "live", danger_status: "draft" };
  const then = board([set], { "t:card-1/danger": [["p_1", "He frightens them."]] });
  const later: Texts = { "t:card-1/danger": [["p_1", "He frightens them often."]] };
  assert.deepEqual(marks(then, board([set], later)), ["Words changed since"]);
  assert.deepEqual(marks(then, board([{ ...set, danger_status: "agreed" }], later)), []);
});

test("what was added since is named, but not what was shared or is no part of a restore", () => {
  const more = [
    { ...card, id: "card-2" },
    { ...card, id: "card-3", shared_from: "professionals" },
    { ...card, id: "card-4", status: "struck" },
    { id: "scale-1", kind: "scale", status: "live" },
  ];
  const found = addedSince(board([card]), board([card, ...more]), () => true);
  assert.deepEqual(
    found.map(({ id }) => id),
    ["card-2"],
  );
});

test("the widest scope of an item counts, and drafts are not looked at", () => {
  assert.equal(board([card], {}, "professionals").scopeOf("card-1"), "professionals");
  assert.deepEqual(
    addedSince(board([]), board([card], {}, "own:p_1"), () => true),
    [],
  );
});
