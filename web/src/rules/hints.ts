/** Quiet hints on the words people type. Twin of server/rules/hints.py; the words come from shared/words. */

/** Words in one sentence above which it is worth splitting (HIN-2). */
const LONG = 60;

export interface Phrase {
  find: readonly string[];
  say: string;
}

export interface PlainWords {
  jargon: readonly Phrase[];
  services: readonly Phrase[];
  stop: readonly string[];
  known: readonly string[];
  say: { acronym: string; goal_stop: string; long_sentence: string };
}

export interface Hint {
  code: string;
  quote: string;
  say: string;
}

export interface Hinted {
  text: string;
  where: string;
  plain: PlainWords;
}

type Found = { at: number; hint: Hint };

const escaped = (phrase: string): string => phrase.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** The first phrase of each entry: one offer for each, however often it is typed. */
function phrases(code: string, text: string, entries: readonly Phrase[]): Found[] {
  const straight = text.replaceAll("’", "'");
  return entries.flatMap(({ find, say }) => {
    const either = find.map(escaped).join("|");
    const match = new RegExp(`(?<![A-Za-z0-9])(?:${either})(?![A-Za-z0-9])`, "i").exec(straight);
    if (match === null) return [];
    const quote = text.slice(match.index, match.index + match[0].length);
    return [{ at: match.index, hint: { code, quote, say } }];
  });
}

function acronyms(text: string, plain: PlainWords): Found[] {
  const known = new Set([...plain.known, ...plain.jargon.flatMap(({ find }) => find)]);
  return [...text.matchAll(/(?<![A-Za-z0-9])[A-Z][A-Z0-9]+(?![A-Za-z0-9])/g)].flatMap((match) => {
    if (known.has(match[0])) return [];
    known.add(match[0]);
    const say = plain.say.acronym.replace("{quote}", match[0]);
    return [{ at: match.index, hint: { code: "acronym", quote: match[0], say } }];
  });
}

function longSentences(text: string, say: string): Found[] {
  return [...text.matchAll(/[^.!?\n]+/g)].flatMap((match) => {
    const words = match[0].split(/\s+/).filter((word) => word !== "");
    if (words.length <= LONG) return [];
    const quote = words.slice(0, 6).join(" ");
    return [{ at: match.index, hint: { code: "long_sentence", quote, say } }];
  });
}

/** In reading order; none for a child's own words (HIN-1). `where`: card, danger, goal, row, childs_words. */
export function hints({ text, where, plain }: Hinted): Hint[] {
  if (where === "childs_words") return [];
  const found = [
    ...phrases("jargon", text, plain.jargon),
    ...acronyms(text, plain),
    ...longSentences(text, plain.say.long_sentence),
  ];
  if (where === "goal") {
    found.push(...phrases("goal_stop", text, [{ find: plain.stop, say: plain.say.goal_stop }]));
    found.push(...phrases("service", text, plain.services));
  }
  return found.sort((a, b) => a.at - b.at).map(({ hint }) => hint);
}
