/** What is held about people: everybody sees that it is, and those who may read what (SEE-11). */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Board } from "../contract/board.ts";
import { type Person, type ProtectedField, rootOf } from "../contract/items.ts";
import { icon } from "./icons.ts";
import { itemsOf } from "./find.ts";

export const WHAT: Readonly<Record<string, string>> = {
  address: "Address",
  phone: "Phone number",
  email: "E-mail address",
  school: "School",
  workplace: "Workplace",
  refuge: "Refuge",
  placement: "Placement",
  car: "Car",
  name: "Name",
  gp: "GP",
  other: "Other details",
};

const pidOf = (seat: Person): string => seat.id.replace(/^person-/, "");

const line = (what: string, words: string): TemplateResult =>
  html`<li>
    ${icon("lock")}<span><b>${WHAT[what] ?? what}:</b> ${words === "" ? "held" : words}</span>
  </li>`;

/** "Address: held" for each kind of detail; the details themselves for whoever may read them. */
export function heldOf(board: Board, seat: Person): TemplateResult | typeof nothing {
  const known = itemsOf(board, "protected").filter(({ about }) => about?.person === pidOf(seat));
  const lines = (seat.held ?? []).flatMap((what) => {
    const read = known.filter((one) => one.what === what);
    return read.length === 0
      ? [line(what, "")]
      : read.map((one) => line(what, board.words(rootOf(one.id))));
  });
  if (lines.length === 0) return nothing;
  return html`<ul class="held" aria-label="Kept private about ${seat.name}">
    ${lines}
  </ul>`;
}

/** Of children and others without a seat: whoever may read it finds it here. */
export function heldOthers(board: Board): TemplateResult | typeof nothing {
  const known: ProtectedField[] = itemsOf(board, "protected").filter(({ about }) => !about?.person);
  if (known.length === 0) return nothing;
  return html`<section class="panel stack" aria-label="Kept private">
    <h3 class="sub">${icon("lock")}Kept private</h3>
    <ul class="held">
      ${known.map(
        (one) =>
          html`<li>
            <span
              ><b>${WHAT[one.what] ?? one.what} of ${one.about?.name}:</b>
              ${board.words(rootOf(one.id))}</span
            >
          </li>`,
      )}
    </ul>
  </section>`;
}
