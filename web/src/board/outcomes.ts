/** What the meeting decides: plan rows, each child's decision, quorum and dates. */
import type { Board } from "../contract/board.ts";
import type { Child } from "../contract/boot.ts";
import { type AgencyView, type Decision, type Row, rootOf } from "../contract/items.ts";
import { chips } from "../rules/plan.ts";
import { responseLines } from "./cards.ts";
import { item, itemsOf, named } from "./find.ts";
import { childrenLine, dateWords, nameOf, speakerLine, whoLine } from "./names.ts";
import { mayWrite } from "./rights.ts";
import type { AgencyViewLine, DecisionView, RowView } from "./views.ts";

const CHIPS: Readonly<Record<string, string>> = {
  no_owner: "Who will do it?",
  no_date: "By when?",
  no_measure: "How will we know?",
  no_so_that: "So that what?",
  no_if_not: "What if not?",
};

/** A chip in words: a plain offer, never a telling-off. */
export function chipWords(code: string): string {
  const vague = /^vague:(.+)$/.exec(code)?.[1];
  return vague === undefined ? (CHIPS[code] ?? code) : `“${vague}”: doing what?`;
}

/** "4 July 2026, every Friday" */
function byWhen({ by_when, repeats }: Row): string {
  const parts = [by_when ? dateWords(by_when, true) : "", repeats ?? ""];
  return parts.filter((part) => part !== "").join(", ");
}

function rowView(board: Board, row: Row, number: number): RowView {
  const me = board.boot.me.id;
  const text = (field: string): string => board.words(rootOf(row.id, field));
  const texts = {
    what: text("what"),
    so_that: text("so_that"),
    know: text("know"),
    how_much: text("how_much"),
    if_not: text("if_not"),
  };
  return {
    row,
    number,
    what: texts.what,
    soThat: texts.so_that,
    know: texts.know,
    howMuch: texts.how_much,
    ifNot: texts.if_not,
    owner: row.owner ? speakerLine(row.owner) : "",
    byWhen: byWhen(row),
    children: childrenLine(board, row.children),
    set: item(board, "set", row.set ?? "") ?? null,
    chips: chips({ owner: row.owner, by_when: row.by_when, repeats: row.repeats, ...texts }),
    accepted: row.accepted ? `Accepted by ${nameOf(board, row.accepted.by)}` : "",
    mine: row.owner?.person === me,
    readBack: row.read_back?.[me] ?? "",
    responses: responseLines(board, row),
    mayWrite: mayWrite(board, rootOf(row.id, "what")),
  };
}

export function rows(board: Board): RowView[] {
  return itemsOf(board, "row").map((row, at) => rowView(board, row, at + 1));
}

function categories(board: Board, ids: readonly string[] | null | undefined): string {
  return (ids ?? []).map((id) => named(board.boot.type.categories, id)).join(", ");
}

function viewLine(board: Board, view: AgencyView): AgencyViewLine {
  return {
    view,
    who: whoLine(board, view),
    outcome: named(board.boot.type.outcomes, view.outcome),
    categories: categories(board, view.categories),
    reason: board.words(rootOf(view.id, "reason")),
    dissent: view.dissents ? board.words(rootOf(view.id, "dissent")) : "",
    mine: view.person.id === board.boot.me.id,
  };
}

function decisionView(board: Board, child: Child, decision: Decision): DecisionView {
  const { outcomes, participation } = board.boot.type;
  const views = itemsOf(board, "view").filter((view) => view.child === child.id);
  return {
    decision,
    child,
    outcome: named(outcomes, decision.outcome),
    categories: categories(board, decision.categories),
    participation: named(participation, decision.participation),
    reason: board.words(rootOf(decision.id, "reason")),
    views: views.map((view) => viewLine(board, view)),
    responses: responseLines(board, decision),
  };
}

/** One decision for each child, in the order of the children. */
export function decisions(board: Board): DecisionView[] {
  return board.meta().children.flatMap((child) => {
    const decision = item(board, "decision", `decision-${child.id}`);
    return decision === undefined ? [] : [decisionView(board, child, decision)];
  });
}
