/** How this page stands with the server: what is saved since when, and whether anything goes on. */
import type { Refusal } from "../contract/commands.ts";
import { type Final, type Status, statusOf } from "./status.ts";

/** Words that are not stored after so long are said to be not saved. */
const LONG = 10_000;

export interface Facts {
  now: number;
  online: boolean;
  joined: boolean;
  readsOnly: boolean;
  ended: boolean;
  waits: boolean;
  troubled: boolean;
  waiting: number;
}

export class Standing {
  final: Final | null = null;
  /** Why nothing more can be sent. */
  why: Refusal | null = null;
  outdated = false;
  savedAt: number;
  /** Since when something waits that the server could store. */
  private waitsSince = 0;
  private told = "";

  constructor(
    private readonly facts: () => Facts,
    private readonly heard: (status: Status) => void,
  ) {
    this.savedAt = facts().now;
  }

  get status(): Status {
    const { now, ended, ...facts } = this.facts();
    const { final, outdated, savedAt, waitsSince } = this;
    const troubled = facts.troubled || (waitsSince > 0 && now - waitsSince >= LONG);
    return statusOf({
      ...facts,
      final: final ?? (ended ? "ended" : null),
      outdated,
      troubled,
      savedAt,
    });
  }

  /** Whether this page still takes part. */
  get goesOn(): boolean {
    return this.final === null && !this.outdated;
  }

  /** The server has just stored something. */
  stored(): void {
    this.savedAt = this.facts().now;
    this.waitsSince = 0;
  }

  /** Tells the status when it is another than before. */
  tell(): void {
    const { now, joined, waiting } = this.facts();
    this.waitsSince = waiting > 0 && joined ? this.waitsSince || now : 0;
    const { status } = this;
    const shown = JSON.stringify(status);
    if (shown === this.told) return;
    this.told = shown;
    this.heard(status);
  }
}
