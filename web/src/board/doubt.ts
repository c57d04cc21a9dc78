/** Asks once more before words go to everybody that may say where somebody lives (SEE-10). */
import { html } from "lit/html.js";
import type { Board } from "../contract/board.ts";
import { rootOf } from "../contract/items.ts";
import { type Found, find_protected } from "../rules/detector.ts";
import type { Ask } from "../sync/doubts.ts";
import { openDialog } from "./dialog.ts";
import { itemsOf } from "./find.ts";

const WHY: Readonly<Record<Found["code"], string>> = {
  postcode: "looks like a postcode",
  telephone: "looks like a telephone number",
  term: "is held",
};

/** The words of every protected field that this person may read. */
export const protectedTerms = (board: Board): string[] =>
  itemsOf(board, "protected").map(({ id }) => board.words(rootOf(id)));

/** "“SW1A 1AA” looks like a postcode" */
export const warnings = (board: Board, words: string): string[] =>
  find_protected(words, protectedTerms(board)).map(({ quote, code }) => `“${quote}” ${WHY[code]}`);

export function askDoubt(board: Board): Ask {
  return async ({ words }) => {
    const found = [...new Set(words.flatMap((one) => warnings(board, one)))];
    const answer = await openDialog(
      "This may say where somebody lives",
      (close) =>
        html`<ul class="doubts">
            ${found.map((one) => html`<li>${one}.</li>`)}
          </ul>
          <p>Everyone in the meeting would read it, and nobody can take it back.</p>
          <div class="choices">
            <button type="button" class="btn primary" @click=${() => close()}>Take it out</button>
            <button type="button" class="btn" @click=${() => close("yes")}>Share anyway</button>
          </div>`,
    );
    return answer === "yes";
  };
}
