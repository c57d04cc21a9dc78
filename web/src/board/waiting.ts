/** What a page says whose person waits while others talk: why, and nothing of the meeting. */

export interface Calm {
  title: string;
  words: readonly string[];
  icon: string;
}

/** Others talk without this person: the reason in general terms, and nothing of the meeting. */
export function waitingFor(waits: "closed_session" | "family_time", say: string): Calm {
  const back = "Stay on this page. The meeting comes back by itself.";
  return waits === "family_time"
    ? { title: "The family is talking in private.", words: [back], icon: "clock" }
    : {
        title: "Some people are talking without the others for a short time.",
        words: [...(say === "" ? [] : [say]), back],
        icon: "clock",
      };
}
