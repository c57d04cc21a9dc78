/** The Desk itself: what the chair or minute taker is looking at, and when the page is drawn again. */
import { render } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import type { Commands, Fields, Op } from "../../contract/commands.ts";
import type { Kind } from "../../contract/items.ts";
import type { AddArgs } from "../../contract/commands.ts";
import type { Meeting } from "../../sync/meeting.ts";
import { announce } from "../announce.ts";

export type Tab = "people" | "questions" | "unknown" | "closed";

/** Somebody asked for something: a pause, plainer words, a turn to speak. */
export interface Asked {
  key: string;
  words: string;
  at: number;
  /** The card it is about, when something can be done with it. */
  item?: string;
}

export interface Look {
  /** The stage that is looked at, or null for where the meeting is. */
  stage: string | null;
  set: string | null;
  scale: string | null;
  row: string | null;
  child: string | null;
  tab: Tab;
  /** The items of the closed session stand in the middle, to be gone through. */
  review: boolean;
  /** The item whose text is open for typing. */
  editing: string | null;
  /** Shown sections of struck cards. */
  bins: Set<string>;
  /** The card that the Tab key reaches in each list. */
  at: Map<string, string>;
  order: "number" | "role";
  asked: Asked[];
}

/** How long an answer is shown before the board has it, so that nothing flickers back. */
const SETTLE_MS = 400;
const FOCUS_MS = 4000;
const NEAR = '[tabindex="-1"]:not(button)';

export class Desk {
  readonly look: Look = {
    stage: null,
    set: null,
    scale: null,
    row: null,
    child: null,
    tab: "people",
    review: false,
    editing: null,
    bins: new Set(),
    at: new Map(),
    order: "number",
    asked: [],
  };
  readonly meeting: Meeting;
  private readonly host: HTMLElement;
  private readonly page: (desk: Desk) => TemplateResult;
  private readonly fresh = new Set<string>();
  private readonly pending = new Map<string, unknown>();
  private frame = 0;
  private wanted: { select: string; until: number } | null = null;
  private busy = false;
  private wasJoined = false;
  private lastStage: string | null = null;

  /** Called after each drawing. */
  drawn: () => void = () => {};

  constructor(meeting: Meeting, host: HTMLElement, page: (desk: Desk) => TemplateResult) {
    this.meeting = meeting;
    this.host = host;
    this.page = page;
  }

  /** True while the page is drawn: a field that loses its focus then was moved, not left. */
  get drawing(): boolean {
    return this.busy;
  }

  /** Whether the board has come once: it stays on screen when the connection is lost. */
  get joined(): boolean {
    this.wasJoined ||= this.meeting.joined;
    return this.wasJoined;
  }

  redraw(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
  }

  see(change: Partial<Look>): void {
    Object.assign(this.look, change);
    this.redraw();
  }

  async run<O extends Op>(op: O, args: Commands[O], said?: string): Promise<boolean> {
    const reply = await this.meeting.command(op, args);
    if (reply.ok && said !== undefined) announce(said);
    this.redraw();
    return reply.ok;
  }

  /** Adds an item and opens its text for typing; it is struck when it is left empty. */
  start(kind: Kind, args: Omit<AddArgs, "item" | "kind">): string {
    const { id, reply } = this.meeting.add(kind, args);
    this.fresh.add(id);
    this.see({ editing: id });
    void reply.then((answer) => {
      if (!answer.ok && this.look.editing === id) this.see({ editing: null });
    });
    return id;
  }

  /** Closes a text. A new item without a word is taken away again. */
  leave(id: string, words: string): void {
    if (this.busy || !document.hasFocus()) return;
    if (this.look.editing === id) this.see({ editing: null });
    if (this.fresh.delete(id) && words.trim() === "") void this.run("strike", { item: id });
  }

  /** Sets fields of an item; what was chosen is shown at once. */
  async set(item: string, fields: Fields, said?: string): Promise<boolean> {
    const keys = Object.entries(fields).map(([field, value]) => {
      this.pending.set(`${item}.${field}`, value);
      return [`${item}.${field}`, value] as const;
    });
    this.redraw();
    const ok = await this.run("set", { item, fields }, said);
    setTimeout(() => this.settle(keys), ok ? SETTLE_MS : 0);
    return ok;
  }

  /** Shows an answer that is not whole yet, and sends nothing. */
  hold(item: string, field: string, value: unknown): void {
    this.pending.set(`${item}.${field}`, value);
    this.redraw();
  }

  private settle(keys: readonly (readonly [string, unknown])[]): void {
    for (const [key, value] of keys) {
      if (this.pending.get(key) === value) this.pending.delete(key);
    }
    this.redraw();
  }

  /** What a field says: the answer just given, else what the board has. */
  value<T>(item: string, field: string, stored: T): T {
    const key = `${item}.${field}`;
    return this.pending.has(key) ? (this.pending.get(key) as T) : stored;
  }

  /** Puts the focus on an item, as soon as it is on the page. */
  focusItem(id: string): void {
    this.focusOn(`[data-item="${id}"]`);
  }

  focusOn(select: string): void {
    this.wanted = { select, until: performance.now() + FOCUS_MS };
    this.redraw();
  }

  /** Nobody is taken away from what they type: they stay, and are told where the meeting is. */
  private followMeeting(): void {
    const { stage } = this.meeting.meta();
    const moved = this.lastStage !== null && this.lastStage !== stage;
    if (moved && this.look.stage === null && this.isTyping()) this.look.stage = this.lastStage;
    if (this.look.stage === stage) this.look.stage = null;
    this.lastStage = stage;
  }

  private isTyping(): boolean {
    const typed = "textarea, select, input:not([type=checkbox], [type=radio])";
    const field = document.activeElement?.closest(typed);
    return field !== null && field !== undefined && field.closest("main, dialog") !== null;
  }

  draw(): void {
    this.frame = 0;
    if (this.joined) this.followMeeting();
    const held = document.activeElement;
    const item = held?.closest<HTMLElement>("[data-item]")?.dataset["item"];
    const region = held?.closest("[data-region]");
    this.busy = true;
    render(this.page(this), this.host);
    this.busy = false;
    this.drawn();
    this.keepFocus(held, item);
    // What had the focus went away: its part of the page has it, rather than nobody.
    if (region && document.activeElement === document.body && this.wanted === null)
      region.querySelector<HTMLElement>(NEAR)?.focus({ preventScroll: true });
  }

  private keepFocus(held: Element | null, item: string | undefined): void {
    if (this.wanted !== null) {
      const found = this.host.querySelector<HTMLElement>(this.wanted.select);
      if (found === null && performance.now() < this.wanted.until) return;
      this.wanted = null;
      found?.focus();
      if (found !== null) return;
    }
    if (held === null || document.activeElement !== document.body) return;
    if (held.isConnected && held !== document.body)
      (held as HTMLElement).focus({ preventScroll: true });
    else if (item !== undefined)
      this.host.querySelector<HTMLElement>(`[data-item="${item}"]`)?.focus({ preventScroll: true });
  }
}
