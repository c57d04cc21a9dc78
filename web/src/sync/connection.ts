/** One websocket to one scope: y-websocket's protocol, and our commands, savings and notices. */
import type { Refusal } from "../contract/commands.ts";
import { type Item, placeOf } from "../contract/items.ts";
import * as wire from "../contract/wire.ts";
import { EMPTY, ScopeDoc, merged } from "../document/scope_doc.ts";
import { Comparing } from "./comparing.ts";
import { CLOSINGS, type Heard, type TypingState } from "./heard.ts";
import { Again, CARRIED, Unsaved } from "./unsaved.ts";
import type { Socket, Stop, World } from "./world.ts";

const TICK = 5_000;
/** Silence after which we ask whether the server is still there, and how long it may think. */
const [QUIET, ANSWER] = [20_000, 10_000];
const RENEW = 20_000;
const FIRST_WAIT = 400;
const LONGEST_WAIT = 10_000;
/** More than this is sent part by part. */
const MOST_BYTES = 60_000;
/** The close code of a server that cannot store. */
const NOT_SAVED = 4500;

export class Connection {
  readonly unsaved = new Unsaved();
  readonly comparing = new Comparing();
  /** Who types where, by client, as the server vouches for it. */
  readonly states = new Map<number, TypingState>();
  /** The board that is read and typed in. */
  doc: ScopeDoc;
  /** The board that will take its place, while it is on its way. */
  private next: ScopeDoc | null = null;
  private socket: Socket | null = null;
  private isOpen = false;
  private synced = false;
  /** Our part of the server's first step is sent: from here on each change goes out by itself. */
  private answered = false;
  /** The server's state vector that waits for our answer while texts are held back. */
  private owed: Uint8Array | null = null;
  private held = false;
  private tries = 0;
  private lastFrame = 0;
  private askedAt = 0;
  private renewedAt = 0;
  private clock = 0;
  private state: Readonly<Record<string, unknown>> = { typing: null, away: false };
  private refusal: Refusal | null = null;
  /** Why the texts of the frame that was refused are not typed again, by text. */
  private readonly refused = new Map<string, Refusal>();
  /** What each text belonged to when it was last typed in here. */
  private readonly typedOn = new Map<string, Item>();
  /** The server closed because it cannot store, and has stored nothing since. */
  troubled = false;
  private stopped = false;
  private waits: Stop[] = [];
  private stopTyped: Stop;

  constructor(
    private readonly scope: string,
    private readonly world: World,
    private readonly heard: Heard,
  ) {
    this.doc = new ScopeDoc(scope);
    this.stopTyped = this.doc.onTyped(this.typed);
  }

  /** Whether frames go through now. */
  get open(): boolean {
    return this.isOpen;
  }

  /** Whether this board has been the same as the server's on this connection. */
  get joined(): boolean {
    return this.synced;
  }

  connect(): void {
    this.rest();
    if (this.stopped) return;
    const socket = this.world.open(this.world.url(this.scope));
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    this.lastFrame = this.world.now();
    socket.onopen = () => this.opened(socket);
    socket.onmessage = (event) => this.received(socket, event.data);
    socket.onclose = (event) => this.closed(socket, event.code, event.reason);
    this.tick();
  }

  /** Tries at once instead of waiting on: the device is back on line, or the page is looked at. */
  hurry(): void {
    if (this.stopped) return;
    if (this.isOpen) {
      if (this.askedAt === 0) this.ask(this.world.now());
      return;
    }
    this.tries = 0;
    if (this.socket === null) this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.rest();
    const socket = this.socket;
    this.drop();
    socket?.close(1000);
  }

  /** Goes on after `stop`, with what waited then. */
  resume(): void {
    this.stopped = false;
    if (this.socket === null && this.waits.length === 0) this.connect();
  }

  /** Cuts a connection that gives no answer, and starts another. */
  restart(): void {
    const socket = this.socket;
    if (socket === null) return;
    this.closed(socket, 1006);
    socket.close();
  }

  /** While held, words typed here wait: their card is not yet known to the server. */
  hold(held: boolean): void {
    this.held = held;
    if (!held) this.letGo();
  }

  send(frame: Uint8Array): void {
    if (this.isOpen) this.socket?.send(frame as Uint8Array<ArrayBuffer>);
  }

  present(state: Readonly<Record<string, unknown>>): void {
    if (JSON.stringify(state) === JSON.stringify(this.state)) return;
    this.state = state;
    this.sendPresence();
  }

  /** Edits of an earlier page of this tab, to be sent as they were made. */
  carry(edits: readonly { update: Uint8Array; roots: readonly string[] }[]): void {
    for (const edit of edits)
      this.unsaved.typed({ ...edit, group: `${CARRIED}${this.unsaved.changes}` });
  }

  /**
   * A CRDT cannot take back its own operations, so refused words mean a new board. The old one
   * stays in sight until the new one has arrived, and what was typed in it is looked at then.
   */
  renewDoc(refused: Readonly<Record<string, Refusal>> = {}): void {
    for (const [root, refusal] of Object.entries(refused)) this.refused.set(root, refusal);
    this.next?.destroy();
    this.next = new ScopeDoc(this.scope);
    this.clock = 0;
  }

  /** One text: it is the one that was refused. Of several, each is judged alone the next time. */
  renewRefused([root, ...more]: readonly string[], refusal: Refusal): void {
    this.renewDoc(root !== undefined && more.length === 0 ? { [root]: refusal } : {});
  }

  private replace(next: ScopeDoc): void {
    const old = this.doc;
    // With all that is new in it, the old board differs from the new by what waits and no more.
    old.apply(next.state());
    this.takeCarried(old);
    const waits = [...this.unsaved.roots]
      .map((root) => ({ root, words: old.words(root), was: this.typedOn.get(root) }))
      .filter(({ root, words }) => words !== next.words(root));
    this.stopTyped();
    this.doc = next;
    this.next = null;
    this.unsaved.clear();
    this.stopTyped = next.onTyped(this.typed);
    this.heard.replaced();
    for (const one of waits) {
      const { root, words } = one;
      const refusal = this.refused.get(root) ?? null;
      if (this.heard.stranded({ ...one, refusal })) next.retype(root, words, new Again(root));
    }
    this.refused.clear();
    old.destroy();
    if (!this.held) this.letGo();
  }

  private takeCarried(doc: ScopeDoc): void {
    for (const { update, group } of this.unsaved.all)
      if (group.startsWith(CARRIED)) doc.apply(update);
  }

  private readonly typed = (
    update: Uint8Array,
    roots: readonly string[],
    origin: unknown,
  ): void => {
    for (const root of roots) {
      const item = this.doc.item(placeOf(root)?.item ?? "");
      if (item !== undefined) this.typedOn.set(root, item);
    }
    this.unsaved.typed({ update, roots, group: origin instanceof Again ? origin.root : "" });
    if (!this.held) this.letGo();
    this.heard.saved(false);
  };

  private get coming(): ScopeDoc {
    return this.next ?? this.doc;
  }

  private letGo(): void {
    if (!this.isOpen || this.next !== null) return;
    if (this.owed !== null) this.answer(this.owed);
    if (!this.answered) return;
    for (let next = this.unsaved.take(); next.length > 0; next = this.unsaved.take())
      this.send(wire.update(merged(next.map(({ update }) => update))));
  }

  /** The server's first step: with all that was typed here, or with nothing and the rest behind it. */
  private answer(owed: Uint8Array): void {
    const missing = this.doc.missing(owed);
    const apart = missing.length > MOST_BYTES || this.unsaved.all.some(({ group }) => group !== "");
    this.unsaved.frameSent(apart);
    this.owed = null;
    this.answered = true;
    this.send(wire.syncStep2(apart ? EMPTY : missing));
  }

  private opened(socket: Socket): void {
    if (socket !== this.socket) return;
    this.isOpen = true;
    this.refusal = null;
    this.lastFrame = this.world.now();
    // The first presence frame tells the server whose client id this is.
    this.sendPresence();
    this.heard.opened();
    this.send(wire.syncStep1(this.coming.stateVector()));
  }

  private sendPresence(): void {
    this.renewedAt = this.world.now();
    if (!this.isOpen) return;
    this.clock += 1;
    this.send(
      wire.presence({ client: this.coming.clientId, clock: this.clock, state: this.state }),
    );
  }

  private received(socket: Socket, data: unknown): void {
    if (socket !== this.socket || !(data instanceof ArrayBuffer)) return;
    this.lastFrame = this.world.now();
    this.askedAt = 0;
    try {
      this.take(wire.decode(new Uint8Array(data)));
    } catch (fault) {
      // A frame that cannot be read leaves this board behind the server's: start again.
      console.error(fault);
      this.restart();
    }
  }

  private take(frame: wire.Incoming): void {
    switch (frame.type) {
      case "step1":
        // The line brought it twice: a second answer would wait for a saving of its own (SYN-16).
        if (this.answered) return;
        this.owed = frame.stateVector;
        if (!this.held) this.letGo();
        return;
      case "step2":
        return this.caughtUp(frame.update);
      case "update":
        return this.coming.apply(frame.update);
      case "presence":
        return this.meet(frame.entries);
      case "query_presence":
        return this.sendPresence();
      case "denied":
        this.refusal = frame.refusal;
        return;
      case "saved":
        return this.stored(frame.acked);
      case "reply":
        return this.heard.reply(frame.reply);
      case "notice":
        return this.heard.notice(frame.notice);
      case "like":
        return this.compared(frame.likeness);
      case "unknown":
        return;
    }
  }

  private caughtUp(update: Uint8Array): void {
    this.coming.apply(update);
    this.synced = true;
    this.tries = 0;
    if (this.next !== null) this.replace(this.next);
    else this.takeCarried(this.doc);
    if (this.unsaved.changes === 0) this.troubled = false;
    this.heard.saved(true);
    this.compare();
  }

  private stored(acked: number): void {
    const news = this.unsaved.acked(acked);
    if (news) this.troubled = false;
    this.heard.saved(news);
    this.compare();
  }

  /** Asks what this board should be like, when it is time and nothing is on its way (SYN-18). */
  private compare(): void {
    const now = this.world.now();
    if (this.settled && this.comparing.isDue(now))
      this.send(wire.compare(this.comparing.asked(now)));
  }

  private get settled(): boolean {
    return this.synced && this.answered && this.next === null && this.unsaved.changes === 0;
  }

  private compared(likeness: number): void {
    if (!this.settled) return this.comparing.again();
    if (likeness === this.doc.likeness()) return this.comparing.alike();
    this.comparing.different();
    this.renewDoc();
    this.restart();
  }

  private meet(entries: readonly wire.PresenceEntry[]): void {
    for (const { client, state } of entries) {
      if (client === this.coming.clientId) continue;
      const user = state?.["user"] as { id?: string } | undefined;
      const typing = state?.["typing"];
      if (user?.id === undefined) this.states.delete(client);
      else
        this.states.set(client, {
          user: user.id,
          typing: typeof typing === "string" ? typing : null,
        });
    }
    this.heard.presence();
  }

  private closed(socket: Socket, code: number, reason = ""): void {
    if (socket !== this.socket) return;
    const judged = this.unsaved.judged;
    this.drop();
    this.troubled ||= code === NOT_SAVED;
    const closing = CLOSINGS[code] ?? "again";
    // Before a denial could be sent, the reason is the refusal's code alone.
    const refusal = this.refusal ?? (reason === "" ? null : { code: reason, say: "" });
    if (closing === "again" || closing === "refused") this.comeBack(code);
    else this.stop();
    this.heard.closed(closing, refusal, judged);
  }

  private drop(): void {
    const socket = this.socket;
    if (socket !== null) socket.onopen = socket.onmessage = socket.onclose = null;
    this.socket = null;
    this.isOpen = this.synced = this.answered = false;
    this.owed = null;
    this.askedAt = 0;
    this.comparing.cut();
    this.states.clear();
    this.unsaved.cut();
  }

  /** Waits longer each time, and never in step with sixty others. */
  private comeBack(code: number): void {
    this.rest();
    const least = code === 4429 ? 2_000 : FIRST_WAIT;
    const wait = Math.min(LONGEST_WAIT, least * 2 ** this.tries) * (0.5 + this.world.chance());
    this.tries += 1;
    this.waits.push(this.world.later(wait, () => this.connect()));
  }

  private tick(): void {
    this.waits = [this.world.later(TICK, () => this.tick())];
    const now = this.world.now();
    const silence = now - this.lastFrame;
    if (this.askedAt > 0 && now - this.askedAt >= ANSWER) return this.restart();
    if (!this.isOpen) {
      if (silence >= QUIET) this.restart();
      return;
    }
    if (silence >= QUIET && this.askedAt === 0) this.ask(now);
    if (now - this.renewedAt >= RENEW && this.scope === "room") this.sendPresence();
    this.compare();
  }

  /** A half-open connection looks well from here: only an answer shows that it is. */
  private ask(now: number): void {
    this.askedAt = now;
    this.send(wire.queryPresence());
    this.send(wire.syncStep1(this.coming.stateVector()));
  }

  private rest(): void {
    for (const stop of this.waits.splice(0)) stop();
  }
}
