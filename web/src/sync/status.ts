/** How saved it all is, as one value: the chip that always stands in the same place. */
import type { Closing } from "./connection.ts";

/** Endings after which nothing more is sent. */
export type Final = Exclude<Closing, "again" | "refused">;

export type Status =
  | { state: "saved"; at: number }
  | { state: "saving" }
  | { state: "reconnecting"; waiting: number }
  | { state: "offline"; waiting: number }
  | { state: "read_only" }
  | { state: Final };

export interface Facts {
  final: Final | null;
  online: boolean;
  /** Every scope's board is the same as the server's, but for what waits. */
  joined: boolean;
  readsOnly: boolean;
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
export function statusOf({ final, online, joined, readsOnly, waiting, savedAt }: Facts): Status {
  if (final !== null) return { state: final };
  if (!online) return { state: "offline", waiting };
  if (!joined) return { state: "reconnecting", waiting };
  if (readsOnly) return { state: "read_only" };
  return waiting > 0 ? { state: "saving" } : { state: "saved", at: savedAt };
}
