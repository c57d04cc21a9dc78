/** Dragging a card by its edge, with mouse or pen. The menu and the keyboard do the same. */
import { announce } from "../announce.ts";
import { item, may, sectionOf } from "../model.ts";
import type { Desk } from "./desk.ts";

/** So far a pointer goes before it is a drag: less is a click. */
const FAR = 6;
/** So near the end of a column it scrolls. */
const NEAR_END = 48;
const NOT_HERE = "button, a, input, select, textarea, label, .words";

interface Drop {
  section: string;
  after: string | null;
  /** Where the line is drawn. */
  left: number;
  top: number;
  width: number;
}

export function startDrag(desk: Desk, down: PointerEvent): void {
  const target = down.target as Element;
  const card = target.closest<HTMLElement>(
    "#middle .sec li.card[data-item], .side .sec li.card[data-item]",
  );
  if (card === null || down.button !== 0 || down.pointerType === "touch") return;
  if (target.closest(NOT_HERE) !== null || sectionAround(card) === null) return;
  const found = item(desk.meeting, "card", card.dataset["item"] ?? "");
  if (found?.status !== "live" || !may(desk.meeting, "move", found)) return;
  follow(desk, card, down);
}

function follow(desk: Desk, card: HTMLElement, down: PointerEvent): void {
  const ending = new AbortController();
  const line = document.createElement("div");
  line.className = "drop-line";
  let drop: Drop | null = null;
  const end = (): void => {
    ending.abort();
    line.remove();
    card.classList.remove("dragged");
    document.body.classList.remove("dragging");
  };
  const move = (e: PointerEvent): void => {
    const far = Math.hypot(e.clientX - down.clientX, e.clientY - down.clientY) >= FAR;
    if (!line.isConnected && !far) return;
    if (!line.isConnected) begin(card, line);
    drop = dropAt(desk, card, e.clientX, e.clientY);
    draw(line, drop);
    scrollNear(e.clientX, e.clientY);
  };
  const heard = { signal: ending.signal };
  document.addEventListener("pointermove", move, heard);
  document.addEventListener("pointercancel", end, heard);
  document.addEventListener("keydown", (e) => e.key === "Escape" && end(), heard);
  document.addEventListener(
    "pointerup",
    () => {
      end();
      if (drop !== null) void put(desk, card.dataset["item"] ?? "", drop);
    },
    heard,
  );
}

function begin(card: HTMLElement, line: HTMLElement): void {
  document.body.append(line);
  document.body.classList.add("dragging");
  card.classList.add("dragged");
  getSelection()?.removeAllRanges();
}

function sectionAround(element: Element | null): { section: string; list: Element } | null {
  const section = element?.closest('.sec[aria-labelledby^="sec-"]');
  const list = section?.querySelector("ul.cards:not(.sets)");
  const name = section?.getAttribute("aria-labelledby")?.slice("sec-".length);
  return list && name ? { section: name, list } : null;
}

/** Which section is under the pointer, and after which of its cards. */
function dropAt(desk: Desk, card: Element, x: number, y: number): Drop | null {
  const found = sectionAround(document.elementFromPoint(x, y));
  if (found === null || isForSets(desk, found.section)) return null;
  const others = [...found.list.children].filter((one) => one !== card);
  const above = others.filter((one) => middleOf(one) < y);
  const last = above.at(-1);
  const box = found.list.getBoundingClientRect();
  const top = last ? last.getBoundingClientRect().bottom + 2 : box.top - 4;
  const after = (last as HTMLElement | undefined)?.dataset["item"] ?? null;
  return { section: found.section, after, left: box.left, top, width: box.width };
}

function middleOf(element: Element): number {
  const { top, bottom } = element.getBoundingClientRect();
  return (top + bottom) / 2;
}

function isForSets(desk: Desk, section: string): boolean {
  const found = sectionOf(desk.meeting, section);
  return found === undefined || ("sets" in found && found.sets === "danger");
}

function draw(line: HTMLElement, drop: Drop | null): void {
  line.hidden = drop === null;
  if (drop === null) return;
  line.style.left = `${drop.left}px`;
  line.style.top = `${drop.top}px`;
  line.style.width = `${drop.width}px`;
}

function scrollNear(x: number, y: number): void {
  const column = document.elementFromPoint(x, y)?.closest(".col, .view, .tabpanel");
  if (!column) return;
  const { top, bottom } = column.getBoundingClientRect();
  if (y < top + NEAR_END) column.scrollBy(0, -12);
  if (y > bottom - NEAR_END) column.scrollBy(0, 12);
}

async function put(desk: Desk, id: string, { section, after }: Drop): Promise<void> {
  if (!(await desk.run("move", { item: id, section, after }))) return;
  announce(`Moved to ${sectionOf(desk.meeting, section)?.name ?? "the list"}.`);
  desk.focusItem(id);
}
