/** The Wall: shows what the chair puts on it, to a whole room; nothing here can be pressed. */
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import type { Board } from "../../contract/board.ts";
import type { Meeting, Status } from "../../sync/meeting.ts";
import { headline, stageNow } from "../model.ts";
import { waitingLines } from "../waiting.ts";
import { columnsSheet, sideSheet, voiceSheet } from "./columns.ts";
import { lobbySheet, overviewSheet } from "./overview.ts";
import { layPages, unlay } from "./paging.ts";
import { decisionsSheet, planSheet } from "./plan.ts";
import { scaleSheet } from "./scales.ts";
import { setSheet } from "./sets.ts";
import { childLine, type Sheet } from "./sheet.ts";

// Others type while this page is laid out again: often enough to feel live, not once a letter.
const REST_MS = 90;

/** What a screen needs of a meeting: to read it, and to hear that it changed. */
export type Shown = Board & Pick<Meeting, "status" | "rights" | "on">;

/** Draws the wall in `host` whenever the meeting changes. */
export function showWall(meeting: Shown, host: HTMLElement): void {
  let due = 0;
  const draw = (): void => {
    due = 0;
    drawWall(meeting, host);
  };
  const soon = (): void => {
    due ||= window.setTimeout(draw, REST_MS);
  };
  meeting.on("change", soon);
  meeting.on("status", soon);
  window.addEventListener("resize", soon);
  document.fonts.ready.then(soon);
  draw();
}

function drawWall(meeting: Shown, host: HTMLElement): void {
  unlay(host);
  const calm = calmWords(meeting);
  render(calm === null ? wall(meeting) : calmPage(calm), host);
  if (calm !== null) return;
  const { page, of } = layPages(host, meeting.meta().wall.page);
  const place = host.querySelector("[data-page]");
  if (place !== null)
    place.textContent = of > 1 ? `Page ${page} of ${of}${page < of ? " ›" : ""}` : "";
}

/** Words for a page with nothing of the meeting on it, or null when the meeting may be shown. */
function calmWords(meeting: Shown): readonly string[] | null {
  const gone: Partial<Record<Status["state"], string>> = {
    ended: "The meeting has ended.",
    removed: "This screen is no longer part of the meeting.",
    signed_out: "This screen is no longer part of the meeting.",
  };
  const meta = meeting.meta();
  const over = gone[meeting.status.state] ?? (meta.ended_at ? "The meeting has ended." : null);
  if (over !== null) return [over];
  if (meeting.rights.waits !== "") return waitingLines(meeting.rights, meeting.now());
  return meta.blank || !meeting.items().has("overall") ? [] : null;
}

function calmPage(words: readonly string[]): TemplateResult {
  return html`<main class="calm">
    <h1 class="brand">
      <span class="threads" aria-hidden="true"><i></i><i></i><i></i></span>Threefold
    </h1>
    ${words.map((one) => html`<p>${one}</p>`)}
  </main>`;
}

function wall(meeting: Shown): TemplateResult {
  const sheet = sheetOf(meeting);
  const where = [meeting.meta().title, sheet.where].filter((part) => part !== "").join(" · ");
  const child = sheet.child ? headline(meeting) : null;
  const lost = ["reconnecting", "offline"].includes(meeting.status.state);
  return html`<main class="wall">
    <header class="top">
      <h1>${where}</h1>
      <p>${lost ? html`<span class="lost">Reconnecting</span>` : nothing}<span data-page></span></p>
    </header>
    ${child === null ? nothing : childLine(meeting, child)} ${sheet.body}
  </main>`;
}

function sheetOf(meeting: Shown): Sheet {
  const { show, item } = meeting.meta().wall;
  const where = stageNow(meeting).name;
  const [what, ids = ""] = show.split(":");
  if (what === "column" || what === "columns") return columnsSheet(meeting, ids.split(","), where);
  const sheets: Readonly<Record<string, () => Sheet>> = {
    set: () => setSheet(meeting, item),
    scale: () => scaleSheet(meeting, item, where),
    plan: () => planSheet(meeting),
    decisions: () => decisionsSheet(meeting),
    voice: () => voiceSheet(meeting),
    grey: () => sideSheet(meeting, "grey_area"),
    family: () => sideSheet(meeting, "family"),
    lobby: lobbySheet,
  };
  return (sheets[what ?? ""] ?? (() => overviewSheet(meeting)))();
}
