/** When to compare this board with the server's, and how often they were not alike (SYN-18). */

const EVERY = 30_000;
/** A board that differs again and again is left alone for longer each time. */
const MOST_DOUBLINGS = 5;

export class Comparing {
  /** How often they were not alike since the page was opened. */
  differed = 0;
  private dueAt = 0;
  private inARow = 0;
  private untold = 0;

  isDue(now: number): boolean {
    return now >= this.dueAt;
  }

  /** Asked now: how often the boards were not alike since the last time. */
  asked(now: number): number {
    const { untold } = this;
    this.untold = 0;
    this.dueAt = now + EVERY * 2 ** Math.min(this.inARow, MOST_DOUBLINGS);
    return untold;
  }

  /** The answer could not be used: somebody typed meanwhile. */
  again(): void {
    this.dueAt = 0;
  }

  alike(): void {
    this.inARow = 0;
  }

  different(): void {
    this.differed += 1;
    this.untold += 1;
    this.inARow += 1;
  }

  /** After each reconnect, but not for a board that differs even when it is new. */
  cut(): void {
    if (this.inARow < 2) this.dueAt = 0;
  }
}
