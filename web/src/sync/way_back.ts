/** Whether words of an old board may be typed again; words that may not go back to their person. */
import type { AddArgs } from "../contract/commands.ts";
import { type Scope, placeOf } from "../contract/items.ts";
import { may_write } from "../rules/writing.ts";
import type { Connection } from "./connection.ts";
import type { MeetingEvents } from "./events.ts";
import type { Stranded } from "./heard.ts";
import type { Heralds } from "./heralds.ts";
import type { Requests } from "./requests.ts";
import type { Meant, Returning } from "./returning.ts";
import type { World } from "./world.ts";

/** What returns words is fetched after the start; until then they queue here. */
export class WayBack {
  returning: Returning | null = null;
  private readonly queue: ((returning: Returning) => void)[] = [];

  constructor(
    private readonly meeting: Meant,
    private readonly world: World,
    private readonly connections: ReadonlyMap<Scope, Connection>,
    private readonly requests: Requests,
    private readonly heralds: Heralds<MeetingEvents>,
    private readonly resumed: (adds: readonly AddArgs[]) => void,
  ) {}

  /** What waited when this tab's last page was left goes on waiting from here. */
  meet(made: typeof Returning): void {
    const { meeting, world, connections, requests, heralds } = this;
    this.returning = new made(meeting, world, connections, requests, heralds);
    this.resumed(this.returning.resume());
    this.queue.splice(0).forEach((act) => this.give(act));
  }

  give(act: (returning: Returning) => void): void {
    if (this.returning === null) this.queue.push(act);
    else act(this.returning);
  }

  /** Words of a board that was replaced: true when their text is open, so that they are typed again. */
  stranded(stranded: Stranded): boolean {
    const open = stranded.refusal === null && this.isOpen(stranded.root);
    if (!open) this.give((returning) => returning.stranded(stranded));
    return open;
  }

  private isOpen(root: string): boolean {
    const place = placeOf(root);
    const item = place === null ? undefined : this.meeting.item(place.item);
    if (place === null || item === undefined) return false;
    const { id, role } = this.meeting.boot.me;
    const ended = typeof this.meeting.meta().ended_at === "number";
    return may_write({ who: id, role, item, field: place.field, ended });
  }
}
