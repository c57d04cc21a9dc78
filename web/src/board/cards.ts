/** Cards, the family's responses to them, and the child's own words. */
import type { Board } from "../contract/board.ts";
import { type Card, type ChildWords, type Item, type Scope, rootOf } from "../contract/items.ts";
import { inOrder, itemsOf, named } from "./find.ts";
import { heldName } from "./labels.ts";
import { childOf, childrenLine, dateWords, initialsOf, whoLine } from "./names.ts";
import { mayWrite } from "./rights.ts";
import type { CardView, ResponseLine, WordsView } from "./views.ts";

/** "Kerry agrees"; "Dean sees it differently: “I did not push her.”" */
export function responseLines(board: Board, item: Item): ResponseLine[] {
  const responses = ("responses" in item ? item.responses : null) ?? {};
  const given = Object.entries(responses).sort(([, a], [, b]) => a.at - b.at);
  return given.flatMap(([key, { view, words, name }]) => {
    if (view === "") return [];
    const does = named(board.boot.type.responses, view).toLowerCase();
    const quoted = words.trim() === "" ? "" : `: “${words.trim()}”`;
    return [{ key, view, line: `${name} ${does}${quoted}`, words }];
  });
}

/** In narrower scopes the name stands with the card. */
const isHeld = (board: Board, card: Card): boolean =>
  card.hide_name === true && board.scopeOf(card.id) === "room";

export function cardView(board: Board, card: Card): CardView {
  const root = rootOf(card.id);
  return {
    card,
    scope: board.scopeOf(card.id) ?? "room",
    words: board.words(root),
    who: isHeld(board, card) ? heldName(board, card) : whoLine(board, card),
    hidden: card.hide_name ?? false,
    initials: initialsOf(board, card.said_by?.person ?? card.author),
    children: childrenLine(board, card.children),
    nature: named(board.boot.type.natures, card.nature),
    responses: responseLines(board, card),
    mayWrite: mayWrite(board, root),
  };
}

/** The cards of a section, in order; struck ones too when they are asked for. */
export function cards(
  board: Board,
  section: string,
  show: { scope?: Scope; struck?: boolean } = {},
): CardView[] {
  const scope = show.scope ?? "room";
  const found: Card[] = [];
  for (const item of board.items().values()) {
    if (item.kind !== "card" || item.section !== section) continue;
    const shown = item.status === "live" || (show.struck === true && item.status === "struck");
    if (shown && board.scopeOf(item.id) === scope) found.push(item);
  }
  return found.sort(inOrder).map((card) => cardView(board, card));
}

/** This person's own cards that nobody else can see yet. */
export function drafts(board: Board): CardView[] {
  const own = itemsOf(board, "card").filter(({ id }) => board.scopeOf(id)?.startsWith("own:"));
  return own.map((card) => cardView(board, card));
}

/** "told to Amina, advocate, 2 June" */
function told({ told_to, told_on }: ChildWords): string {
  const parts = [told_to ? `told to ${told_to}` : "", told_on ? dateWords(told_on) : ""];
  return parts.filter((part) => part !== "").join(", ");
}

function wordsView(board: Board, item: ChildWords): WordsView {
  const root = rootOf(item.id);
  const child = childOf(board, item.child ?? "")?.name ?? "";
  const words = board.words(root);
  const seen = item.tool === "observed";
  return {
    item,
    words,
    child,
    quoted: seen ? words : `“${words}”`,
    title: seen ? `What was seen of ${child}` : `In ${child}’s words`,
    told: told(item),
    mayWrite: mayWrite(board, root),
  };
}

/** What a child said, in their own words; of all children when none is named. */
export function childsWords(board: Board, child?: string): WordsView[] {
  const said = itemsOf(board, "words").filter(
    (item) => child === undefined || item.child === child,
  );
  return said.map((item) => wordsView(board, item));
}

/**
 * The words that stand above the columns: the headline chosen last, else the first that were written.
 * Where there is room for one child alone, the first who has said something.
 */
export function headline(board: Board, child?: string): WordsView | null {
  if (child === undefined) {
    const each = board.meta().children.map(({ id }) => headline(board, id));
    return each.find((view) => view !== null) ?? null;
  }
  const said = childsWords(board, child).filter(({ words }) => words.trim() !== "");
  return said.filter(({ item }) => item.headline === true).at(-1) ?? said[0] ?? null;
}
