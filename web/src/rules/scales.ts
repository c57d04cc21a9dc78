/** The 0 to 10 scale as a whole: never a mean, for the difference is the point. Twin of server/rules/scales.py. */

/** Points between the lowest and the highest number that call for a question (SCL-13). */
const WIDE = 4;

export interface Spread {
  low: number | null;
  high: number | null;
  given: number;
  cannot_say: number;
  words: string;
  ask: string;
}

/** The lowest and highest of `scores` (null is "can't say"), and both in words. */
export function spread(scores: readonly (number | null)[], wide = WIDE): Spread {
  const numbers = scores.filter((score) => score !== null);
  const low = numbers.length > 0 ? Math.min(...numbers) : null;
  const high = numbers.length > 0 ? Math.max(...numbers) : null;
  return {
    low,
    high,
    given: numbers.length,
    cannot_say: scores.length - numbers.length,
    words: spreadWords(numbers.length, low, high),
    ask: wideQuestion(low, high, wide),
  };
}

function spreadWords(given: number, low: number | null, high: number | null): string {
  if (given === 0) return "No numbers were given.";
  if (given === 1) return `One number: ${low}.`;
  return low === high ? `Everyone said ${low}.` : `From ${low} to ${high}.`;
}

function wideQuestion(low: number | null, high: number | null, wide: number): string {
  if (low === null || high === null || high - low < wide) return "";
  return `What do people who said ${low} know that people who said ${high} do not?`;
}
