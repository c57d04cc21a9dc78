/** The sheets of the plan and of the decision for each child. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Board } from "../../contract/board.ts";
import { type DecisionView, type RowView } from "../model.ts";
import { decisions, rows } from "../outcomes.ts";
import { type Block, differing, flow, namesShown, none, type Sheet } from "./sheet.ts";

export function planSheet(board: Board): Sheet {
  const blocks = rows(board)
    .filter((view) => view.what.trim() !== "")
    .map((view): Block => ({ key: view.row.id, body: planRow(view, namesShown(board)) }));
  const body =
    blocks.length === 0
      ? html`<h2 class="headline">The plan</h2>
          ${none("No action is written yet.")}`
      : html`<h2 class="headline">The plan: who will do what</h2>
          ${flow(blocks, "plan")}`;
  return { where: "Plan", child: false, body };
}

function planRow(view: RowView, names: boolean): TemplateResult {
  return html`<div class="card">
    <b class="nr">${view.number}</b>
    <p class="what words">${view.what}</p>
    <dl>
      ${fact("Who", view.owner === "" ? "nobody yet" : view.owner)}
      ${fact("By when", view.byWhen === "" ? "no date yet" : view.byWhen)}
      ${fact("So that", view.soThat, true)} ${fact("How we will know", view.know, true)}
      ${fact("How much", view.howMuch, true)} ${fact("If it does not happen", view.ifNot, true)}
    </dl>
    ${differing(view.responses, names)}
  </div>`;
}

function fact(name: string, words: string, wide = false): TemplateResult | typeof nothing {
  if (words.trim() === "") return nothing;
  return html`<div class=${wide ? "wide" : ""}>
    <dt>${name}</dt>
    <dd>${words}</dd>
  </div>`;
}

export function decisionsSheet(board: Board): Sheet {
  const names = namesShown(board);
  const each = decisions(board).map(
    (view) =>
      html`<section class="col v-plain">
        <h2>${view.child.name}</h2>
        ${flow(decisionBlocks(view, names))}
      </section>`,
  );
  return {
    where: "Decision for each child",
    child: false,
    body: html`<div class="cols">${each}</div>`,
  };
}

function decisionBlocks(view: DecisionView, names: boolean): Block[] {
  const decided: Block =
    view.outcome === ""
      ? { key: "none", body: html`<p class="decided">Not decided yet</p>` }
      : {
          key: "outcome",
          body: html`<p class="decided">${view.outcome}<small>${view.categories}</small></p>`,
        };
  const reason: Block[] =
    view.reason.trim() === ""
      ? []
      : [
          {
            key: "reason",
            head: "Because",
            body: html`<div class="card">
              <p><span class="words">${view.reason}</span></p>
              ${differing(view.responses, names)}
            </div>`,
          },
        ];
  return [decided, ...reason, ...viewBlocks(view, names)];
}

/** Until it is decided everyone's view stands here; then those who would have decided otherwise. */
function viewBlocks(view: DecisionView, names: boolean): Block[] {
  const decided = view.outcome !== "";
  const shown = decided ? view.views.filter((each) => each.view.dissents === true) : view.views;
  const head = decided ? "Sees it differently" : "Each agency’s view";
  return shown.map((each): Block => {
    const said = [each.outcome, each.categories].filter((part) => part !== "").join(", ");
    const body = html`<div class="card">
      <p>${said}</p>
      ${decided && each.dissent !== "" ? html`<p><span class="words">${each.dissent}</span></p>` : nothing}
      ${names ? html`<small class="who">${each.who}</small>` : nothing}
    </div>`;
    return { key: each.view.id, head, body };
  });
}
