/** What a page says whose person waits while others talk: why, since when, and nothing of the meeting. */
import type { Rights } from "../contract/commands.ts";
import { clockWords } from "./names.ts";

export interface Calm {
  title: string;
  words: readonly string[];
  icon: string;
}

/** When this page was told so, by what told it. */
const began = new WeakMap<Rights, number>();

/** Others talk without this person: the title, the reason in general terms, and since when. */
export function waitingLines(rights: Rights, now: number): [string, ...string[]] {
  const since = began.get(rights) ?? now;
  began.set(rights, since);
  const started = `Started at ${clockWords(since)}.`;
  if (rights.waits === "family_time") return ["The family is talking in private.", started];
  const why = rights.say === "" ? [] : [rights.say];
  return ["Some people are talking without the others for a short time.", ...why, started];
}

/** The same, on a page of one's own. */
export function waitingFor(rights: Rights, now: number): Calm {
  const [title, ...words] = waitingLines(rights, now);
  const back = "Stay on this page. The meeting comes back by itself.";
  return { title, words: [...words, back], icon: "clock" };
}
