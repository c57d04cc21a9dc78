/** Words that could not be taken: named one by one, with why, so that they can be copied. */
import type { Boot } from "../contract/boot.ts";
import type { Op } from "../contract/commands.ts";
import { type Item, placeOf } from "../contract/items.ts";

export interface KeptWords {
  /** Its own, so that each can be put away by itself. */
  id: string;
  root: string;
  /** Which card or field it was. */
  label: string;
  words: string;
  /** Why it was not taken. */
  why: string;
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

type About = { kind?: unknown; section?: unknown } | undefined;

/** The name of a section of the board; "" for none. */
function sectionName({ type }: Boot, section: unknown): string {
  const all = [...type.columns.flatMap(({ sections }) => sections), ...type.sides];
  return all.find(({ id }) => id === section)?.name ?? "";
}

/** A name for a text that a person knows it by: "Card in Strengths". */
export function labelOf(boot: Boot, field: string, about: About): string {
  const kind = typeof about?.kind === "string" ? about.kind : "card";
  const label = LABELS[field === "" ? kind : `${kind}/${field}`] ?? "Your words";
  const section = kind === "card" ? sectionName(boot, about?.section) : "";
  return section === "" ? label : `${label} in ${section}`;
}

const ARGUMENTS: Readonly<Record<string, string>> = {
  words: "What was said",
  because: "Because",
  up: "What would make it one higher",
  reason: "Reason",
};

export interface Told {
  root: string;
  label: string;
  words: string;
}

const worded = (all: readonly (Omit<Told, "words"> & { words: unknown })[]): Told[] =>
  all.filter((one): one is Told => typeof one.words === "string" && one.words.trim() !== "");

/** The words inside a command that was refused; `item` is what it is about, where that is known. */
export function wordsOf(
  boot: Boot,
  op: Op,
  args: Readonly<Record<string, unknown>>,
  item?: Item,
): Told[] {
  const about: About = op === "add" ? args : item;
  const root = `t:${args["item"]}`;
  const texts = Object.entries((args["texts"] ?? {}) as Record<string, string>);
  const rules = boot.schema.kinds[typeof about?.kind === "string" ? about.kind : ""]?.fields ?? {};
  const fields = Object.entries((args["fields"] ?? {}) as Record<string, unknown>);
  return worded([
    ...texts.map(([field, words]) => ({
      root: field === "" ? root : `${root}/${field}`,
      label: labelOf(boot, field, about),
      words,
    })),
    ...fields
      .filter(([field]) => rules[field]?.type === "text")
      .map(([field, words]) => ({
        root,
        label: `${labelOf(boot, "", about)}: ${field.replaceAll("_", " ")}`,
        words,
      })),
    ...Object.entries(ARGUMENTS).map(([name, label]) => ({
      root: op,
      label: item === undefined ? label : `${labelOf(boot, "", item)}: ${label.toLowerCase()}`,
      words: args[name],
    })),
  ]);
}

const CLOSED: Readonly<Record<string, string>> = {
  struck: "It was struck through meanwhile.",
  merged: "It was joined with another card meanwhile.",
  shared: "It was shared meanwhile.",
};

/** Why nobody may type in this text any more; null when the board does not say. */
export function whyClosed(root: string, item: Item | undefined, ended: boolean): string | null {
  if (ended) return "The meeting has ended.";
  if (item === undefined) return "It is no longer on the board.";
  const field = placeOf(root)?.field;
  const agreed = item.kind === "set" && item[`${field as "danger" | "goal"}_status`] === "agreed";
  if (agreed) return "These words were agreed meanwhile.";
  if (item.kind === "scale" && item.state !== "closed") return "Scoring was opened meanwhile.";
  if (item.kind === "statement" && item.said_by) return "It was shown to everyone meanwhile.";
  return CLOSED[item.status] ?? null;
}
