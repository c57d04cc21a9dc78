/** History: the moments of a meeting on the left, the board as it was on the right, and the way back. */
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import type { Board } from "../../contract/board.ts";
import type { Boot } from "../../contract/boot.ts";
import type { Commands, Reply } from "../../contract/commands.ts";
import type { Item } from "../../contract/items.ts";
import { confirm } from "../dialog.ts";
import { icon } from "../icons.ts";
import { clockWords } from "../model.ts";
import { momentList } from "./moments.ts";
import { addedSince, isCovered, type Moment, PastBoard, type PastJson, since } from "./past.ts";
import { pastBoard, wordsOf } from "./past_view.ts";
import { writers } from "./writers.ts";

type RestoreOp = "restore_item" | "restore_section" | "restore_board";

/** Where history stands: on the Desk it can restore, on an office page it is only read. */
export interface Place {
  boot: Boot;
  /** The board as it is now, where the page has one. */
  now: Board | null;
  restore: (<O extends RestoreOp>(op: O, args: Commands[O]) => Promise<Reply>) | null;
}

const LOST = "The history could not be fetched. Check the connection and try again.";
const APART = "The board was not yours to see at this moment.";

export class History {
  private moments: readonly Moment[] | null = null;
  private chosen: Moment | null = null;
  private then: PastBoard | null = null;
  private last: PastBoard | null = null;
  private shown: Item | null = null;
  private mainOnly = false;
  private said = "";
  private asked = 0;

  constructor(
    private readonly place: Place,
    private readonly host: HTMLElement,
  ) {}

  /** Fetches what happened, and shows the board as the last moment left it. */
  async open(say = ""): Promise<void> {
    this.said = say;
    this.draw();
    const found = await this.fetch<{ moments: Moment[] }>("");
    if (found === null) return;
    this.moments = found.moments;
    const last = found.moments.at(-1);
    if (last === undefined) return this.draw();
    await this.choose(last, say);
    this.last = this.then;
    this.draw();
    // Not into view by the browser: it would move the dialog too.
    const list = this.host.querySelector(".hist-moments");
    if (list !== null) list.scrollTop = list.scrollHeight;
    this.holdFocus();
  }

  /** After a restore its button is gone: the focus goes to the moment that is looked at. */
  private holdFocus(): void {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const moment = this.host.querySelector<HTMLElement>('.hist-moments [aria-current="true"]');
    moment?.focus({ preventScroll: true });
  }

  /** What the board is compared with: as it is now, or as the last moment left it. */
  private get now(): Board | null {
    return this.place.now ?? this.last;
  }

  private async fetch<T>(path: string): Promise<T | null> {
    const address = `/meetings/${this.place.boot.meeting.id}/history${path}`;
    const mine = (this.asked += 1);
    try {
      const answer = await fetch(address, { headers: { accept: "application/json" } });
      if (mine !== this.asked) return null;
      if (answer.ok && !answer.redirected) return (await answer.json()) as T;
      this.said = answer.status === 404 && path !== "" ? APART : LOST;
    } catch {
      if (mine !== this.asked) return null;
      this.said = LOST;
    }
    this.draw();
    return null;
  }

  private async choose(moment: Moment, say = ""): Promise<void> {
    this.chosen = moment;
    this.said = say;
    this.draw();
    const found = await this.fetch<PastJson>(`/${moment.seq}`);
    if (found === null) return;
    this.then = new PastBoard(this.place.boot, found);
    this.shown = this.then.items().get(moment.item) ?? null;
    this.draw();
    this.bring(moment.item);
  }

  /** Scrolls to what the moment was about. By hand: the browser would move the dialog too. */
  private bring(item: string): void {
    const list = this.host.querySelector(".hist-scroll");
    const thing = list?.querySelector(".hist-thing.about");
    if (!list || !thing || item === "") return;
    const [box, all] = [thing.getBoundingClientRect(), list.getBoundingClientRect()];
    if (box.top < all.top || box.bottom > all.bottom)
      list.scrollTop += box.top - all.top - all.height / 4;
  }

  /** Draws it again, such as when the meeting's board has changed. */
  draw(): void {
    render(this.page(), this.host);
  }

  private page(): TemplateResult {
    if (this.moments === null)
      return html`<p class="hist-hint" role="status">${this.said || "Opening the history…"}</p>`;
    if (this.moments.length === 0)
      return html`<p class="hist-hint">Nothing has happened in this meeting yet.</p>`;
    const { then } = this;
    return html`<div class="hist">
      ${momentList(this.place.boot, this.moments, this.chosen, this.mainOnly, {
        choose: (moment) => void this.choose(moment),
        main: (only) => {
          this.mainOnly = only;
          this.draw();
        },
      })}
      <section class="hist-board" aria-label="The board as it was">
        ${this.banner(then)}
        <div class="hist-scroll" tabindex="-1">
          ${
            then === null
              ? nothing
              : pastBoard({
                  then,
                  now: this.now,
                  about: this.chosen?.item ?? "",
                  mayRestore: this.place.restore !== null,
                  restoreItem: (item) => void this.restoreItem(then, item),
                  restorePart: (part, name) => void this.restorePart(then, part, name),
                  show: (item) => {
                    if (this.shown?.id === item.id) return;
                    this.shown = item;
                    this.draw();
                  },
                })
          }
        </div>
        <div class="hist-who" id="hist-who">
          ${then === null ? nothing : writers(then, this.shown)}
        </div>
      </section>
    </div>`;
  }

  private banner(then: PastBoard | null): TemplateResult {
    const time = this.chosen === null ? "" : clockWords(this.chosen.at);
    const what = this.place.restore === null ? "the record" : "the meeting";
    const isNow =
      then !== null && this.differing(then).length === 0 && this.later(then).length === 0;
    return html`<div class="hist-banner">
      ${icon("history")}
      <p>
        <b>The board as it was at ${time}.</b>
        ${then !== null && isNow ? "Nothing has changed since." : nothing}
        ${this.place.restore === null || then === null ? `Nothing here changes ${what}.` : `Looking changes nothing in ${what}.`}
      </p>
      ${
        this.place.restore === null || then === null || isNow
          ? nothing
          : html`<button type="button" class="btn" @click=${() => void this.restoreBoard(then)}>
              ${icon("undo")}Restore the whole board…
            </button>`
      }
      <p class="hist-said" role="status">${this.said}</p>
    </div>`;
  }

  // Going back

  private differing(then: PastBoard): Item[] {
    const { now } = this;
    if (now === null) return [];
    const items = [...then.items().values()];
    return items.filter((item) => isCovered(item) && since(then, now, item).length > 0);
  }

  private later(then: PastBoard, which: (item: Item) => boolean = () => true): Item[] {
    return this.now === null ? [] : addedSince(then, this.now, which);
  }

  private async restoreItem(then: PastBoard, item: Item): Promise<void> {
    const time = clockWords(then.at);
    const words = wordsOf(then, item);
    const sure = await confirm(
      `Restore to ${time}?`,
      `“${words}” goes back to the words, details and place it had at ${time}. What was written since stays in the history.`,
      "Restore",
    );
    if (sure) await this.send("restore_item", { item: item.id, seq: then.seq }, time);
  }

  private async restorePart(then: PastBoard, section: string, name: string): Promise<void> {
    const time = clockWords(then.at);
    const sure = await confirm(
      `Restore “${name}” to ${time}?`,
      `Everything in it goes back to how it was at ${time}. What was added since is struck through, and can be brought back.`,
      "Restore this section",
    );
    if (sure) await this.send("restore_section", { section, seq: then.seq }, time);
  }

  private async restoreBoard(then: PastBoard): Promise<void> {
    const time = clockWords(then.at);
    const [back, struck] = [this.differing(then).length, this.later(then).length];
    const sure = await confirm(
      `Restore the whole board to ${time}?`,
      `${whatHappens(back, struck)} ` +
        "Everybody sees it at once. Numbers, decisions, agreed words, what was shown or shared, people and the stage stay as they are now.",
      "Restore the whole board",
    );
    if (sure) await this.send("restore_board", { seq: then.seq }, time);
  }

  private async send<O extends RestoreOp>(op: O, args: Commands[O], time: string): Promise<void> {
    const { restore } = this.place;
    if (restore === null) return;
    this.say("Restoring…");
    const reply = await restore(op, args);
    if (reply.ok) return this.open(`Restored to ${time}. Everybody has it now.`);
    this.say(reply.refusal.say);
    if (reply.refusal.code !== "looks_protected") return;
    const sure = await confirm(
      "Check before you restore",
      reply.refusal.say,
      "Restore it all the same",
    );
    if (sure) await this.send(op, { ...args, sure: true }, time);
  }

  private say(words: string): void {
    this.said = words;
    this.draw();
  }
}

/** "One thing on the board goes back to how it was, and 2 things added since are struck through." */
function whatHappens(back: number, struck: number): string {
  const things = (n: number): string => (n === 1 ? "one thing" : `${n} things`);
  const parts = [
    back > 0
      ? `${things(back)} on the board ${back === 1 ? "goes back to how it was" : "go back to how they were"}`
      : "",
    struck > 0 ? `${things(struck)} added since ${struck === 1 ? "is" : "are"} struck through` : "",
  ];
  const said = parts.filter((part) => part !== "").join(", and ");
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`;
}
