/** What a connection tells the meeting it belongs to. */
import type { Notice, Refusal, Reply } from "../contract/commands.ts";
import type { Item } from "../contract/items.ts";

export type Closing = "again" | "refused" | "signed_out" | "removed" | "ended" | "outdated";

/** What a close code of shared/refusals.json means; any other is "again". */
export const CLOSINGS: Readonly<Record<number, Closing>> = {
  4401: "signed_out",
  4403: "removed",
  4409: "refused",
  4410: "ended",
  4413: "refused",
  4426: "outdated",
};

/** Words that were typed on a board which another has replaced. */
export interface Stranded {
  root: string;
  words: string;
  /** What its item was when it was typed in. */
  was: Item | undefined;
  /** Why they were refused; null when they may be typed again, if their text is open. */
  refusal: Refusal | null;
}

export interface Heard {
  /** The socket is open: commands that wait go out now, before any text. */
  opened(): void;
  reply(reply: Reply): void;
  notice(notice: Notice): void;
  presence(): void;
  /** How saved it all is may have changed; `stored` when the server has just stored something. */
  saved(stored: boolean): void;
  /** `judged`: the texts of the frame that the server was looking at. */
  closed(closing: Closing, refusal: Refusal | null, judged: readonly string[]): void;
  /** A new board has taken the old one's place. */
  replaced(): void;
  /** Words of the old board that wait: true when they are to be typed again. */
  stranded(words: Stranded): boolean;
}

export interface TypingState {
  user: string;
  typing: string | null;
}
