/** The overview: the title, where the meeting is, and who is in the room. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Board } from "../../contract/board.ts";
import { people, stageNow, stages } from "../model.ts";
import { type Block, flow, namesShown, type Sheet } from "./sheet.ts";

export function overviewSheet(board: Board): Sheet {
  const steps = stages(board);
  const now = stageNow(board);
  const number = steps.find((step) => step.state === "now")?.number ?? 1;
  const body = html`<div class="overview">
    <div>
      <h2 class="headline title">${board.meta().title}</h2>
      <p class="kind">${board.boot.type.name}</p>
    </div>
    <div>
      <div class="steps" aria-hidden="true">
        ${steps.map((step) => html`<i class=${step.state}></i>`)}
      </div>
      <p class="stage"><small>Step ${number} of ${steps.length}</small>${now.name}</p>
    </div>
    ${namesShown(board) ? whoIsHere(board) : nothing}
  </div>`;
  return { where: "", child: true, body };
}

/** Only those the minute taker has marked as here: an empty chair is nobody's business on a wall. */
function whoIsHere(board: Board): TemplateResult | typeof nothing {
  const here = people(board).filter(
    ({ person }) => person.attendance === "whole" || person.attendance === "part",
  );
  if (here.length === 0) return nothing;
  const blocks = here.map((view): Block => ({
    key: view.pid,
    body: html`${view.name}<small>${view.part}</small>`,
  }));
  return html`<section class="here">
    <h2>Who is here</h2>
    ${flow(blocks)}
  </section>`;
}

export function lobbySheet(): Sheet {
  const body = html`<div class="waiting">
    <h2 class="headline">The meeting starts soon</h2>
    <p>Open your own link on your phone or laptop, and the chair will let you in.</p>
  </div>`;
  return { where: "", child: false, body };
}
