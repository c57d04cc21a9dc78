/** Small pieces of the Companion's screens. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { live } from "lit/directives/live.js";
import { type ResponseLine, headline } from "../model.ts";
import { icon } from "../parts.ts";
import type { App } from "./app.ts";
import type { Answers } from "./forms.ts";

export type Piece = TemplateResult | typeof nothing;

export const when = (is: boolean, piece: () => TemplateResult): Piece => (is ? piece() : nothing);

/** Every screen's heading takes the focus when the screen opens. */
export const heading = (words: string, css = ""): TemplateResult =>
  html`<h1 class=${css} tabindex="-1">${words}</h1>`;

export function childPanel(app: App, where: string): Piece {
  const view = headline(app.meeting);
  if (view === null || view.words.trim() === "") return nothing;
  return html`<section class="child" aria-labelledby="childs-words-${where}">
    <h2 id="childs-words-${where}">${icon("quote")}${view.title}</h2>
    <blockquote>${view.quoted}</blockquote>
    ${when(view.told !== "", () => html`<p>${capital(view.told)}</p>`)}
  </section>`;
}

export const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

export const lower = (words: string): string => words.slice(0, 1).toLowerCase() + words.slice(1);

/** A text of a form that is sent as a whole, by its button. */
export function formText(
  app: App,
  form: string,
  field: { name: string; label: string; hint?: string; rows?: "two"; max: number },
  answers: Answers,
): TemplateResult {
  const id = `${form}-${field.name}`;
  return html`<div class="field">
    <label for=${id}
      >${field.label}${
        field.hint === undefined ? nothing : html`<span class="hint">${field.hint}</span>`
      }</label
    >
    <textarea
      id=${id}
      class=${field.rows ?? ""}
      maxlength=${field.max}
      autocomplete="off"
      .value=${live(answers[field.name] ?? "")}
      @input=${(event: Event) => {
        app.forms.write(form, field.name, (event.target as HTMLTextAreaElement).value);
      }}
    ></textarea>
  </div>`;
}

/** One line for a few words or a date, as people say it. */
export function lineField(
  field: { id: string; label: string; hint?: string; max: number },
  value: string,
  changed: (words: string) => void,
): TemplateResult {
  return html`<div class="field">
    <label for=${field.id}
      >${field.label}${
        field.hint === undefined ? nothing : html`<span class="hint">${field.hint}</span>`
      }</label
    >
    <input
      id=${field.id}
      class="text"
      autocomplete="off"
      maxlength=${field.max}
      .value=${live(value)}
      @change=${(event: Event) => changed((event.target as HTMLInputElement).value)}
    />
  </div>`;
}

export interface Choice {
  value: string;
  label: string;
  checked: boolean;
}

/** What was pressed stands until the board says otherwise: drawing again must not undo it meanwhile. */
export function choices(
  look: { type: "radio" | "checkbox"; name: string; legend: string; css: string },
  offered: readonly Choice[],
  chosen: (value: string, checked: boolean) => void,
): TemplateResult {
  return html`<fieldset class="field">
    <legend>${look.legend}</legend>
    <div class="picks ${look.css}">
      ${offered.map(
        (each) =>
          html`<label class="pick"
            ><input
              type=${look.type}
              name=${look.name}
              .checked=${each.checked}
              @change=${(event: Event) =>
                chosen(each.value, (event.target as HTMLInputElement).checked)}
            />${each.label}</label
          >`,
      )}
    </div>
  </fieldset>`;
}

/** What is missing, said beside the button that needs it. */
export function fault(app: App, key: string): Piece {
  const { fault: said } = app;
  if (said?.key !== key) return nothing;
  return html`<p class="state wait" role="alert">${icon("circle-alert")}${said.words}</p>`;
}

export function answersOf(lines: readonly ResponseLine[]): Piece {
  if (lines.length === 0) return nothing;
  return html`<ul class="answers">
    ${lines.map(
      (line) =>
        html`<li>
          ${icon(line.view === "agree" ? "check" : "message-circle")}<span>${line.line}</span>
        </li>`,
    )}
  </ul>`;
}

export function fact(name: string, words: string, wide = true): Piece {
  if (words.trim() === "") return nothing;
  return html`<div class=${wide ? "wide" : ""}>
    <dt>${name}</dt>
    <dd class="words">${words}</dd>
  </div>`;
}

export const inDate = (ms: number): string =>
  new Date(ms).toLocaleDateString("en-CA", { timeZone: "Europe/London" });
