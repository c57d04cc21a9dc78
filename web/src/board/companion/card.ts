/** One card: its words, what others say to it, and what this person may do with it. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { rootOf } from "../../contract/items.ts";
import { type CardView, cardView, fill, may, scopeLabel, sectionOf } from "../model.ts";
import { boundText, confirm, icon } from "../parts.ts";
import { shareDraft, targetWith } from "./add.ts";
import type { App, Screen } from "./app.ts";
import { answersOf, heading, type Piece, when } from "./pieces.ts";
import { ROOM } from "./places.ts";
import { respondPanel } from "./respond.ts";

export function cardScreen(app: App): Screen {
  const card = app.meeting.item(app.route.id);
  const back = { href: app.beside ? "#/" : "#/board", words: "Back" };
  if (card?.kind !== "card") {
    const title = "That is no longer on the board";
    return { title, back, foot: true, body: html`<div class="page">${heading(title)}</div>` };
  }
  const view = cardView(app.meeting, card);
  const target = targetWith(app, card.section ?? "");
  const section = sectionOf(app.meeting, card.section ?? "");
  const title = section === undefined ? "On the board" : fill(app.meeting, section.name);
  const body = html`<div>
    <div class="head v-${target?.voice ?? "plain"} across">
      ${icon(target?.icon ?? "message-circle")}${heading(title)}
    </div>
    <div class="page">
      ${closedMark(app, view)} ${words(app, view)} ${answersOf(view.responses)}
      ${respondPanel(app, card)} ${mine(app, view)} ${askPlainer(app, card.id)}
    </div>
  </div>`;
  return { title, back, foot: true, body };
}

/** Who alone reads this, in words and with a drawing. */
function closedMark(app: App, view: CardView): Piece {
  const label = scopeLabel(app.meeting, view.scope);
  if (label === null) return nothing;
  return html`<p class="state closed">${icon(label.icon)}${label.words}</p>`;
}

function words(app: App, view: CardView): TemplateResult {
  const { card } = view;
  const edited = app.editing === card.id && view.mayWrite;
  const said = edited
    ? boundText(app.meeting, rootOf(card.id), { label: "The words", rows: 4, focus: true })
    : html`<p class="lead words">${view.words}</p>`;
  const about = [view.who, view.children, view.nature, card.event_date ?? ""];
  return html`<div class="group tight ${card.status === "struck" ? "struck" : ""}">
    ${said}
    <p class="soft small">${about.filter((part) => part !== "").join(" · ")}</p>
    ${when(
      card.status === "struck",
      () =>
        html`<p class="state">
          ${icon("x")}Taken off the board: ${card.struck?.reason || "no reason given"}
        </p>`,
    )}
  </div>`;
}

function mine(app: App, view: CardView): Piece {
  const { card } = view;
  const live = card.status === "live";
  const own = card.author === app.me.id;
  if (!live || !(view.mayWrite || own)) return nothing;
  const editing = app.editing === card.id;
  const toggle = (): void => {
    app.editing = editing ? null : card.id;
    app.redraw();
  };
  return html`<section class="say" aria-label="Your own card">
    ${when(
      view.mayWrite,
      () =>
        html`<button class="btn" type="button" @click=${toggle}>
          ${editing ? "Done" : "Change the words"}
        </button>`,
    )}
    ${when(own && ["professionals", "family"].includes(view.scope), () => shareWider(app, view))}
    ${when(own && may(app.meeting, "strike", card), () => takeOff(app, view))}
  </section>`;
}

function shareWider(app: App, view: CardView): TemplateResult {
  const share = async (): Promise<void> => {
    const sure = await confirm(
      "Share to the room?",
      "Everyone in the meeting will see it, the family too. This cannot be taken back.",
      "Share to the room",
    );
    if (sure) await shareDraft(app, view.card.id, ROOM);
  };
  return html`<button class="btn" type="button" @click=${share}>Share to the room</button>`;
}

function takeOff(app: App, view: CardView): TemplateResult {
  const strike = async (): Promise<void> => {
    const sure = await confirm(
      "Take it off the board?",
      "It stays in the record as struck through.",
      "Take it off",
    );
    if (sure && (await app.ask("strike", { item: view.card.id }))) app.say("Taken off the board.");
  };
  return html`<button class="btn plain" type="button" @click=${strike}>
    Take it off the board
  </button>`;
}

function askPlainer(app: App, item: string): Piece {
  if (app.meeting.scopeOf(item) !== "room" || !may(app.meeting, "signal")) return nothing;
  const ask = async (): Promise<void> => {
    if (await app.ask("signal", { signal: "plainer", item })) {
      app.say("The chair is asked for plainer words here. Nobody is told who asked.");
    }
  };
  return html`<button class="btn" type="button" @click=${ask}>
    ${icon("message-circle-question-mark")}Say this plainer
  </button>`;
}
