/** Words that were refused: gathered, with a name each, so that they can be copied. */
import type { Op } from "../contract/commands.ts";
import { type Item, placeOf } from "../contract/items.ts";

export interface KeptWords {
  root: string;
  label: string;
  words: string;
}

const LABELS: Readonly<Record<string, string>> = {
  card: "Card",
  words: "Child's words",
  "set/title": "Name of the danger set",
  "set/danger": "Danger statement",
  "set/goal": "Safety goal",
  statement: "Your own statement",
  dispute: "What is seen differently",
  bottom_line: "Bottom line",
  "bottom_line/why": "Why it is a bottom line",
  "scale/question": "Question of the scale",
  "scale/ten": "What 10 means",
  "scale/zero": "What 0 means",
  "row/what": "Plan: what",
  "row/so_that": "Plan: so that",
  "row/know": "Plan: how we will know",
  "row/how_much": "Plan: how much",
  "row/if_not": "Plan: what if not",
  "decision/reason": "Reason for the decision",
  "view/reason": "Reason for the view",
  "view/dissent": "Why the view differs",
  note: "Note",
  "quorum/reason": "Reason for going on or not",
  "dates/visits": "Visits",
};

/** A name for a text that a person knows it by. */
export function labelOf(root: string, item: Item | undefined): string {
  const field = placeOf(root)?.field ?? "";
  const kind = item?.kind ?? "card";
  return LABELS[field === "" ? kind : `${kind}/${field}`] ?? "Your words";
}

interface Typed {
  readonly unsaved: { readonly roots: ReadonlySet<string> };
  readonly doc: { words(root: string): string };
}

/** The words of every text with unsaved typing; none when `only` is given and is not among them. */
export function typedWords(
  { unsaved, doc }: Typed,
  itemOf: (id: string) => Item | undefined,
  only?: string,
): KeptWords[] {
  const roots = [...unsaved.roots];
  const touched = only === undefined || roots.some((root) => `${root}/`.startsWith(`${only}/`));
  if (!touched) return [];
  const kept = roots.map((root) => {
    const label = labelOf(root, itemOf(placeOf(root)?.item ?? ""));
    return { root, label, words: doc.words(root) };
  });
  return kept.filter(({ words }) => words.trim() !== "");
}

const WORDY = ["words", "because", "up", "reason"] as const;
const WORDY_LABELS = {
  words: "What was said",
  because: "Because",
  up: "What would make it one higher",
  reason: "Reason",
} as const;

/** The words inside a command that was refused. */
export function wordsOf(op: Op, args: Readonly<Record<string, unknown>>): KeptWords[] {
  const texts = Object.entries((args["texts"] ?? {}) as Record<string, string>);
  const kept = texts.map(([field, words]) => {
    const kind = typeof args["kind"] === "string" ? args["kind"] : "card";
    const label = LABELS[field === "" ? kind : `${kind}/${field}`] ?? "Your words";
    return {
      root: field === "" ? `t:${args["item"]}` : `t:${args["item"]}/${field}`,
      label,
      words,
    };
  });
  const said = WORDY.map((name) => ({ root: op, label: WORDY_LABELS[name], words: args[name] }));
  return [...kept, ...said].filter(
    (entry): entry is KeptWords => typeof entry.words === "string" && entry.words.trim() !== "",
  );
}
