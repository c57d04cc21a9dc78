/** Pure edits of plain text: what changed in a text field, and where positions go when others type. */

/** Offsets are UTF-16 code units, as in Yjs and in text fields; never between two halves of a character. */
export interface Edit {
  at: number;
  remove: number;
  insert: string;
}

/** A change as Yjs tells it. */
export type Delta = readonly { retain?: number; insert?: unknown; delete?: number }[];

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Half characters cannot be stored: each becomes U+FFFD here, before Yjs would do it out of sight. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

function commonStart(before: string, after: string, most: number): number {
  let n = 0;
  while (n < most && before.charCodeAt(n) === after.charCodeAt(n)) n += 1;
  return n;
}

function commonEnd(before: string, after: string, most: number): number {
  let n = 0;
  while (
    n < most &&
    before.charCodeAt(before.length - 1 - n) === after.charCodeAt(after.length - 1 - n)
  ) {
    n += 1;
  }
  return n;
}

/** Whether a cut at these places (equal before it) would part a high half from a low half. */
function cutsCharacter(before: string, after: string, start: number): boolean {
  return (
    start > 0 &&
    isHigh(before.charCodeAt(start - 1)) &&
    (isLow(before.charCodeAt(start)) || isLow(after.charCodeAt(start)))
  );
}

function cutsCharacterAtEnd(before: string, after: string, end: number): boolean {
  const first = before.length - end;
  return (
    end > 0 &&
    isLow(before.charCodeAt(first)) &&
    (isHigh(before.charCodeAt(first - 1)) || isHigh(after.charCodeAt(after.length - end - 1)))
  );
}

/**
 * The smallest edit from `before` to `after`. `caret` is where the caret stands in `after`: what
 * was typed ends there, which tells "aa|a" from "a|aa". null when nothing changed.
 */
export function diff(before: string, after: string, caret = after.length): Edit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let end = commonEnd(before, after, Math.min(shorter, Math.max(0, after.length - caret)));
  let start = commonStart(before, after, shorter - end);
  // The caret may stand further on than the change, as after a spelling correction.
  end += commonEnd(
    before.slice(0, before.length - end),
    after.slice(0, after.length - end),
    shorter - end - start,
  );
  if (cutsCharacter(before, after, start)) start -= 1;
  if (cutsCharacterAtEnd(before, after, end)) end -= 1;
  return {
    at: start,
    remove: before.length - start - end,
    insert: after.slice(start, after.length - end),
  };
}

const lengthOf = (inserted: unknown): number =>
  typeof inserted === "string" ? inserted.length : 1;

/** Where a caret goes when others change the text. Words put exactly at a caret stand after it. */
export function follow(caret: number, delta: Delta): number {
  let at = 0;
  let moved = caret;
  for (const step of delta) {
    if (step.retain !== undefined) at += step.retain;
    else if (step.insert !== undefined) {
      const length = lengthOf(step.insert);
      if (at < moved) moved += length;
      at += length;
    } else if (step.delete !== undefined) {
      moved = moved > at ? Math.max(at, moved - step.delete) : moved;
    }
  }
  return moved;
}

/** Where the last part of a change ends: the caret's place after undo. */
export function endOf(delta: Delta): number {
  let at = 0;
  let last = 0;
  for (const step of delta) {
    if (step.retain !== undefined) at += step.retain;
    else if (step.insert !== undefined) last = at += lengthOf(step.insert);
    else last = at;
  }
  return last;
}

/** For each unit of a text after `deltas`, which unit it was before them, or -1 for a new one. */
function origins(length: number, deltas: readonly Delta[]): number[] {
  let units = Array.from({ length }, (_, n) => n);
  for (const delta of deltas) {
    const next: number[] = [];
    let at = 0;
    for (const step of delta) {
      if (step.retain !== undefined) {
        for (const stop = at + step.retain; at < stop; at += 1) next.push(units[at] ?? -1);
      } else if (step.insert !== undefined) {
        for (let n = lengthOf(step.insert); n > 0; n -= 1) next.push(-1);
      } else at += step.delete ?? 0;
    }
    units = next.concat(units.slice(at));
  }
  return units;
}

/**
 * An edit of an older text as edits of the text after `deltas`, to be made in this order. What
 * others wrote into the removed part meanwhile stays.
 */
export function carryOver(edit: Edit, length: number, deltas: readonly Delta[]): Edit[] {
  if (deltas.length === 0) return [edit];
  const units = origins(length, deltas);
  const edits: Edit[] = [];
  for (let n = units.length - 1; n >= 0; n -= 1) {
    const was = units[n] ?? -1;
    if (was < edit.at || was >= edit.at + edit.remove) continue;
    const last = edits.at(-1);
    if (last !== undefined && last.at === n + 1)
      edits.splice(-1, 1, { at: n, remove: last.remove + 1, insert: "" });
    else edits.push({ at: n, remove: 1, insert: "" });
  }
  if (edit.insert !== "") {
    let at = 0;
    units.forEach((was, n) => {
      if (was >= 0 && was < edit.at) at = n + 1;
    });
    edits.push({ at, remove: 0, insert: edit.insert });
  }
  return edits;
}
