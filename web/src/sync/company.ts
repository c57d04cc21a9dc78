/** Who else is here, who waits, and what is said of this person: where they type, if they are away. */
import type { LobbyGuest, Notice, Presence } from "../contract/commands.ts";
import { type Scope, placeOf } from "../contract/items.ts";
import type { Connection } from "./connection.ts";
import { typistsOf } from "./typists.ts";

export class Company {
  people: Readonly<Record<string, Presence>> = {};
  /** The people waiting to be let in (chair and minute taker only). */
  guests: readonly LobbyGuest[] = [];
  /** Scales with a number so low that the chair is asked about tonight (chair only). */
  readonly lowScores = new Set<string>();
  private typingIn: string | null = null;
  private away = false;

  constructor(
    private readonly me: string,
    private readonly connections: ReadonlyMap<Scope, Connection>,
    private readonly scopeOf: (item: string) => Scope | undefined,
  ) {}

  heard(notice: Notice): void {
    if (notice.kind === "lobby") this.guests = notice.waiting;
    if (notice.kind === "low_score") this.lowScores.add(notice.scale);
    if (notice.kind === "presence_list") this.people = notice.people;
  }

  /** Ids of the others who type in this text now. */
  typists(root: string): readonly string[] {
    return typistsOf(root, this.people, this.connections.values(), this.me);
  }

  typing(root: string | null): void {
    if (root === this.typingIn) return;
    this.typingIn = root;
    this.say();
  }

  shown(shown: boolean): void {
    this.away = !shown;
    this.say();
  }

  /** Only the scope that the text is on hears who types in it. */
  private say(): void {
    const place = this.typingIn === null ? null : placeOf(this.typingIn);
    const scope = place === null ? undefined : this.scopeOf(place.item);
    for (const [name, connection] of this.connections) {
      connection.present({ typing: name === scope ? this.typingIn : null, away: this.away });
    }
  }
}
