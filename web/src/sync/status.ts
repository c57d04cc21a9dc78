/** How saved it all is, as one value: the chip that always stands in the same place. */
import type { Closing } from "./heard.ts";

/** Endings after which nothing more is sent. */
export type Final = Exclude<Closing, "again" | "refused" | "outdated">;

export type Status =
  | { state: "saved"; at: number }
  | { state: "saving" }
  | { state: "reconnecting"; waiting: number }
  | { state: "offline"; waiting: number }
  /** The server cannot store, or has not for too long. */
  | { state: "not_saved"; waiting: number }
  /** The server no longer speaks with this page: it has to be refreshed. */
  | { state: "outdated"; waiting: number }
  | { state: "read_only" }
  /** Some others use the meeting in private just now. */
  | { state: "waiting" }
  | { state: Final };

export interface Facts {
  final: Final | null;
  online: boolean;
  /** Every scope's board is the same as the server's, but for what waits. */
  joined: boolean;
  readsOnly: boolean;
  outdated: boolean;
  /** Whether this person is to wait while others talk without them. */
  waits: boolean;
  /** Whether the server says that it cannot store, or does not answer for long. */
  troubled: boolean;
  /** Changes and commands that are not stored yet. */
  waiting: number;
  savedAt: number;
}

/** The code of the refusal that says why nothing more is sent. */
export const FINAL_CODES: Readonly<Record<Final, string>> = {
  ended: "meeting_ended",
  removed: "removed",
  signed_out: "not_signed_in",
};

/** SYN-2: "saved" only when the server has said so of everything. */
export function statusOf(facts: Facts): Status {
  const { final, waiting } = facts;
  if (final !== null) return { state: final };
  if (facts.outdated) return { state: "outdated", waiting };
  if (!facts.online) return { state: "offline", waiting };
  if (facts.troubled && waiting > 0) return { state: "not_saved", waiting };
  if (facts.waits) return { state: "waiting" };
  if (!facts.joined) return { state: "reconnecting", waiting };
  if (facts.readsOnly) return { state: "read_only" };
  return waiting > 0 ? { state: "saving" } : { state: "saved", at: facts.savedAt };
}
