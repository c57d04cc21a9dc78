/** Choosing a number from 10 to 0, alone; and moving it after everyone's has been shown. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { live } from "lit/directives/live.js";
import type { Score } from "../../contract/items.ts";
import { may, type ScaleView, scales } from "../model.ts";
import { icon } from "../parts.ts";
import type { App, Screen } from "./app.ts";
import type { Answers } from "./forms.ts";
import { fault, formText, heading, type Piece } from "./pieces.ts";
import { hrefTo } from "./routes.ts";
import { nameOfSet, setOf } from "./worry.ts";

const LONGEST = 600;
const NUMBERS = Array.from({ length: 11 }, (_, down) => 10 - down);

/** Whose number this device chooses: one's own, or that of the child one speaks for. */
export interface Scorer {
  pid: string;
  /** The child's name, when it is not one's own. */
  child: string;
}

export function scorer(app: App): Scorer | null {
  const { me } = app;
  if (!may(app.meeting, "score") || me.role === "minute_taker") return null;
  if (me.role === "advocate") {
    const child = app.speaksFor;
    return child && { pid: child.pid, child: child.name };
  }
  const role = app.meeting.boot.type.roles.find((each) => each.id === me.role);
  return role?.scores === true ? { pid: me.id, child: "" } : null;
}

export function entered(app: App, scale: string, who: Scorer | null): Score | null {
  if (who === null) return null;
  const found = app.meeting.item(`score-${scale}-${who.pid}`);
  return found?.kind === "score" ? found : null;
}

export const scaleOf = (app: App, id: string): ScaleView | undefined =>
  scales(app.meeting).find((view) => view.scale.id === id);

/** "Worry 1: Dean drinking", or "Everything together" for the overall scale. */
export function nameOfScale(app: App, view: ScaleView): string {
  const set = view.set === null ? undefined : setOf(app, view.set.id);
  return set === undefined ? "Everything together" : nameOfSet(set);
}

export function scoreScreen(app: App): Screen {
  const view = scaleOf(app, app.route.id);
  const who = scorer(app);
  const title = who?.child ? `Choose ${who.child}’s number` : "Choose my number";
  const back = { href: "#/", words: "Back" };
  if (view === undefined || who === null || !["open", "revealed"].includes(view.scale.state)) {
    return { title, back, foot: true, body: notOpen(view) };
  }
  return { title, back, foot: false, body: form(app, view, who) };
}

function notOpen(view: ScaleView | undefined): TemplateResult {
  const shown = view?.scale.state === "revealed" || view?.scale.state === "locked";
  return html`<div class="page">
    ${heading("There is no number to choose now")}
    <p>The chair opens and closes this for everyone at the same time.</p>
    ${
      shown && view !== undefined
        ? html`<a class="btn" href=${hrefTo("line", view.scale.id)}>See everyone’s number</a>`
        : nothing
    }
  </div>`;
}

const CANNOT_SAY = "cannot";

function before(score: Score | null): Answers {
  if (score === null) return { value: "", because: "", up: "" };
  const value = score.value === null ? CANNOT_SAY : String(score.value);
  return { value, because: score.because ?? "", up: score.up ?? "" };
}

export const scoreForm = (scale: string): string => `score-${scale}`;

function form(app: App, view: ScaleView, who: Scorer): TemplateResult {
  const key = scoreForm(view.scale.id);
  const answers = app.forms.read(key, before(entered(app, view.scale.id, who)));
  const choose = (value: string): void => {
    app.forms.write(key, "value", value);
    app.fault = null;
    app.redraw();
  };
  const mine = who.child === "";
  return html`<form
    class="page"
    autocomplete="off"
    @submit=${(event: Event) => event.preventDefault()}
  >
    <fieldset aria-describedby="end-ten end-zero secret">
      <legend class="q">
        <span class="soft small">${nameOfScale(app, view)}</span>
        ${heading(mine ? view.question : `${who.child}: ${view.question}`)}
      </legend>
      <div class="ladder">
        <div class="ends">
          <p class="end ten" id="end-ten"><b>10</b>${view.ten}</p>
          <p class="end zero" id="end-zero"><b>0</b>${view.zero}</p>
        </div>
        ${secret(view)}
        <div class="rungs">
          ${NUMBERS.map((value) => rung(String(value), answers["value"] === String(value), choose))}
        </div>
      </div>
      <label class="pick cant"
        ><input
          type="radio"
          name="score"
          .checked=${live(answers["value"] === CANNOT_SAY)}
          @change=${() => choose(CANNOT_SAY)}
        />${mine ? "I can’t say" : `${who.child} can’t say`}</label
      >
    </fieldset>
    ${formText(app, key, { name: "because", label: mine ? "Because" : `Because, in ${who.child}’s words`, rows: "two", max: LONGEST }, answers)}
    ${formText(app, key, { name: "up", label: "What would make it one higher?", rows: "two", max: LONGEST }, answers)}
    ${saveButton(app, view, who)}
  </form>`;
}

function rung(value: string, checked: boolean, choose: (value: string) => void): TemplateResult {
  return html`<label class="rung"
    ><input
      type="radio"
      name="score"
      value=${value}
      .checked=${live(checked)}
      @change=${() => choose(value)}
    /><span>${value}</span></label
  >`;
}

function secret(view: ScaleView): Piece {
  const words =
    view.scale.state === "open"
      ? "Nobody sees this until the chair reveals."
      : "Everyone sees where it moves to. The first number stays on the line.";
  return html`<p class="quiet secret" id="secret">
    ${icon(view.scale.state === "open" ? "eye-off" : "eye")}<span>${words}</span>
  </p>`;
}

function saveButton(app: App, view: ScaleView, who: Scorer): TemplateResult {
  const open = view.scale.state === "open";
  return html`<div class="decide">
    ${fault(app, scoreForm(view.scale.id))}
    <button class="btn primary" type="button" @click=${() => save(app, view, who)}>
      ${who.child === "" ? "Save my number" : `Save ${who.child}’s number`}
    </button>
    <p>${open ? "You can change it until the reveal" : "Everyone will see it at once"}</p>
  </div>`;
}

/** Reads what is typed now: the page is not drawn again for each letter. */
function save(app: App, view: ScaleView, who: Scorer): Promise<void> {
  const key = scoreForm(view.scale.id);
  const answers = app.forms.read(key, before(entered(app, view.scale.id, who)));
  const value = answers["value"] ?? "";
  if (value === "") {
    app.blame(key, "Choose a number first, or can’t say.");
    return Promise.resolve();
  }
  const spoken = who.child === "" ? {} : { for: who.pid };
  return app.once(key, async () => {
    const sent = await app.ask("score", {
      scale: view.scale.id,
      value: value === CANNOT_SAY ? null : Number(value),
      because: (answers["because"] ?? "").trim(),
      up: (answers["up"] ?? "").trim(),
      ...spoken,
    });
    if (!sent) return;
    app.forms.clear(key);
    const shown = view.scale.state === "revealed";
    app.go(shown ? "line" : "home", shown ? view.scale.id : "");
    app.say(shown ? "Your mark has moved." : "Your number is in.");
  });
}
