/** The stages down the left: done, now and to come. A click looks; only a button moves the meeting. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { icon } from "../parts.ts";
import { isOver, may, stageNow, stages } from "../model.ts";
import type { StageView } from "../model.ts";
import type { Desk } from "./desk.ts";
import { withRest } from "./later.ts";
import { showShortcuts } from "./shortcuts.ts";
import { nextStage, shownStage } from "./view.ts";

export function rail(desk: Desk): TemplateResult {
  const next = nextStage(desk);
  return html`<nav class="rail" aria-label="Stages" data-region>
    <ol>
      ${stages(desk.meeting).map((one) => step(desk, one))}
    </ol>
    ${
      may(desk.meeting, "stage") && next
        ? html`<button class="btn" @click=${() => moveTo(desk, next)}>
            <span>Next stage<span class="vh">: ${next.stage.name}</span></span
            >${icon("arrow-right")}
          </button>`
        : nothing
    }
    <a class="linkish on-phone" href="?on=phone">Use the phone view</a>
    <button class="linkish keys-button" @click=${showShortcuts}>Keys and display</button>
    ${
      may(desk.meeting, "history")
        ? html`<button
            class="linkish history-button"
            @click=${() => withRest((r) => r.showHistory(desk))}
          >
            History
          </button>`
        : nothing
    }
    ${
      may(desk.meeting, "audience")
        ? html`<button
            class="linkish history-button"
            @click=${() => withRest((r) => r.whoSees(desk))}
          >
            Who sees what…
          </button>`
        : nothing
    }
    ${
      may(desk.meeting, "stage")
        ? html`<a class="btn end" href=${`/meetings/${desk.meeting.boot.meeting.id}/close`}
            >End meeting…</a
          >`
        : nothing
    }
  </nav>`;
}

const WORDS = { done: "Done: ", now: "The meeting is here: ", next: "" };

function step(desk: Desk, one: StageView): TemplateResult {
  const looking = desk.look.stage === one.stage.id && one.state !== "now";
  return html`<li
    class="${one.state}${looking ? " looking" : ""}"
    aria-current=${one.state === "now" ? "step" : nothing}
  >
    <button @click=${() => look(desk, one)} aria-pressed=${looking ? "true" : nothing}>
      <span class="tick">${one.state === "done" ? icon("check") : nothing}</span>
      <span><span class="vh">${WORDS[one.state]}</span>${one.stage.name}</span>
      <span class="mins">${one.stage.minutes}<span class="vh"> minutes</span></span>
    </button>
  </li>`;
}

function look(desk: Desk, one: StageView): void {
  desk.see({ stage: one.state === "now" ? null : one.stage.id, editing: null, review: false });
}

export async function moveTo(desk: Desk, one: StageView): Promise<void> {
  desk.see({ stage: null });
  await desk.run("stage", { to: one.stage.id }, `The meeting is at ${one.stage.name}.`);
}

/** Above the middle, when nothing can be typed any more. */
export function overBar(desk: Desk): TemplateResult | typeof nothing {
  const { state } = desk.meeting.status;
  const words = OVER[state];
  if (words === undefined) return nothing;
  const { id } = desk.meeting.boot.meeting;
  return html`<div class="looking-bar" role="alert">
    ${icon("lock")}<span class="grow">${words}</span>
    ${
      state === "ended"
        ? html`<a class="btn sm primary" href=${`/records/${id}`}>Minutes and plan</a>`
        : html`<a class="btn sm primary" href="/sign-in">Sign in</a>`
    }
  </div>`;
}

const OVER: Readonly<Record<string, string>> = {
  ended: "The meeting has ended. The board can be read, not changed.",
  removed: "You are no longer in this meeting.",
  signed_out: "You are signed out. What was saved is safe.",
};

/** Above the middle, while somebody looks at another stage than the meeting's. */
export function lookingBar(desk: Desk): TemplateResult | typeof nothing {
  if (desk.look.stage === null || isOver(desk.meeting)) return nothing;
  const shown = shownStage(desk);
  const now = stageNow(desk.meeting);
  if (shown.stage.id === now.id) return nothing;
  return html`<div class="looking-bar" role="status">
    ${icon("eye")}
    <span class="grow"
      >You are looking at <b>${shown.stage.name}</b>${shown.stage.name.endsWith("?") ? "" : "."} The
      meeting is at ${now.name.replace(/\?$/, "")}.</span
    >
    ${
      may(desk.meeting, "stage")
        ? html`<button class="btn sm quiet" @click=${() => moveTo(desk, shown)}>
            Move the meeting here
          </button>`
        : nothing
    }
    <button class="btn sm primary" @click=${() => desk.see({ stage: null })}>
      Back to the meeting
    </button>
  </div>`;
}
