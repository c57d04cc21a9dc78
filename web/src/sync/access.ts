/** Which scopes this person may open now, as the server says; and that they wait, when they do. */
import type { Rights } from "../contract/commands.ts";
import type { Scope } from "../contract/items.ts";
import type { Connection } from "./connection.ts";
import type { World } from "./world.ts";

const ROOM = "room";
/** A scope may be shut a moment before this page is told on another socket that they only wait. */
const TOLD_WITHIN = 1_500;

export class Access {
  rights: Rights;
  /** Out of sight, with what was typed there and not stored: whoever waits goes on with it. */
  private readonly parked = new Map<Scope, Connection>();

  constructor(
    scopes: readonly Scope[],
    private readonly connections: Map<Scope, Connection>,
    private readonly world: World,
    private readonly make: (scope: Scope) => Connection,
    /** The scope is closed for good: its words come back. False while nothing can return them. */
    private readonly lost: (scope: Scope) => boolean,
  ) {
    this.rights = { scopes, labels: {}, waits: "", say: "" };
    for (const scope of scopes) connections.set(scope, make(scope));
  }

  heard(rights: Rights): void {
    this.rights = rights;
    for (const scope of rights.scopes) this.enter(scope);
    for (const scope of this.connections.keys())
      if (scope !== ROOM && !rights.scopes.includes(scope)) this.park(scope);
    if (rights.waits === "") for (const scope of this.parked.keys()) this.lose(scope);
  }

  /** The server has shut a scope: this person waits, or may read it no more. */
  shut(scope: Scope): void {
    this.park(scope);
    this.world.later(TOLD_WITHIN, () => {
      if (this.parked.has(scope) && this.rights.waits === "") this.lose(scope);
    });
  }

  /** The meeting is over for this page: what was typed out of sight comes back too. */
  loseAll(): void {
    for (const scope of [...this.parked.keys()]) this.lose(scope);
  }

  private enter(scope: Scope): void {
    const connection = this.connections.get(scope) ?? this.parked.get(scope) ?? this.make(scope);
    this.parked.delete(scope);
    this.connections.set(scope, connection);
    connection.resume();
  }

  private park(scope: Scope): void {
    const connection = this.connections.get(scope);
    if (connection === undefined) return;
    connection.stop();
    this.parked.set(scope, connection);
    this.connections.delete(scope);
  }

  private lose(scope: Scope): void {
    const connection = this.parked.get(scope);
    if (connection === undefined) return;
    this.connections.set(scope, connection);
    if (this.lost(scope)) this.parked.delete(scope);
    this.connections.delete(scope);
  }
}
