/** What this person may do now. The server decides; this only keeps buttons that would be refused away. */
import type { Board } from "../contract/board.ts";
import { type Item, placeOf } from "../contract/items.ts";
import { may_change, refusal } from "../rules/permissions.ts";
import { may_write } from "../rules/writing.ts";
import { isOver } from "./find.ts";

const CHANGES: readonly string[] = ["set", "move", "strike", "restore"];
const WIDE: readonly string[] = ["room", "professionals"];

/** While a closed session is on, only what its people alone read is written (SEE-4). */
const isHeldBack = (board: Board, item: Item): boolean =>
  Boolean(board.meta().closed) && WIDE.includes(board.scopeOf(item.id) ?? "");

/** `action` as in permissions.json: "add.card", "set", "reveal_scores"…; of an item where one is meant. */
export function may(board: Board, action: string, item?: Item): boolean {
  const { me, permissions } = board.boot;
  const meta = board.meta();
  if (isOver(board)) return false;
  if (refusal(permissions.actions, action, me.role, meta.stage) !== null) return false;
  if (meta.closed && permissions.actions[action]?.while_closed !== true) return false;
  if (item === undefined) return true;
  if (isHeldBack(board, item)) return false;
  if (CHANGES.includes(action)) return may_change(me.id, me.role, item);
  return action !== "share" || item.author === me.id || item.typed_by === me.id;
}

export function mayWrite(board: Board, root: string): boolean {
  const place = placeOf(root);
  const item = place === null ? undefined : board.items().get(place.item);
  if (place === null || item === undefined || isHeldBack(board, item)) return false;
  const { id, role } = board.boot.me;
  return may_write({ who: id, role, item, field: place.field, ended: isOver(board) });
}
