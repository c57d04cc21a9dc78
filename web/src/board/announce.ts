/** What a screen reader hears: own actions at once, others' in a digest, alarms at once. */
import type { Meeting } from "../sync/meeting.ts";

/** Says it now, politely. */
export function announce(_words: string): void {
  throw new Error("not written yet");
}

/** Says it now, even over other speech: a reveal, a removal, a lost connection. */
export function alarm(_words: string): void {
  throw new Error("not written yet");
}

/** Tells others' work at most every 20 seconds, and reveal, removal, blanking and lost connection at once. */
export function announceMeeting(_meeting: Meeting): () => void {
  throw new Error("not written yet");
}
