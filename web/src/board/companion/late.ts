/** Five lines for somebody who came when the meeting had begun. */
import { html, nothing } from "lit/html.js";
import { cards, sets, stageNow, stages } from "../model.ts";
import { decisions } from "../outcomes.ts";
import { icon } from "../parts.ts";
import { planRows } from "./plan.ts";
import type { App } from "./app.ts";
import { nameOfSet } from "./worry.ts";
import type { Piece } from "./pieces.ts";
import { turns } from "./turns.ts";

export function late(app: App): Piece {
  const first = stages(app.meeting)[0]?.state === "now";
  if (first || app.caughtUp || tookPart(app)) return nothing;
  const done = (): void => {
    app.knowsAll();
    app.redraw();
  };
  return html`<section class="panel" aria-labelledby="late">
    <h2 id="late">If you have just come in</h2>
    <ul class="lines small">
      ${lines(app).map((line) => html`<li>${icon(line.icon)}<span>${line.words}</span></li>`)}
    </ul>
    <button class="btn plain" type="button" @click=${done}>I have read this</button>
  </section>`;
}

/** Whoever has added or answered something has been here for a while. */
function tookPart({ meeting, me }: App): boolean {
  return [...meeting.items().values()].some(
    (item) =>
      item.author === me.id ||
      (item.kind === "score" && item.entered_by === me.id) ||
      ("responses" in item && item.responses?.[me.id] !== undefined),
  );
}

interface Line {
  icon: string;
  words: string;
}

function lines(app: App): Line[] {
  return [
    { icon: "clock", words: whereWeAre(app) },
    { icon: "columns-3", words: onTheBoard(app) },
    { icon: "circle-check", words: agreed(app) },
    { icon: "list-checks", words: planned(app) },
    { icon: "hand", words: askedOfYou(app) },
  ];
}

function whereWeAre(app: App): string {
  const all = stages(app.meeting);
  const now = all.find((each) => each.state === "now")?.number ?? 1;
  return `We are at step ${now} of ${all.length}: ${stageNow(app.meeting).name.replace(/\?$/, "")}.`;
}

function onTheBoard(app: App): string {
  const counts = app.meeting.boot.type.columns.map((column) => {
    const held = column.sections.flatMap((section) => cards(app.meeting, section.id));
    return `${column.name.replace(/\?$/, "")}: ${held.filter((view) => view.words.trim() !== "").length}`;
  });
  return `On the board so far. ${counts.join(". ")}.`;
}

function agreed(app: App): string {
  const settled = sets(app.meeting).filter((view) => view.set.danger_status === "agreed");
  const said = decisions(app.meeting).filter((view) => view.outcome !== "");
  const parts = [
    ...settled.map((view) => nameOfSet(view)),
    ...said.map((view) => `${view.child.name}: ${view.outcome}`),
  ];
  return parts.length === 0 ? "Nothing is agreed yet." : `Agreed so far: ${parts.join("; ")}.`;
}

function planned(app: App): string {
  const all = planRows(app);
  const mine = all.filter((view) => view.mine).length;
  if (all.length === 0) return "The plan is not written yet.";
  const yours = mine === 0 ? "none is yours" : mine === 1 ? "one is yours" : `${mine} are yours`;
  return `The plan has ${all.length === 1 ? "one action" : `${all.length} actions`}; ${yours}.`;
}

function askedOfYou(app: App): string {
  const turn = turns(app).find((each) => !each.done);
  return turn === undefined
    ? "Nothing is asked of you just now."
    : `Asked of you now: ${turn.button}.`;
}
