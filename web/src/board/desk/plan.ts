/** The plan: numbered rows that say who does what, so that, by when, and how we will know. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import { rootOf } from "../../contract/items.ts";
import type { Row } from "../../contract/items.ts";
import { announce } from "../announce.ts";
import { may, mayWrite, noteRoot, sets } from "../model.ts";
import { rows } from "../outcomes.ts";
import type { RowView } from "../model.ts";
import { boundText, icon, menuButton } from "../parts.ts";
import { chips, planRow } from "../plan_parts.ts";
import type { MenuChoice } from "../parts.ts";
import { askResponse, askStrike } from "./card_dialogs.ts";
import type { Desk } from "./desk.ts";
import { choice, flag, itemSpeaker, ticks, words } from "./fields.ts";
import { isMinuteTaker, short } from "./view.ts";

export function planView(desk: Desk): TemplateResult {
  const all = rows(desk.meeting).filter((one) => one.row.status === "live");
  const agreed = all.filter((one) => one.row.accepted).length;
  return html`<div class="view">
    <div class="viewhead">
      <h2 tabindex="-1">
        Plan <span>${all.length} ${all.length === 1 ? "row" : "rows"}, ${agreed} taken on</span>
      </h2>
      ${
        may(desk.meeting, "add.row")
          ? html`<div class="right">
              <button class="btn quiet" @click=${() => addRow(desk)}>
                ${icon("plus")}Add a row
              </button>
            </div>`
          : nothing
      }
    </div>
    ${all.length === 0 ? html`<p class="empty">No rows yet. Make them from cards and from “one higher” words, or add one.</p>` : nothing}
    <ol class="plan" @keydown=${(e: KeyboardEvent) => onKey(desk, all, e)}>
      ${repeat(
        all,
        (one) => one.row.id,
        (one, index) => rowOf(desk, one, index, all),
      )}
    </ol>
    ${
      may(desk.meeting, "add.row")
        ? html`<button class="add" data-add="plan" @click=${() => addRow(desk)}>
            ${icon("plus")}Add a row
          </button>`
        : nothing
    }
    <section class="panel after-list">
      ${boundText(desk.meeting, noteRoot("contingency"), {
        label: "If the plan does not work",
        hint: "What will happen, and who will do it, if things do not get better or get worse.",
        rows: 3,
      })}
    </section>
  </div>`;
}

export function addRow(desk: Desk): void {
  const { id } = desk.meeting.add("row", {});
  desk.see({ row: id });
  desk.focusOn(`[data-item="${id}"] select, [data-item="${id}"] textarea`);
}

function rowOf(desk: Desk, view: RowView, index: number, all: readonly RowView[]): TemplateResult {
  const open = desk.look.row === view.row.id;
  const menu = menuButton(icon("ellipsis"), () => choices(desk, view, index, all), {
    name: `More for row ${view.number}: ${short(view.what, 40)}`,
    css: "more",
  });
  const { row } = view;
  return html`<li
    class="plan-item${open ? " open" : ""}"
    data-item=${row.id}
    tabindex=${open ? -1 : 0}
  >
    ${
      open
        ? html`<div class="with-menu">
              <h3 class="sub">Row ${view.number}</h3>
              ${menu}
            </div>
            ${fieldsOf(desk, view)}`
        : planRow(desk.meeting, view, { menu, more: below(desk, view) })
    }
  </li>`;
}

function below(desk: Desk, view: RowView): TemplateResult {
  const may_edit = view.mayWrite || may(desk.meeting, "set", view.row);
  return html`${
    may_edit
      ? html`<button class="linkish" @click=${() => openRow(desk, view.row.id)}>
          Edit<span class="vh"> row ${view.number}</span>
        </button>`
      : nothing
  }`;
}

function openRow(desk: Desk, id: string): void {
  desk.see({ row: id });
  desk.focusOn(`[data-item="${id}"] textarea`);
}

/** Closes a row; one without any words is taken away again. */
function closeRow(desk: Desk, view: RowView): void {
  const empty = [view.what, view.soThat, view.know, view.howMuch, view.ifNot].every(
    (one) => !one.trim(),
  );
  desk.see({ row: null });
  if (empty && may(desk.meeting, "strike", view.row)) {
    void desk.run("strike", { item: view.row.id }, "The empty row was taken away.");
    desk.focusOn('[data-add="plan"]');
  } else desk.focusItem(view.row.id);
}

const ASKS: readonly { field: string; label: string; rows: number; placeholder: string }[] = [
  {
    field: "what",
    label: "What will be done",
    rows: 2,
    placeholder: "One thing that somebody can see being done",
  },
  {
    field: "so_that",
    label: "So that",
    rows: 2,
    placeholder: "What will be different for the child",
  },
  { field: "know", label: "How we will know", rows: 2, placeholder: "Who will see or hear what" },
  { field: "how_much", label: "How much or how often", rows: 1, placeholder: "4 Fridays out of 4" },
  { field: "if_not", label: "What if it is not done", rows: 2, placeholder: "Who does what then" },
];

function fieldsOf(desk: Desk, view: RowView): TemplateResult {
  const { row } = view;
  const off = !may(desk.meeting, "set", row);
  const text = (n: number): TemplateResult | typeof nothing => {
    const ask = ASKS[n];
    if (ask === undefined) return nothing;
    const { field, ...look } = ask;
    return boundText(desk.meeting, rootOf(row.id, field), {
      ...look,
      onEscape: () => closeRow(desk, view),
    });
  };
  return html`<div class="stack">
    <div class="two">
      ${itemSpeaker(desk, "Who", row, "owner", row.owner, { off })} ${when(desk, row, off)}
    </div>
    <div class="two">${text(0)}${text(1)}</div>
    <div class="two">${text(2)}${text(4)}</div>
    <div class="two">${text(3)} ${about(desk, row, off)}</div>
    <div class="line">
      ${chips(view.chips)}
      <button class="btn sm primary to-right" @click=${() => closeRow(desk, view)}>Done</button>
    </div>
  </div>`;
}

function when(desk: Desk, row: Row, off: boolean): TemplateResult {
  return html`<div class="line">
    ${words("By when", desk.value(row.id, "by_when", row.by_when), (date) => void desk.set(row.id, { by_when: date || null }), { type: "date", off })}
    ${words("Then how often", desk.value(row.id, "repeats", row.repeats), (repeats) => void desk.set(row.id, { repeats: repeats || null }), { max: 120, off })}
  </div>`;
}

function about(desk: Desk, row: Row, off: boolean): TemplateResult {
  const options = sets(desk.meeting).map((one) => ({
    id: one.set.id,
    name: `Set ${one.number}: ${short(one.title, 40)}`,
  }));
  const { children } = desk.meeting.meta();
  return html`<div class="stack">
    ${choice("For which danger set", desk.value(row.id, "set", row.set), options, (id) => void desk.set(row.id, { set: id || null }), { empty: "None", off })}
    ${ticks("For which child (no tick: all)", children, desk.value(row.id, "children", row.children), (ids) => void desk.set(row.id, { children: ids }), { off })}
    ${flag("This is a bottom line", desk.value(row.id, "bottom_line", row.bottom_line), (on) => void desk.set(row.id, { bottom_line: on }), { off })}
  </div>`;
}

function choices(desk: Desk, view: RowView, index: number, all: readonly RowView[]): MenuChoice[] {
  const { row } = view;
  const back = (work: Promise<unknown>): void => void work.finally(() => desk.focusItem(row.id));
  return [
    {
      label: "Edit",
      icon: "pencil",
      act: () => openRow(desk, row.id),
      disabled: !may(desk.meeting, "set", row),
    },
    {
      label: "Family's response…",
      icon: "message-circle",
      act: () => back(askResponse(desk, row, view.what)),
      disabled: !may(desk.meeting, "respond", row),
    },
    ...acceptChoice(desk, view, back),
    {
      label: "Move up",
      icon: "arrow-up",
      act: () => moveBy(desk, all, index, -1),
      disabled: index === 0,
      apart: true,
    },
    {
      label: "Move down",
      icon: "arrow-down",
      act: () => moveBy(desk, all, index, 1),
      disabled: index === all.length - 1,
    },
    {
      label: "Strike through…",
      icon: "trash",
      act: () => back(askStrike(desk, row, view.what)),
      disabled: !may(desk.meeting, "strike", row),
      apart: true,
      danger: true,
    },
  ];
}

function acceptChoice(
  desk: Desk,
  view: RowView,
  back: (work: Promise<unknown>) => void,
): MenuChoice[] {
  const { row } = view;
  const mine = row.owner?.person === desk.meeting.boot.me.id;
  if (!mine && !isMinuteTaker(desk)) return [];
  const on = row.accepted !== null && row.accepted !== undefined;
  const name = row.owner?.name ?? "the owner";
  return [
    {
      label: on ? "Not taken on after all" : mine ? "I will do this" : `${name} takes this on`,
      icon: "check",
      act: () => back(desk.run("accept", { row: row.id, accepted: !on }, "Saved.")),
      disabled: !may(desk.meeting, "accept", row) || !row.owner,
    },
  ];
}

function moveBy(desk: Desk, all: readonly RowView[], index: number, step: number): void {
  const view = all[index];
  const to = index + step;
  if (view === undefined || all[to] === undefined || !may(desk.meeting, "move", view.row)) return;
  const after = step < 0 ? (all[to - 1]?.row.id ?? null) : all[to].row.id;
  void desk.run("move", { item: view.row.id, after }).then((moved) => {
    if (moved) announce(`Now row ${to + 1} of ${all.length}.`);
    desk.focusItem(view.row.id);
  });
}

function onKey(desk: Desk, all: readonly RowView[], e: KeyboardEvent): void {
  const held = (e.target as HTMLElement).closest<HTMLElement>("[data-item]")?.dataset["item"];
  const index = all.findIndex((one) => one.row.id === held);
  const view = all[index];
  if (view === undefined || e.defaultPrevented) return;
  const step = { ArrowUp: -1, ArrowDown: 1 }[e.key];
  const onRow = (e.target as HTMLElement).dataset["item"] !== undefined;
  if (e.altKey && step !== undefined) moveBy(desk, all, index, step);
  else if (onRow && e.key === "Enter" && mayWrite(desk.meeting, rootOf(view.row.id, "what")))
    openRow(desk, view.row.id);
  else return;
  e.preventDefault();
}
