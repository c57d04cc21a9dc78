/** Pieces of page that every surface uses: Lit templates in light DOM. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { rootOf } from "../contract/items.ts";
import type { Meeting, Status } from "../sync/meeting.ts";
import { icon, type IconName } from "./icons.ts";
import { clockWords, nameOf } from "./model.ts";
import { boundText, type TextLook } from "./text.ts";
import type { CardView, ResponseLine, TimeLeft } from "./views.ts";

export { confirm, openDialog, toast } from "./dialog.ts";
export { icon, type IconName } from "./icons.ts";
export { type MenuChoice, menuButton } from "./menu.ts";
export { boundText, type TextLook } from "./text.ts";

type Piece = TemplateResult | typeof nothing;

function keptHere(state: string, waiting: number): string {
  if (waiting === 0) return state;
  return `${state}, ${waiting} ${waiting === 1 ? "change" : "changes"} kept here`;
}

/** The one chip about saving, as words, drawing and tone. "Saved" only after the server said so. */
export function statusWords(status: Status): { words: string; icon: IconName; tone: string } {
  switch (status.state) {
    case "saved":
      return { words: `Saved ${clockWords(status.at)}`, icon: "check", tone: "ok" };
    case "saving":
      return { words: "Saving", icon: "refresh-cw", tone: "" };
    case "reconnecting":
      return { words: keptHere("Reconnecting", status.waiting), icon: "cloud-off", tone: "wait" };
    case "offline":
      return { words: keptHere("Offline", status.waiting), icon: "cloud-off", tone: "wait" };
    case "not_saved":
      return { words: keptHere("Not saved", status.waiting), icon: "circle-alert", tone: "stop" };
    case "outdated":
      return { words: keptHere("Out of date", status.waiting), icon: "rotate-cw", tone: "wait" };
    case "waiting":
      return { words: "Waiting", icon: "clock", tone: "closed" };
    case "read_only":
      return { words: "Read only", icon: "eye", tone: "closed" };
    case "ended":
      return { words: "The meeting has ended", icon: "lock", tone: "closed" };
    case "removed":
      return { words: "You have left the meeting", icon: "lock", tone: "closed" };
    case "signed_out":
      return { words: "Signed out", icon: "lock", tone: "closed" };
  }
}

export function statusChip(status: Status): TemplateResult {
  const { words, icon: name, tone } = statusWords(status);
  return html`<span class="chip ${tone}">${icon(name)}<span>${words}</span></span>`;
}

/** Quiet: it never ends anyone's typing, and is never read out by itself. */
export function timer({ words, over }: TimeLeft): TemplateResult {
  return html`<span class="timer" role="timer"
    >${icon("timer")}<span><b>${words}</b> ${over ? "over" : "left"}</span></span
  >`;
}

/** Names of the others who type in this text now. */
export function whoTyping(meeting: Meeting, root: string): Piece {
  const names = meeting.typists(root).map((pid) => nameOf(meeting, pid));
  if (names.length === 0) return nothing;
  return html`<span class="typing"
    >${icon("pencil")}${names.join(", ")}<span class="vh"> is typing</span></span
  >`;
}

const NATURES: Readonly<Record<string, IconName>> = {
  fact: "eye",
  opinion: "message-circle",
  childs_words: "quote",
  reported: "ear",
};

/** Who said it, how it is known, when, and about which child. */
export function metaLine({ card, who, nature, children }: CardView): TemplateResult {
  return html`<p class="meta">
    <span class="who">${who}</span>
    ${
      nature === ""
        ? nothing
        : html`<span class="tag">${icon(NATURES[card.nature ?? ""] ?? "eye")}${nature}</span>`
    }
    ${card.event_date ? html`<span>${card.event_date}</span>` : nothing}
    ${children === "" ? nothing : html`<span class="kids">${children}</span>`}
  </p>`;
}

const ANSWERS = { agree: "check", partly: "circle-dashed", disagree: "circle-slash" } as const;

/** What the family says to it. */
export function responses(lines: readonly ResponseLine[]): Piece {
  if (lines.length === 0) return nothing;
  return html`<p class="resp">
    ${lines.map(({ view, line }) => html`<span>${icon(ANSWERS[view])}${line}</span> `)}
  </p>`;
}

/** One card as a list item; `edit` puts the text field in its place, `menu` stands in its corner. */
export function card(
  meeting: Meeting,
  view: CardView,
  look: { edit?: TextLook | null; menu?: Piece; more?: Piece; focusable?: boolean } = {},
): TemplateResult {
  const root = rootOf(view.card.id);
  return html`<li
    class="card ${view.card.status === "struck" ? "struck" : ""}"
    data-item=${view.card.id}
    tabindex=${look.focusable === true ? 0 : nothing}
  >
    ${
      look.edit
        ? boundText(meeting, root, look.edit)
        : html`<p class="words">${view.words} ${whoTyping(meeting, root)}</p>`
    }
    ${metaLine(view)} ${responses(view.responses)} ${look.more ?? nothing} ${look.menu ?? nothing}
  </li>`;
}

/** One pip for each number that is expected, filled when it is in; the words stand beside it. */
export function pips(entered: number, expected: number): TemplateResult {
  const all = Array.from({ length: Math.max(entered, expected) }, (_, n) => n < entered);
  return html`<span class="pips" aria-hidden="true"
    >${all.map((filled) => html`<i class=${filled ? "f" : ""}></i>`)}</span
  >`;
}
