/** Pages with nothing of the meeting on them: a break, the end, being let out. */
import { html, type TemplateResult } from "lit/html.js";
import { clockWords } from "../model.ts";
import { icon } from "../parts.ts";
import { type Calm, waitingFor } from "../waiting.ts";
import type { App } from "./app.ts";
import { heading } from "./pieces.ts";

/** What stands instead of the meeting now; null when the meeting may be shown. */
export function calmNow(app: App): Calm | null {
  const { state } = app.meeting.status;
  if (state === "removed") return REMOVED;
  if (state === "signed_out") return SIGNED_OUT;
  const { rights } = app.meeting;
  if (rights.waits !== "") return waitingFor(rights, app.meeting.now());
  const meta = app.meeting.meta();
  if (state === "ended" || meta.ended_at)
    return ["chair", "minute_taker"].includes(app.me.role) ? ENDED_OFFICE : ENDED;
  if (!app.arrived) return JOINING;
  return meta.blank && app.me.side !== "professional" ? pausedSince(app) : null;
}

const JOINING: Calm = {
  title: "Joining the meeting",
  words: ["This takes a moment."],
  icon: "hourglass",
};

const ENDED: Calm = {
  title: "The meeting has ended.",
  words: [
    "Thank you for being part of it.",
    "You will get your copy in the way that was agreed. Nothing from the meeting stays on this device.",
  ],
  icon: "circle-check",
};

const ENDED_OFFICE: Calm = {
  title: "The meeting has ended.",
  words: ["The minutes and the plan are ready, under My meetings."],
  icon: "circle-check",
};

const REMOVED: Calm = {
  title: "You are no longer in the meeting.",
  words: ["The chair has taken you out of the meeting. Speak to the chair if this is a mistake."],
  icon: "circle-alert",
};

const SIGNED_OUT: Calm = {
  title: "You are signed out.",
  words: ["Open your own link again to come back."],
  icon: "lock",
};

function pausedSince(app: App): Calm {
  app.blankSince ||= app.meeting.now();
  const at = clockWords(app.blankSince);
  return {
    title: "The meeting is having a short break.",
    words: [`Stay on this page. It will come back by itself. Started at ${at}.`],
    icon: "clock",
  };
}

export function calmPage(calm: Calm): TemplateResult {
  return html`<div class="page calmwait" role="status">
    <p class="soft">${icon(calm.icon)}</p>
    ${heading(calm.title)} ${calm.words.map((words) => html`<p class="soft">${words}</p>`)}
  </div>`;
}
