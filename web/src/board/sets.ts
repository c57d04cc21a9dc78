/** Danger sets: what each person wrote, the agreed danger and goal, and what belongs to them. */
import type { Board } from "../contract/board.ts";
import { type DangerSet, type Item, type ItemOf, rootOf } from "../contract/items.ts";
import { responseLines } from "./cards.ts";
import { itemsOf } from "./find.ts";
import { childrenLine, nameOf, whoLine } from "./names.ts";
import { scaleView } from "./scaling.ts";
import type { LineView, SetView, StatementView } from "./views.ts";

function below<K extends "statement" | "dispute" | "bottom_line" | "scale">(
  board: Board,
  kind: K,
  set: DangerSet,
): ItemOf<K>[] {
  return itemsOf(board, kind).filter((item) => (item as Item).parent === set.id);
}

function line<T extends Item>(board: Board, item: T): LineView<T> {
  return { item, words: board.words(rootOf(item.id)), who: whoLine(board, item) };
}

function statements(board: Board, set: DangerSet): StatementView[] {
  const me = board.boot.me.id;
  return below(board, "statement", set).map((statement) => ({
    statement,
    words: board.words(rootOf(statement.id)),
    who: whoLine(board, statement),
    mine: statement.author === me,
  }));
}

function setView(board: Board, set: DangerSet, number: number): SetView {
  const text = (field: string): string => board.words(rootOf(set.id, field));
  const written = statements(board, set);
  const scale = below(board, "scale", set)[0];
  const [ready, writing] = [set.ready ?? [], set.writing ?? []];
  return {
    set,
    number,
    title: text("title"),
    danger: text("danger"),
    goal: text("goal"),
    children: childrenLine(board, set.children),
    revealed: set.drafts === "revealed",
    statements: written,
    mine: written.find(({ mine }) => mine) ?? null,
    ready: ready.length,
    writing: writing.map((pid) => nameOf(board, pid)),
    writers: ready.length + writing.length,
    disputes: below(board, "dispute", set).map((item) => line(board, item)),
    bottomLines: below(board, "bottom_line", set).map((item) => ({
      ...line(board, item),
      who: item.set_by || whoLine(board, item),
      why: board.words(rootOf(item.id, "why")),
    })),
    scale: scale === undefined ? null : scaleView(board, scale),
    responses: responseLines(board, set),
  };
}

export function sets(board: Board): SetView[] {
  return itemsOf(board, "set").map((set, at) => setView(board, set, at + 1));
}
