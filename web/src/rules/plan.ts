/** Soft chips on plan rows: what is missing or vague. Twin of server/rules/plan.py. */

export interface PlanRow {
  owner?: { name: string } | null | undefined;
  by_when?: string | null | undefined;
  repeats?: string | null | undefined;
  what?: string;
  so_that?: string;
  know?: string;
  how_much?: string;
  if_not?: string;
}

// PLN-3: each word with the forms people type; a chip names the first form of the line.
const VAGUE = [
  ["support", "supports", "supporting", "supported"],
  ["monitor", "monitors", "monitoring", "monitored"],
  ["engage", "engages", "engaging", "engaged"],
  ["encourage", "encourages", "encouraging", "encouraged"],
  ["ensure", "ensures", "ensuring", "ensured"],
  ["ongoing"],
  ["asap"],
  ["as required"],
  ["address", "addresses", "addressing", "addressed"],
  ["work with", "works with", "working with", "worked with"],
].map((forms) => ({
  word: forms[0] ?? "",
  pattern: new RegExp(`(?<![a-z0-9])(?:${forms.join("|")})(?![a-z0-9])`),
}));

// PLN-1: a plan row has one named owner, so these are nobody.
const NOBODY: readonly string[] = [
  "",
  "all",
  "everyone",
  "everybody",
  "core group",
  "professionals",
  "family",
  "parents",
];

const words = (said: string | null | undefined): string => (said ?? "").trim();

function missing(row: PlanRow): string[] {
  const lacks: Readonly<Record<string, boolean>> = {
    no_owner: NOBODY.includes(words(row.owner?.name).toLowerCase()),
    no_date: words(row.by_when) === "",
    no_measure: words(row.know) === "" && words(row.how_much) === "",
    no_so_that: words(row.so_that) === "",
    no_if_not: words(row.if_not) === "",
  };
  return Object.keys(lacks).filter((code) => lacks[code]);
}

/** What a row lacks: `no_owner`, `no_date`, … and `vague:<word>` (PLN-1, PLN-3). */
export function chips(row: PlanRow): string[] {
  const text = [row.what, row.repeats, row.know, row.how_much].map(words).join(" / ").toLowerCase();
  const vague = VAGUE.filter(({ pattern }) => pattern.test(text));
  return [...missing(row), ...vague.map(({ word }) => `vague:${word}`)];
}
