/** What a meeting tells those who listen. */
import type { Notice, Op, Presence, Refusal } from "../contract/commands.ts";
import type { KeptWords } from "./kept.ts";
import type { Status } from "./status.ts";

export interface Refused {
  refusal: Refusal;
  /** Words that the server refused or never got: kept on screen for copying. */
  kept: readonly KeptWords[];
  /** The command that was refused, or null for typing. */
  op: Op | null;
}

export interface Change {
  /** Items or meta changed; otherwise only words did. */
  records: boolean;
  roots: ReadonlySet<string>;
}

export interface MeetingEvents {
  change: Change;
  status: Status;
  notice: Notice;
  presence: Readonly<Record<string, Presence>>;
  refused: Refused;
  /** The words that came back are others than before. */
  kept: readonly KeptWords[];
  /** The server has another build of these pages than this one. */
  updated: null;
}
