// Frames: ours against y-protocols' own, and back.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as awareness from "y-protocols/awareness";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";
import * as wire from "../src/contract/wire.ts";

function frame(type: number, body: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  body(encoder);
  return encoding.toUint8Array(encoder);
}

test("sync frames are those of y-protocols", () => {
  const doc = new Y.Doc();
  doc.getText("t:a").insert(0, "words");
  const update = Y.encodeStateAsUpdate(doc);
  assert.deepEqual(
    wire.syncStep1(Y.encodeStateVector(doc)),
    frame(0, (e) => sync.writeSyncStep1(e, doc)),
  );
  assert.deepEqual(
    wire.syncStep2(update),
    frame(0, (e) => sync.writeSyncStep2(e, doc)),
  );
  assert.deepEqual(
    wire.update(update),
    frame(0, (e) => sync.writeUpdate(e, update)),
  );
});

test("a presence frame is one that y-protocols reads", () => {
  const theirs = new awareness.Awareness(new Y.Doc());
  const bytes = wire.presence({ client: 42, clock: 3, state: { typing: "t:a", away: false } });
  const decoder = decoding.createDecoder(bytes);
  assert.equal(decoding.readVarUint(decoder), 1);
  awareness.applyAwarenessUpdate(theirs, decoding.readVarUint8Array(decoder), "test");
  assert.deepEqual(theirs.getStates().get(42), { typing: "t:a", away: false });
  theirs.destroy();
});

test("presence of several people is read, and of those who left", () => {
  const theirs = new awareness.Awareness(new Y.Doc());
  theirs.setLocalState({ user: { id: "p_1" }, typing: null });
  const there = awareness.encodeAwarenessUpdate(theirs, [theirs.clientID]);
  const read = wire.decode(frame(1, (e) => encoding.writeVarUint8Array(e, there)));
  assert.equal(read.type, "presence");
  assert.deepEqual(read.type === "presence" && read.entries[0]?.state, {
    user: { id: "p_1" },
    typing: null,
  });
  theirs.destroy();
  const gone = wire.decode(wire.presence({ client: 9, clock: 1, state: null }));
  assert.equal(gone.type === "presence" && gone.entries[0]?.state, null);
});

test("replies, savings and notices are read", () => {
  const json = (value: unknown) => (e: encoding.Encoder) =>
    encoding.writeVarString(e, JSON.stringify(value));
  const reply = { id: "abcdefgh", ok: true, seq: 4 };
  assert.deepEqual(wire.decode(frame(100, json(reply))), { type: "reply", reply });
  const saved = frame(101, (e) => {
    encoding.writeVarUint(e, 900);
    encoding.writeVarUint(e, 3);
  });
  assert.deepEqual(wire.decode(saved), { type: "saved", seq: 900, acked: 3 });
  const notice = { kind: "ended" };
  assert.deepEqual(wire.decode(frame(102, json(notice))), { type: "notice", notice });
});

test("a denial carries its refusal, and plain words when another server says no", () => {
  const denied = (reason: string) =>
    wire.decode(
      frame(2, (e) => {
        encoding.writeVarUint(e, 0);
        encoding.writeVarString(e, reason);
      }),
    );
  const refusal = { code: "not_writable", say: "No." };
  assert.deepEqual(denied(JSON.stringify(refusal)), { type: "denied", refusal });
  assert.deepEqual(denied("no"), { type: "denied", refusal: { code: "not_allowed", say: "no" } });
});

test("an unknown frame is told apart, and bytes that are no frame throw", () => {
  assert.deepEqual(wire.decode(new Uint8Array([77])), { type: "unknown" });
  assert.throws(() => wire.decode(new Uint8Array([0, 2, 200])));
});
