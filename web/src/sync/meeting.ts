/** One meeting as this page takes part in it: its boards, its commands, and how saved it all is. */
import type { Board } from "../contract/board.ts";
import type { Boot, Meta } from "../contract/boot.ts";
import type {
  AddArgs,
  Commands,
  Notice,
  Op,
  Presence,
  Refusal,
  Reply,
  Rights,
} from "../contract/commands.ts";
import { type Item, type Kind, type Scope, placeOf } from "../contract/items.ts";
import { SILENT } from "../rules/permissions.ts";
import type { ScopeDoc } from "../document/scope_doc.ts";
import { Access } from "./access.ts";
import { Adding } from "./adding.ts";
import { Company } from "./company.ts";
import { Connection } from "./connection.ts";
import { Doubts } from "./doubts.ts";
import type { Change, MeetingEvents } from "./events.ts";
import type { Closing } from "./heard.ts";
import { Heralds, type Stop } from "./heralds.ts";
import type { Keeping } from "./keeping.ts";
import { MergedView } from "./merged_view.ts";
import { type Request, Requests, newId } from "./requests.ts";
import { watchAnswers } from "./patience.ts";
import type { Returning } from "./returning.ts";
import { type Facts, Standing } from "./standing.ts";
import { FINAL_CODES, type Final, type Status } from "./status.ts";
import { WayBack } from "./way_back.ts";
import { type World, browser } from "./world.ts";

export type { Change, MeetingEvents, Refused } from "./events.ts";
export type { KeptWords } from "./kept.ts";
export type { Stop } from "./heralds.ts";
export type { Status } from "./status.ts";
export type { Socket, World } from "./world.ts";

const ROOM = "room";
const NO_ROOTS: ReadonlySet<string> = new Set();

export class Meeting implements Board {
  readonly boot: Boot;
  private readonly world: World;
  private readonly connections = new Map<Scope, Connection>();
  private readonly requests = new Requests();
  private readonly heralds = new Heralds<MeetingEvents>();
  private readonly wayBack: WayBack;
  private readonly adding: Adding;
  private readonly view: MergedView;
  private readonly standing: Standing;
  private readonly access: Access;
  private ahead = 0;
  readonly company: Company;
  readonly doubts = new Doubts(this);
  private stops: Stop[] = [];
  private refreshing = false;
  /** Whether the server has another build of these pages than this one. */
  updated = false;

  constructor(boot: Boot, world: World = browser(boot.meeting.id, boot.me.id)) {
    this.boot = boot;
    this.world = world;
    this.view = new MergedView(boot, this.connections);
    this.company = new Company(boot.me.id, this.connections, (item) => this.scopeOf(item));
    this.ahead = boot.now - world.now();
    this.access = new Access(
      boot.scopes,
      this.connections,
      world,
      (scope) => this.connection(scope),
      (scope) => this.wayBack.returning?.lose(scope) ?? false,
    );
    this.standing = new Standing(
      () => this.facts(),
      (status) => this.heralds.tell("status", status),
    );
    this.wayBack = new WayBack(this, world, this.connections, this.requests, this.heralds, (adds) =>
      this.resumed(adds),
    );
    this.adding = new Adding(this, this.view, this.connections, this.requests, this.wayBack, () =>
      this.changed({ records: true, roots: NO_ROOTS }),
    );
  }

  /** What returns words to their person, as soon as it has been fetched. */
  meet(returning: typeof Returning): void {
    if (this.wayBack.returning === null) this.wayBack.meet(returning);
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
      wouldLose: () => this.unsaved > 0 && !this.refreshing,
    });
    this.stops.push(news);
    const room = (): Connection | undefined => this.connections.get(ROOM);
    this.stops.push(watchAnswers(this.world, this.requests, room, () => this.tellStatus()));
  }

  close(): void {
    for (const stop of this.stops.splice(0)) stop();
    for (const connection of this.connections.values()) connection.stop();
  }

  get status(): Status {
    return this.standing.status;
  }

  private facts(): Facts {
    const all = [...this.connections.values()];
    return {
      now: this.now(),
      online: this.world.online(),
      joined: all.every(({ joined }) => joined),
      readsOnly: SILENT.includes(this.boot.me.role),
      ended: this.view.isOver,
      waits: this.rights.waits !== "",
      troubled: all.some(({ troubled }) => troubled),
      waiting: this.unsaved,
    };
  }

  /** What this person may read now, and why they see nothing if they wait. */
  get rights(): Rights {
    return this.access.rights;
  }

  /** Why nothing more can be sent; null while the meeting goes on. */
  get ending(): Refusal | null {
    return this.standing.why;
  }

  /** Words that came back, until their person puts them away. */
  get keeping(): Keeping | undefined {
    return this.wayBack.returning?.keeping;
  }

  /** How often a board here was not like the server's (SYN-18). */
  get differed(): number {
    return this.total(({ comparing }) => comparing.differed);
  }

  /** Loads the page again, what waits kept. False, and it stays, when this browser keeps nothing. */
  refresh(): boolean {
    const safe = this.keeping?.write() === true || this.unsaved === 0;
    this.refreshing = safe;
    if (safe) this.world.reload();
    else this.wayBack.give((returning) => returning.copyAll());
    return safe;
  }

  /** Whether the room's board has arrived. */
  get joined(): boolean {
    return this.connections.get(ROOM)?.joined ?? false;
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
    return this.company.people;
  }

  /** Ids of the others who type in this text now. */
  typists(root: string): readonly string[] {
    return this.company.typists(root);
  }

  now(): number {
    return this.world.now() + this.ahead;
  }

  /** Answers when the server has; waits out a lost connection. A refusal is also told to "refused". */
  command<O extends Op>(op: O, args: Commands[O]): Promise<Reply> {
    const { request, reply } = this.requests.make(op, args);
    if (this.standing.final !== null)
      this.requests.refuseAll(this.refusalOf(FINAL_CODES[this.standing.final]));
    else this.requests.send(request, this.connections.get(ROOM), this.world.now());
    this.tellStatus();
    return reply;
  }

  /** A new item: its id at once, so that typing can start; `reply` when the server has answered. */
  add(
    kind: Kind,
    args: Omit<AddArgs, "item" | "kind"> = {},
  ): { id: string; scope: Scope; reply: Promise<Reply> } {
    const id = newId();
    const whole: AddArgs = { ...args, item: id, kind };
    const scope = this.adding.expect(whole);
    const reply = this.command("add", whole);
    this.changed({ records: true, roots: NO_ROOTS });
    return { id, scope, reply };
  }

  /** Says to the others which text this person is typing in. */
  typing(root: string | null): void {
    this.company.typing(root);
  }

  on<K extends keyof MeetingEvents>(kind: K, heard: (event: MeetingEvents[K]) => void): Stop {
    return this.heralds.on(kind, heard);
  }

  private get unsaved(): number {
    return this.total(({ unsaved }) => unsaved.changes) + this.requests.size;
  }

  private total(count: (of: Connection) => number): number {
    return [...this.connections.values()].reduce((sum, each) => sum + count(each), 0);
  }

  private connection(scope: Scope): Connection {
    const connection = new Connection(scope, this.world, {
      opened: () => this.opened(scope),
      reply: (reply) => this.replied(reply),
      notice: (notice) => this.noticed(notice),
      presence: () => this.heralds.tell("presence", this.company.people),
      saved: (stored) => this.saved(stored),
      closed: (closing, refusal, judged) => this.closed(scope, closing, refusal, judged),
      replaced: () => this.replaced(scope),
      stranded: (words) => this.wayBack.stranded(words),
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
    if (!change.records) return;
    if (this.view.isOver) this.finish("ended");
    this.tellStatus();
  }

  private opened(scope: Scope): void {
    if (scope === ROOM) this.requests.sendAll(this.connections.get(ROOM), this.world.now());
    this.tellStatus();
  }

  private replied(reply: Reply): void {
    const request = this.requests.take(reply);
    if (request === undefined) return;
    const answered = (): void => this.answered(request, reply);
    if (reply.ok || !this.doubts.takes(request, reply.refusal, answered)) answered();
  }

  private answered(request: Request, reply: Reply): void {
    if (request.op === "add") this.adding.answered(request.args as AddArgs, reply);
    if (reply.ok) this.standing.stored();
    request.answer(reply);
    this.tellStatus();
    if (reply.ok) return;
    this.wayBack.give((back) => {
      const words = back.wordsIn(request);
      // Whoever took words back that were not in the command still has them.
      const known = reply.refusal.code === "looks_protected" && this.doubts.ask !== null;
      if (!known || words.length > 0) back.refuse(reply.refusal, words, request.op);
    });
  }

  /** What waited when this tab's last page was left goes on waiting here. */
  private resumed(adds: readonly AddArgs[]): void {
    for (const args of adds) this.adding.expect(args);
    this.opened(ROOM);
    this.changed({ records: true, roots: NO_ROOTS });
  }

  private replaced(scope: Scope): void {
    const doc = this.board(scope);
    if (doc !== undefined) this.watch(doc);
    this.changed({ records: true, roots: NO_ROOTS });
  }

  private noticed(notice: Notice): void {
    if (notice.kind === "hello") this.greeted(notice);
    if (notice.kind === "rights" && this.standing.goesOn) {
      // Another role has another page; words that wait are kept over it.
      if (notice.role !== undefined && notice.role !== this.boot.me.role) this.refresh();
      this.access.heard(notice);
      this.changed({ records: true, roots: NO_ROOTS });
    }
    this.company.heard(notice);
    if (notice.kind === "ended" || notice.kind === "removed") this.finish(notice.kind);
    if (notice.kind === "presence_list") this.heralds.tell("presence", notice.people);
    this.heralds.tell("notice", notice);
  }

  private greeted({ server_time, build }: Extract<Notice, { kind: "hello" }>): void {
    this.ahead = server_time - this.world.now();
    if (build !== this.boot.build && !this.updated) {
      this.updated = true;
      this.heralds.tell("updated", null);
    }
  }

  private saved(stored: boolean): void {
    if (stored) this.standing.stored();
    this.tellStatus();
  }

  private closed(
    scope: Scope,
    closing: Closing,
    refusal: Refusal | null,
    judged: readonly string[],
  ): void {
    const code = refusal?.code ?? "malformed";
    if (closing === "refused") {
      const known = refusal?.say ? refusal : this.refusalOf(code);
      this.connections.get(scope)?.renewRefused(judged, known);
    } else if (closing === "outdated") {
      this.standing.outdated = true;
      this.connections.forEach((connection) => connection.stop());
    } else if (closing === "removed" && scope !== ROOM) {
      this.access.shut(scope);
      this.changed({ records: true, roots: NO_ROOTS });
    } else if (closing !== "again") this.finish(closing, refusal?.code);
    this.tellStatus();
  }

  /** Nothing more can be sent; what was not stored is kept for copying. */
  private finish(final: Final, code = FINAL_CODES[final]): void {
    if (this.standing.final !== null) return;
    this.standing.final = final;
    const refusal = this.refusalOf(code);
    this.standing.why = refusal;
    // What returns words may still be on its way here: what waits is kept until it has come.
    this.wayBack.give((back) => {
      this.access.loseAll();
      const words = back.all();
      this.requests.refuseAll(refusal);
      if (words.length > 0) back.refuse(refusal, words, null);
      for (const connection of this.connections.values()) connection.unsaved.clear();
      this.tellStatus();
    });
    if (final !== "ended") this.connections.forEach((connection) => connection.stop());
    this.tellStatus();
  }

  refusalOf(code: string): Refusal {
    return { code, say: this.boot.refusals[code]?.say ?? "That did not work. Try again." };
  }

  private tellStatus(): void {
    this.keeping?.soon();
    this.standing.tell();
  }

  private shown(shown: boolean): void {
    if (!shown) this.keeping?.write();
    if (shown) this.connections.forEach((connection) => connection.hurry());
    this.company.shown(shown);
  }
}
