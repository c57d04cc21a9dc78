/** The Companion's state: where this person is, what they have typed, and what they ask of the meeting. */
import type { TemplateResult } from "lit/html.js";
import type { Child } from "../../contract/boot.ts";
import type { Commands, Op } from "../../contract/commands.ts";
import type { Meeting } from "../../sync/meeting.ts";
import { toast } from "../parts.ts";
import { Forms } from "./forms.ts";
import { HOME, hrefTo, readRoute, type Route, type ScreenName } from "./routes.ts";

/** One screen: its own bar above and foot below are drawn by the frame. */
export interface Screen {
  /** The heading, for the page's title; the body has it as h1. */
  title: string;
  body: TemplateResult;
  /** What the way back says; the home screen has none. */
  back?: { href: string; words: string };
  /** Hand up, pause, say it plainer. */
  foot: boolean;
}

/** How long after asking to come in somebody may have just been let in. */
const JUST_NOW = 20 * 60_000;

export class App {
  readonly meeting: Meeting;
  readonly forms = new Forms();
  route: Route = HOME;
  /** The board stands beside this pane, on a wide screen. */
  beside = false;
  /** A sentence beside the button that could not be used yet. */
  fault: { key: string; words: string } | null = null;
  /** When this screen first saw the meeting blanked. */
  blankSince = 0;
  /** Nobody who was here from the start, or has read them, needs the five lines for late-comers. */
  caughtUp: boolean;
  /** The meeting went to another stage while this person wrote or looked around. */
  movedOn = false;
  /** The card whose words are open for typing. */
  editing: string | null = null;
  /** Hints put away, by draft. */
  readonly hidden = new Set<string>();
  /** What a button waits for, so that it is not pressed twice. */
  readonly busy = new Set<string>();
  redraw: () => void = () => undefined;

  constructor(meeting: Meeting) {
    this.meeting = meeting;
    this.route = readRoute(location.hash);
    const kept = history.state as { caughtUp?: boolean } | null;
    const { asked_at, now } = meeting.boot;
    this.caughtUp = kept?.caughtUp === true || now - asked_at > JUST_NOW;
  }

  /** Remembered with this page, so that loading it again asks nothing twice. */
  knowsAll(): void {
    this.caughtUp = true;
    history.replaceState({ ...history.state, caughtUp: true }, "");
  }

  get me() {
    return this.meeting.boot.me;
  }

  /** The room's board is here: it always has an overall scale. */
  get arrived(): boolean {
    return this.meeting.item("overall") !== undefined;
  }

  get isFamily(): boolean {
    return this.me.side === "family";
  }

  /** The child an advocate speaks for, as a person in the meeting. */
  get speaksFor(): { pid: string; name: string } | null {
    const pid = this.me.speaks_for ?? "";
    const seat = this.meeting.item(`person-${pid}`);
    return seat?.kind === "person" ? { pid, name: seat.name.split(" ")[0] ?? seat.name } : null;
  }

  get children(): readonly Child[] {
    return this.meeting.meta().children;
  }

  go(screen: ScreenName, id = "", more = ""): void {
    location.hash = hrefTo(screen, id, more);
  }

  /** The same place under another address: the way back leads past it. */
  become(screen: ScreenName, id: string, more: string): void {
    history.replaceState(history.state, "", hrefTo(screen, id, more));
    this.route = { screen, id, more };
  }

  /** A short word about what was done: seen and heard. */
  say(words: string): void {
    toast(words);
  }

  blame(key: string, words: string): void {
    this.fault = { key, words };
    this.redraw();
  }

  /** True when the server did it. Refusals are shown by the frame, with the words kept. */
  async ask<O extends Op>(op: O, args: Commands[O]): Promise<boolean> {
    const reply = await this.meeting.command(op, args);
    this.redraw();
    return reply.ok;
  }

  /** Does `work` once, however often its button is pressed meanwhile. */
  async once(key: string, work: () => Promise<unknown>): Promise<void> {
    if (this.busy.has(key)) return;
    this.busy.add(key);
    this.redraw();
    try {
      await work();
    } finally {
      this.busy.delete(key);
      this.redraw();
    }
  }

  /** Words go by another socket than commands: share them only when they have arrived. */
  async wordsSaved(): Promise<void> {
    while (["saving", "reconnecting", "offline"].includes(this.meeting.status.state)) {
      await new Promise<void>((heard) => {
        const stop = this.meeting.on("status", () => {
          stop();
          heard();
        });
      });
    }
  }
}
