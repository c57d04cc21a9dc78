/** Who else types in a text now, from the room's list and from each scope's presence. */
import type { Presence } from "../contract/commands.ts";
import type { TypingState } from "./heard.ts";

interface Scoped {
  readonly states: ReadonlyMap<number, TypingState>;
}

export function typistsOf(
  root: string,
  people: Readonly<Record<string, Presence>>,
  scopes: Iterable<Scoped>,
  me: string,
): string[] {
  const found = new Set<string>();
  for (const [id, { typing }] of Object.entries(people)) if (typing === root) found.add(id);
  for (const { states } of scopes) {
    for (const { user, typing } of states.values()) if (typing === root) found.add(user);
  }
  found.delete(me);
  return [...found];
}
