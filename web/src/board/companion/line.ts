/** After the reveal: everyone on the line, the gap in words, and one's own mark to move. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Score } from "../../contract/items.ts";
import { clockWords, type ScaleView, type ScoreView } from "../model.ts";
import type { App, Screen } from "./app.ts";
import { heading, type Piece, when } from "./pieces.ts";
import { hrefTo } from "./routes.ts";
import { entered, nameOfScale, scaleOf, scorer } from "./score.ts";

const NUMBERS = Array.from({ length: 11 }, (_, down) => 10 - down);

export function lineScreen(app: App): Screen {
  const view = scaleOf(app, app.route.id);
  const back = { href: "#/", words: "Back to the meeting" };
  const shown = view?.scale.state === "revealed" || view?.scale.state === "locked";
  if (view === undefined || !shown) {
    const title = "The numbers are not shown yet";
    return { title, back, foot: true, body: notShown(title, view) };
  }
  return { title: "Everyone’s number", back, foot: true, body: line(app, view) };
}

function notShown(title: string, view: ScaleView | undefined): TemplateResult {
  return html`<div class="page">
    <div class="opening">
      ${heading(title)}
      <p>The chair shows everyone’s number at the same time.</p>
    </div>
    ${
      view === undefined
        ? nothing
        : html`<section class="panel">
            <h2>${view.question}</h2>
            <p class="end"><b>10</b>${view.ten}</p>
            <p class="end"><b>0</b>${view.zero}</p>
            ${when(view.scale.state === "open", () => html`<p class="soft">${view.entered} of ${view.expected} are in</p>`)}
          </section>`
    }
  </div>`;
}

function line(app: App, view: ScaleView): TemplateResult {
  return html`<div class="page">
    <div class="opening">
      <p class="soft small">Everyone’s number. ${nameOfScale(app, view)}</p>
      ${heading(spreadTitle(view), "spread")}
      <p>We do not work out an average. The gap is what we talk about.</p>
    </div>
    <ol class="line" aria-label="Numbers from 10 to 0, and who chose each">
      ${NUMBERS.map((value) => step(app, view, value))}
    </ol>
    ${cannotSay(view)} ${when(view.ask !== "", () => html`<p class="lead">${view.ask}</p>`)}
    ${mine(app, view)} ${reasons(view)}
  </div>`;
}

function spreadTitle(view: ScaleView): string {
  if (view.spread === null) return "No numbers yet";
  const { low, high } = view.spread;
  return low === high ? `Everyone at ${low}` : `From ${low} to ${high}`;
}

function step(app: App, view: ScaleView, value: number): TemplateResult {
  const high = view.spread?.high ?? -1;
  const low = view.spread?.low ?? 11;
  const inside = value <= high && value >= low && high > low;
  const css = [inside ? "in" : "", value === high ? "top" : "", value === low ? "foot" : ""];
  return html`<li class=${css.join(" ")}>
    <span class="n">${value}</span>
    <span class="tick" aria-hidden="true">${inside ? html`<i></i>` : nothing}</span>
    ${people(app, view, value)}
  </li>`;
}

function people(app: App, view: ScaleView, value: number): TemplateResult {
  const here = view.scores.filter((each) => each.score.value === value);
  const left = view.scores.filter(
    (each) => each.score.first?.value === value && each.score.value !== value,
  );
  const end = value === 10 ? view.ten : value === 0 ? view.zero : "";
  const said = end === "" ? nothing : html`<span class="said">${end}</span>`;
  if (here.length + left.length === 0) {
    return end === "" ? html`<span class="vh">nobody</span>` : html`${said}`;
  }
  return html`<span class="people">
    ${here.map((each) => html`<span class="dot ${dotOf(app, each)}" aria-hidden="true">${each.initials}</span>`)}
    ${left.map((each) => html`<span class="dot first" aria-hidden="true">${each.initials}</span>`)}
    <span class="who">${whoAre(app, here)}${moved(here, left)}</span>
    ${said}
  </span>`;
}

function moved(here: readonly ScoreView[], left: readonly ScoreView[]): Piece {
  if (left.length === 0) return nothing;
  const names = left.map((each) => each.who).join(", ");
  return html`<span class="soft">${here.length === 0 ? "" : "; "}${names} at first</span>`;
}

function dotOf(app: App, each: ScoreView): string {
  const seat = app.meeting.item(`person-${each.score.person.id}`);
  const child = seat?.kind === "person" && seat.role === "child";
  return each.mine ? "me" : child ? "voiced" : "";
}

function whoAre(app: App, here: readonly ScoreView[]): TemplateResult {
  return html`${here.map((each, place) => {
    const own = each.mine && each.score.person.id === app.me.id;
    const part = app.me.relation === "" ? "" : `, ${app.me.relation}`;
    const who = own ? html`<b>You</b>${part}` : each.who;
    return html`${place > 0 ? ", " : nothing}<span class="nw">${who}</span>`;
  })}`;
}

function cannotSay(view: ScaleView): Piece {
  const names = view.scores.filter((each) => each.score.value === null).map((each) => each.who);
  if (names.length === 0) return nothing;
  return html`<p><strong>Can’t say:</strong> ${names.join(", ")}</p>`;
}

function mine(app: App, view: ScaleView): Piece {
  const who = scorer(app);
  const score = entered(app, view.scale.id, who);
  const locked = view.scale.state === "locked";
  if (who === null || (score === null && locked)) return nothing;
  return html`<section class="panel" aria-labelledby="mine">
    <h2 id="mine">${chose(score, who.child)}</h2>
    ${when((score?.because ?? "") !== "", () => html`<p class="soft words">“${score?.because}”</p>`)}
    ${locked ? html`<p class="soft small">The chair has locked the numbers.</p>` : move(view, score)}
  </section>`;
}

function chose(score: Score | null, child: string): string {
  const who = child === "" ? "You" : child;
  if (score === null) return `${who} chose no number`;
  const number = score.value === null ? "can’t say" : String(score.value);
  const at = score.entered_at ? ` at ${clockWords(score.entered_at)}` : "";
  return `${who} chose ${number}${at}`;
}

function move(view: ScaleView, score: Score | null): TemplateResult {
  return html`<a class="btn" href=${hrefTo("score", view.scale.id)} aria-describedby="keep"
      >${score === null ? "Choose a number now" : "Move this mark"}</a
    >
    ${
      score === null
        ? nothing
        : html`<p class="small soft" id="keep">
            Heard something that changes your mind? The first mark stays on the line.
          </p>`
    }`;
}

function reasons(view: ScaleView): Piece {
  const said = view.scores.filter((each) => each.because !== "" || each.up !== "");
  if (said.length === 0) return nothing;
  return html`<section class="group" aria-labelledby="reasons">
    <h2 id="reasons">Why, and what would make it one higher</h2>
    <ul class="reasons">
      ${said.map(
        (each) =>
          html`<li>
            <b>${each.score.value ?? "–"}</b>
            <div>
              <p class="soft small">${each.who}</p>
              ${when(each.because !== "", () => html`<p class="words">${each.because}</p>`)}
              ${when(
                each.up !== "",
                () => html`<p class="words"><span class="soft">One higher:</span> ${each.up}</p>`,
              )}
            </div>
          </li>`,
      )}
    </ul>
  </section>`;
}
