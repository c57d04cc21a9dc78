/** Sheets of cards: one column, two beside each other, the grey area, the family, the child's voice. */
import { html, type TemplateResult } from "lit/html.js";
import type { Board } from "../../contract/board.ts";
import type { Column, Section, Side } from "../../contract/boot.ts";
import { cards, childsWords, fill, columnOf, sectionOf, sets } from "../model.ts";
import { icon } from "../parts.ts";
import { type Block, cardBlock, flow, namesShown, none, type Sheet } from "./sheet.ts";

const NOTHING_YET = "Nothing is written here yet.";

export function columnsSheet(board: Board, ids: readonly string[], where: string): Sheet {
  const columns = ids.map((id) => columnOf(board, id)).filter((column) => column !== undefined);
  const wide = columns.length === 1;
  return {
    where,
    child: true,
    body: html`<div class="cols">
      ${columns.map((column) => columnOnWall(board, column, wide))}
    </div>`,
  };
}

export function sideSheet(board: Board, id: string): Sheet {
  const side = board.boot.type.sides.find((each) => each.id === id);
  if (side === undefined) return { where: "", child: true, body: none(NOTHING_YET) };
  const blocks = sectionBlocks(board, side, undefined);
  return { where: side.name, child: true, body: pane(side, side.name, blocks, true) };
}

export function voiceSheet(board: Board): Sheet {
  const names = namesShown(board);
  const said = childsWords(board).map((view): Block => {
    const told = names && view.told !== "" ? html`<small class="who">${view.told}</small>` : "";
    const body = html`<div class="card voiced">
      <p>${icon("quote")}<span class="words">${view.quoted}</span></p>
      ${told}
    </div>`;
    return {
      key: view.item.id,
      head: view.item.tool === "observed" ? view.title : view.child,
      body,
    };
  });
  const family = sectionOf(board, "parents_view");
  const views = family === undefined ? [] : sectionBlocks(board, family, undefined);
  return {
    where: "What children and family say",
    child: false,
    body: html`<div class="cols">
      ${pane({ voice: "child", icon: "quote" }, "In the child’s words", said, views.length === 0)}
      ${
        views.length === 0
          ? ""
          : pane({ voice: "plain", icon: "message-circle" }, "What the family said", views, false)
      }
    </div>`,
  };
}

function columnOnWall(board: Board, column: Column, wide: boolean): TemplateResult {
  const blocks = column.sections.flatMap((section) => sectionBlocks(board, section, section.name));
  return pane(column, column.name, blocks, wide);
}

function pane(
  look: { voice: string; icon: string },
  name: string,
  blocks: readonly Block[],
  wide: boolean,
): TemplateResult {
  return html`<section class="col v-${look.voice}">
    <h2>${icon(look.icon)}${name}</h2>
    ${blocks.length === 0 ? none(NOTHING_YET) : flow(blocks, wide ? "broad" : "")}
  </section>`;
}

function sectionBlocks(board: Board, section: Section | Side, head: string | undefined): Block[] {
  const name = head === undefined ? undefined : fill(board, head);
  const own = cards(board, section.id, { scope: "room" })
    .filter((view) => view.words.trim() !== "")
    .map((view) => cardBlock(board, view, name));
  return [...setBlocks(board, section, name), ...own];
}

/** A danger set is one thing with two halves: its worry and its goal stand in two columns. */
function setBlocks(board: Board, section: Section, head: string | undefined): Block[] {
  const half = section.sets;
  if (half === undefined) return [];
  return sets(board).flatMap((view): Block[] => {
    const words = half === "danger" ? view.danger : view.goal;
    if (words.trim() === "") return [];
    const body = html`<div class="card">
      <small class="label">${view.number}. ${view.title}</small>
      <p><span class="words">${words}</span></p>
    </div>`;
    const key = `${view.set.id}-${half}`;
    return [head === undefined ? { key, body } : { key, head, body }];
  });
}
