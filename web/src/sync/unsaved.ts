/** Counts what this person typed until the server says that it is stored. */

interface Batch {
  changes: number;
  roots: ReadonlySet<string>;
}

const NONE: Batch = { changes: 0, roots: new Set() };

function join(batches: readonly Batch[]): Batch {
  return {
    changes: batches.reduce((sum, batch) => sum + batch.changes, 0),
    roots: new Set(batches.flatMap((batch) => [...batch.roots])),
  };
}

/** SYN-2 seen from the browser: saved means that the server has said so, frame by frame. */
export class Unsaved {
  private waiting: Batch = NONE;
  private sent: Batch[] = [];
  private decided = 0;

  typed(roots: readonly string[]): void {
    this.waiting = join([this.waiting, { changes: 1, roots: new Set(roots) }]);
  }

  /** A frame with all that waited has gone out. */
  frameSent(): void {
    this.sent.push(this.waiting);
    this.waiting = NONE;
  }

  /** The server has decided about this many frames of the connection. True when that is news. */
  acked(frames: number): boolean {
    const news = frames > this.decided;
    this.sent.splice(0, frames - this.decided);
    this.decided = Math.max(this.decided, frames);
    return news;
  }

  /** The connection is gone: what it had not stored waits for the next one. */
  cut(): void {
    this.waiting = join([...this.sent, this.waiting]);
    this.sent = [];
    this.decided = 0;
  }

  clear(): void {
    this.cut();
    this.waiting = NONE;
  }

  get changes(): number {
    return join([...this.sent, this.waiting]).changes;
  }

  get roots(): ReadonlySet<string> {
    return join([...this.sent, this.waiting]).roots;
  }
}
