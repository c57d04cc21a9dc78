/** Scales and the numbers people gave: everyone's own number, and the spread; never an average. */
import type { Board } from "../contract/board.ts";
import { type Scale, type Score, rootOf } from "../contract/items.ts";
import { spread } from "../rules/scales.ts";
import { item, itemsOf } from "./find.ts";
import { fill, initialsOf, whoLine } from "./names.ts";
import type { Mark, ScaleView, ScoreView } from "./views.ts";

function isMine(board: Board, { person, entered_by }: Score): boolean {
  const { id, role } = board.boot.me;
  return person.id === id || (role === "advocate" && entered_by === id);
}

/** High to low, then by name; "can't say" last. */
function byNumber(a: ScoreView, b: ScoreView): number {
  return (b.score.value ?? -1) - (a.score.value ?? -1) || a.who.localeCompare(b.who, "en-GB");
}

function scoreViews(board: Board, scale: Scale): ScoreView[] {
  const used = new Set(itemsOf(board, "row").map(({ from_score }) => from_score));
  const given = itemsOf(board, "score").filter(({ parent }) => parent === scale.id);
  const views = given.map((score) => ({
    score,
    who: whoLine(board, score),
    initials: initialsOf(board, score.person.id),
    because: score.because ?? "",
    up: score.up ?? "",
    mine: isMine(board, score),
    inPlan: used.has(score.id),
  }));
  return views.sort(byNumber);
}

/** Equal numbers stand on each other; a first number that was changed stays, as a dashed mark. */
export function marksOf(scores: readonly ScoreView[]): Mark[] {
  const levels = new Map<number, number>();
  const stand = (view: ScoreView, value: number, first: boolean): Mark => {
    const level = levels.get(value) ?? 0;
    levels.set(value, level + 1);
    return { value, level, initials: view.initials, who: view.who, mine: view.mine, first };
  };
  const now = scores.flatMap((view) => {
    return view.score.value === null ? [] : [stand(view, view.score.value, false)];
  });
  const before = scores.flatMap((view) => {
    const was = view.score.first?.value ?? null;
    return was === null || was === view.score.value ? [] : [stand(view, was, true)];
  });
  return [...now, ...before];
}

export function scaleView(board: Board, scale: Scale): ScaleView {
  const words = board.boot.type.scale;
  const set = item(board, "set", scale.parent ?? "") ?? null;
  const scores = scoreViews(board, scale);
  const revealed = scale.state === "revealed" || scale.state === "locked";
  const whole = revealed
    ? spread(
        scores.map(({ score }) => score.value),
        words.wide_spread,
      )
    : null;
  const text = (field: string): string => board.words(rootOf(scale.id, field));
  return {
    scale,
    set,
    question:
      text("question") || fill(board, set === null ? words.overall_question : words.set_question),
    ten: text("ten"),
    zero: text("zero"),
    entered: scale.entered ?? 0,
    expected: scale.expected ?? 0,
    scores,
    marks: marksOf(scores),
    spread:
      whole === null || whole.low === null || whole.high === null
        ? null
        : { low: whole.low, high: whole.high, words: whole.words, wide: whole.ask !== "" },
    ask: whole?.ask ?? "",
    mine: scores.find(({ mine }) => mine)?.score ?? null,
  };
}

/** The overall scale first, then each danger set's. */
export function scales(board: Board): ScaleView[] {
  const all = itemsOf(board, "scale");
  const order = itemsOf(board, "set").map(({ id }) => id);
  const place = ({ id, parent }: Scale): number =>
    id === "overall" ? -1 : order.indexOf(parent ?? "");
  const shown = all.filter((scale) => scale.id === "overall" || place(scale) >= 0);
  return shown.sort((a, b) => place(a) - place(b)).map((scale) => scaleView(board, scale));
}
