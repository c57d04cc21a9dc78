/** Home during the meeting: where we are, your turn, the child's words, and everything one tap away. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import {
  clockWords,
  people,
  reads,
  type ScaleView,
  scales,
  sets,
  stageNow,
  stages,
  timeLeft,
} from "../model.ts";
import { icon } from "../parts.ts";
import { mayAdd, writtenDrafts } from "./add.ts";
import type { App, Screen } from "./app.ts";
import { rest } from "./later.ts";
import { childPanel, heading, lower, type Piece, when } from "./pieces.ts";
import { hrefTo, type ScreenName } from "./routes.ts";
import { nameOfScale } from "./score.ts";
import { nameOfSet } from "./worry.ts";
import { type Turn, turns } from "./turns.ts";

export function homeScreen(app: App): Screen {
  const body = html`<div class="page">
    ${where(app)} ${yourTurn(app)} ${rest(app.redraw)?.late(app) ?? nothing}
    ${app.beside ? nothing : childPanel(app, "home")} ${addToBoard(app)} ${lookAt(app)}
    ${leave(app)}
  </div>`;
  return { title: stageNow(app.meeting).ask, body, foot: true };
}

function where(app: App): TemplateResult {
  const all = stages(app.meeting);
  const now = stageNow(app.meeting);
  const number = all.find((each) => each.state === "now")?.number ?? 1;
  return html`<section class="where" aria-label="Where we are">
    <p><span>Step ${number} of ${all.length}</span><span>${now.name}${until(app)}</span></p>
    <div class="steps" aria-hidden="true">
      ${all.map((each) => html`<i class=${each.state}></i>`)}
    </div>
    ${heading(now.ask)}
  </section>`;
}

/** To five minutes: "about" is a promise that a plan in minutes cannot keep. */
function until(app: App): string {
  const left = timeLeft(app.meeting);
  if (left.over) return "";
  const five = 5 * 60_000;
  const end = Math.round((app.meeting.now() + left.ms) / five) * five;
  return `, until about ${clockWords(end)}`;
}

function yourTurn(app: App): TemplateResult {
  const all = turns(app);
  if (all.length === 0) {
    return html`<section class="panel ask calm">
      <h2 class="turn">Just now</h2>
      <p class="lead">Nothing is asked of you. You can follow the board here.</p>
    </section>`;
  }
  return html`${all.map((turn) => turnPanel(turn, all.find((each) => !each.done) === turn))}`;
}

function turnPanel(turn: Turn, first: boolean): TemplateResult {
  const id = `turn-${turn.key}`;
  return html`<section class="panel ask ${turn.done ? "calm" : ""}" aria-labelledby=${id}>
    <header>
      <h2 class="turn" id=${id}>${turn.done ? "Just now" : "Your turn"}</h2>
      ${when(turn.count !== "", () => html`<p class="soft">${turn.count}</p>`)}
    </header>
    <div>
      <p class="lead">${turn.lead}</p>
      ${when(turn.soft !== "", () => html`<p class="soft">${turn.soft}</p>`)}
    </div>
    <a class="btn ${first ? "primary" : ""}" href=${turn.href}
      >${turn.button}<span class="after">${icon("arrow-right")}</span></a
    >
  </section>`;
}

function addToBoard(app: App): Piece {
  if (!mayAdd(app)) return nothing;
  return html`<section class="group tight" aria-labelledby="add">
    <h2 id="add">Add to the board</h2>
    <div class="voices">
      ${app.meeting.boot.type.columns.map(
        (column) =>
          html`<a class="voice v-${column.voice}" href=${hrefTo("add", column.id)}
            >${icon(column.icon)}${column.one}${icon("plus")}</a
          >`,
      )}
    </div>
  </section>`;
}

function lookAt(app: App): TemplateResult {
  const drafts = writtenDrafts(app).length;
  const here = people(app.meeting).filter(({ state }) => state === "here").length;
  return html`<nav class="group tight" aria-label="Look at">
    <div class="pair">
      ${when(!app.beside, () => link("board", "columns-3", "Whole board"))}
      ${link("actions", "list-checks", "My actions")}
    </div>
    <ul class="list">
      ${when(drafts > 0, () => html`<li>${row("drafts", "My drafts", String(drafts))}</li>`)}
      ${when(reads(app.meeting, "family"), () => html`<li>${row("family", "What only the family sees", "")}</li>`)}
      <li>${row("voice", "What the children say", "")}</li>
      ${sets(app.meeting).map((view) => html`<li>${row("set", nameOfSet(view), "", view.set.id)}</li>`)}
      ${shownScales(app).map((view) => {
        const words = `Everyone’s number: ${lower(nameOfScale(app, view))}`;
        return html`<li>${row("line", words, "", view.scale.id)}</li>`;
      })}
      <li>${row("decisions", "The decision for each child", "")}</li>
      <li>${row("people", "Who is here", here === 0 ? "" : String(here))}</li>
    </ul>
  </nav>`;
}

const link = (screen: "board" | "actions", picture: string, words: string): TemplateResult =>
  html`<a class="btn" href=${hrefTo(screen)}>${icon(picture)}${words}</a>`;

const row = (screen: ScreenName, words: string, count: string, id = ""): TemplateResult =>
  html`<a href=${hrefTo(screen, id)}>${words}</a><span class="soft">${count}</span>`;

const shownScales = (app: App): ScaleView[] =>
  scales(app.meeting).filter(({ scale }) => ["revealed", "locked"].includes(scale.state));

/** Whoever chairs from a phone pairs the wall and hands over from it, too. */
function forChair(app: App): Piece {
  const { meeting, me } = app.meeting.boot;
  if (me.role !== "chair") return nothing;
  return html`<div class="pair">
    <a class="btn" href="/meetings/${meeting.id}/wall">${icon("projector")}Pair the wall</a>
    <a class="btn" href="/meetings/${meeting.id}/chair">Hand over the chair</a>
  </div>`;
}

function deputy(app: App): Piece {
  const { meeting, me } = app.meeting.boot;
  if (!(app.meeting.rights.deputy ?? me.deputy)) return nothing;
  return html`<section class="panel ask calm" aria-labelledby="deputy">
    <h2 class="turn" id="deputy">You are the deputy</h2>
    <p class="soft">If the chair drops out for a minute, you can take the chair.</p>
    <a class="btn" href="/meetings/${meeting.id}/chair/take">Take the chair</a>
  </section>`;
}

/** Ends this device's session: the server takes the cookie back, and nothing stays here. */
function leave(app: App): Piece {
  const { csrf, meeting, me } = app.meeting.boot;
  if (csrf === undefined) return nothing;
  // Chair and minute taker have all of it at their Desk.
  if (["chair", "minute_taker"].includes(me.role))
    return html`${deputy(app)}${forChair(app)}
      <a class="btn plain" href="/m/${meeting.id}/${me.id}">Open the whole Desk</a>`;
  if (app.meeting.rights.deputy ?? me.deputy) return deputy(app);
  return html`<form method="post" action="/m/${meeting.id}/${me.id}/leave">
    <input type="hidden" name="csrf" .value=${csrf} />
    <button class="btn plain" type="submit">Leave the meeting</button>
  </form>`;
}
