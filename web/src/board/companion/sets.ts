/** One danger set to read: what each wrote, the words agreed, the goal, and what the family says. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { SetView } from "../model.ts";
import { icon } from "../parts.ts";
import type { App, Screen } from "./app.ts";
import { answersOf, heading, type Piece, when } from "./pieces.ts";
import { respondPanel } from "./respond.ts";
import { hrefTo } from "./routes.ts";
import { mayWriteStatement, nameOfSet, setOf } from "./worry.ts";

export function setScreen(app: App): Screen {
  const view = setOf(app, app.route.id);
  const back = { href: "#/", words: "Back to the meeting" };
  if (view === undefined) {
    const title = "That is no longer on the board";
    return { title, back, foot: true, body: html`<div class="page">${heading(title)}</div>` };
  }
  const title = nameOfSet(view);
  const body = html`<div class="page">
    <div class="opening">
      ${heading(title)}
      ${when(view.children !== "", () => html`<p class="soft">${view.children}</p>`)}
    </div>
    ${drafting(app, view)} ${agreedWords(app, view)} ${goal(view)} ${bottomLines(view)}
    ${written(view)} ${scaleLink(view)}
  </div>`;
  return { title, back, foot: true, body };
}

function drafting(app: App, view: SetView): Piece {
  if (view.revealed || !mayWriteStatement(app)) return nothing;
  return html`<section class="panel ask" aria-labelledby="set-turn">
    <header>
      <h2 class="turn" id="set-turn">Your turn</h2>
      <p class="soft">${view.ready} of ${view.writers} have written</p>
    </header>
    <p class="soft">Nobody sees your words until the chair shows everyone’s together.</p>
    <a class="btn primary" href=${hrefTo("statement", view.set.id)}
      >${view.mine === null ? "Write my own words" : "Go on writing"}</a
    >
  </section>`;
}

function agreedWords(app: App, view: SetView): Piece {
  if (view.danger.trim() === "") return nothing;
  return html`<article class="row v-worry" aria-labelledby="set-danger">
    <div class="group tight">
      <h2 id="set-danger">What we are worried about</h2>
      <p class="lead words">${view.danger}</p>
      ${state(view.set.danger_status === "agreed")}
    </div>
    ${when(
      view.disputes.some((line) => line.words.trim() !== ""),
      () => disputes(view),
    )}
    ${answersOf(view.responses)} ${respondPanel(app, view.set)}
  </article>`;
}

const disputes = (view: SetView): TemplateResult =>
  html`<ul class="answers">
    ${view.disputes.map(
      (line) =>
        html`<li>
          ${icon("message-circle")}<span
            >${line.words}<span class="soft">${line.who === "" ? "" : ` ${line.who}`}</span></span
          >
        </li>`,
    )}
  </ul>`;

function goal(view: SetView): Piece {
  if (view.goal.trim() === "") return nothing;
  return html`<article class="row v-next" aria-labelledby="set-goal">
    <div class="group tight">
      <h2 id="set-goal">What we want to see</h2>
      <p class="lead words">${view.goal}</p>
      ${state(view.set.goal_status === "agreed")}
    </div>
  </article>`;
}

const state = (agreed: boolean): TemplateResult =>
  agreed
    ? html`<p class="state ok">${icon("circle-check")}Agreed</p>`
    : html`<p class="state">Not agreed yet</p>`;

function bottomLines(view: SetView): Piece {
  const lines = view.bottomLines.filter((line) => line.words.trim() !== "");
  if (lines.length === 0) return nothing;
  return html`<section class="group" aria-labelledby="set-lines">
    <h2 id="set-lines">Whatever happens</h2>
    <ul class="group">
      ${lines.map(
        (line) =>
          html`<li class="panel">
            <p class="words"><strong>${line.words}</strong></p>
            ${when(line.why.trim() !== "", () => html`<p class="soft words">${line.why}</p>`)}
            ${when(
              (line.item.set_by ?? "") !== "",
              () => html`<p class="soft small">Set by ${line.item.set_by}</p>`,
            )}
          </li>`,
      )}
    </ul>
  </section>`;
}

function written(view: SetView): Piece {
  if (!view.revealed || view.statements.length === 0) return nothing;
  return html`<section class="group" aria-labelledby="set-each">
    <h2 id="set-each">What each of us wrote</h2>
    <ul class="group">
      ${view.statements.map(
        (each) =>
          html`<li class="card">
            <p class="words">${each.words}</p>
            <p class="who">${each.mine ? "You" : each.who}</p>
          </li>`,
      )}
    </ul>
  </section>`;
}

function scaleLink(view: SetView): Piece {
  const scale = view.scale;
  if (scale === null || scale.scale.state === "closed") return nothing;
  const open = scale.scale.state === "open";
  return html`<a class="btn" href=${hrefTo(open ? "score" : "line", scale.scale.id)}
    >${open ? "Choose a number" : "See everyone’s number"}${icon("arrow-right")}</a
  >`;
}
