/** The Companion: draws one thing at a time, and follows the meeting unless somebody is writing. */
import { render } from "lit/html.js";
import type { KeptWords, Meeting } from "../../sync/meeting.ts";
import { announceMeeting } from "../announce.ts";
import { stageNow, stages } from "../model.ts";
import { enterAdd } from "./add.ts";
import { App } from "./app.ts";
import { frame } from "./frame.ts";
import { rest } from "./later.ts";
import { isLooking, readRoute, type ScreenName } from "./routes.ts";

// As wide as companion.css needs for a pane and a board of three columns.
const WIDE = "(min-width: 62em)";

const HEADING = "[tabindex='-1']";
const LIVE: readonly string[] = ["saved", "saving", "reconnecting", "offline"];

/** Long lists that people come back to: they find their place again. */
const LISTS: readonly ScreenName[] = ["home", "board", "actions", "drafts"];

/** What a screen prepares when it is opened: the draft that will be typed into. */
const ENTERING: Partial<Record<ScreenName, (app: App) => void>> = {
  add: enterAdd,
  statement: (app) => rest(app.redraw)?.enterStatement(app),
  view: (app) => rest(app.redraw)?.enterView(app),
};

export function showCompanion(meeting: Meeting, host: HTMLElement): void {
  const app = new App(meeting);
  const page = new Page(app, host);
  app.redraw = () => page.soon();
  watchWidth(app);
  // Interpreters read from further away while they listen and speak.
  document.documentElement.classList.toggle("larger", app.me.role === "interpreter");
  for (const kind of ["change", "status", "presence"] as const) meeting.on(kind, app.redraw);
  meeting.on("change", () => page.follow());
  window.addEventListener("hashchange", () => page.arrive());
  window.addEventListener("beforeunload", (leaving) => {
    if (app.forms.unsent) leaving.preventDefault();
  });
  // Before the page is drawn: what comes behind it in the body is Lit's to clear.
  returnWords(app, hostFor("refusals"));
  announceMeeting(meeting);
  page.draw();
}

/** Fetched while there is a connection: it is needed when there is none. */
function returnWords(app: App, host: HTMLElement): void {
  const later = rest(() => {
    returnWords(app, host);
    app.redraw();
  });
  later?.showReturned(app.meeting, host, (all) => keepAsDraft(app, all));
  app.meeting.doubts.ask = later?.askDoubt(app.meeting) ?? null;
}

function hostFor(css: string): HTMLElement {
  const host = document.createElement("div");
  host.className = css;
  document.body.append(host);
  return host;
}

function watchWidth(app: App): void {
  const wide = window.matchMedia(WIDE);
  app.beside = wide.matches;
  wide.addEventListener("change", () => {
    app.beside = wide.matches;
    app.redraw();
  });
}

/** Words that the board would not take become a draft that only this person sees. */
function keepAsDraft(app: App, all: readonly KeptWords[]): void {
  const section = app.meeting.boot.type.columns[0]?.sections[0]?.id ?? "";
  for (const { words } of all) {
    app.meeting.add("card", { scope: "own", section, texts: { "": words } });
  }
  app.go("drafts");
}

/** What has the focus and all that is around it, from the inside out. */
function aroundFocus(host: HTMLElement): Element[] {
  const around: Element[] = [];
  for (let at = document.activeElement; at !== null && host.contains(at); at = at.parentElement) {
    around.push(at);
  }
  return around;
}

/** A button that went away when it had done its work leaves the focus to the heading nearest to it. */
function focusNear(around: readonly Element[]): void {
  if (around[0] === undefined || around[0].isConnected) return;
  const left = around.find((each) => each.isConnected && each.querySelector(HEADING) !== null);
  left?.querySelector<HTMLElement>(HEADING)?.focus({ preventScroll: true });
}

class Page {
  private readonly app: App;
  private readonly host: HTMLElement;
  private readonly scrolls = new Map<string, number>();
  private frame = 0;
  private joined = false;
  private stage: string | undefined;
  private here = location.hash;

  constructor(app: App, host: HTMLElement) {
    this.app = app;
    this.host = host;
  }

  soon(): void {
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { state } = this.app.meeting.status;
    // A board that is fetched anew leaves the page as it is: somebody may be typing in it.
    if (this.joined && !this.app.arrived && LIVE.includes(state)) return;
    // Before one's own drafts have arrived nobody knows whether a new one is needed.
    this.joined ||= ["saved", "saving"].includes(state);
    this.startsHere();
    if (this.joined) ENTERING[this.app.route.screen]?.(this.app);
    const { title, page } = frame(this.app);
    const around = aroundFocus(this.host);
    render(page, this.host);
    focusNear(around);
    document.title = `${title} – Threefold`;
  }

  /** Who is here from the start needs no summary later on. */
  private startsHere(): void {
    if (this.app.caughtUp || !this.app.arrived) return;
    if (stages(this.app.meeting)[0]?.state === "now") this.app.knowsAll();
  }

  /** Somebody went to another screen: its heading takes the focus, so that it is read out. */
  arrive(): void {
    this.scrolls.set(this.here, this.scrollTop);
    this.here = location.hash;
    this.app.route = readRoute(location.hash);
    this.app.fault = null;
    this.app.editing = null;
    if (this.app.route.screen === "home") this.app.movedOn = false;
    this.draw();
    this.host.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    this.scrollTop = LISTS.includes(this.app.route.screen) ? (this.scrolls.get(this.here) ?? 0) : 0;
  }

  /** The stage changed: go along, but never away from somebody's writing or looking. */
  follow(): void {
    const { stage } = this.app.meeting.meta();
    if (!this.app.arrived) return;
    const before = this.stage;
    this.stage = stage;
    if (before === undefined || before === stage) return;
    const { screen } = this.app.route;
    if (screen === "home") return this.soon();
    if (isLooking(screen) || this.isWriting()) {
      this.app.movedOn = true;
      return this.soon();
    }
    this.app.go("home");
    this.app.say(`The meeting has moved on: ${stageNow(this.app.meeting).name}`);
  }

  private isWriting(): boolean {
    const at = document.activeElement;
    const typing = at instanceof HTMLTextAreaElement || at instanceof HTMLInputElement;
    return typing || this.app.forms.unsent || this.holdsWords();
  }

  /** A draft with words in it is still being thought about. */
  private holdsWords(): boolean {
    const { screen, more } = this.app.route;
    return screen === "add" && this.app.meeting.words(`t:${more}`).trim() !== "";
  }

  private get scroller(): Element {
    const pane = this.host.querySelector(".app.two > .pane");
    return pane ?? document.scrollingElement ?? document.documentElement;
  }

  private get scrollTop(): number {
    return this.scroller.scrollTop;
  }

  private set scrollTop(top: number) {
    this.scroller.scrollTop = top;
  }
}
