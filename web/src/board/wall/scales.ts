/** The sheet of one scale: both ends in words; how many are in; then everyone's mark at once. */
import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import type { Board } from "../../contract/board.ts";
import { type Mark, type ScaleView, type ScoreView, scales } from "../model.ts";
import { type Block, flow, namesShown, none, type Sheet } from "./sheet.ts";

export function scaleSheet(board: Board, wanted: string | null | undefined, where: string): Sheet {
  const view = chosen(scales(board), wanted);
  if (view === undefined) return { where, child: true, body: none("There is no scale yet.") };
  if (view.scale.state === "revealed" || view.scale.state === "locked") {
    return { where, child: false, body: revealed(view, namesShown(board)) };
  }
  return { where, child: false, body: waiting(view) };
}

/** The one that was asked for (by its own id or its set's); else the one that is open; else the last shown. */
function chosen(
  all: readonly ScaleView[],
  wanted: string | null | undefined,
): ScaleView | undefined {
  const named = all.find((view) => view.scale.id === wanted || view.set?.id === wanted);
  if (named !== undefined && wanted) return named;
  const open = all.find((view) => view.scale.state === "open");
  const shown = all.filter((view) => view.scale.state === "revealed").at(-1);
  return open ?? shown ?? all[0];
}

function ends(view: ScaleView, css: string): TemplateResult {
  return html`<div class="ends ${css}">
    <p><b>10</b><span>${view.ten}</span></p>
    <p><b>0</b><span>${view.zero}</span></p>
  </div>`;
}

function waiting(view: ScaleView): TemplateResult {
  const top = html`<h2 class="headline">${view.question}</h2>
    ${ends(view, "big")}`;
  if (view.scale.state === "closed") {
    return html`${top}
      <div class="waiting"><p>Scoring has not started.</p></div>`;
  }
  return countSheet(
    top,
    `${view.entered} of ${view.expected} are in`,
    { now: view.entered, of: view.expected },
    "Nobody’s number is seen until all are shown together.",
  );
}

/** Never says who is missing: only how many are in. */
export function countSheet(
  top: TemplateResult,
  words: string,
  count: { now: number; of: number },
  under: string,
): TemplateResult {
  const places = Array.from({ length: count.of }, (_, place) => place < count.now);
  return html`${top}
    <div class="waiting">
      <p class="count">${words}</p>
      <div class="pips" aria-hidden="true">
        ${places.map((full) => html`<i class=${full ? "in" : ""}></i>`)}
      </div>
      <p>${under}</p>
    </div>`;
}

function revealed(view: ScaleView, names: boolean): TemplateResult {
  const ask: Block = {
    key: "ask",
    body: html`<h2 class="headline">${view.question}</h2>
      ${ends(view, "")}`,
  };
  const line: Block = { key: "line", body: dots(view, names) };
  const list = names ? nameBlocks(view.scores) : [];
  const words: Block[] =
    view.spread === null
      ? []
      : [{ key: "words", body: html`<p class="spreadwords">${spreadWords(view)}</p>` }];
  return flow([ask, line, ...list, ...words], "scaling");
}

const spreadWords = (view: ScaleView): string => `${view.spread?.words ?? ""} ${view.ask}`.trim();

const NAMES_ON_A_PAGE = 24;

function nameBlocks(scores: readonly ScoreView[]): Block[] {
  const groups = Math.ceil(scores.length / NAMES_ON_A_PAGE);
  return Array.from({ length: groups }, (_, group) => {
    const some = scores.slice(group * NAMES_ON_A_PAGE, (group + 1) * NAMES_ON_A_PAGE);
    return { key: `names-${group}`, body: namesList(some) };
  });
}

function namesList(scores: readonly ScoreView[]): TemplateResult {
  return html`<ul class="names ${scores.length > 12 ? "tight" : ""}">
    ${scores.map(
      (each) =>
        html`<li><b>${each.score.value ?? "–"}</b><span>${each.who}${cannotSay(each)}</span></li>`,
    )}
  </ul>`;
}

const cannotSay = (each: ScoreView): string => (each.score.value === null ? ", can’t say" : "");

// The line is drawn 1640 wide, ten at the left; a mark is 68 across and stacks upwards.
const LEFT = 70;
const STEP = 150;
const RADIUS = 34;
const RISE = 78;

const xOf = (value: number): number => LEFT + (10 - value) * STEP;

function dots(view: ScaleView, names: boolean): TemplateResult {
  const levels = Math.max(1, ...view.marks.map((mark) => mark.level + 1));
  const base = 46 + (levels - 1) * RISE;
  const axis = base + 46;
  const { spread } = view;
  const byChildren = view.scores.filter((each) => each.score.person.role === "child");
  const children = new Set(byChildren.map((each) => each.who));
  return html`<svg
    class="line"
    viewBox="0 0 1640 ${axis + 60}"
    role="img"
    aria-label=${view.scores.map((each) => `${each.who}: ${each.score.value ?? "can’t say"}`).join("; ")}
  >
    ${svg`<line class="axis" x1=${xOf(10)} x2=${xOf(0)} y1=${axis} y2=${axis} />`}
    ${
      spread === null
        ? nothing
        : svg`<line class="spread" x1=${xOf(spread.high)} x2=${xOf(spread.low)} y1=${axis} y2=${axis} />`
    }
    ${Array.from({ length: 11 }, (_, value) => tick(value, axis))}
    ${view.marks.map((mark) => {
      const y = base - mark.level * RISE;
      return markOnLine(mark, y, { names, voiced: children.has(mark.who) });
    })}
  </svg>`;
}

function tick(value: number, axis: number) {
  const x = xOf(value);
  return svg`<line class="tick" x1=${x} x2=${x} y1=${axis - 9} y2=${axis + 9} />
    <text class="num" x=${x} y=${axis + 46}>${value}</text>`;
}

function markOnLine(mark: Mark, y: number, look: { names: boolean; voiced: boolean }) {
  const css = mark.first ? "first" : look.voiced ? "voiced" : "";
  return svg`<g transform="translate(${xOf(mark.value)},${y})">
    <circle class="mark ${css}" r=${RADIUS} />
    ${look.names ? svg`<text class="ini ${css}" y="10">${mark.initials}</text>` : nothing}
  </g>`;
}
