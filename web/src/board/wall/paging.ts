/** Lays whole blocks on pages of a screen that never scrolls: type stays its size, nothing is cut. */

/** How many of the leading blocks, by their lower edges, end above `floor`. */
export function countFitting(bottoms: readonly number[], floor: number): number {
  const first = bottoms.findIndex((bottom) => bottom > floor);
  return first < 0 ? bottoms.length : first;
}

/** Cuts before the word that crosses `upTo`, so that no word is broken when there is a space. */
export function cutBefore(words: string, upTo: number): number {
  if (upTo >= words.length) return words.length;
  const space = words.lastIndexOf(" ", upTo);
  return Math.max(1, space > 0 ? space + 1 : upTo);
}

// Screens round: half a pixel over is not over.
const SLACK = 1;

const blocksOf = (flow: Element): HTMLElement[] =>
  [...flow.children].filter((child): child is HTMLElement => child.classList.contains("block"));

/** Undoes the last layout, so that the page can be drawn again. */
export function unlay(root: ParentNode): void {
  for (const part of root.querySelectorAll("[data-part]")) part.remove();
  for (const block of root.querySelectorAll<HTMLElement>(".block")) block.hidden = false;
  for (const head of root.querySelectorAll<HTMLElement>(".block > h3[data-repeat]")) {
    head.hidden = true;
  }
}

/** Shows page `wanted` (from 1) of every flow, and answers which page it is of how many. */
export function layPages(root: ParentNode, wanted: number): { page: number; of: number } {
  const flows = [...root.querySelectorAll<HTMLElement>(".flow")].map((flow) => pagesOf(flow));
  const of = Math.max(1, ...flows.map((pages) => pages.length));
  const page = Math.min(Math.max(1, Math.round(wanted)), of);
  for (const pages of flows) {
    for (const block of pages.flat()) block.hidden = true;
    // A shorter column stays at its end while a longer one goes on.
    for (const block of pages[page - 1] ?? pages.at(-1) ?? []) block.hidden = false;
  }
  return { page, of };
}

function pagesOf(flow: HTMLElement): HTMLElement[][] {
  const pages: HTMLElement[][] = [];
  let rest = blocksOf(flow);
  while (rest.length > 0) {
    const [page, after] = takePage(flow, rest);
    pages.push(page);
    for (const block of page) block.hidden = true;
    rest = after;
  }
  return pages;
}

/** Where a block ends: it may have no box of its own (see "broad" in wall.css), its last part has. */
const bottomOf = (block: HTMLElement): number =>
  (block.lastElementChild ?? block).getBoundingClientRect().bottom;

/** The blocks of `rest` that fit while all before them are hidden (one at least), and the others. */
function takePage(
  flow: HTMLElement,
  rest: readonly HTMLElement[],
): readonly [HTMLElement[], HTMLElement[]] {
  showHead(rest[0]);
  const floor = flow.getBoundingClientRect().bottom + SLACK;
  const fitting = countFitting(rest.map(bottomOf), floor);
  const [first, ...others] = rest;
  if (fitting > 0 || first === undefined) return [rest.slice(0, fitting), rest.slice(fitting)];
  const parts = cutInTwo(first, floor);
  return parts === null ? [[first], others] : [[parts[0]], [parts[1], ...others]];
}

/** A section's name stands again over what continues on the next page. */
function showHead(block: HTMLElement | undefined): void {
  const head = block?.querySelector<HTMLElement>(":scope > h3[data-repeat]");
  if (head) head.hidden = false;
}

/** Stands in for a block that is taller than the page: what fits of its words, and the rest. */
function cutInTwo(block: HTMLElement, floor: number): [HTMLElement, HTMLElement] | null {
  const words = block.querySelector<HTMLElement>(".words");
  if (words === null) return null;
  const text = words.textContent ?? "";
  const below = bottomOf(block) - words.getBoundingClientRect().bottom;
  const cut = cutBefore(text, lastAbove(words, floor - below));
  if (cut <= 1 || cut >= text.length) return null;
  const upper = partOf(block, `${text.slice(0, cut).trimEnd()} …`);
  const lower = partOf(block, `… ${text.slice(cut)}`);
  block.before(upper);
  block.after(lower);
  block.hidden = true;
  return [upper, lower];
}

function partOf(block: HTMLElement, words: string): HTMLElement {
  const part = block.cloneNode(true) as HTMLElement;
  part.dataset["part"] = "";
  const place = part.querySelector(".words");
  if (place !== null) place.textContent = words;
  return part;
}

/** The last character of these words whose line ends above `floor`. */
function lastAbove(words: HTMLElement, floor: number): number {
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  const pieces: Text[] = [];
  while (walker.nextNode()) pieces.push(walker.currentNode as Text);
  let counted = 0;
  for (const piece of pieces) {
    const inside = lastInside(piece, floor);
    if (inside < piece.data.length) return counted + inside;
    counted += piece.data.length;
  }
  return counted;
}

function lastInside(piece: Text, floor: number): number {
  const range = document.createRange();
  let low = 0;
  let high = piece.data.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    range.setStart(piece, 0);
    range.setEnd(piece, middle);
    if (range.getBoundingClientRect().bottom <= floor) low = middle;
    else high = middle - 1;
  }
  return low;
}
