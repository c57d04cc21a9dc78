/** One meeting as this page takes part in it: its boards, its commands, and how saved it all is. */
import type { Board } from "../contract/board.ts";
import type { Boot, Meta } from "../contract/boot.ts";
import type {
  AddArgs,
  Commands,
  LobbyGuest,
  Notice,
  Op,
  Presence,
  Refusal,
  Reply,
} from "../contract/commands.ts";
import { type Item, type Kind, type Scope, placeOf, rootOf } from "../contract/items.ts";
import { SILENT } from "../rules/permissions.ts";
import type { ScopeDoc } from "../document/scope_doc.ts";
import { type Closing, Connection } from "./connection.ts";
import type { Change, MeetingEvents } from "./events.ts";
import { Heralds, type Stop } from "./heralds.ts";
import { type KeptWords, typedWords, wordsOf } from "./kept.ts";
import { MergedView } from "./merged_view.ts";
import { provisional, scopeNamed } from "./provisional.ts";
import { Requests, type Request, newId } from "./requests.ts";
import { typistsOf } from "./typists.ts";
import { FINAL_CODES, type Final, type Status, statusOf } from "./status.ts";
import { type World, browser } from "./world.ts";

export type { Change, MeetingEvents, Refused } from "./events.ts";
export type { KeptWords } from "./kept.ts";
export type { Stop } from "./heralds.ts";
export type { Status } from "./status.ts";
export type { Socket, World } from "./world.ts";

const ROOM = "room";
/** A command without an answer for so long means that the connection is not what it seems. */
const ANSWER = 15_000;
const NO_ROOTS: ReadonlySet<string> = new Set();
export class Meeting implements Board {
  readonly boot: Boot;
  private readonly world: World;
  private readonly connections = new Map<Scope, Connection>();
  private readonly requests = new Requests();
  private readonly heralds = new Heralds<MeetingEvents>();
  private readonly view: MergedView;
  private final: Final | null = null;
  private why: Refusal | null = null;
  private savedAt: number;
  private shownStatus = "";
  private ahead = 0;
  private guests: readonly LobbyGuest[] = [];
  private readonly alerts = new Set<string>();
  private people: Readonly<Record<string, Presence>> = {};
  private typingIn: string | null = null;
  private away = false;
  private stops: Stop[] = [];

  constructor(boot: Boot, world: World = browser(boot.meeting.id, boot.me.id)) {
    this.boot = boot;
    this.world = world;
    this.view = new MergedView(boot, this.connections);
    this.ahead = boot.now - world.now();
    this.savedAt = boot.now;
    for (const scope of boot.scopes) this.connections.set(scope, this.connection(scope));
  }

  /** Opens every scope of the boot data. */
  open(): void {
    for (const connection of this.connections.values()) connection.connect();
    const news = this.world.listen({
      online: () => {
        this.connections.forEach((connection) => connection.hurry());
        this.tellStatus();
      },
      offline: () => this.tellStatus(),
      shown: (shown) => this.shown(shown),
      wouldLose: () => this.unsaved > 0,
    });
    this.stops.push(news);
    this.watchAnswers();
  }

  close(): void {
    for (const stop of this.stops.splice(0)) stop();
    for (const connection of this.connections.values()) connection.stop();
  }

  get status(): Status {
    const over = typeof this.meta().ended_at === "number" ? "ended" : null;
    return statusOf({
      final: this.final ?? over,
      online: this.world.online(),
      joined: [...this.connections.values()].every(({ joined }) => joined),
      readsOnly: SILENT.includes(this.boot.me.role),
      waiting: this.unsaved,
      savedAt: this.savedAt,
    });
  }

  /** Why nothing more can be sent, in words; null while the meeting goes on. */
  get ending(): Refusal | null {
    return this.why;
  }

  /** Whether the room's board has arrived on this connection. */
  get joined(): boolean {
    return this.connections.get(ROOM)?.joined ?? false;
  }

  /** The people waiting to be let in (chair and minute taker only). */
  get lobby(): readonly LobbyGuest[] {
    return this.guests;
  }

  /** Scales with a number so low that the chair is asked about tonight (chair only). */
  get lowScores(): ReadonlySet<string> {
    return this.alerts;
  }

  board(scope: Scope): ScopeDoc | undefined {
    return this.connections.get(scope)?.doc;
  }

  /** The board that a text is on. */
  boardOf(root: string): ScopeDoc | undefined {
    const place = placeOf(root);
    const scope = place === null ? undefined : this.scopeOf(place.item);
    return scope === undefined ? undefined : this.board(scope);
  }

  meta(): Meta {
    return this.view.meta();
  }

  items(): ReadonlyMap<string, Item> {
    return this.view.items;
  }

  item(id: string): Item | undefined {
    return this.view.items.get(id);
  }

  scopeOf(item: string): Scope | undefined {
    return this.view.scopes.get(item);
  }

  words(root: string): string {
    return this.boardOf(root)?.words(root) ?? "";
  }

  presence(): Readonly<Record<string, Presence>> {
    return this.people;
  }

  /** Ids of the others who type in this text now. */
  typists(root: string): readonly string[] {
    return typistsOf(root, this.people, this.connections.values(), this.boot.me.id);
  }

  now(): number {
    return this.world.now() + this.ahead;
  }

  /** Answers when the server has; waits out a lost connection. A refusal is also told to "refused". */
  command<O extends Op>(op: O, args: Commands[O]): Promise<Reply> {
    const { request, reply } = this.requests.make(op, args);
    if (this.final !== null) this.requests.refuseAll(this.refusalOf(FINAL_CODES[this.final]));
    else this.sendRequest(request);
    this.tellStatus();
    return reply;
  }

  /** A new item: its id at once, so that typing can start; `reply` when the server has answered. */
  add(
    kind: Kind,
    args: Omit<AddArgs, "item" | "kind"> = {},
  ): { id: string; scope: Scope; reply: Promise<Reply> } {
    const id = newId();
    const scope = scopeNamed(args.scope, this.boot.me.id);
    const whole: AddArgs = { ...args, item: id, kind };
    const item = provisional(whole, this.boot.me.id, this.now(), this.items().values());
    this.view.coming.set(id, { item, scope });
    this.connections.get(scope)?.hold(true);
    const reply = this.command("add", whole);
    this.changed({ records: true, roots: NO_ROOTS });
    return { id, scope, reply };
  }

  /** Says to the others which text this person is typing in. */
  typing(root: string | null): void {
    if (root === this.typingIn) return;
    this.typingIn = root;
    this.sayPresence();
  }

  on<K extends keyof MeetingEvents>(kind: K, heard: (event: MeetingEvents[K]) => void): Stop {
    return this.heralds.on(kind, heard);
  }

  private get unsaved(): number {
    const typed = [...this.connections.values()].map(({ unsaved }) => unsaved.changes);
    return typed.reduce((sum, changes) => sum + changes, this.requests.size);
  }

  private connection(scope: Scope): Connection {
    const connection = new Connection(scope, this.world, {
      opened: () => this.opened(scope),
      reply: (reply) => this.replied(reply),
      notice: (notice) => this.noticed(notice),
      presence: () => this.heralds.tell("presence", this.people),
      saved: (stored) => this.saved(stored),
      closed: (closing, refusal) => this.closed(scope, closing, refusal),
      replacing: () => this.tellKept(scope),
      replaced: () => this.replaced(scope),
    });
    this.watch(connection.doc);
    return connection;
  }

  private watch(doc: ScopeDoc): void {
    doc.onChange(({ records, roots }) => this.changed({ records, roots: new Set(roots) }));
  }

  private changed(change: Change): void {
    if (change.records) this.view.forget();
    this.heralds.tell("change", change);
    if (change.records) this.tellStatus();
  }

  private opened(scope: Scope): void {
    if (scope === ROOM) for (const request of this.requests.all()) this.sendRequest(request);
    this.tellStatus();
  }

  private sendRequest(request: Request): void {
    const room = this.connections.get(ROOM);
    if (room?.open !== true) return;
    request.sentAt = this.world.now();
    room.send(request.frame);
  }

  private replied(reply: Reply): void {
    const request = this.requests.take(reply);
    if (request === undefined) return;
    const kept = reply.ok ? [] : wordsOf(request.op, { ...request.args });
    if (request.op === "add") kept.push(...this.answeredAdd(request.args as AddArgs, reply.ok));
    if (reply.ok) this.savedAt = this.now();
    request.answer(reply);
    this.tellStatus();
    if (!reply.ok) this.heralds.tell("refused", { refusal: reply.refusal, kept, op: request.op });
  }

  /** Texts that waited for this item go out now, or are kept when there will be no such item. */
  private answeredAdd(args: AddArgs, ok: boolean): KeptWords[] {
    const scope = scopeNamed(args.scope, this.boot.me.id);
    const typed = ok ? [] : this.keepTyped(scope, rootOf(args.item));
    if (ok) this.settle(args.item);
    else this.view.coming.delete(args.item);
    if (typed.length > 0) this.renew(scope);
    if (!this.requests.adding(scope, this.boot.me.id)) this.connections.get(scope)?.hold(false);
    if (!ok) this.changed({ records: true, roots: NO_ROOTS });
    return typed;
  }

  /** The item's record may come a moment after the reply: until then ours stands in. */
  private settle(id: string): void {
    const stop = this.on("change", () => {
      const { scope } = this.view.coming.get(id) ?? {};
      if (scope !== undefined && this.board(scope)?.item(id) === undefined) return;
      this.view.coming.delete(id);
      stop();
    });
  }

  /** The words of texts with unsaved typing; none when `only` is not among them. */
  private keepTyped(scope: Scope, only?: string): KeptWords[] {
    const connection = this.connections.get(scope);
    return connection === undefined ? [] : typedWords(connection, (id) => this.item(id), only);
  }

  private renew(scope: Scope): void {
    this.connections.get(scope)?.renewDoc();
    this.connections.get(scope)?.restart();
  }

  private replaced(scope: Scope): void {
    const doc = this.board(scope);
    if (doc !== undefined) this.watch(doc);
    this.changed({ records: true, roots: NO_ROOTS });
  }

  /** What was typed after a refusal, while the new board was on its way, is kept as well. */
  private tellKept(scope: Scope): void {
    const kept = this.keepTyped(scope);
    const refusal = this.refusalOf("unknown_origin");
    if (kept.length > 0) this.heralds.tell("refused", { refusal, kept, op: null });
  }

  private noticed(notice: Notice): void {
    if (notice.kind === "hello") this.ahead = notice.server_time - this.world.now();
    if (notice.kind === "lobby") this.guests = notice.waiting;
    if (notice.kind === "low_score") this.alerts.add(notice.scale);
    if (notice.kind === "ended" || notice.kind === "removed") this.finish(notice.kind);
    if (notice.kind === "presence_list") {
      this.people = notice.people;
      this.heralds.tell("presence", this.people);
    }
    this.heralds.tell("notice", notice);
  }

  private saved(stored: boolean): void {
    if (stored) this.savedAt = this.now();
    this.tellStatus();
  }

  private closed(scope: Scope, closing: Closing, refusal: Refusal | null): void {
    if (closing === "refused") {
      const kept = this.keepTyped(scope);
      this.renew(scope);
      const known = refusal?.say ? refusal : this.refusalOf(refusal?.code ?? "malformed");
      this.heralds.tell("refused", { refusal: known, kept, op: null });
    } else if (
      closing === "signed_out" ||
      closing === "ended" ||
      (closing === "removed" && scope === ROOM)
    ) {
      this.finish(closing, refusal?.code);
    } else if (closing === "removed") {
      this.connections.delete(scope);
      this.changed({ records: true, roots: NO_ROOTS });
    }
    this.tellStatus();
  }

  /** Nothing more can be sent; what was not stored is kept for copying. */
  private finish(final: Final, code = FINAL_CODES[final]): void {
    if (this.final !== null) return;
    this.final = final;
    const refusal = this.refusalOf(code);
    this.why = refusal;
    const kept = [...this.connections.keys()].flatMap((scope) => this.keepTyped(scope));
    const asked = this.requests.all().flatMap(({ op, args }) => wordsOf(op, { ...args }));
    this.requests.refuseAll(refusal);
    if (kept.length + asked.length > 0) {
      this.heralds.tell("refused", { refusal, kept: [...kept, ...asked], op: null });
    }
    for (const connection of this.connections.values()) {
      connection.unsaved.clear();
      if (final !== "ended") connection.stop();
    }
    this.tellStatus();
  }

  private refusalOf(code: string): Refusal {
    return { code, say: this.boot.refusals[code]?.say ?? "That did not work. Try again." };
  }

  private tellStatus(): void {
    const status = this.status;
    const shown = JSON.stringify(status);
    if (shown === this.shownStatus) return;
    this.shownStatus = shown;
    this.heralds.tell("status", status);
  }

  private shown(shown: boolean): void {
    this.away = !shown;
    if (shown) this.connections.forEach((connection) => connection.hurry());
    this.sayPresence();
  }

  /** Only the scope that the text is on hears who types in it. */
  private sayPresence(): void {
    const place = this.typingIn === null ? null : placeOf(this.typingIn);
    const scope = place === null ? undefined : this.scopeOf(place.item);
    for (const [name, connection] of this.connections) {
      connection.present({ typing: name === scope ? this.typingIn : null, away: this.away });
    }
  }

  private watchAnswers(): void {
    const now = this.world.now();
    const late = this.requests.all().some(({ sentAt }) => sentAt > 0 && now - sentAt >= ANSWER);
    const room = this.connections.get(ROOM);
    if (late && room?.open === true) room.restart();
    const stop = this.world.later(ANSWER / 3, () => {
      this.stops = this.stops.filter((other) => other !== stop);
      this.watchAnswers();
    });
    this.stops.push(stop);
  }
}
