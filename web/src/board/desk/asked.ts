/** What was asked for without a word stands over the side panel until it is dealt with. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { clockWords } from "../model.ts";
import type { Asked, Desk } from "./desk.ts";
import { holdWords } from "./hold.ts";

/** A pause, plainer words, a turn to speak: stays until it is dealt with. */
export function askedFor(desk: Desk): TemplateResult | typeof nothing {
  const { asked } = desk.look;
  if (asked.length === 0) return nothing;
  const done = (one: Asked): void => desk.see({ asked: asked.filter((other) => other !== one) });
  return html`<section class="asked" role="status" aria-label="Asked for">
    <ul>
      ${asked.map(
        (one) =>
          html`<li>
            <span class="grow">${one.words} <small>${clockWords(one.at)}</small></span>
            ${one.item === undefined ? nothing : aboutItem(desk, one, done)}
            <button class="btn sm quiet" @click=${() => done(one)}>Done</button>
          </li>`,
      )}
    </ul>
  </section>`;
}

function aboutItem(desk: Desk, one: Asked, done: (one: Asked) => void): TemplateResult {
  const { item = "" } = one;
  const hold = (): void => void holdWords(desk, item).then((held) => held && done(one));
  return html`<button class="btn sm quiet" @click=${() => desk.focusItem(item)}>Go to it</button>
    <button class="btn sm quiet" @click=${hold}>Hold it</button>`;
}
