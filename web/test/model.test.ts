// What the pages show, worked out from items.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Board } from "../src/contract/board.ts";
import type { Meta } from "../src/contract/boot.ts";
import type { Presence } from "../src/contract/commands.ts";
import type { Item } from "../src/contract/items.ts";
import * as model from "../src/board/model.ts";
import * as outcomes from "../src/board/outcomes.ts";
import { aBoot } from "./world.ts";

const ELLIE = { id: "c_ellie", name: "Ellie", age: 7 };
const TOM = { id: "c_tom", name: "Tom", age: 2 };

/** A record with what matters to a test; the rest is filled in. */
type Rough = { id: string; kind: string } & Readonly<Record<string, unknown>>;

interface Given {
  items?: readonly Rough[];
  words?: Record<string, string>;
  meta?: Partial<Meta>;
  scopes?: Record<string, string>;
  presence?: Record<string, Presence>;
  me?: Parameters<typeof aBoot>[0];
  now?: number;
}

const person = (pid: string, name: string, role: string, relation: string): Rough => ({
  id: `person-${pid}`,
  kind: "person",
  name,
  role,
  relation,
  agency: "",
});

const PEOPLE = [
  person("p_ruth", "Ruth Adeyemi", "chair", ""),
  person("p_kerry", "Kerry", "parent", "mum"),
  person("p_mark", "Mark Ellison", "agency", "police"),
  person("p_amina", "Amina Yusuf", "advocate", "advocate"),
  person("p_hannah", "Hannah Pike", "social_worker", "social worker"),
];

function board(given: Given = {}): Board {
  const items = new Map<string, Item>();
  [...PEOPLE, ...(given.items ?? [])].forEach((item, at) => {
    const base = {
      pos: at,
      author: "",
      typed_by: "",
      children: [],
      status: "live",
      at: 1,
      changed: 1,
    };
    items.set(item.id, { ...base, ...item } as unknown as Item);
  });
  const meta: Meta = {
    type: "icpc",
    title: "Ellie and Tom",
    children: [ELLIE, TOM],
    stage: "working",
    stage_since: 0,
    stage_added: 0,
    done: ["welcome", "family", "worried"],
    wall: { show: "overview", page: 1, names: true },
    blank: false,
    opened_at: 0,
    ended_at: null,
    ...given.meta,
  };
  return {
    boot: aBoot(given.me),
    meta: () => meta,
    items: () => items,
    scopeOf: (id) => given.scopes?.[id] ?? (items.has(id) ? "room" : undefined),
    words: (root) => given.words?.[root] ?? "",
    presence: () => given.presence ?? {},
    now: () => given.now ?? 0,
  };
}

const card = (id: string, more: object = {}): Rough => ({
  id,
  kind: "card",
  section: "strengths",
  author: "p_kerry",
  typed_by: "p_kerry",
  ...more,
});

const scale = (state: string, more: object = {}): Rough => ({
  id: "overall",
  kind: "scale",
  state,
  ...more,
});

const score = (
  id: string,
  pid: string,
  name: string,
  value: number | null,
  more: object = {},
): Rough => ({
  id,
  kind: "score",
  parent: "overall",
  person: { id: pid, name, role: "", agency: "" },
  entered_by: pid,
  value,
  ...more,
});

test("cards stand by position, then id, whatever order they came in", () => {
  const items = [card("b", { pos: 2 }), card("c", { pos: 1 }), card("a", { pos: 2 })];
  const shown = model.cards(board({ items }), "strengths").map(({ card: { id } }) => id);
  assert.deepEqual(shown, ["c", "a", "b"]);
});

test("struck cards are left out until they are asked for; merged and draft ones always", () => {
  const items = [
    card("live"),
    card("struck", { status: "struck" }),
    card("merged", { status: "merged" }),
    card("draft"),
  ];
  const given = board({ items, scopes: { draft: "own:p_hannah" } });
  assert.deepEqual(
    model.cards(given, "strengths").map(({ card: { id } }) => id),
    ["live"],
  );
  const all = model.cards(given, "strengths", { struck: true }).map(({ card: { id } }) => id);
  assert.deepEqual(all, ["live", "struck"]);
  assert.deepEqual(
    model.drafts(given).map(({ card: { id } }) => id),
    ["draft"],
  );
});

test("a card says who said it, about whom, and how it is known", () => {
  const said_by = { person: "p_mark", name: "Mark Ellison", role: "police" };
  const items = [card("a", { said_by, nature: "fact", children: ["c_ellie"] }), card("b")];
  const [a, b] = model.cards(board({ items, words: { "t:a": "Words" } }), "strengths");
  assert.deepEqual(
    [a?.words, a?.who, a?.nature, a?.children, a?.initials],
    ["Words", "Mark Ellison, police", "Fact", "Ellie", "ME"],
  );
  assert.deepEqual([b?.who, b?.nature, b?.children], ["Kerry, mum", "", "Ellie, Tom"]);
});

test("the family's responses are said in words, oldest first", () => {
  const responses = {
    "name:Dean": { view: "disagree", words: "I hit the door. ", name: "Dean", by: "p_ruth", at: 2 },
    p_kerry: { view: "agree", words: "", name: "Kerry", by: "p_kerry", at: 1 },
    p_x: { view: "", words: "", name: "X", by: "p_x", at: 3 },
  };
  const [view] = model.cards(board({ items: [card("a", { responses })] }), "strengths");
  assert.deepEqual(
    view?.responses.map(({ line }) => line),
    ["Kerry agrees", "Dean sees it differently: “I hit the door.”"],
  );
});

test("the child's headline stands above, in the child's words", () => {
  const said = (id: string, more: object) => ({ id, kind: "words", child: "c_ellie", ...more });
  const items = [
    said("one", {}),
    said("two", { headline: true, told_to: "Amina, advocate", told_on: "2026-06-02" }),
    said("three", {}),
  ];
  const words = { "t:one": "First", "t:two": "I listen for the car.", "t:three": "Last" };
  const shown = model.headline(board({ items, words }));
  assert.equal(shown?.words, "I listen for the car.");
  assert.equal(shown?.told, "told to Amina, advocate, 2 June");
  assert.equal(model.headline(board({ items: [said("one", {})], words }))?.words, "First");
});

test("where one child's words stand alone, they are the first child's who said something", () => {
  const said = (id: string, child: string) => ({ id, kind: "words", child, headline: true });
  const words = { "t:one": " ", "t:two": "The door bangs.", "t:three": "I listen for the car." };
  const tom = said("two", "c_tom");
  const first = [said("one", "c_ellie"), tom, said("three", "c_ellie")];
  assert.equal(model.headline(board({ items: first, words }))?.words, "I listen for the car.");
  assert.equal(model.headline(board({ items: [tom], words }))?.words, "The door bangs.");
});

test("people stand in one order: who leads, the family, who helps them, the agencies", () => {
  const side = (pid: string, name: string, role: string, where: string) => ({
    ...person(pid, name, role, ""),
    side: where,
  });
  const items = [
    side("p_zoe", "Zoe", "parent", "family"),
    side("p_adam", "Adam", "observer", "support"),
    side("p_bea", "Bea", "network", "family"),
    side("p_baines", "J. Baines", "minute_taker", "professional"),
    side("p_wall", "The wall", "wall", "room"),
  ];
  const names = model.people(board({ items })).map(({ name }) => name);
  const mine = names.filter((name) => !["Kerry", "Amina Yusuf"].includes(name));
  assert.deepEqual(mine, [
    ...["Ruth Adeyemi", "J. Baines", "Bea", "Zoe", "Adam"],
    ...["Hannah Pike", "Mark Ellison"],
  ]);
});

test("SCL-11 a revealed scale shows everyone's mark, high to low, and the spread in words", () => {
  const items = [
    scale("revealed"),
    score("s1", "p_mark", "Mark Ellison", 2),
    score("s2", "p_kerry", "Kerry", 6),
    score("s3", "p_hannah", "Hannah Pike", null),
    score("s4", "c_ellie", "Ellie", 6, { entered_by: "p_amina" }),
  ];
  const view = model.scales(board({ items }))[0];
  assert.deepEqual(
    view?.scores.map(({ who }) => who),
    ["Ellie, through Amina", "Kerry, mum", "Mark Ellison, police", "Hannah Pike, social worker"],
  );
  assert.equal(view?.spread?.words, "From 2 to 6.");
  assert.equal(view?.spread?.wide, true);
  assert.deepEqual(
    view?.marks.map(({ value, level, initials }) => [value, level, initials]),
    [
      [6, 0, "El"],
      [6, 1, "Ke"],
      [2, 0, "ME"],
    ],
  );
});

test("a number that was changed keeps its first as a dashed mark", () => {
  const first = { value: 2, because: "", up: "", at: 1 };
  const items = [scale("revealed"), score("s1", "p_mark", "Mark Ellison", 4, { first })];
  const marks = model.scales(board({ items }))[0]?.marks;
  assert.deepEqual(
    marks?.map(({ value, first }) => [value, first]),
    [
      [4, false],
      [2, true],
    ],
  );
});

test("before the reveal a scale has no spread", () => {
  const items = [
    scale("open", { entered: 7, expected: 9 }),
    score("s1", "p_hannah", "Hannah Pike", 3),
  ];
  const view = model.scales(board({ items }))[0];
  assert.equal(view?.spread, null);
  assert.deepEqual([view?.entered, view?.expected, view?.mine?.value], [7, 9, 3]);
});

test("a danger set stands with its statements, dispute, bottom lines and scale", () => {
  const below = (id: string, kind: string, more: object = {}) => ({
    id,
    kind,
    parent: "set-1",
    ...more,
  });
  const items = [
    {
      id: "set-1",
      kind: "set",
      drafts: "writing",
      ready: ["p_mark"],
      writing: ["p_kerry"],
    },
    below("st-1", "statement", { author: "p_hannah" }),
    below("di-1", "dispute", { author: "p_kerry" }),
    below("bl-1", "bottom_line", { set_by: "Police" }),
    below("scale-set-1", "scale", { state: "closed" }),
    below("old", "dispute", { status: "struck" }),
  ];
  const words = { "t:set-1/danger": "Dean will come", "t:bl-1/why": "Bail" };
  const [set] = model.sets(board({ items, words }));
  assert.equal(set?.danger, "Dean will come");
  assert.deepEqual([set?.ready, set?.writers, set?.writing], [1, 2, ["Kerry"]]);
  assert.equal(set?.mine?.statement.id, "st-1");
  assert.equal(set?.disputes.length, 1);
  assert.deepEqual(
    set?.bottomLines.map(({ who, why }) => [who, why]),
    [["Police", "Bail"]],
  );
  assert.equal(set?.scale?.scale.id, "scale-set-1");
});

test("PLN-1 plan rows are numbered, and their chips name what is missing", () => {
  const owner = { person: "p_hannah", name: "Hannah Pike", role: "social worker" };
  const items = [
    { id: "r1", kind: "row", owner, by_when: "2026-07-04", repeats: "every Friday" },
    { id: "r2", kind: "row", status: "struck" },
    { id: "r3", kind: "row", accepted: { by: "p_mark", at: 1 } },
  ];
  const words = {
    "t:r1/what": "Visit",
    "t:r1/know": "Diary",
    "t:r1/so_that": "Safe",
    "t:r1/if_not": "Ring",
  };
  const rows = outcomes.rows(board({ items, words }));
  assert.deepEqual(
    rows.map(({ number, row }) => [number, row.id]),
    [
      [1, "r1"],
      [2, "r3"],
    ],
  );
  assert.deepEqual(rows[0]?.chips, []);
  assert.deepEqual(
    [rows[0]?.owner, rows[0]?.byWhen],
    ["Hannah Pike, social worker", "4 July 2026, every Friday"],
  );
  assert.equal(rows[0]?.mine, true);
  assert.equal(rows[1]?.accepted, "Accepted by Mark Ellison");
  assert.ok(rows[1]?.chips.includes("no_owner"));
});

test("each child has a decision of its own, with each agency's view", () => {
  const items = [
    {
      id: "decision-c_tom",
      kind: "decision",
      child: "c_tom",
      outcome: "cpp",
      categories: ["neglect"],
    },
    { id: "decision-c_ellie", kind: "decision", child: "c_ellie" },
    {
      id: "view-c_tom-p_mark",
      kind: "view",
      child: "c_tom",
      person: { id: "p_mark", name: "Mark Ellison", role: "agency", agency: "Police" },
      outcome: "services",
    },
  ];
  const [ellie, tom] = outcomes.decisions(board({ items }));
  assert.equal(ellie?.child.name, "Ellie");
  assert.deepEqual([tom?.outcome, tom?.categories], ["Child protection plan", "Neglect"]);
  assert.deepEqual(
    tom?.views.map(({ who, outcome }) => [who, outcome]),
    [["Mark Ellison, police", "Child in need plan"]],
  );
});

test("people are listed with where they are, and those who never came", () => {
  const presence = { p_kerry: { state: "away", hand: true, typing: null } as const };
  const list = model.people(board({ presence }));
  const kerry = list.find(({ pid }) => pid === "p_kerry");
  assert.deepEqual([kerry?.state, kerry?.hand, kerry?.part], ["away", true, "mum"]);
  assert.equal(list.find(({ pid }) => pid === "p_mark")?.state, "not_here");
  assert.equal(list.find(({ pid }) => pid === "p_ruth")?.part, "chair");
});

test("stages are done, now or next, and the time left goes by the server's clock", () => {
  const given = board({ now: 5 * 60_000 + 40_000, meta: { stage_added: 0 } });
  assert.deepEqual(
    model
      .stages(given)
      .map(({ state }) => state)
      .slice(2, 5),
    ["done", "now", "next"],
  );
  assert.deepEqual(model.timeLeft(given), { ms: 560_000, words: "09:20", over: false });
  const late = board({ now: 17 * 60_000, meta: { stage_added: 1 } });
  assert.deepEqual(model.timeLeft(late), { ms: -60_000, words: "01:00", over: true });
});

test("PER-1 nobody may do what their role may not, nor anything after the end", () => {
  const chair = { id: "p_ruth", role: "chair" };
  assert.equal(model.may(board({ me: chair }), "reveal_scores"), true);
  assert.equal(model.may(board(), "reveal_scores"), false);
  assert.equal(model.may(board({ me: chair, meta: { ended_at: 5 } }), "reveal_scores"), false);
  assert.equal(model.may(board(), "add.view"), false);
  assert.equal(model.may(board({ meta: { stage: "decision" } }), "add.view"), true);
});

test("PER-2 people change their own cards, and the chair anyone's", () => {
  const items = [card("a"), card("b", { author: "p_hannah" })];
  const mine = board({ items });
  assert.equal(model.may(mine, "strike", mine.items().get("a")), false);
  assert.equal(model.may(mine, "strike", mine.items().get("b")), true);
  const chair = board({ items, me: { id: "p_ruth", role: "chair" } });
  assert.equal(model.may(chair, "strike", chair.items().get("a")), true);
});

test("PER-3 a text is writable by its root, while the meeting lasts", () => {
  const items = [
    card("a", { author: "p_hannah" }),
    { id: "set-1", kind: "set", danger_status: "agreed" },
  ];
  const given = board({ items });
  assert.equal(model.mayWrite(given, "t:a"), true);
  assert.equal(model.mayWrite(given, "t:set-1/danger"), false);
  assert.equal(model.mayWrite(given, "t:set-1/goal"), true);
  assert.equal(model.mayWrite(given, "t:nothing"), false);
  assert.equal(model.mayWrite(given, "items"), false);
  assert.equal(model.mayWrite(board({ items, meta: { ended_at: 9 } }), "t:a"), false);
});

test("dates, times and children are written as people in the UK write them", () => {
  assert.equal(model.dateWords("2026-07-04"), "4 July");
  assert.equal(model.dateWords("2026-07-04", true), "4 July 2026");
  assert.equal(model.dateWords("soon"), "soon");
  assert.equal(model.clockWords(Date.UTC(2026, 6, 4, 9, 42)), "10:42");
  assert.equal(model.clockWords(Date.UTC(2026, 11, 4, 9, 42)), "09:42");
  assert.equal(
    model.fill(board(), "How safe is it for {children}?"),
    "How safe is it for Ellie and Tom?",
  );
});

test("every drawing that a meeting type names is in the build", () => {
  const type = readFileSync("../shared/meetings/icpc.json", "utf8");
  const built = new Set(readFileSync("icons.txt", "utf8").split("\n"));
  const named = [...type.matchAll(/"icon": "([a-z0-9-]+)"/g)].map(([, name]) => name ?? "");
  assert.ok(named.length > 3);
  assert.deepEqual(
    named.filter((name) => !built.has(name)),
    [],
  );
});
