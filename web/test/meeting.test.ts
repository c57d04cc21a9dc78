// A meeting against a room in memory: saving, reconnecting, waiting, refusals, and what is kept.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { Meeting, type Refused, type Status } from "../src/sync/meeting.ts";
import { Returning } from "../src/sync/returning.ts";
import { MemoryRoom, TestWorld, aBoot } from "./world.ts";

const ME = "p_hannah";
const OWN = `own:${ME}`;

interface Scene {
  room: MemoryRoom;
  world: TestWorld;
  meeting: Meeting;
  refused: Refused[];
  statuses: Status[];
  /** Types into a text of the meeting, as a field would. */
  type(root: string, words: string): void;
}

function scene(me: Parameters<typeof aBoot>[0] = {}, room = new MemoryRoom(), kept = ""): Scene {
  const world = new TestWorld(room);
  world.stored = kept === "" ? null : kept;
  room.put("room", { id: "card-1", kind: "card", author: ME, typed_by: ME, section: "strengths" });
  const meeting = new Meeting(aBoot(me), world);
  meeting.meet(Returning);
  const refused: Refused[] = [];
  const statuses: Status[] = [];
  meeting.on("refused", (event) => refused.push(event));
  meeting.on("status", (status) => statuses.push(status));
  meeting.open();
  world.turn(10);
  const type = (root: string, words: string): void => {
    const board = meeting.boardOf(root);
    board?.doc.transact(() => board.text(root).insert(0, words), "typing");
  };
  return { room, world, meeting, refused, statuses, type };
}

/** "Card in Strengths: words (why)" */
const told = (refused: readonly Refused[]): string[] =>
  refused.flatMap(({ kept }) => kept.map(({ label, words, why }) => `${label}: ${words} (${why})`));

const rootWords = (room: MemoryRoom, scope: string, root: string): string =>
  room.doc(scope).getText(root).toString();

test("a meeting joins every scope and shows what is there", () => {
  const { meeting } = scene();
  assert.equal(meeting.status.state, "saved");
  assert.equal(meeting.item("card-1")?.kind, "card");
  assert.equal(meeting.scopeOf("card-1"), "room");
});

test("the first frame of a connection says whose client id it is", () => {
  const { room } = scene();
  assert.deepEqual(room.heard.slice(0, 2), ["presence room", "step2 room"]);
});

test("SYN-2 saved is said only after the server has said so", () => {
  const { room, meeting, type } = scene();
  room.saves = false;
  type("t:card-1", "Ellie reads");
  assert.equal(rootWords(room, "room", "t:card-1"), "Ellie reads");
  assert.equal(meeting.status.state, "saving");
  for (const line of room.lines) room.store(line);
  assert.equal(meeting.status.state, "saved");
});

test("words typed while away are kept, counted, and sent after the way back", () => {
  const { room, world, meeting, type } = scene();
  room.hangUp(1006);
  type("t:card-1", "a");
  type("t:card-1", "b");
  assert.deepEqual(meeting.status, { state: "reconnecting", waiting: 2 });
  assert.equal(rootWords(room, "room", "t:card-1"), "");
  world.turn(2_000);
  assert.equal(meeting.status.state, "saved");
  assert.equal(rootWords(room, "room", "t:card-1"), "ba");
});

test("a typed frame that was not stored when the line broke goes out again, once", () => {
  const { room, world, meeting, type } = scene();
  room.saves = false;
  type("t:card-1", "words");
  room.hangUp(1006);
  assert.deepEqual(meeting.status, { state: "reconnecting", waiting: 1 });
  room.saves = true;
  world.turn(2_000);
  assert.equal(rootWords(room, "room", "t:card-1"), "words");
  assert.equal(meeting.status.state, "saved");
});

test("SYN-16 the server's first step is answered once, however often the line brings it", () => {
  const { room, meeting } = scene();
  const answers = (): number => room.heard.filter((what) => what === "step2 room").length;
  const before = answers();
  room.saves = false;
  for (const line of room.lines) {
    line.say(0, (encoder) => {
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint8Array(encoder, Uint8Array.of(0));
    });
  }
  assert.equal(answers(), before);
  assert.equal(meeting.status.state, "saved");
});

test("SYN-2 a lost network is told at once, though the socket still looks open", () => {
  const { world, statuses, meeting, room, type } = scene();
  world.isOnline = false;
  world.page?.offline();
  assert.deepEqual(statuses.at(-1), { state: "offline", waiting: 0 });
  room.saves = false;
  type("t:card-1", "Ellie reads");
  assert.deepEqual(statuses.at(-1), { state: "offline", waiting: 1 });
  world.isOnline = true;
  world.page?.online();
  assert.equal(meeting.status.state, "saving");
  assert.ok(room.heard.includes("query room"), "asks whether the server is still there");
});

test("a device without a network says offline", () => {
  const { room, world, meeting, type } = scene();
  world.isOnline = false;
  room.hangUp(1006);
  type("t:card-1", "a");
  assert.deepEqual(meeting.status, { state: "offline", waiting: 1 });
});

test("waits between tries grow: a server that is away is not stormed", () => {
  const { room, world } = scene();
  room.silent = true;
  room.hangUp(1006, "room");
  const before = world.opened;
  world.turn(400);
  assert.equal(world.opened, before + 1);
  world.turn(600_000);
  const tries = (world.opened - before) / 2;
  assert.ok(tries > 10 && tries < 30, `${tries} tries a scope in ten minutes`);
});

test("a connection that gives no answer any more is replaced", () => {
  const { room, world, meeting } = scene();
  room.silent = true;
  world.turn(45_000);
  assert.equal(meeting.status.state, "reconnecting");
  room.silent = false;
  world.turn(40_000);
  assert.equal(meeting.status.state, "saved");
});

test("a quiet connection that answers stays", () => {
  const { world } = scene();
  const opened = world.opened;
  world.turn(300_000);
  assert.equal(world.opened, opened);
});

test("a command is answered by its reply", async () => {
  const { room, meeting } = scene();
  room.answer = () => ({ ok: true, seq: 5 });
  const reply = await meeting.command("blank", { on: true });
  assert.equal(reply.ok, true);
  assert.equal(meeting.status.state, "saved");
});

test("a command without an answer is sent again under the same id, before any text", async () => {
  const { room, world, meeting, type } = scene();
  const ids: string[] = [];
  room.answer = ({ id }) => {
    ids.push(id);
    return ids.length === 1 ? undefined : { ok: true, seq: 1 };
  };
  const reply = meeting.command("strike", { item: "card-1" });
  room.hangUp(1006);
  type("t:card-1", "late");
  room.heard.length = 0;
  world.turn(2_000);
  assert.equal((await reply).ok, true);
  assert.equal(ids.length, 2);
  assert.equal(ids[0], ids[1]);
  const mine = room.heard.filter((heard) => heard === "strike" || heard === "step2 room");
  assert.deepEqual(mine, ["strike", "step2 room"]);
});

test("a reply that never comes makes a new connection", () => {
  const { room, world, meeting } = scene();
  let asked = 0;
  room.answer = () => {
    asked += 1;
    return undefined;
  };
  void meeting.command("blank", { on: true });
  world.turn(25_000);
  assert.equal(asked, 2);
});

test("a second reply to one command is heard once", async () => {
  const { room, meeting, refused } = scene();
  let id = "";
  room.answer = (command) => {
    id = command.id;
    return { ok: false, refusal: { code: "not_now", say: "Not now." } };
  };
  await meeting.command("stage", { to: "plan" });
  room.reply({ id, ok: false, refusal: { code: "not_now", say: "Not now." } });
  assert.equal(refused.length, 1);
});

test("a refused command keeps its words for copying", async () => {
  const { room, meeting, refused } = scene();
  room.answer = () => ({ ok: false, refusal: { code: "bad_score", say: "No." } });
  await meeting.command("score", { scale: "overall", value: 4, because: "She slept", up: "" });
  assert.equal(refused[0]?.op, "score");
  assert.deepEqual(told(refused), ["Because: She slept (No.)"]);
});

test("a new card is there at once, and what is typed in it waits for its reply", async () => {
  const { room, world, meeting, type } = scene();
  const { id, reply } = meeting.add("card", { section: "strengths" });
  assert.equal(meeting.item(id)?.section, "strengths");
  type(`t:${id}`, "Gran helps");
  assert.equal(rootWords(room, "room", `t:${id}`), "");
  room.put("room", { id, kind: "card", author: ME, typed_by: ME, section: "strengths" });
  assert.ok(room.heard.includes("add"));
  room.answer = () => ({ ok: true, seq: 2, item: id });
  room.hangUp(1006);
  assert.equal(meeting.item(id)?.kind, "card");
  world.turn(2_000);
  assert.equal((await reply).ok, true);
  assert.equal(rootWords(room, "room", `t:${id}`), "Gran helps");
});

test("a card added while away sends back nothing that the server wrote meanwhile", () => {
  const { room, world, meeting, type } = scene();
  room.hangUp(1006);
  const { id } = meeting.add("card", { section: "strengths" });
  type(`t:${id}`, "Gran helps");
  // The new record comes after the server's first step and before the reply.
  let asked = "";
  room.answer = (command) => {
    asked = command.id;
    return undefined;
  };
  world.turn(2_000);
  room.put("room", { id, kind: "card", author: ME, typed_by: ME, section: "strengths" });
  room.reply({ id: asked, ok: true, seq: 2, item: id });
  assert.equal(rootWords(room, "room", `t:${id}`), "Gran helps");
  const writers = room.typed.flatMap((bytes) => Y.decodeUpdate(bytes).structs);
  const server = room.doc("room").clientID;
  assert.deepEqual(
    writers.filter((struct) => struct.id.client === server),
    [],
  );
});

test("a draft's words wait on their own scope, and other scopes go on", () => {
  const { room, meeting, type } = scene();
  const { id } = meeting.add("card", { scope: "own" });
  type(`t:${id}`, "draft");
  type("t:card-1", "shared");
  assert.equal(rootWords(room, "room", "t:card-1"), "shared");
  assert.equal(rootWords(room, OWN, `t:${id}`), "");
});

test("a refused new card goes away, and the words typed in it are kept", async () => {
  const { room, world, meeting, refused, type } = scene();
  const { id, reply } = meeting.add("card", { section: "strengths" });
  type(`t:${id}`, "Gran helps");
  room.answer = () => ({ ok: false, refusal: { code: "board_full", say: "Full." } });
  room.hangUp(1006);
  world.turn(2_000);
  assert.equal((await reply).ok, false);
  assert.equal(meeting.item(id), undefined);
  world.turn(2_000);
  assert.deepEqual(told(refused), ["Card in Strengths: Gran helps (Full.)"]);
  assert.equal(rootWords(room, "room", `t:${id}`), "");
  assert.equal(meeting.status.state, "saved");
});

test("refused typing is kept for copying, and a new board takes the old one's place", () => {
  const { room, world, meeting, refused, type } = scene();
  const board = meeting.board("room");
  room.refuse = "not_writable";
  type("t:card-1", "too late");
  room.refuse = "";
  world.turn(2_000);
  assert.equal(refused[0]?.refusal.code, "not_writable");
  assert.deepEqual(told(refused), ["Card in Strengths: too late (No.)"]);
  assert.notEqual(meeting.board("room"), board);
  assert.equal(meeting.words("t:card-1"), "");
  assert.equal(meeting.status.state, "saved");
});

test("after a refusal the board stays in sight, and what is typed meanwhile is kept too", () => {
  const { room, world, meeting, refused, type } = scene();
  room.refuse = "not_writable";
  type("t:card-1", "too late");
  room.refuse = "";
  assert.equal(meeting.item("card-1")?.kind, "card");
  type("t:card-1", "and more, ");
  world.turn(2_000);
  assert.deepEqual(told(refused), ["Card in Strengths: and more, too late (No.)"]);
  assert.equal(meeting.words("t:card-1"), "");
  type("t:card-1", "again");
  assert.equal(rootWords(room, "room", "t:card-1"), "again");
  assert.equal(meeting.status.state, "saved");
});

test("SYN-22 of all that was typed while away, only what is closed by now comes back", () => {
  const { room, world, meeting, refused, type } = scene();
  for (const id of ["card-2", "card-3", "card-4"])
    room.put("room", { id, kind: "card", author: ME, typed_by: ME, section: "strengths" });
  room.words("room", "t:card-4", "Gran helps.");
  room.hangUp(1006);
  for (const id of ["card-1", "card-2", "card-3"]) type(`t:${id}`, `Words of ${id}`);
  type("t:card-4", "On Fridays ");
  room.put("room", {
    id: "card-2",
    kind: "card",
    author: ME,
    section: "strengths",
    status: "struck",
  });
  room.write("room", (doc) => doc.getMap("items").delete("card-3"));
  room.words("room", "t:card-4", "Often ");
  room.closed = (roots) => roots.some((root) => ["t:card-2", "t:card-3"].includes(root));
  world.turn(5_000);
  assert.deepEqual(told(refused), [
    "Card in Strengths: Words of card-2 (It was struck through meanwhile.)",
    "Card in Strengths: Words of card-3 (It is no longer on the board.)",
  ]);
  assert.equal(rootWords(room, "room", "t:card-1"), "Words of card-1");
  assert.equal(rootWords(room, "room", "t:card-2"), "");
  assert.equal(
    [...rootWords(room, "room", "t:card-4")].sort().join(""),
    [..."Often On Fridays Gran helps."].sort().join(""),
  );
  assert.equal(meeting.words("t:card-4"), rootWords(room, "room", "t:card-4"));
  assert.equal(meeting.status.state, "saved");
});

test("SYN-22 words of a scope that one may no longer read come back", () => {
  const room = new MemoryRoom();
  room.put("professionals", { id: "closed-1", kind: "card", author: ME });
  const world = new TestWorld(room);
  const meeting = new Meeting({ ...aBoot(), scopes: ["room", "professionals", OWN] }, world);
  meeting.meet(Returning);
  const refused: Refused[] = [];
  meeting.on("refused", (event) => refused.push(event));
  meeting.open();
  world.turn(10);
  room.saves = false;
  const board = meeting.boardOf("t:closed-1");
  board?.text("t:closed-1").insert(0, "For us only");
  room.hangUp(4403, "professionals");
  assert.equal(meeting.item("closed-1"), undefined);
  world.turn(2_000);
  assert.deepEqual(told(refused), [
    "Card: For us only (You cannot open this part of the meeting.)",
  ]);
});

test("SYN-22 words of a scope that was shut just before its person was taken out come back", () => {
  const { room, meeting, refused, type } = scene();
  room.put(OWN, { id: "draft-1", kind: "card", author: ME, section: "strengths" });
  room.saves = false;
  type("t:draft-1", "Nobody let me finish");
  room.hangUp(4403, OWN, "removed");
  room.hangUp(4403, "room", "removed");
  assert.equal(meeting.status.state, "removed");
  assert.deepEqual(
    refused.flatMap(({ kept }) => kept.map(({ words }) => words)),
    ["Nobody let me finish"],
  );
});

test("SYN-20 what waits is sent after a refresh, once, and is kept until then", () => {
  const first = scene();
  first.room.words("room", "t:card-1", "Gran helps.");
  first.room.hangUp(1006);
  first.type("t:card-1", "On Fridays ");
  const { id } = first.meeting.add("card", { section: "strengths" });
  first.type(`t:${id}`, "A new card");
  first.world.page?.shown(false);
  first.meeting.close();
  assert.ok(first.world.stored?.includes("A new card"));
  const asked: string[] = [];
  first.room.answer = (command) => {
    asked.push(command.op);
    first.room.put("room", { id, kind: "card", author: ME, typed_by: ME, section: "strengths" });
    return { ok: true, seq: 2, item: id };
  };
  const second = scene({}, first.room, first.world.stored ?? "");
  second.world.turn(2_000);
  assert.deepEqual(asked, ["add"]);
  assert.equal(rootWords(first.room, "room", "t:card-1"), "On Fridays Gran helps.");
  assert.equal(rootWords(first.room, "room", `t:${id}`), "A new card");
  assert.equal(second.meeting.words("t:card-1"), "On Fridays Gran helps.");
  assert.equal(second.meeting.status.state, "saved");
  assert.equal(second.world.stored, null);
  // The same tab, duplicated: it sends the same edits, which are known.
  const third = scene({}, first.room, first.world.stored ?? "");
  third.world.turn(2_000);
  assert.equal(rootWords(first.room, "room", "t:card-1"), "On Fridays Gran helps.");
});

test("SYN-20 words that came back are there after a refresh until they are put away", async () => {
  const { room, world, meeting } = scene();
  room.answer = () => ({ ok: false, refusal: { code: "bad_score", say: "No." } });
  await meeting.command("score", { scale: "overall", value: 4, because: "She slept", up: "" });
  const again = scene({}, room, world.stored ?? "");
  const [one] = again.meeting.keeping?.kept ?? [];
  assert.equal(one?.words, "She slept");
  again.meeting.keeping?.drop(one?.id ?? "");
  assert.equal(again.world.stored, null);
});

test("SYN-20 a browser that keeps nothing says so, and what waits can be copied", () => {
  const { room, world, meeting, type } = scene();
  world.blocked = true;
  room.hangUp(1006);
  type("t:card-1", "words");
  world.turn(350);
  assert.equal(meeting.keeping?.works, false);
  assert.equal(meeting.refresh(), false);
  assert.equal(world.reloads, 0);
  assert.equal(meeting.keeping?.kept[0]?.words, "words");
  world.turn(2_000);
  assert.equal(rootWords(room, "room", "t:card-1"), "words");
});

test("SYN-18 a board that missed a change is fetched anew within 30 seconds, and counted", () => {
  const { room, world, meeting, type } = scene();
  world.turn(40_000);
  assert.equal(meeting.differed, 0);
  type("t:card-1", "Ellie reads");
  room.deaf = true;
  room.words("room", "t:card-1", "Gran: ");
  room.deaf = false;
  assert.equal(meeting.words("t:card-1"), "Ellie reads");
  world.turn(31_000);
  assert.equal(meeting.words("t:card-1"), "Gran: Ellie reads");
  assert.equal(meeting.differed, 1);
  assert.equal(room.differed, 1);
  world.turn(120_000);
  assert.equal(meeting.differed, 1);
});

test("SYN-18 a board that is like the server's is compared after each reconnect and left alone", () => {
  const { room, world, meeting } = scene();
  const board = meeting.board("room");
  const before = room.compared;
  assert.ok(before >= 1);
  room.hangUp(1006);
  world.turn(3_000);
  assert.ok(room.compared > before);
  assert.equal(meeting.board("room"), board);
});

test("WIR-7 a page that the server no longer speaks with says so and keeps what is typed", () => {
  const { room, world, meeting, type, statuses } = scene();
  const opened = world.opened;
  room.hangUp(4426, undefined, "page_out_of_date");
  type("t:card-1", "still typing");
  world.turn(60_000);
  assert.equal(world.opened, opened);
  assert.deepEqual(statuses.at(-1), { state: "outdated", waiting: 1 });
  assert.equal(meeting.refresh(), true);
  assert.equal(world.reloads, 1);
  const again = scene({}, room, world.stored ?? "");
  assert.equal(rootWords(room, "room", "t:card-1"), "still typing");
  assert.equal(again.meeting.status.state, "saved");
});

test("SYN-21 another build is told once, the same build never", () => {
  const { room, meeting } = scene();
  let told = 0;
  meeting.on("updated", () => (told += 1));
  const hello = { kind: "hello", me: ME, server_time: 5_000_000 };
  room.notice({ ...hello, build: "test" });
  assert.equal(meeting.updated, false);
  room.notice({ ...hello, build: "newer" });
  room.notice({ ...hello, build: "newer" });
  assert.equal(meeting.updated, true);
  assert.equal(told, 1);
});

test("SYN-10 a server that cannot store is told as not saved until it has stored", () => {
  const { room, world, meeting, type } = scene();
  room.saves = false;
  type("t:card-1", "words");
  room.hangUp(4500, undefined, "not_saved");
  assert.deepEqual(meeting.status, { state: "not_saved", waiting: 1 });
  world.turn(2_000);
  assert.deepEqual(meeting.status, { state: "not_saved", waiting: 1 });
  for (const line of room.lines) room.store(line);
  assert.equal(meeting.status.state, "saved");
});

test("SYN-2 what is not stored for ten seconds is said to be not saved", () => {
  const { room, world, meeting, type } = scene();
  room.saves = false;
  type("t:card-1", "words");
  assert.equal(meeting.status.state, "saving");
  world.turn(16_000);
  assert.deepEqual(meeting.status, { state: "not_saved", waiting: 1 });
});

test("a long spell of typing is sent in frames that the server takes", () => {
  const { room, world, meeting, type } = scene();
  room.hangUp(1006);
  const long = "word ".repeat(8_000);
  for (let n = 0; n < 3; n += 1) type("t:card-1", long);
  room.typed.length = 0;
  world.turn(2_000);
  assert.ok(Math.max(...room.typed.map((bytes) => bytes.length)) <= 65_536);
  assert.equal(rootWords(room, "room", "t:card-1"), long.repeat(3));
  assert.equal(meeting.status.state, "saved");
});

for (const [code, state] of [
  [4401, "signed_out"],
  [4403, "removed"],
  [4410, "ended"],
] as const) {
  test(`close ${code} is final: ${state}, with unsent words kept`, async () => {
    const { room, world, meeting, refused, type } = scene();
    const opened = world.opened;
    room.saves = false;
    type("t:card-1", "unsent");
    const reply = meeting.command("blank", { on: true });
    room.hangUp(code);
    assert.deepEqual(meeting.status, { state });
    assert.equal(refused[0]?.kept[0]?.words, "unsent");
    assert.equal((await reply).ok, false);
    world.turn(60_000);
    assert.equal(world.opened, opened);
    assert.equal((await meeting.command("blank", { on: false })).ok, false);
  });
}

test("somebody who still waits to be let in is told so", () => {
  const { room, meeting } = scene();
  room.hangUp(4403, "room", "waiting");
  assert.deepEqual(meeting.ending, {
    code: "waiting",
    say: "You are waiting to be let in.",
  });
});

test("a lost professionals' scope takes its items away and leaves the rest", () => {
  const room = new MemoryRoom();
  const world = new TestWorld(room);
  room.put("professionals", { id: "closed-1", kind: "card" });
  const meeting = new Meeting({ ...aBoot(), scopes: ["room", "professionals", OWN] }, world);
  meeting.open();
  world.turn(10);
  assert.ok(meeting.item("closed-1"));
  room.hangUp(4403, "professionals");
  assert.equal(meeting.item("closed-1"), undefined);
  assert.equal(meeting.status.state, "saved");
});

function rights(scopes: readonly string[], waits = ""): Record<string, unknown> {
  return { kind: "rights", scopes, labels: {}, waits, say: "" };
}

test("SYN-22 words of somebody taken out come back when what returns them comes only later", () => {
  const room = new MemoryRoom();
  room.put("professionals", { id: "closed-1", kind: "card", author: ME });
  const world = new TestWorld(room);
  const meeting = new Meeting({ ...aBoot(), scopes: ["room", "professionals", OWN] }, world);
  const refused: Refused[] = [];
  meeting.on("refused", (event) => refused.push(event));
  meeting.open();
  world.turn(10);
  room.saves = false;
  meeting.boardOf("t:closed-1")?.text("t:closed-1").insert(0, "For us only");
  room.hangUp(4403, "professionals");
  world.turn(2_000);
  room.hangUp(4403, "room", "removed");
  world.turn(10);
  assert.equal(meeting.status.state, "removed");
  assert.equal(refused.length, 0);
  meeting.meet(Returning);
  assert.deepEqual(
    refused.flatMap(({ kept }) => kept.map(({ words }) => words)),
    ["For us only"],
  );
});

test("SEE-1 a scope that one may read from now on is opened, and one no longer is closed", () => {
  const { room, world, meeting } = scene();
  room.put("named:a", { id: "closed-1", kind: "card" });
  room.notice(rights(["room", "named:a", OWN]));
  world.turn(10);
  assert.ok(meeting.item("closed-1"));
  room.notice(rights(["room", OWN]));
  assert.equal(meeting.item("closed-1"), undefined);
  assert.equal(meeting.status.state, "saved");
});

test("SEE-4 who waits is told so, and goes on with what they were typing when they are back", () => {
  const { room, world, meeting } = scene();
  room.put("named:a", { id: "closed-1", kind: "card", author: ME });
  room.notice(rights(["room", "named:a", OWN]));
  world.turn(10);
  room.saves = false;
  meeting.boardOf("t:closed-1")?.text("t:closed-1").insert(0, "Half a sen");
  room.hangUp(4403, "named:a");
  room.notice(rights([OWN], "closed_session"));
  world.turn(5_000);
  assert.equal(meeting.status.state, "waiting");
  assert.equal(meeting.item("closed-1"), undefined);
  room.saves = true;
  room.notice(rights(["room", "named:a", OWN]));
  world.turn(50);
  assert.equal(meeting.words("t:closed-1"), "Half a sen");
  assert.equal(room.doc("named:a").getText("t:closed-1").toString(), "Half a sen");
  assert.equal(meeting.status.state, "saved");
});

test("an item in two scopes is taken from the wider one", () => {
  const { room, meeting } = scene();
  room.put(OWN, { id: "card-9", kind: "card", status: "shared", author: ME });
  room.put("room", { id: "card-9", kind: "card", status: "live", author: ME });
  assert.equal(meeting.item("card-9")?.status, "live");
  assert.equal(meeting.scopeOf("card-9"), "room");
});

test("leaving with unsaved words is warned about, and only then", () => {
  const { room, world, type } = scene();
  assert.equal(world.page?.wouldLose(), false);
  room.saves = false;
  type("t:card-1", "words");
  assert.equal(world.page?.wouldLose(), true);
});

test("the server's clock is kept, whatever this device's says", () => {
  const { room, world, meeting } = scene();
  room.notice({ kind: "hello", me: ME, server_time: 5_000_000, build: "test" });
  world.turn(1_000);
  assert.equal(meeting.now(), 5_001_000);
});

test("who types in a text is known by name, but oneself", () => {
  const { room, meeting } = scene();
  const there = { state: "here", hand: false, typing: "t:card-1" };
  room.notice({ kind: "presence_list", people: { p_pat: there, [ME]: there } });
  assert.deepEqual(meeting.typists("t:card-1"), ["p_pat"]);
});

test("typing in a draft is told to no other scope", () => {
  const { room, meeting } = scene();
  room.put(OWN, { id: "draft-1", kind: "card", author: ME });
  room.heard.length = 0;
  meeting.typing("t:draft-1");
  assert.deepEqual(room.heard, [`presence ${OWN}`]);
});

test("people who only read are told so", () => {
  assert.equal(scene({ role: "observer" }).meeting.status.state, "read_only");
});

test("each state is told once", () => {
  const { room, statuses, world } = scene();
  statuses.length = 0;
  room.hangUp(1006);
  world.turn(2_000);
  const states = statuses.map(({ state }) => state);
  assert.deepEqual(states, ["reconnecting", "saved"]);
});

test("IDN-18 whoever has another role loads their page again, and words that wait are kept", () => {
  const { room, world, meeting } = scene();
  const mine = { ...rights(["room", OWN]), role: meeting.boot.me.role };
  room.notice(mine);
  assert.equal(world.reloads, 0);
  room.saves = false;
  room.notice({ ...mine, role: "chair" });
  assert.equal(world.reloads, 1);
});
