// Small worlds for tests: a text field without a page, a clock that we turn, and a room in memory
// that speaks the wire with real Yjs documents.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import type { Boot, MeetingType, Permissions } from "../src/contract/boot.ts";
import { likeness } from "../src/rules/likeness.ts";
import type { Item } from "../src/contract/items.ts";
import type { Field } from "../src/document/text_field.ts";
import type { PageNews, Socket, World } from "../src/sync/world.ts";
import icpc from "../../shared/meetings/icpc.json";
import permissions from "../../shared/permissions.json";
import refusals from "../../shared/refusals.json";
import schema from "../../shared/board.schema.json";

/** A textarea's words and caret, without a page around it. */
export class PlainField extends EventTarget {
  value = "";
  selectionStart = 0;
  selectionEnd = 0;
  selectionDirection: "forward" | "backward" | "none" = "none";
  scrollTop = 0;
  matches(): boolean {
    return true;
  }
  setSelectionRange(start: number | null, end: number | null): void {
    this.selectionStart = start ?? 0;
    this.selectionEnd = end ?? 0;
  }
  get asField(): Field {
    return this as unknown as Field;
  }
  /** What a browser does when somebody types at the caret. */
  type(words: string): void {
    this.put(this.selectionStart, this.selectionEnd, words);
    this.dispatchEvent(new Event("input"));
  }
  /** Changes the value as typing does, and says nothing yet. */
  put(start: number, end: number, words: string): void {
    this.value = this.value.slice(0, start) + words + this.value.slice(end);
    this.setSelectionRange(start + words.length, start + words.length);
  }
  press(key: string, keys: { ctrlKey?: boolean; shiftKey?: boolean } = {}): boolean {
    const event = Object.assign(new Event("keydown", { cancelable: true }), { key, ...keys });
    return !this.dispatchEvent(event);
  }
}

type Handler = (command: { id: string; op: string } & Record<string, unknown>) => unknown;

/** The texts that an update writes in, as far as its first words of each say so. */
function rootsOf(update: Uint8Array): string[] {
  return Y.decodeUpdate(update).structs.flatMap((struct) => {
    const parent = (struct as { parent?: unknown }).parent;
    return typeof parent === "string" ? [parent] : [];
  });
}

/** The server's side of one socket. */
class Line implements Socket {
  binaryType = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  closed = false;
  frames = 0;
  constructor(
    readonly scope: string,
    private readonly room: MemoryRoom,
  ) {}
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.closed) this.room.hear(this, bytes);
  }
  close(): void {
    this.closed = true;
    this.room.lines.delete(this);
  }
  say(type: number, body: (encoder: encoding.Encoder) => void): void {
    if (this.closed) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, type);
    body(encoder);
    this.onmessage?.({ data: encoding.toUint8Array(encoder).slice().buffer });
  }
  hangUp(code: number, reason = ""): void {
    this.close();
    this.onclose?.({ code, reason });
  }
}

/** One meeting's boards, in memory. */
export class MemoryRoom {
  readonly docs = new Map<string, Y.Doc>();
  readonly lines = new Set<Line>();
  readonly heard: string[] = [];
  /** Every update that was typed. */
  readonly typed: Uint8Array[] = [];
  /** Says what to answer; undefined keeps silent. */
  answer: Handler = () => undefined;
  /** The code of a refusal for the next typed update, or "" to take it. */
  refuse = "";
  /** Whether stored updates are told as saved at once. */
  saves = true;
  silent = false;
  /** What is written goes to nobody, as when the line loses a frame. */
  deaf = false;
  /** Whether an update that touches these texts is refused. */
  closed: (roots: readonly string[]) => boolean = () => false;
  compared = 0;
  differed = 0;

  doc(scope: string): Y.Doc {
    const doc = this.docs.get(scope) ?? new Y.Doc();
    this.docs.set(scope, doc);
    return doc;
  }

  put(scope: string, item: Partial<Item> & { id: string; kind: string }): void {
    const whole = {
      children: [],
      status: "live",
      pos: 1,
      at: 1,
      changed: 1,
      author: "",
      typed_by: "",
    };
    this.write(scope, (doc) => doc.getMap("items").set(item.id, { ...whole, ...item }));
  }

  meta(key: string, value: unknown): void {
    this.write("room", (doc) => doc.getMap("meta").set(key, value));
  }

  words(scope: string, root: string, words: string): void {
    this.write(scope, (doc) => doc.getText(root).insert(0, words));
  }

  notice(notice: unknown): void {
    for (const line of this.on("room")) this.json(line, 102, notice);
  }

  reply(reply: unknown): void {
    for (const line of this.on("room")) this.json(line, 100, reply);
  }

  hangUp(code: number, scope?: string, reason = ""): void {
    for (const line of [...this.lines])
      if (scope === undefined || line.scope === scope) line.hangUp(code, reason);
  }

  /** Everything that was typed so far is stored. */
  store(line: Line): void {
    line.say(101, (encoder) => {
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarUint(encoder, line.frames);
    });
  }

  join(line: Line): void {
    if (this.silent) return;
    this.lines.add(line);
    line.onopen?.();
    this.sync(line, 0, Y.encodeStateVector(this.doc(line.scope)));
  }

  hear(line: Line, bytes: Uint8Array): void {
    if (this.silent) return;
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === 100) this.command(decoding.readVarString(decoder));
    if (type === 1) this.heard.push(`presence ${line.scope}`);
    if (type === 103) this.compare(line, decoding.readVarUint(decoder));
    if (type === 3) this.heard.push(`query ${line.scope}`);
    if (type === 0)
      this.texts(line, decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
  }

  private command(text: string): void {
    const command = JSON.parse(text) as { id: string; op: string };
    this.heard.push(command.op);
    const reply = this.answer(command);
    if (reply !== undefined) this.reply({ id: command.id, ...(reply as object) });
  }

  private texts(line: Line, step: number, bytes: Uint8Array): void {
    const doc = this.doc(line.scope);
    if (step === 0) {
      this.sync(line, 1, Y.encodeStateAsUpdate(doc, bytes));
      return;
    }
    this.heard.push(`${step === 1 ? "step2" : "update"} ${line.scope}`);
    this.typed.push(bytes);
    const news = Y.decodeUpdate(bytes).structs.length > 0;
    if (news && (this.refuse !== "" || this.closed(rootsOf(bytes)))) return this.deny(line);
    line.frames += 1;
    Y.applyUpdate(doc, bytes);
    for (const other of this.on(line.scope)) if (other !== line) this.sync(other, 2, bytes);
    if (this.saves) this.store(line);
  }

  private compare(line: Line, differed: number): void {
    this.compared += 1;
    this.differed += differed;
    const doc = this.doc(line.scope);
    const texts = [...doc.share.keys()]
      .filter((root) => root.startsWith("t:"))
      .map((root) => [root, doc.getText(root).toString()] as const)
      .filter(([, words]) => words !== "");
    const items = [...doc.getMap<Item>("items").entries()].map(
      ([id, { changed }]) => [id, changed] as const,
    );
    const clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
    line.say(103, (encoder) => encoding.writeVarUint(encoder, likeness(clocks, texts, items)));
  }

  private deny(line: Line): void {
    line.say(2, (encoder) => {
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(
        encoder,
        JSON.stringify({ code: this.refuse || "not_writable", say: "No." }),
      );
    });
    line.hangUp(4409);
  }

  write(scope: string, change: (doc: Y.Doc) => void): void {
    const doc = this.doc(scope);
    const before = Y.encodeStateVector(doc);
    doc.transact(() => change(doc));
    if (this.deaf) return;
    for (const line of this.on(scope)) this.sync(line, 2, Y.encodeStateAsUpdate(doc, before));
  }

  private on(scope: string): Line[] {
    return [...this.lines].filter((line) => line.scope === scope);
  }

  private sync(line: Line, step: number, bytes: Uint8Array): void {
    line.say(0, (encoder) => {
      encoding.writeVarUint(encoder, step);
      encoding.writeVarUint8Array(encoder, bytes);
    });
  }

  private json(line: Line, type: number, value: unknown): void {
    line.say(type, (encoder) => encoding.writeVarString(encoder, JSON.stringify(value)));
  }
}

/** A world whose clock stands still until it is turned. */
export class TestWorld implements World {
  time = 1_000_000;
  isOnline = true;
  page: PageNews | null = null;
  opened = 0;
  private timers: { at: number; act: () => void }[] = [];
  constructor(readonly room: MemoryRoom) {}
  open(url: string): Socket {
    this.opened += 1;
    const line = new Line(url, this.room);
    this.later(0, () => {
      if (!line.closed) this.room.join(line);
    });
    return line;
  }
  url = (scope: string): string => scope;
  now = (): number => this.time;
  chance = (): number => 0.5;
  online = (): boolean => this.isOnline;
  later(wait: number, act: () => void): () => void {
    const timer = { at: this.time + wait, act };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }
  listen(news: PageNews): () => void {
    this.page = news;
    return () => {
      this.page = null;
    };
  }
  /** What this tab keeps over a refresh; `blocked` as some browsers are. */
  stored: string | null = null;
  blocked = false;
  reloads = 0;
  keep(text: string | null): boolean {
    if (!this.blocked) this.stored = text;
    return !this.blocked;
  }
  kept = (): string | null => this.stored;
  reload(): void {
    this.reloads += 1;
  }
  turn(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time = Math.max(this.time, due.at);
      due.act();
    }
    this.time = until;
  }
}

/** What the page of a social worker is given. */
export function aBoot(me: Partial<Boot["me"]> = {}): Boot {
  const person = {
    id: "p_hannah",
    name: "Hannah Pike",
    role: "social_worker",
    agency: "Children's social care",
    relation: "social worker",
    side: "professional",
    clearance: "room",
    ...me,
  };
  return {
    meeting: { id: "m_1", title: "Ellie and Tom", on: "2025-06-04" },
    me: person,
    scopes: ["room", `own:${person.id}`],
    type: icpc as MeetingType,
    schema: schema as unknown as Boot["schema"],
    permissions: permissions as Permissions,
    refusals,
    limits: {},
    build: "test",
    now: 1_000_000,
    holidays: [],
    asked_at: 0,
  };
}
