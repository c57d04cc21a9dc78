/** Who wrote which words of a thing, in plain words. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Item } from "../../contract/items.ts";
import { nameOf } from "../model.ts";
import { icon } from "../icons.ts";
import { type PastBoard, rootsOf, type Span } from "./past.ts";

const nobody = "Threefold";

function nameIn(board: PastBoard, who: string): string {
  return who === "" ? nobody : nameOf(board, who) || "Somebody";
}

/** One writer is named once; several each with their own words. */
export function writers(board: PastBoard, item: Item | null): TemplateResult {
  if (item === null)
    return html`<p class="hist-hint">
      Point at a card, or move to it with Tab, to see who wrote which words.
    </p>`;
  const spans = rootsOf(board, item).flatMap((root) => board.spans(root));
  const who = [...new Set(spans.map(([one]) => nameIn(board, one)))];
  if (spans.length === 0) return html`<p>${icon("pencil")}No words were typed here yet.</p>`;
  if (who.length === 1) return html`<p>${icon("pencil")}<b>${who[0]}</b> wrote all of this.</p>`;
  return html`<p>${icon("pencil")}${who.length} people wrote this:</p>
    <ol>
      ${spans.map((span) => one(board, span))}
    </ol>`;
}

function one(board: PastBoard, [who, words]: Span): TemplateResult | typeof nothing {
  if (words.trim() === "") return nothing;
  return html`<li><b>${nameIn(board, who)}</b> wrote “${words.trim()}”</li>`;
}
