// Real Yjs documents behind a pipe: a line with a list of requests in, a line with answers out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const Y = require("yjs");

const docs = new Map();
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const text64 = (data) => Buffer.from(data).toString("base64");

const requests = {
  // A document; `client` fixes its client id.
  open({ doc, client }) {
    const ydoc = new Y.Doc();
    if (client !== undefined) ydoc.clientID = client;
    docs.set(doc, ydoc);
  },
  // Delete and type at a place counted in characters; answers the update, "" when none.
  edit({ doc, root, at, remove, words }) {
    const ydoc = docs.get(doc);
    const text = ydoc.getText(root);
    const characters = Array.from(text.toString());
    const start = Math.min(at, characters.length);
    const units = (from, to) => characters.slice(from, to).join("").length;
    const updates = [];
    const heard = (update) => updates.push(update);
    ydoc.on("update", heard);
    ydoc.transact(() => {
      const removed = units(start, start + remove);
      if (removed) text.delete(units(0, start), removed);
      if (words) text.insert(units(0, start), words);
    });
    ydoc.off("update", heard);
    return updates.length ? text64(updates[0]) : "";
  },
  apply({ doc, update }) {
    Y.applyUpdate(docs.get(doc), bytes(update));
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
  records({ doc, name }) {
    return docs.get(doc).getMap(name).toJSON();
  },
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
