/** Things of the board by id, kind or section, in reading order. */
import type { Board } from "../contract/board.ts";
import type { Column, Section, Side } from "../contract/boot.ts";
import type { Item, ItemOf, Kind } from "../contract/items.ts";

/** Reading order: position, then id, so that every browser agrees. */
export function inOrder(a: Item, b: Item): number {
  return a.pos - b.pos || (a.id < b.id ? -1 : 1);
}

export function item<K extends Kind>(board: Board, kind: K, id: string): ItemOf<K> | undefined {
  const found = board.items().get(id);
  return found?.kind === kind ? (found as ItemOf<K>) : undefined;
}

export function quorum(board: Board): ItemOf<"quorum"> | undefined {
  return item(board, "quorum", "quorum");
}

export function dates(board: Board): ItemOf<"dates"> | undefined {
  return item(board, "dates", "dates");
}

/** Live items of one kind, in reading order. */
export function itemsOf<K extends Kind>(board: Board, kind: K): ItemOf<K>[] {
  const found: ItemOf<K>[] = [];
  for (const each of board.items().values()) {
    if (each.kind === kind && each.status === "live") found.push(each as ItemOf<K>);
  }
  return found.sort(inOrder);
}

export function columnOf(board: Board, id: string): Column | undefined {
  return board.boot.type.columns.find((column) => column.id === id);
}

export function sectionOf(board: Board, id: string): Section | Side | undefined {
  const { columns, sides } = board.boot.type;
  const sections = columns.flatMap(({ sections }) => sections);
  return [...sections, ...sides].find((section) => section.id === id);
}

/** Whether the meeting has ended, for everybody or for this person. */
export function isOver(board: Board): boolean {
  return typeof board.meta().ended_at === "number" || Boolean(board.ending);
}

export function noteRoot(name: string): string {
  return `t:note-${name}`;
}

/** The name of a choice of the meeting type, "" for none. */
export function named(
  choices: readonly { id: string; name: string }[],
  id: string | null | undefined,
): string {
  return choices.find((choice) => choice.id === id)?.name ?? "";
}
