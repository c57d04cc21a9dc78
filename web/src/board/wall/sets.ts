/** The sheet of one danger set: worry beside goal, bottom lines, and who sees it differently. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Board } from "../../contract/board.ts";
import { type SetView, sets } from "../model.ts";
import { icon } from "../parts.ts";
import { type Block, differing, flow, namesShown, none, type Sheet } from "./sheet.ts";
import { countSheet } from "./scales.ts";

export function setSheet(board: Board, wanted: string | null | undefined): Sheet {
  const all = sets(board);
  const view = all.find((each) => each.set.id === wanted) ?? firstOpen(all);
  if (view === undefined) {
    return { where: "Danger statements", child: true, body: none("No danger statement yet.") };
  }
  const where = `Worry ${view.number}: ${view.title}`;
  if (isDrafting(view)) return { where, child: false, body: drafting(view) };
  return { where, child: false, body: sideBySide(board, view) };
}

const firstOpen = (all: readonly SetView[]): SetView | undefined =>
  all.find((view) => view.set.danger_status !== "agreed") ?? all[0];

const isDrafting = (view: SetView): boolean =>
  !view.revealed && view.danger.trim() === "" && view.writers > 0;

function drafting(view: SetView): TemplateResult {
  return countSheet(
    html`<h2 class="headline">${view.title}</h2>`,
    `${view.ready} of ${view.writers} have written`,
    { now: view.ready, of: view.writers },
    "Each of us writes our own words first. They are shown together.",
  );
}

function sideBySide(board: Board, view: SetView): TemplateResult {
  return html`<div class="cols">
    <section class="col v-worry">
      <h2>${icon("cloud-rain")}What we are worried about</h2>
      ${flow(worryBlocks(board, view))}
    </section>
    <section class="col v-next">
      <h2>${icon("footprints")}What we want to see</h2>
      ${flow(goalBlocks(view))}
    </section>
  </div>`;
}

function worryBlocks(board: Board, view: SetView): Block[] {
  const names = namesShown(board);
  if (view.danger.trim() === "") return writtenBlocks(view, names);
  const agreed = view.set.danger_status === "agreed";
  const statement: Block = {
    key: "danger",
    body: html`<div class="card">
      <p><span class="words">${view.danger}</span></p>
      ${view.children === "" ? nothing : html`<small class="who">${view.children}</small>`}
      ${agreedMark(agreed)} ${differing(view.responses, names)}
    </div>`,
  };
  const disputes = view.disputes
    .filter((line) => line.words.trim() !== "")
    .map((line): Block => {
      const who = names && line.who !== "" ? html`<small class="who">${line.who}</small>` : nothing;
      const body = html`<div class="card">
        <p><span class="words">${line.words}</span></p>
        ${who}
      </div>`;
      return { key: line.item.id, head: "Who sees it differently", body };
    });
  return [statement, ...disputes];
}

/** Before words are agreed: what everyone wrote, side by side, all of the same weight. */
function writtenBlocks(view: SetView, names: boolean): Block[] {
  const written = view.revealed ? view.statements : [];
  if (written.length === 0) return [{ key: "none", body: none("The words are not agreed yet.") }];
  return written.map((each): Block => ({
    key: each.statement.id,
    head: "What each of us wrote",
    body: html`<div class="card">
      <p><span class="words">${each.words}</span></p>
      ${names ? html`<small class="who">${each.who}</small>` : nothing}
    </div>`,
  }));
}

function goalBlocks(view: SetView): Block[] {
  const goal: Block =
    view.goal.trim() === ""
      ? { key: "none", body: none("The goal is not written yet.") }
      : {
          key: "goal",
          body: html`<div class="card">
            <p><span class="words">${view.goal}</span></p>
            ${agreedMark(view.set.goal_status === "agreed")}
          </div>`,
        };
  const lines = view.bottomLines
    .filter((line) => line.words.trim() !== "")
    .map((line): Block => {
      const why = line.why.trim() === "" ? nothing : html`<small class="who">${line.why}</small>`;
      const body = html`<div class="card limit">
        <p><span class="words">${line.words}</span></p>
        ${why}
      </div>`;
      return { key: line.item.id, head: "Whatever happens", body };
    });
  return [goal, ...lines];
}

function agreedMark(agreed: boolean): TemplateResult {
  return agreed
    ? html`<p class="settled">${icon("circle-check")}Agreed</p>`
    : html`<p class="settled open">Not agreed yet</p>`;
}
