/** What can be read of a meeting in one moment: the merged view over the scopes a person may see. */
import type { Boot, Meta } from "./boot.ts";
import type { Presence, Rights } from "./commands.ts";
import type { Item, Scope } from "./items.ts";

/** `Meeting` is one; tests and fixtures make plain ones. */
export interface Board {
  readonly boot: Boot;
  meta(): Meta;
  /** Every item by id. An id that is in several scopes is taken from the widest one. */
  items(): ReadonlyMap<string, Item>;
  scopeOf(item: string): Scope | undefined;
  /** The words of a text, "" when it has none. */
  words(root: string): string;
  presence(): Readonly<Record<string, Presence>>;
  /** Why nothing more can be sent: the end, a removal, being signed out. */
  readonly ending?: unknown;
  /** What this person may read now; a plain board of the past has none. */
  readonly rights?: Rights;
  /** The server's time now, milliseconds since 1970. */
  now(): number;
}
