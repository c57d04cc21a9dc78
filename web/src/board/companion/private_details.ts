/** The social worker keeps an address, a number or a school for those whom the chair has named (SEE-11). */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { WHAT } from "../held.ts";
import { may, namedScopes, people, scopeLabel, speakerOf } from "../model.ts";
import type { App } from "./app.ts";
import { type Choice, choices, fault, formText, type Piece } from "./pieces.ts";

const FORM = "private";
const LONGEST = 400;

interface Option {
  value: string;
  label: string;
}

export function privateDetails(app: App): Piece {
  if (app.me.role !== "social_worker" || !may(app.meeting, "add.protected")) return nothing;
  const readers = namedScopes(app.meeting);
  return html`<section class="panel" aria-labelledby="private-add">
    <h2 id="private-add">Keep details private</h2>
    <p class="soft">
      ${
        readers.length === 0
          ? "First the chair says who may read them. Then you can add them here."
          : "Everybody else sees that it is held, and not what it is."
      }
    </p>
    ${readers.length === 0 ? nothing : form(app, readers)}
  </section>`;
}

function answersOf(app: App): Readonly<Record<string, string>> {
  const about = people(app.meeting).find(({ person }) => person.side === "family")?.pid ?? "";
  const start = { about, what: "address", words: "", readers: namedScopes(app.meeting)[0] ?? "" };
  return app.forms.read(FORM, start);
}

function form(app: App, readers: readonly string[]): TemplateResult {
  const answers = answersOf(app);
  const family = people(app.meeting).filter(({ person }) => person.side === "family");
  const about = family.map(({ pid, name }) => ({ value: pid, label: name }));
  const what = Object.entries(WHAT).map(([value, label]) => ({ value, label }));
  const who = readers.map((scope) => ({
    value: scope,
    label: scopeLabel(app.meeting, scope)?.words ?? "",
  }));
  return html`${one(app, "about", "About whom?", about)} ${one(app, "what", "What is it?", what)}
    ${formText(app, FORM, { name: "words", label: "The details", rows: "two", max: LONGEST }, answers)}
    ${one(app, "readers", "Who may read it?", who)} ${fault(app, FORM)}
    <button
      class="btn primary"
      type="button"
      ?disabled=${app.busy.has(FORM)}
      @click=${() => save(app)}
    >
      Keep it private
    </button>`;
}

function one(app: App, field: string, legend: string, options: readonly Option[]): TemplateResult {
  const chosen = answersOf(app)[field];
  const offered = options.map((each): Choice => ({ ...each, checked: each.value === chosen }));
  const css = options.length > 4 ? "across" : "joined";
  return choices({ type: "radio", name: `private-${field}`, legend, css }, offered, (value) => {
    app.forms.write(FORM, field, value);
    app.redraw();
  });
}

function save(app: App): Promise<void> {
  const { about = "", what = "", words = "", readers = "" } = answersOf(app);
  if (words.trim() === "") {
    app.blame(FORM, "Write the details first.");
    return Promise.resolve();
  }
  return app.once(FORM, async () => {
    const { reply } = app.meeting.add("protected", {
      scope: readers,
      fields: { what, about: speakerOf(app.meeting, about) },
      texts: { "": words.trim() },
    });
    if (!(await reply).ok) return;
    app.fault = null;
    app.forms.clear(FORM);
    app.say(`${WHAT[what]}: held.`);
  });
}
