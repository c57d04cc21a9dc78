// Real Yjs documents behind a pipe: a line with a list of requests in, a line with answers out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const Y = require("yjs");

const docs = new Map();
const undos = new Map();
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const text64 = (data) => Buffer.from(data).toString("base64");

// What one transaction changed: its update, "" when nothing.
function caught(ydoc, act) {
  const updates = [];
  const heard = (update) => updates.push(update);
  ydoc.on("update", heard);
  act();
  ydoc.off("update", heard);
  return updates.length ? text64(updates[0]) : "";
}

const requests = {
  // A document; `client` fixes its client id, `undo` lets its own edits be undone.
  open({ doc, client, undo }) {
    const ydoc = new Y.Doc();
    if (client !== undefined) ydoc.clientID = client;
    docs.set(doc, ydoc);
    undos.set(doc, undo ? new Y.UndoManager(ydoc, { captureTimeout: 0 }) : undefined);
  },
  // Undo or redo; answers the update, "" when there was nothing to undo.
  undo({ doc, redo }) {
    return caught(docs.get(doc), () => (redo ? undos.get(doc).redo() : undos.get(doc).undo()));
  },
  // Delete and type at a place counted in characters; answers the update, "" when none.
  edit({ doc, root, at, remove, words }) {
    const ydoc = docs.get(doc);
    const text = ydoc.getText(root);
    const characters = Array.from(text.toString());
    const start = Math.min(at, characters.length);
    const units = (from, to) => characters.slice(from, to).join("").length;
    const act = () => {
      const removed = units(start, start + remove);
      if (removed) text.delete(units(0, start), removed);
      if (words) text.insert(units(0, start), words);
    };
    return caught(ydoc, () => ydoc.transact(act));
  },
  apply({ doc, update }) {
    Y.applyUpdate(docs.get(doc), bytes(update), "remote"); // no undo takes it back
  },
  // What the document has beyond a state vector: a sync step 2.
  missing({ doc, vector }) {
    return text64(Y.encodeStateAsUpdate(docs.get(doc), bytes(vector)));
  },
  vector({ doc }) {
    return text64(Y.encodeStateVector(docs.get(doc)));
  },
  // Every text with words, and every root there is.
  look({ doc, roots }) {
    const ydoc = docs.get(doc);
    const texts = Object.fromEntries(roots.map((root) => [root, ydoc.getText(root).toString()]));
    const pending = ydoc.store.pendingStructs !== null || ydoc.store.pendingDs !== null;
    return { texts, pending, roots: [...ydoc.share.keys()] };
  },
  // Every id of a text in order, deleted ones too: [client, first clock, end].
  order({ doc, root }) {
    const ranges = [];
    for (let item = docs.get(doc).getText(root)._start; item !== null; item = item.right) {
      const { client, clock } = item.id;
      const last = ranges.at(-1);
      if (last?.[0] === client && last[2] === clock) last[2] += item.length;
      else ranges.push([client, clock, clock + item.length]);
    }
    return ranges;
  },
  records({ doc, name }) {
    return docs.get(doc).getMap(name).toJSON();
  },
};

// One document with every kind of content: the update, and how far its clock got.
requests.zoo = ({ client }) => {
  const ydoc = new Y.Doc();
  ydoc.clientID = client;
  const text = ydoc.getText("t:rich");
  text.insert(0, "plain 😀");
  text.format(0, 3, { bold: true });
  text.insertEmbed(2, { image: "x" });
  const map = ydoc.getMap("map");
  map.set("any", { a: [1, -2, 1.5, 2 ** 40, true, false, null, undefined, "é"], big: 5n });
  map.set("any", "again");
  map.set("bytes", new Uint8Array([1, 2, 3]));
  map.set("doc", new Y.Doc());
  map.set("nested", new Y.Map([["k", "v"]]));
  map.set("nested", 1); // its insides are collected: GC structs
  const list = ydoc.getArray("list");
  list.insert(0, [1, 2, new Y.Array(), new Y.Text("in")]);
  list.delete(0, 1);
  const xml = ydoc.getXmlFragment("xml");
  xml.insert(0, [new Y.XmlElement("p"), new Y.XmlText("words"), new Y.XmlHook("hook")]);
  return [text64(Y.encodeStateAsUpdate(ydoc)), Y.getState(ydoc.store, client)];
};

function answer(request) {
  try {
    return { value: requests[request.op](request) ?? null };
  } catch (error) {
    return { error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(JSON.parse(line).map(answer)) + "\n");
}
