/** Finds what may say where somebody lives or how to reach them. Twin of server/rules/detector.py. */

const POSTCODE = /(?<![A-Za-z0-9])[A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][A-Za-z]{2}(?![A-Za-z0-9])/g;
const TELEPHONE = /(?<![0-9+])(?:\+44[ -]?(?:\(0\)[ -]?)?|0)[0-9](?:[ -]?[0-9]){8,9}(?![0-9])/g;
/** Characters a protected term has at least: "the" is in every sentence. */
const SHORTEST = 4;

export interface Found {
  code: "postcode" | "telephone" | "term";
  quote: string;
}

type Placed = readonly [at: number, found: Found];

const each = (code: Found["code"], pattern: RegExp, text: string): Placed[] =>
  [...text.matchAll(pattern)].map((match) => [match.index, { code, quote: match[0] }]);

const parts = (term: string): string[] =>
  term
    .split(/[,\n]/)
    .map((part) =>
      part
        .trim()
        .replace(/\s+/g, " ")
        .toLowerCase()
        .replace(/^[0-9]+[a-z]? /, ""),
    )
    .filter((part) => [...part].length >= SHORTEST);

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

function ofTerms(text: string, terms: readonly string[]): Placed[] {
  return [...new Set(terms.flatMap(parts))].flatMap((part): Placed[] => {
    const words = part.split(" ").map(escaped).join("\\s+");
    const whole = new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, "iu");
    const match = whole.exec(text);
    return match === null ? [] : [[match.index, { code: "term", quote: match[0] }]];
  });
}

/** Postcodes, telephone numbers of the UK and protected terms, in reading order (SEE-10). */
export function find_protected(text: string, terms: readonly string[]): Found[] {
  return [
    ...each("postcode", POSTCODE, text),
    ...each("telephone", TELEPHONE, text),
    ...ofTerms(text, terms),
  ]
    .sort(([at, one], [other, two]) => at - other || (one.code < two.code ? -1 : 1))
    .map(([, found]) => found);
}
