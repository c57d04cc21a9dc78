/** One meeting as this page takes part in it: its boards, its commands, and how saved it all is. */
import type { Board } from "../contract/board.ts";
import type { Boot, Meta } from "../contract/boot.ts";
import type { AddArgs, Commands, LobbyGuest, Notice, Op, Presence, Refusal, Reply } from "../contract/commands.ts";
import type { Item, Kind, Scope } from "../contract/items.ts";
import type { ScopeDoc } from "../document/scope_doc.ts";

export type Status =
  | { state: "saved"; at: number }
  | { state: "saving" }
  | { state: "reconnecting"; waiting: number }
  | { state: "offline"; waiting: number }
  | { state: "read_only" }
  | { state: "ended" }
  | { state: "removed" }
  | { state: "signed_out" };

/** Words that the server refused or never got: kept on screen for copying. */
export interface KeptWords {
  root: string;
  label: string;
  words: string;
}

export interface Refused {
  refusal: Refusal;
  kept: readonly KeptWords[];
  /** The command that was refused, or null for typing. */
  op: Op | null;
}

export interface Change {
  records: boolean;
  roots: ReadonlySet<string>;
}

export interface MeetingEvents {
  change: Change;
  status: Status;
  notice: Notice;
  presence: Readonly<Record<string, Presence>>;
  refused: Refused;
}

export type MeetingEvent = keyof MeetingEvents;
export type Stop = () => void;

/** What the meeting needs of a websocket; the browser's own has it all. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
}

export interface World {
  open(url: string): Socket;
  url(scope: Scope): string;
  now(): number;
  chance(): number;
  online(): boolean;
}

export class Meeting implements Board {
  readonly boot: Boot;
  constructor(boot: Boot, _world?: World) {
    this.boot = boot;
  }
  /** Opens every scope of the boot data. */
  open(): void {
    throw new Error("not written yet");
  }
  close(): void {
    throw new Error("not written yet");
  }
  get status(): Status {
    throw new Error("not written yet");
  }
  /** The people waiting to be let in (chair and minute taker only). */
  get lobby(): readonly LobbyGuest[] {
    throw new Error("not written yet");
  }
  /** The chair is asked about these scales: somebody's number is very low. */
  get lowScores(): ReadonlySet<string> {
    throw new Error("not written yet");
  }
  board(_scope: Scope): ScopeDoc | undefined {
    throw new Error("not written yet");
  }
  meta(): Meta {
    throw new Error("not written yet");
  }
  items(): ReadonlyMap<string, Item> {
    throw new Error("not written yet");
  }
  item(_id: string): Item | undefined {
    throw new Error("not written yet");
  }
  scopeOf(_item: string): Scope | undefined {
    throw new Error("not written yet");
  }
  words(_root: string): string {
    throw new Error("not written yet");
  }
  presence(): Readonly<Record<string, Presence>> {
    throw new Error("not written yet");
  }
  /** Ids of the others who type in this text now. */
  typists(_root: string): readonly string[] {
    throw new Error("not written yet");
  }
  now(): number {
    throw new Error("not written yet");
  }
  /** Answers when the server has; waits out a lost connection. A refusal is also told to "refused". */
  command<O extends Op>(_op: O, _args: Commands[O]): Promise<Reply> {
    throw new Error("not written yet");
  }
  /** A new item: its id at once, so that typing can start; `reply` when the server has answered. */
  add(_kind: Kind, _args?: Omit<AddArgs, "item" | "kind">): { id: string; scope: Scope; reply: Promise<Reply> } {
    throw new Error("not written yet");
  }
  /** Says to the others which text this person is typing in. */
  typing(_root: string | null): void {
    throw new Error("not written yet");
  }
  on<K extends MeetingEvent>(_kind: K, _heard: (event: MeetingEvents[K]) => void): Stop {
    throw new Error("not written yet");
  }
}
