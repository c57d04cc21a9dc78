/** One sheet of the Wall: what stands on top, and blocks that fill it page by page. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import type { Board } from "../../contract/board.ts";
import type { CardView, ResponseLine, WordsView } from "../model.ts";
import { icon } from "../parts.ts";

export interface Sheet {
  /** Said after the meeting's title: the stage, or what is shown. */
  where: string;
  body: TemplateResult;
  /** The child's words stand above this sheet. */
  child: boolean;
}

/** One thing that is never cut across pages unless it is taller than one. */
export interface Block {
  key: string;
  /** The section's name, when one is needed over it. */
  head?: string;
  body: TemplateResult;
}

export const namesShown = (board: Board): boolean => board.meta().wall.names;

export function flow(blocks: readonly Block[], css = ""): TemplateResult {
  const heads = blocks.map((block, place) => block.head !== blocks[place - 1]?.head);
  return html`<ul class="flow ${css}">
    ${repeat(
      blocks,
      (block) => block.key,
      (block, place) =>
        html`<li class="block">${headOf(block, heads[place] ?? true)}${block.body}</li>`,
    )}
  </ul>`;
}

/** Blocks later in a section carry its name too, unseen until one begins a page. */
function headOf(block: Block, starts: boolean): TemplateResult | typeof nothing {
  if (block.head === undefined) return nothing;
  return starts
    ? html`<h3>${block.head}</h3>`
    : html`<h3 data-repeat hidden>${block.head}, continued</h3>`;
}

export function none(words: string): TemplateResult {
  return html`<p class="none">${words}</p>`;
}

/** A card as the room sees it: no name when names are off, or held for this card. */
export function cardBlock(board: Board, view: CardView, head?: string): Block {
  const names = namesShown(board);
  const voiced = view.card.nature === "childs_words";
  const who = !names ? "" : view.hidden ? "Name held" : view.who;
  const under = [who, view.children].filter((part) => part !== "").join(" · ");
  const body = html`<div class="card ${voiced ? "voiced" : ""}">
    <p>${voiced ? icon("quote") : nothing}<span class="words">${view.words}</span></p>
    ${under === "" ? nothing : html`<small class="who">${under}</small>`}
    ${differing(view.responses, names)}
  </div>`;
  return head === undefined ? { key: view.card.id, body } : { key: view.card.id, head, body };
}

/** Who sees it differently belongs beside the words, not in a note elsewhere. */
export function differing(
  lines: readonly ResponseLine[],
  names: boolean,
): TemplateResult | typeof nothing {
  const others = lines.filter((line) => line.view !== "agree");
  if (others.length === 0) return nothing;
  if (!names) return html`<small class="who">Somebody sees this differently.</small>`;
  return html`${others.map((line) => html`<small class="who">${line.line}</small>`)}`;
}

export function childLine(board: Board, view: WordsView): TemplateResult {
  const child = board.meta().children.find(({ id }) => id === view.item.child);
  const who = typeof child?.age === "number" ? `${child.name}, ${child.age}` : view.child;
  return html`<section class="child">
    ${icon("quote")}
    <p>${view.quoted}<small>${who}</small></p>
  </section>`;
}
