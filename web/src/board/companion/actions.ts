/** The plan, one's own actions first: accept, say that it cannot be done, understood or ask. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import type { ReadBack } from "../../contract/items.ts";
import { clockWords, nameOf, type RowView } from "../model.ts";
import { icon } from "../parts.ts";
import type { App, Screen } from "./app.ts";
import { answersOf, fact, fault, formText, heading, type Piece, when } from "./pieces.ts";
import { mayAccept, mayReadBack, planRows } from "./plan.ts";
import { mayRespond, respondPanel } from "./respond.ts";
import { hrefTo } from "./routes.ts";

const LONGEST = 600;

export function actionsScreen(app: App): Screen {
  const all = planRows(app);
  const mine = all.filter((view) => view.mine);
  const others = all.filter((view) => !view.mine);
  const title = "My actions";
  const body = html`<div class="page">
    <div class="opening">
      ${heading(title)}
      <p class="soft">
        ${
          all.length === 0
            ? "The plan is not written yet."
            : "Read each one. If anything is unclear, ask before we finish."
        }
      </p>
    </div>
    ${when(all.length > 0 && mine.length === 0, () => html`<p>Nothing in the plan is for you to do.</p>`)}
    ${group(app, "Yours to do", mine)} ${group(app, "The rest of the plan", others)}
  </div>`;
  return { title, back: { href: "#/", words: "Back to the meeting" }, foot: true, body };
}

function group(app: App, name: string, views: readonly RowView[]): Piece {
  if (views.length === 0) return nothing;
  const id = name.toLowerCase().replaceAll(" ", "-");
  return html`<section class="group" aria-labelledby=${id}>
    <h2 id=${id}>${name}</h2>
    ${repeat(
      views,
      (view) => view.row.id,
      (view) => action(app, view),
    )}
  </section>`;
}

function action(app: App, view: RowView): TemplateResult {
  const owner = view.mine ? "You" : view.owner === "" ? "Nobody yet" : view.owner;
  return html`<article class="row v-next">
    <h3 tabindex="-1">${view.what}</h3>
    <dl class="facts">
      ${fact("Who", owner, false)} ${fact("By when", view.byWhen, false)}
      ${fact("So that", view.soThat)} ${fact("How we will know", view.know)}
      ${fact("How much", view.howMuch)} ${fact("If it does not happen", view.ifNot)}
    </dl>
    ${when(view.row.bottom_line === true, () => html`<p class="state">This is a bottom line.</p>`)}
    ${accepted(app, view)} ${answersOf(view.responses)} ${isItClear(app, view)}
    ${willYou(app, view)} ${when(!view.mine, () => html`${respondPanel(app, view.row)}`)}
  </article>`;
}

function accepted(app: App, view: RowView): Piece {
  const yes = view.row.accepted;
  if (!yes) return nothing;
  const who = yes.by === app.me.id ? "You" : nameOf(app.meeting, yes.by);
  return html`<p class="state ok">
    ${icon("circle-check")}${who} accepted this at ${clockWords(yes.at)}
  </p>`;
}

function isItClear(app: App, view: RowView): Piece {
  if (!mayReadBack(app)) return nothing;
  const said = view.readBack;
  const answer = (choice: ReadBack) => () =>
    app.ask("read_back", { row: view.row.id, answer: said === choice ? "" : choice });
  return html`<div class="say" role="group" aria-label="Is it clear?">
    <p class="asked">Is it clear?</p>
    <div class="pair">
      <button
        class="btn"
        type="button"
        aria-pressed=${said === "understood"}
        @click=${answer("understood")}
      >
        ${said === "understood" ? icon("check") : nothing}Understood
      </button>
      <button class="btn" type="button" aria-pressed=${said === "ask"} @click=${answer("ask")}>
        ${said === "ask" ? icon("check") : nothing}Ask about it
      </button>
    </div>
  </div>`;
}

function willYou(app: App, view: RowView): Piece {
  if (!mayAccept(app, view.row)) return nothing;
  if (view.row.accepted) {
    const back = (): Promise<boolean> => app.ask("accept", { row: view.row.id, accepted: false });
    return html`<button class="btn plain" type="button" @click=${back}>I take that back</button>`;
  }
  const accept = async (): Promise<void> => {
    if (await app.ask("accept", { row: view.row.id, accepted: true })) app.say("You accepted it.");
  };
  return html`<div class="say" role="group" aria-label="Will you do it?">
    <p class="asked">Will you do it?</p>
    <button class="btn primary" type="button" @click=${accept}>Accept this action</button>
    <a class="btn plain" href=${hrefTo("cannot", view.row.id)}>I can’t do this as it is written</a>
  </div>`;
}

/** "I can't do this as it is written": says so to the chair, with words where the family gives them. */
export function cannotScreen(app: App): Screen {
  const view = planRows(app).find((each) => each.row.id === app.route.id);
  const title = "I can’t do this as it is written";
  const back = { href: hrefTo("actions"), words: "Back" };
  if (view === undefined) {
    const gone = "That is no longer in the plan";
    return { title: gone, back, foot: true, body: html`<div class="page">${heading(gone)}</div>` };
  }
  const body = html`<div class="page">
    ${heading(title)}
    <p class="panel words">${view.what}</p>
    ${mayRespond(app, view.row) ? whatWould(app, view) : askAboutIt(app, view)}
  </div>`;
  return { title, back, foot: false, body };
}

function whatWould(app: App, view: RowView): TemplateResult {
  const key = `cannot-${view.row.id}`;
  const before = { words: view.row.responses?.[app.me.id]?.words ?? "" };
  const send = (): Promise<void> =>
    app.once(key, async () => {
      const words = (app.forms.read(key, before)["words"] ?? "").trim();
      if (words === "") return app.blame(key, "Say what would need to change.");
      if (!(await app.ask("respond", { item: view.row.id, view: "disagree", words }))) return;
      app.fault = null;
      app.forms.clear(key);
      app.go("actions");
      app.say("Everyone can see what would need to change.");
    });
  const field = { name: "words", label: "What would need to change?", max: LONGEST };
  return html`${formText(app, key, field, app.forms.read(key, before))}
    <div class="decide">
      ${fault(app, key)}
      <button class="btn primary" type="button" @click=${send}>Tell the meeting</button>
      <p>Everyone in the meeting will see it</p>
    </div>`;
}

function askAboutIt(app: App, view: RowView): TemplateResult {
  const ask = async (): Promise<void> => {
    if (!(await app.ask("read_back", { row: view.row.id, answer: "ask" }))) return;
    app.go("actions");
    app.say("The chair sees that you want to talk about it.");
  };
  return html`<p>Ask the chair to come back to it, and say what would need to change.</p>
    <button class="btn primary" type="button" @click=${ask}>Ask about it</button>`;
}
