/** The whole page of the Desk: bar, stages, the middle as the stage asks for, side panel. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { childLine, columns, foot } from "./columns.ts";
import { closeView } from "./close.ts";
import { decisionsView } from "./decisions.ts";
import type { Desk } from "./desk.ts";
import { familyView, greyView, voiceView } from "./family.ts";
import { header } from "./header.ts";
import { peopleView } from "./people.ts";
import { planView } from "./plan.ts";
import { lookingBar, rail } from "./rail.ts";
import { scalesView } from "./scales.ts";
import { setsView } from "./sets.ts";
import { side } from "./side.ts";
import { shownStage } from "./view.ts";

type View = (desk: Desk) => TemplateResult;

const VIEWS: Readonly<Record<string, View>> = {
  people: peopleView,
  family: familyView,
  column: columns,
  voice: voiceView,
  grey: greyView,
  sets: setsView,
  scales: scalesView,
  decisions: decisionsView,
  plan: planView,
  close: closeView,
};

/** Where the child's line stands above; the other views have the child's words or need the height. */
const WITH_CHILD = new Set(["family", "column", "grey", "decisions", "plan"]);
const WITH_FOOT = new Set(["column", "grey"]);

export function page(desk: Desk): TemplateResult {
  if (!desk.joined)
    return html`<main id="middle" class="joining"><p>Opening the meeting…</p></main>`;
  const focus = shownStage(desk).stage.focus.split(":")[0] ?? "column";
  const view = VIEWS[focus] ?? columns;
  return html`${header(desk)}${rail(desk)}
    <main id="middle" data-region>
      <div class="above">
        ${lookingBar(desk)}${WITH_CHILD.has(focus) ? childLine(desk) : nothing}
      </div>
      ${view(desk)} ${WITH_FOOT.has(focus) ? foot(desk) : nothing}
    </main>
    ${side(desk)}`;
}
