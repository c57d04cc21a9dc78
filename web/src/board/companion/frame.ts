/** What is around every screen: the bar with the way back and the saving chip, and the foot. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { keyed } from "lit/directives/keyed.js";
import { may, stageNow } from "../model.ts";
import { icon, statusChip } from "../parts.ts";
import { addScreen } from "./add.ts";
import type { App, Screen } from "./app.ts";
import { calmNow, calmPage } from "./calm.ts";
import { homeScreen } from "./home.ts";
import { rest } from "./later.ts";
import { heading, type Piece } from "./pieces.ts";
import { isLooking, type ScreenName } from "./routes.ts";
import { scoreScreen } from "./score.ts";

const FIRST_SCREENS: Partial<Record<ScreenName, (app: App) => Screen>> = {
  home: homeScreen,
  add: addScreen,
  score: scoreScreen,
};

/** On its way: it comes as soon as there is a connection. */
function comingScreen(): Screen {
  const title = "One moment";
  const body = html`<div class="page">${heading(title)}</div>`;
  return { title, back: { href: "#/", words: "Back to the meeting" }, foot: true, body };
}

/** The whole page, and the words for its title. */
export function frame(app: App): { title: string; page: TemplateResult } {
  const calm = calmNow(app);
  if (calm !== null) {
    const page = html`<div class="app">
      <main class="pane">${bar(app, undefined)} ${calmPage(calm)}</main>
    </div>`;
    return { title: calm.title, page };
  }
  app.blankSince = 0;
  const later = rest(app.redraw);
  // The board is beside already: what leads to it leads home.
  const name = app.beside && app.route.screen === "board" ? "home" : app.route.screen;
  const screen = (FIRST_SCREENS[name] ?? later?.LATER_SCREENS[name] ?? comingScreen)(app);
  return { title: screen.title, page: whole(app, screen) };
}

function whole(app: App, screen: Screen): TemplateResult {
  const { screen: name, id, more } = app.route;
  return html`<div class="app ${app.beside ? "two" : ""}">
    <main class="pane">
      <div>
        ${bar(app, screen.back)} ${movedOn(app)} ${rest(app.redraw)?.privateBar(app) ?? nothing}
      </div>
      ${keyed(`${name}/${id}/${more}`, screen.body)} ${screen.foot ? reach(app) : nothing}
    </main>
    ${app.beside ? (rest(app.redraw)?.boardBeside(app) ?? nothing) : nothing}
  </div>`;
}

function bar(app: App, back: Screen["back"]): TemplateResult {
  return html`<header class="bar">
    ${
      back === undefined
        ? html`<span class="brand"
            ><span class="threads" aria-hidden="true"><i></i><i></i><i></i></span>Threefold</span
          >`
        : html`<a class="back" href=${back.href}>${icon("arrow-left")}${back.words}</a>`
    }
    ${statusChip(app.meeting.status)}
  </header>`;
}

/** The meeting went on while this person was writing: theirs to follow when they are ready. */
function movedOn(app: App): Piece {
  if (!app.movedOn || app.route.screen === "home") return nothing;
  const words = isLooking(app.route.screen) ? "Back to the meeting" : "Go there";
  return html`<p class="moved">
    <span>The meeting has moved on: ${stageNow(app.meeting).name}</span><a href="#/">${words}</a>
  </p>`;
}

/** The chair blanks every screen from a pocket; it is always under the thumb. */
function blank(app: App): TemplateResult {
  const on = app.meeting.meta().blank;
  const press = (): Promise<boolean> => app.ask("blank", { on: !on });
  return html`<footer class="reach" aria-label="Always here">
    <button type="button" aria-pressed=${on} @click=${press}>
      ${icon(on ? "eye" : "eye-off")}${on ? "Show the screens again" : "Blank all screens"}
    </button>
  </footer>`;
}

/** Always here, for everyone who may speak. */
function reach(app: App): Piece {
  if (may(app.meeting, "blank")) return blank(app);
  if (!may(app.meeting, "signal")) return nothing;
  const hand = app.meeting.presence()[app.me.id]?.hand === true;
  const raise = async (): Promise<void> => {
    if (!(await app.ask("signal", { signal: "hand", on: !hand }))) return;
    app.say(hand ? "Your hand is down." : "Your hand is up. The chair can see it.");
  };
  const pause = async (): Promise<void> => {
    if (await app.ask("signal", { signal: "pause" })) app.say("The chair knows you need a pause.");
  };
  const plainer = async (): Promise<void> => {
    if (await app.ask("signal", { signal: "plainer" })) {
      app.say("The chair is asked for plainer words. Nobody is told who asked.");
    }
  };
  return html`<footer class="reach" aria-label="Always here">
    <button type="button" aria-pressed=${hand} @click=${raise}>
      ${icon("hand")}${hand ? "Hand down" : "Hand up"}
    </button>
    <button type="button" @click=${pause}>${icon("circle-pause")}Pause</button>
    <button type="button" @click=${plainer}>
      ${icon("message-circle-question-mark")}Say it plainer
    </button>
  </footer>`;
}
