/** Holds what this person typed until the server says that it is stored. */

/** A change of some texts, as the bytes to send. Only edits of one `group` may share a frame. */
export interface Edit {
  update: Uint8Array;
  roots: readonly string[];
  group: string;
}

/** Groups of edits that an earlier page of this tab made: their client id is not this board's. */
export const CARRIED = "carried ";

/** The origin of words typed again on a new board: each text is a group, to be judged alone. */
export class Again {
  constructor(readonly root: string) {}
}

/** What a server takes in one frame, with room to spare. */
const MOST_EDITS = 400;
const MOST_BYTES = 30_000;

/** The first edits that may go in one frame. */
function run(edits: readonly Edit[]): Edit[] {
  const group = edits[0]?.group;
  let bytes = 0;
  const end = edits.findIndex((edit, n) => {
    bytes += edit.update.length;
    return edit.group !== group || n >= MOST_EDITS || (n > 0 && bytes > MOST_BYTES);
  });
  return edits.slice(0, end < 0 ? edits.length : end);
}

/** SYN-2 seen from the browser: saved means that the server has said so, frame by frame. */
export class Unsaved {
  private waiting: Edit[] = [];
  private sent: Edit[][] = [];
  private decided = 0;

  typed(edit: Edit): void {
    this.waiting.push(edit);
  }

  /** What goes out in the next frame; nothing when nothing waits. */
  take(): readonly Edit[] {
    const next = run(this.waiting);
    if (next.length > 0) this.sent.push(this.waiting.splice(0, next.length));
    return next;
  }

  /** One frame with all that waited has gone out, or with nothing in it. */
  frameSent(empty = false): void {
    this.sent.push(empty ? [] : this.waiting.splice(0));
  }

  /** The server has decided about this many frames of the connection. True when that is news. */
  acked(frames: number): boolean {
    const news = frames > this.decided;
    this.sent.splice(0, frames - this.decided);
    this.decided = Math.max(this.decided, frames);
    return news;
  }

  /** The texts of the frame that the server looked at when it refused; none when nothing was sent. */
  get judged(): readonly string[] {
    return [...new Set((this.sent[0] ?? []).flatMap(({ roots }) => roots))];
  }

  /** The connection is gone: what it had not stored waits for the next one. */
  cut(): void {
    this.waiting = this.all;
    this.sent = [];
    this.decided = 0;
  }

  clear(): void {
    this.waiting = [];
    this.cut();
    this.waiting = [];
  }

  get all(): Edit[] {
    return [...this.sent.flat(), ...this.waiting];
  }

  /** All of it, part by part as frames would hold it. */
  get frames(): Edit[][] {
    const left = this.all;
    const frames: Edit[][] = [];
    while (left.length > 0) frames.push(left.splice(0, run(left).length));
    return frames;
  }

  get changes(): number {
    return this.sent.reduce((sum, frame) => sum + frame.length, this.waiting.length);
  }

  get roots(): ReadonlySet<string> {
    return new Set(this.all.flatMap(({ roots }) => roots));
  }
}
