// A stock y-websocket client: reads one JSON request a line, answers one JSON line.
// Nothing of Threefold in it but the address and the cookie.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const load = createRequire(new URL("../../web/package.json", import.meta.url));
const Y = load("yjs");
const { WebsocketProvider } = load("y-websocket");
const WebSocket = load("ws");

const { server, room, as, cookie, origin } = JSON.parse(process.argv[2]);
const doc = new Y.Doc();

class WithCookie extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { headers: { Cookie: cookie }, origin });
  }
}

const provider = new WebsocketProvider(server, room, doc, {
  WebSocketPolyfill: WithCookie,
  params: as ? { as } : {},
  disableBc: true,
});
let closed = null;
provider.on("connection-close", (event) => (closed = event?.code ?? closed));
provider.on("closed", (event) => (closed = event?.code ?? closed));

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const acts = {
  insert: ({ root, at, text }) => doc.getText(root).insert(at ?? doc.getText(root).length, text),
  delete: ({ root, at, length }) => doc.getText(root).delete(at, length),
  text: ({ root }) => doc.getText(root).toString(),
  items: () => doc.getMap("items").toJSON(),
  meta: () => doc.getMap("meta").toJSON(),
  write: ({ map, key, value }) => void doc.getMap(map).set(key, value),
  state: () => ({ synced: provider.synced, connected: provider.wsconnected, closed }),
  drop: () => provider.ws?.terminate(),
  people: () => [...provider.awareness.getStates().values()],
};
createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  say({ answer: acts[request.do](request) ?? null });
});
process.stdin.on("end", () => process.exit(0));
