/** What a browser may ask the server to do, and what the server answers or tells by itself. */
import type { Kind, ReadBack, ResponseChoice, Scope } from "./items.ts";

export interface Refusal {
  code: string;
  say: string;
}

export type Reply =
  | { id: string; ok: true; seq: number; item?: string; data?: Readonly<Record<string, unknown>> }
  | { id: string; ok: false; refusal: Refusal };

export type Fields = Readonly<Record<string, unknown>>;

export interface AddArgs {
  item: string;
  kind: Kind;
  /** "own" for one's own drafts. */
  scope?: Scope;
  section?: string;
  parent?: string;
  /** The item it stands after; without one it is the last, or the first when `last` is false. */
  after?: string | null;
  last?: boolean;
  fields?: Fields;
  texts?: Readonly<Record<string, string>>;
  /** Its writer has seen the warning that it may say where somebody lives. */
  sure?: boolean;
}

export interface Commands {
  add: AddArgs;
  set: { item: string; fields: Fields };
  move: { item: string; section?: string; after: string | null };
  strike: { item: string; reason?: string };
  restore: { item: string };
  restore_item: { item: string; seq: number; sure?: boolean };
  restore_section: { section: string; seq: number; sure?: boolean };
  restore_board: { seq: number; sure?: boolean };
  merge: { item: string; into: string };
  share: { item: string; to: Scope; section?: string; sure?: boolean };
  respond: {
    item: string;
    view: ResponseChoice | "";
    words?: string;
    for?: { name: string; person?: string } | undefined;
  };
  use_words: { statement: string; set: string };
  ready: { item: string; ready: boolean };
  reveal_statements: { set: string };
  agree: { set: string; what: "danger" | "goal"; agreed: boolean };
  open_scale: { scale: string };
  score: { scale: string; value: number | null; because?: string; up?: string; for?: string };
  reveal_scores: { scale: string };
  lock_scale: { scale: string };
  score_to_row: { score: string; item: string };
  card_to_row: { card: string; item: string };
  accept: { row: string; accepted: boolean };
  read_back: { row: string; answer: ReadBack | "" };
  stage: { to: string };
  timer: { minutes: number };
  wall: { show: string; item?: string; page?: number; names?: boolean };
  blank: { on: boolean };
  admit: { person: string; since?: number };
  refuse: { person: string };
  remove: { person: string };
  signal: { signal: "pause" | "plainer" | "hand"; on?: boolean; item?: string };
  closed_start: { admitted: readonly string[]; say: string };
  closed_end: Record<string, never>;
  review: {
    item: string;
    answer: "keep" | "release" | "delete";
    to?: "room" | "professionals";
    words?: string;
    section?: string;
    sure?: boolean;
  };
  audience: {
    item: string;
    people?: readonly string[];
    but?: readonly string[];
    why: string;
    until?: string;
  };
  family_start: Record<string, never>;
  family_end: Record<string, never>;
}

export type Op = keyof Commands;

export interface LobbyGuest {
  person: string;
  name: string;
  role: string;
  relation: string;
  since: number;
}

export type PresenceState = "here" | "away" | "reconnecting" | "waiting";

export interface Presence {
  state: PresenceState;
  hand: boolean;
  typing: string | null;
}

/** What this person may read now. `waits`: why they see nothing of the meeting, else "". */
export interface Rights {
  scopes: readonly Scope[];
  /** How each named scope is called on this person's own screen. */
  labels: Readonly<Record<Scope, string>>;
  waits: "" | "closed_session" | "family_time";
  /** Why there is a closed session, in general terms. */
  say: string;
  /** What this person is now: the chair may have been handed over. */
  role?: string;
  /** Whether they may take the chair if it drops. */
  deputy?: boolean;
}

export type Notice =
  | { kind: "hello"; me: string; server_time: number; build: string }
  | { kind: "lobby"; waiting: readonly LobbyGuest[] }
  | { kind: "presence_list"; people: Readonly<Record<string, Presence>>; hands?: readonly string[] }
  | { kind: "signal"; signal: "pause" | "plainer" | "hand"; person?: string; item?: string }
  | { kind: "ended" }
  | { kind: "removed" }
  | { kind: "low_score"; scale: string }
  | ({ kind: "rights" } & Rights)
  /** Words that went to the room hold a protected term (chair only). */
  | { kind: "protected_term"; item: string };
