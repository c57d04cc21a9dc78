/** The whole board to read: three columns of equal weight; a card opens when it is pressed. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import type { Column, Section, Side } from "../../contract/boot.ts";
import { type CardView, cards, fill, scopeLabel, type SetView, sets } from "../model.ts";
import { icon } from "../parts.ts";
import type { App, Screen } from "./app.ts";
import { childPanel, heading, type Piece } from "./pieces.ts";
import { hrefTo } from "./routes.ts";

export function boardScreen(app: App): Screen {
  const title = "The whole board";
  const body = html`<div class="page">
    ${heading(title)} ${childPanel(app, "board")} ${columns(app)} ${sides(app)}
  </div>`;
  return { title, back: { href: "#/", words: "Back to the meeting" }, foot: true, body };
}

/** The board beside the pane, on a laptop. */
export function boardBeside(app: App): TemplateResult {
  return html`<aside class="beside" aria-label="The whole board">
    <header><h2>The whole board</h2></header>
    ${childPanel(app, "beside")}
    <div class="cols">${columns(app)}</div>
    <div class="cols">${sides(app)}</div>
  </aside>`;
}

const columns = (app: App): TemplateResult =>
  html`${app.meeting.boot.type.columns.map((each) => column(app, each, each.sections))}`;

function sides(app: App): TemplateResult {
  const held = app.meeting.boot.type.sides.filter((side) => shown(app, side).length > 0);
  return html`${held.map((side) => column(app, side, [side]))}`;
}

function column(
  app: App,
  look: Column | Side,
  sections: readonly (Section | Side)[],
): TemplateResult {
  const id = `col-${look.id}`;
  return html`<section class="col v-${look.voice} across" aria-labelledby=${id}>
    <h2 id=${id}>${icon(look.icon)}${look.name}</h2>
    ${sections.map((section) => part(app, look, section))}
  </section>`;
}

/** The room's cards, then those of professionals where this person may read them. */
function shown(app: App, section: Section | Side): CardView[] {
  const scopes = app.meeting.rights.scopes.filter((scope) => !/^(own|chair)/.test(scope));
  const held = scopes.flatMap((scope) => cards(app.meeting, section.id, { scope }));
  return held.filter((view) => view.words.trim() !== "");
}

function part(app: App, look: Column | Side, section: Section | Side): Piece {
  const own = shown(app, section);
  const half = section.sets;
  const held =
    half === undefined ? [] : sets(app.meeting).filter((view) => wordsOf(view, half) !== "");
  const single = section.id === look.id;
  if (own.length + held.length === 0 && (single || half !== undefined)) return nothing;
  const head = single ? nothing : html`<h3>${fill(app.meeting, section.name)}</h3>`;
  const none =
    own.length + held.length === 0 ? html`<p class="soft small">Nothing here yet.</p>` : nothing;
  return html`<section class="group tight v-${look.voice}">
    ${head}${none} ${half === undefined ? nothing : held.map((view) => setCard(view, half))}
    ${repeat(
      own,
      (view) => view.card.id,
      (view) => cardLink(app, view),
    )}
  </section>`;
}

const wordsOf = (view: SetView, half: "danger" | "goal"): string =>
  (half === "danger" ? view.danger : view.goal).trim();

function setCard(view: SetView, half: "danger" | "goal"): TemplateResult {
  return html`<a class="card" href=${hrefTo("set", view.set.id)}>
    <p class="who">${view.number}. ${view.title}</p>
    <p class="words">${wordsOf(view, half)}</p>
  </a>`;
}

function cardLink(app: App, view: CardView): TemplateResult {
  const label = scopeLabel(app.meeting, view.scope);
  const under = [view.who, view.children].filter((piece) => piece !== "").join(" · ");
  return html`<a class="card" href=${hrefTo("card", view.card.id)}>
    ${
      label === null ? nothing : html`<p class="state closed">${icon(label.icon)}${label.words}</p>`
    }
    <p class="words">${view.card.nature === "childs_words" ? `“${view.words}”` : view.words}</p>
    <p class="who">${under}</p>
    ${view.responses.map((line) => html`<p class="who">${line.line}</p>`)}
  </a>`;
}
