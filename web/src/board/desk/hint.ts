/** Quiet hints on words: never in the way, and never on a child's words. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import plain from "../../../../shared/words/plain.json";
import { hints } from "../../rules/hints.ts";
import { icon } from "../parts.ts";

const MOST = 2;

export function hintsFor(
  text: string,
  where: "card" | "childs_words" | "danger" | "goal" | "row",
): TemplateResult | typeof nothing {
  const found = hints({ text, where, plain }).slice(0, MOST);
  if (found.length === 0) return nothing;
  return html`<ul class="hints">
    ${found.map(
      ({ quote, say }) => html`<li class="hint">${icon("lightbulb")}“${quote}”: ${say}</li>`,
    )}
  </ul>`;
}
