/** A short number for what a board holds, so that two boards can be compared (SYN-18). */

type Pair = readonly [string | number, string | number];

const BITS = Array.from({ length: 256 }, (_, byte) => {
  let bits = byte;
  for (let n = 0; n < 8; n += 1) bits = bits & 1 ? (bits >>> 1) ^ 0xedb88320 : bits >>> 1;
  return bits;
});

function crc32(words: string): number {
  let sum = -1;
  for (const byte of new TextEncoder().encode(words))
    sum = (sum >>> 8) ^ (BITS[(sum ^ byte) & 255] ?? 0);
  return ~sum >>> 0;
}

const lines = (pairs: Iterable<Pair>): string[] =>
  [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key} ${value}`);

/** Client ids with their clocks, items with when they last changed, and words by text root. */
export function likeness(
  clocks: Iterable<Pair>,
  texts: Iterable<Pair>,
  changed: Iterable<Pair>,
): number {
  return crc32([...lines(clocks), ...lines(changed), ...lines(texts)].join("\n"));
}
