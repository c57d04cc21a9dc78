/** The whole page of the Desk: bar, stages, the middle as the stage asks for, side panel. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { childLine, columns, foot } from "./columns.ts";
import type { Desk } from "./desk.ts";
import { header } from "./header.ts";
import { type Rest, rest } from "./later.ts";
import { peopleView } from "./people.ts";
import { lookingBar, overBar, rail } from "./rail.ts";
import { side } from "./side.ts";
import { shownStage } from "./view.ts";

type View = (desk: Desk) => TemplateResult;

const HERE: Readonly<Record<string, View>> = { column: columns, people: peopleView };

const FETCHED: Readonly<Record<string, (from: Rest) => View>> = {
  family: (from) => from.familyView,
  voice: (from) => from.voiceView,
  grey: (from) => from.greyView,
  sets: (from) => from.setsView,
  scales: (from) => from.scalesView,
  decisions: (from) => from.decisionsView,
  plan: (from) => from.planView,
  close: (from) => from.closeView,
  review: (from) => from.reviewView,
};

function middle(desk: Desk, focus: string): TemplateResult {
  const fetched = FETCHED[focus];
  if (fetched === undefined) return (HERE[focus] ?? columns)(desk);
  const from = rest(() => desk.redraw());
  if (from === null) return html`<div class="view"><p class="soft">Opening…</p></div>`;
  return fetched(from)(desk);
}

/** Others talk without this person: nothing of the meeting is on the page. */
function waiting(desk: Desk): TemplateResult {
  const from = rest(() => desk.redraw());
  return from?.waitingView(desk) ?? html`<main id="middle" class="joining"></main>`;
}

/** Where the child's line stands above; the other views have the child's words or need the height. */
const WITH_CHILD = new Set(["family", "column", "grey", "decisions", "plan"]);
const WITH_FOOT = new Set(["column", "grey"]);

export function page(desk: Desk): TemplateResult {
  if (desk.meeting.rights.waits !== "") return waiting(desk);
  if (!desk.joined)
    return html`<main id="middle" class="joining"><p>Opening the meeting…</p></main>`;
  // Whoever is signed out or taken out leaves nothing of the family on the screen (WEB-16).
  if (["signed_out", "removed"].includes(desk.meeting.status.state))
    return html`<main id="middle" class="joining">${overBar(desk)}</main>`;
  const focus = desk.look.review
    ? "review"
    : (shownStage(desk).stage.focus.split(":")[0] ?? "column");
  return html`${header(desk)}${rail(desk)}
    <main id="middle" data-region>
      <div class="above">
        ${desk.meeting.meta().closed ? rest(() => desk.redraw())?.closedBar(desk) : nothing}
        ${overBar(desk)}${desk.look.review ? nothing : lookingBar(desk)}${WITH_CHILD.has(focus) ? childLine(desk) : nothing}
      </div>
      ${middle(desk, focus)} ${WITH_FOOT.has(focus) ? foot(desk) : nothing}
    </main>
    ${side(desk)}`;
}
