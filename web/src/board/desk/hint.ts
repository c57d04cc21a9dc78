/** Quiet hints on words: never in the way, and never on a child's words. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import plain from "../../../../shared/words/plain.json";
import type { Board } from "../../contract/board.ts";
import { hints } from "../../rules/hints.ts";
import { warnings } from "../doubt.ts";
import { icon } from "../parts.ts";

const MOST = 2;

export function hintsFor(
  board: Board,
  text: string,
  where: "card" | "childs_words" | "danger" | "goal" | "row",
): TemplateResult | typeof nothing {
  const found = hints({ text, where, plain }).slice(0, MOST);
  const told = warnings(board, text);
  if (found.length + told.length === 0) return nothing;
  return html`<ul class="hints">
    ${told.map((one) => html`<li class="hint">${icon("shield")}${one}. Take it out?</li>`)}
    ${found.map(
      ({ quote, say }) => html`<li class="hint">${icon("lightbulb")}“${quote}”: ${say}</li>`,
    )}
  </ul>`;
}
