// Who may see what, as the pages work it out: where words go, what may be typed, what is asked first.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { App } from "../src/board/companion/app.ts";
import { places } from "../src/board/companion/places.ts";
import { goTo } from "../src/board/desk/place.ts";
import type { Desk, Look } from "../src/board/desk/desk.ts";
import type { Card } from "../src/contract/items.ts";
import * as model from "../src/board/model.ts";
import { Meeting } from "../src/sync/meeting.ts";
import type { Refused } from "../src/sync/events.ts";
import { Returning } from "../src/sync/returning.ts";
import { aBoot, MemoryRoom, TestWorld } from "./world.ts";

const ME = "p_hannah";
const NAMED = "named:audience-1";

interface Scene {
  room: MemoryRoom;
  world: TestWorld;
  meeting: Meeting;
  refused: Refused[];
}

/** A meeting that this person has joined, told that they may read these scopes. */
function scene(
  me: Parameters<typeof aBoot>[0] = {},
  scopes: readonly string[] = ["room", "professionals", "closed", NAMED, `own:${ME}`],
): Scene {
  const room = new MemoryRoom();
  const world = new TestWorld(room);
  const meeting = new Meeting(aBoot({ clearance: "professionals", ...me }), world);
  meeting.meet(Returning);
  const refused: Refused[] = [];
  meeting.on("refused", (event) => refused.push(event));
  meeting.open();
  world.turn(10);
  const labels = { [NAMED]: "Not for Kerry" };
  room.notice({ kind: "rights", scopes, labels, waits: "", say: "" });
  world.turn(10);
  return { room, world, meeting, refused };
}

const mine = (
  id: string,
  more: Partial<Card> = {},
): Partial<Card> & { id: string; kind: "card" } => ({
  id,
  kind: "card",
  author: ME,
  typed_by: ME,
  section: "strengths",
  status: "live",
  ...more,
});

const to = (meeting: Meeting): string[] =>
  places({ meeting, me: meeting.boot.me } as unknown as App).map((place) => place.to);

test("SEE-4 in a closed session what the others read is not written, and new cards are its own", () => {
  const { room, world, meeting } = scene();
  room.put("room", mine("card-1"));
  room.put("closed", mine("card-2"));
  world.turn(10);
  assert.ok(model.mayWrite(meeting, "t:card-1"));
  assert.deepEqual(model.besideRoom(meeting), [NAMED]);
  room.meta("closed", { since: 1, say: "The police." });
  world.turn(10);
  assert.ok(!model.mayWrite(meeting, "t:card-1"));
  assert.ok(model.mayWrite(meeting, "t:card-2"));
  assert.ok(!model.may(meeting, "add.row"));
  assert.ok(!model.may(meeting, "strike", meeting.item("card-1")));
  assert.ok(model.may(meeting, "add.card"));
  assert.equal(model.newCardScope(meeting), "closed");
  assert.deepEqual(model.besideRoom(meeting), ["closed", NAMED]);
  assert.deepEqual(to(meeting), ["closed"]);
});

test("SEE-2 a draft may go to each named scope that one reads, called as this screen calls it", () => {
  const { meeting } = scene();
  assert.deepEqual(to(meeting), ["room", "professionals", NAMED]);
  assert.equal(model.scopeLabel(meeting, NAMED)?.words, "Not for Kerry");
  assert.equal(model.scopeLabel(meeting, "named:other")?.words, "Not for everyone");
  assert.equal(model.scopeLabel(meeting, "room"), null);
});

test("SEE-8 what somebody says who attends apart goes to those they may be known to, never to all", () => {
  const apart = `named:apart-${ME}`;
  const { meeting } = scene({ apart: true }, ["room", NAMED, apart, `own:${ME}`]);
  assert.deepEqual(to(meeting), [apart, NAMED]);
});

test("SEE-6 in private family time the family's words go to the family first", () => {
  const { room, world, meeting } = scene({ side: "family" }, ["room", "family", `own:${ME}`]);
  room.meta("family_time", { on: true, since: 1 });
  world.turn(10);
  assert.deepEqual(to(meeting), ["family", "room"]);
});

test("SEE-9 a held name is said to whoever has its source, and to nobody else", () => {
  const held = { said_by: { person: null, name: "Name held", role: "" }, author: "", typed_by: "" };
  const ann = { person: null, name: "Ann Vale", role: "neighbour" };
  for (const [scopes, who] of [
    [["room", "professionals", `own:${ME}`], "Name held (Ann Vale, neighbour)"],
    [["room", `own:${ME}`], "Name held"],
  ] as const) {
    const { room, world, meeting } = scene({}, scopes);
    room.put("room", mine("card-1", { ...held, hide_name: true }));
    const source = { id: "source-card-1", kind: "source" as const, parent: "card-1", said_by: ann };
    room.put("professionals", { ...source, status: "live" as const, pos: 1 });
    world.turn(10);
    const [view] = model.cards(meeting, "strengths");
    assert.equal(view?.who, who);
  }
});

const PROTECTED = { code: "looks_protected", say: "This may say where somebody lives." };

/** The room says no to words that it is not sure of; what it was asked. */
function doubting(room: MemoryRoom): { sure: unknown }[] {
  const asked: { sure: unknown }[] = [];
  room.answer = (command) => {
    asked.push({ sure: command["sure"] });
    const { id } = command;
    return command["sure"] === true
      ? { id, ok: true, seq: 1 }
      : { id, ok: false, refusal: PROTECTED };
  };
  return asked;
}

test("SEE-10 who is sure sends the same again; who is not has their words, and nothing was sent", async () => {
  for (const sure of [true, false]) {
    const { room, world, meeting, refused } = scene();
    const asked = doubting(room);
    const shown: (readonly string[])[] = [];
    meeting.doubts.ask = ({ words }) => {
      shown.push(words);
      return Promise.resolve(sure);
    };
    const { reply } = meeting.add("card", {
      section: "strengths",
      texts: { "": "At 14 Heron Lane." },
    });
    world.turn(10);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    world.turn(10);
    assert.equal((await reply).ok, sure);
    assert.deepEqual(shown, [["At 14 Heron Lane."]]);
    assert.deepEqual(asked, sure ? [{ sure: undefined }, { sure: true }] : [{ sure: undefined }]);
    const back = refused.flatMap(({ kept }) => kept.map(({ words }) => words));
    assert.deepEqual(back, sure ? [] : ["At 14 Heron Lane."]);
  }
});

test("SEE-10 a draft that is not shared stays a draft, and nothing more is said of it", async () => {
  const { room, world, meeting, refused } = scene();
  room.put(`own:${ME}`, mine("card-1"));
  world.turn(10);
  meeting.boardOf("t:card-1")?.retype("t:card-1", "Heron Lane", null);
  doubting(room);
  const shown: (readonly string[])[] = [];
  meeting.doubts.ask = ({ words }) => {
    shown.push(words);
    return Promise.resolve(false);
  };
  const reply = meeting.command("share", { item: "card-1", to: "room" });
  world.turn(10);
  assert.equal((await reply).ok, false);
  assert.deepEqual(shown, [["Heron Lane"]]);
  assert.deepEqual(refused, []);
  assert.equal(meeting.words("t:card-1"), "Heron Lane");
});

test("SEE-10 before the page can ask, the refusal is told as any other", async () => {
  const { room, world, meeting, refused } = scene();
  room.put(`own:${ME}`, mine("card-1"));
  world.turn(10);
  doubting(room);
  const reply = meeting.command("share", { item: "card-1", to: "room" });
  world.turn(10);
  assert.equal((await reply).ok, false);
  assert.equal(refused.length, 1);
});

test("SEE-5 the closing page leads to the items that wait for the chair", () => {
  const look: Partial<Look>[] = [];
  const meeting = { boot: aBoot({ role: "chair" }), meta: () => ({ stage: "close", done: [] }) };
  const see = (change: Partial<Look>): void => void look.push(change);
  goTo({ meeting, see, focusOn: () => undefined } as unknown as Desk, "closed");
  assert.deepEqual(look, [{ review: true }]);
});
