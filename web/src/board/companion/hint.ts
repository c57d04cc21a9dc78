/** A quiet offer of plainer words under what somebody types. */
import { html, nothing } from "lit/html.js";
import plain from "../../../../shared/words/plain.json";
import { type Card, rootOf } from "../../contract/items.ts";
import { hints } from "../../rules/hints.ts";
import { warnings } from "../doubt.ts";
import { icon } from "../parts.ts";
import type { App } from "./app.ts";
import type { Piece } from "./pieces.ts";

/** One quiet offer at a time; never about a child's words, and it can be put away. */
export function jargon(app: App, card: Card): Piece {
  const words = app.meeting.words(rootOf(card.id));
  const told = warnings(app.meeting, words)[0];
  if (told !== undefined)
    return html`<div class="plainer">
      ${icon("shield")}
      <p>${told}. Take it out?</p>
    </div>`;
  const where = card.nature === "childs_words" ? "childs_words" : "card";
  const hint = hints({ text: words, where, plain }).find((each) => !app.hidden.has(each.quote));
  if (hint === undefined) return nothing;
  const hide = (): void => {
    app.hidden.add(hint.quote);
    app.redraw();
  };
  const start = hint.code === "long_sentence" ? nothing : html`<strong>“${hint.quote}”</strong> `;
  return html`<div class="plainer">
    ${icon("message-circle-question-mark")}
    <p>${start}${hint.say}</p>
    <button type="button" aria-label="Hide this hint" @click=${hide}>${icon("x")}</button>
  </div>`;
}
