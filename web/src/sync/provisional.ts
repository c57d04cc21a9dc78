/** An item as it will look once the server has answered: shown at once, so that typing can start. */
import type { AddArgs } from "../contract/commands.ts";
import type { Item, Scope } from "../contract/items.ts";

/** Where the new one stands: after the one named, else last, or first when it was asked for. */
function positionOf(args: AddArgs, items: Iterable<Item>): number {
  const beside = [...items].filter(
    (item) => item.kind === args.kind && item.section === args.section,
  );
  if (args.last === false && args.after == null)
    return Math.min(0, ...beside.map((item) => item.pos)) - 1;
  const positions = beside.map((item) => item.pos).sort((a, b) => a - b);
  const last = (positions.at(-1) ?? 0) + 1;
  const after = beside.find((item) => item.id === args.after);
  if (after === undefined) return last;
  const next = positions.find((pos) => pos > after.pos);
  return next === undefined ? after.pos + 1 : (after.pos + next) / 2;
}

/** The record that the server will write, as far as this page can tell. */
export function provisional(args: AddArgs, me: string, at: number, items: Iterable<Item>): Item {
  const given = (args.fields ?? {}) as Record<string, unknown>;
  return {
    children: [],
    ...given,
    id: args.item,
    kind: args.kind,
    section: args.section ?? null,
    parent: args.parent ?? null,
    pos: positionOf(args, items),
    author: me,
    typed_by: me,
    status: "live",
    at,
    changed: at,
  } as unknown as Item;
}

/** "own" in a command means one's own drafts. */
export function scopeNamed(name: AddArgs["scope"], me: string): Scope {
  return name === "own" ? `own:${me}` : (name ?? "room");
}
