/** Pieces of a plan row, and what it lacks. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Meeting } from "../sync/meeting.ts";
import { icon } from "./icons.ts";
import { chipWords } from "./outcomes.ts";
import { responses } from "./parts.ts";
import type { RowView } from "./views.ts";

type Piece = TemplateResult | typeof nothing;

/** Soft chips for what a plan row lacks: they offer, they never block. */
export function chips(codes: readonly string[]): Piece {
  if (codes.length === 0) return nothing;
  return html`<ul class="chips" aria-label="Worth finishing">
    ${codes.map((code) => html`<li>${chipWords(code)}</li>`)}
  </ul>`;
}

function fact(name: string, words: string, css = ""): Piece {
  if (words === "") return nothing;
  return html`<div class=${css}>
    <dt>${name}</dt>
    <dd>${words}</dd>
  </div>`;
}

/** One plan row to read. */
export function planRow(
  _meeting: Meeting,
  view: RowView,
  look: { more?: Piece; menu?: Piece } = {},
): TemplateResult {
  return html`<article class="row next" data-item=${view.row.id}>
    <h3><span class="n">${view.number}.</span> ${view.what || "A next step without words yet"}</h3>
    <dl class="facts">
      ${fact("Who", view.owner)} ${fact("By when", view.byWhen)} ${fact("For", view.children)}
      ${fact("So that", view.soThat, "wide")} ${fact("How we will know", view.know, "wide")}
      ${fact("How much", view.howMuch)} ${fact("What if not", view.ifNot, "wide")}
    </dl>
    ${
      view.row.bottom_line
        ? html`<p class="state">${icon("shield")}Belongs to a bottom line</p>`
        : nothing
    }
    ${
      view.accepted === ""
        ? nothing
        : html`<p class="state ok">${icon("check")}${view.accepted}</p>`
    }
    ${responses(view.responses)} ${chips(view.chips)} ${look.more ?? nothing}
    ${look.menu ?? nothing}
  </article>`;
}
