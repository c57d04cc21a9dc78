/** How a scope is called where its cards stand, in words and with a drawing; and where new cards go. */
import type { Board } from "../contract/board.ts";
import type { Card, Scope } from "../contract/items.ts";
import { itemsOf } from "./find.ts";
import { speakerLine } from "./names.ts";
import type { IconName } from "./icons.ts";

export interface ScopeLabel {
  words: string;
  icon: IconName;
}

const LABELS: Readonly<Record<string, ScopeLabel>> = {
  own: { words: "Draft, only you see it", icon: "eye-off" },
  professionals: { words: "Professionals only", icon: "lock" },
  closed: { words: "Closed session", icon: "lock" },
  family: { words: "Only the family sees this", icon: "users" },
  named: { words: "Not for everyone", icon: "eye-off" },
};

/** Null for the room, which needs no label. */
export function scopeLabel(board: Board, scope: Scope): ScopeLabel | null {
  const known = LABELS[scope.split(":")[0] ?? ""];
  const named = board.rights?.labels[scope];
  return known && named ? { ...known, words: named } : (known ?? null);
}

const readable = (board: Board): readonly Scope[] => board.rights?.scopes ?? board.boot.scopes;

export const reads = (board: Board, scope: Scope): boolean => readable(board).includes(scope);

/** Scopes that only some people read and that have names of their own. */
export const namedScopes = (board: Board): Scope[] =>
  readable(board).filter((scope) => scope.startsWith("named:"));

/** Scopes whose cards stand on the board itself beside the room's, each with its label. */
export function besideRoom(board: Board): Scope[] {
  const now = [
    ...(board.meta().closed ? ["closed"] : []),
    ...(board.meta().family_time?.on ? ["family"] : []),
  ];
  return [...now.filter((scope) => reads(board, scope)), ...namedScopes(board)];
}

/** Where a new card goes by itself: everybody's board, unless a closed session is on (SEE-4). */
export const newCardScope = (board: Board): Scope => (board.meta().closed ? "closed" : "room");

/** "Name held (Ann Vale, neighbour)" on a professional's device, "Name held" on others (SEE-9). */
export function heldName(board: Board, card: Card): string {
  const source = itemsOf(board, "source").find(({ parent }) => parent === card.id);
  const known = source?.said_by?.name ? ` (${speakerLine(source.said_by)})` : "";
  return `Name held${known}`;
}
