/** Family and network, the children's and parents' voice, and what we do not know. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import { rootOf } from "../../contract/items.ts";
import type { Child, Side } from "../../contract/boot.ts";
import type { ChildWords } from "../../contract/items.ts";
import { childsWords, may, noteRoot } from "../model.ts";
import { decisions } from "../outcomes.ts";
import type { WordsView } from "../model.ts";
import { boundText, icon, menuButton } from "../parts.ts";
import type { MenuChoice } from "../parts.ts";
import { askStrike } from "./card_dialogs.ts";
import { sectionOfCards } from "./columns.ts";
import type { Desk } from "./desk.ts";
import { choice, flag, words } from "./fields.ts";
import { seats, short } from "./view.ts";

const sideOf = (desk: Desk, id: string): Side | undefined =>
  desk.meeting.boot.type.sides.find((one) => one.id === id);

function sideCards(desk: Desk, id: string): TemplateResult | typeof nothing {
  const side = sideOf(desk, id);
  return side === undefined
    ? nothing
    : html`<div class="panel voice-${side.voice} tinted">${sectionOfCards(desk, side)}</div>`;
}

export function familyView(desk: Desk): TemplateResult {
  const { children } = desk.meeting.meta();
  const family = seats(desk).filter((one) => one.side !== "professional");
  return html`<div class="view">
    <div class="viewhead"><h2 tabindex="-1">Family and network</h2></div>
    <div class="two">
      <div class="stack">
        <section class="panel">
          <h3>${icon("users")}The children</h3>
          <ul class="lines">
            ${children.map((one) => html`<li><b>${one.name}</b> <span class="soft">${ageWords(one)}</span></li>`)}
          </ul>
          <h3>Who is in the meeting for the family</h3>
          <ul class="lines">
            ${family.map((one) => html`<li><b>${one.name}</b> <span class="soft">${one.relation}</span></li>`)}
          </ul>
        </section>
        <section class="panel">
          ${boundText(desk.meeting, noteRoot("family"), {
            label: "Who looks after whom, who lives where, who helps",
            hint: "Say an address only where it is safe.",
            rows: 6,
          })}
        </section>
      </div>
      ${sideCards(desk, "family")}
    </div>
  </div>`;
}

function ageWords(child: Child): string {
  if (child.age === null) return "";
  return child.age === 1 ? "1 year old" : `${child.age} years old`;
}

export function greyView(desk: Desk): TemplateResult {
  return html`<div class="view">
    <div class="viewhead"><h2 tabindex="-1">What we do not know</h2></div>
    ${sideCards(desk, "grey_area")}
  </div>`;
}

export function voiceView(desk: Desk): TemplateResult {
  const { children } = desk.meeting.meta();
  return html`<div class="view">
    <div class="viewhead"><h2 tabindex="-1">Children's and parents' voice</h2></div>
    <div class=${children.length > 1 ? "two" : "one"}>
      ${repeat(
        children,
        (child) => child.id,
        (child) => voiceOf(desk, child),
      )}
    </div>
    <div class="after-list">${sideCards(desk, "parents_view")}</div>
  </div>`;
}

function voiceOf(desk: Desk, child: Child): TemplateResult {
  const said = childsWords(desk.meeting, child.id);
  return html`<section
    class="panel voice-child tinted stack"
    aria-label=${`What ${child.name} said`}
    data-part=${`voice-${child.id}`}
    tabindex="-1"
  >
    <h3>${icon("quote")}In ${child.name}’s words <span class="n">${said.length}</span></h3>
    ${said.length === 0 ? html`<p class="empty">Nothing yet. Write it just as ${child.name} said it.</p>` : nothing}
    <ul class="cards">
      ${repeat(
        said,
        (one) => one.item.id,
        (one) => wordsCard(desk, one),
      )}
    </ul>
    ${
      may(desk.meeting, "add.words")
        ? html`<button
            class="add"
            data-add=${`words-${child.id}`}
            @click=${() => addWords(desk, child)}
          >
            ${icon("plus")}Add what ${child.name} said
          </button>`
        : nothing
    }
    ${participation(desk, child)}
  </section>`;
}

function addWords(desk: Desk, child: Child): void {
  const headline = childsWords(desk.meeting, child.id).length === 0;
  desk.start("words", { fields: { child: child.id, tool: "spoken", headline } });
}

const TOOLS = [
  { id: "spoken", name: "Said" },
  { id: "written", name: "Written" },
  { id: "three_houses", name: "Three Houses" },
  { id: "wizard_fairy", name: "Wizard or Fairy" },
  { id: "drawing", name: "Drawing" },
  { id: "observed", name: "Seen, for a child too young to say" },
];
const HOUSES = [
  { id: "worries", name: "House of worries" },
  { id: "good", name: "House of good things" },
  { id: "dreams", name: "House of dreams" },
];

function wordsCard(desk: Desk, view: WordsView): TemplateResult {
  const { item } = view;
  const open = desk.look.editing === item.id;
  const tool = TOOLS.find((one) => one.id === item.tool)?.name ?? "";
  const house = HOUSES.find((one) => one.id === item.house)?.name ?? "";
  return html`<li
    class="card"
    data-item=${item.id}
    tabindex="0"
    @focusout=${(e: FocusEvent) => leaving(desk, item, e)}
  >
    ${
      open
        ? editWords(desk, view)
        : html`<p class="words child-words" .textContent=${view.quoted}></p>
            <p class="meta">
              ${view.told ? html`<span class="who">${view.told}</span>` : nothing}
              ${tool ? html`<span class="tag">${tool}</span>` : nothing}
              ${house ? html`<span class="tag">${house}</span>` : nothing}
              ${item.headline ? html`<span class="tag">${icon("quote")}Stands above the columns</span>` : nothing}
            </p>`
    }
    ${menuButton(icon("ellipsis"), () => wordsChoices(desk, view), {
      name: `More for: ${short(view.words, 40)}`,
      css: "more",
    })}
  </li>`;
}

/** The card closes when the focus goes elsewhere, and one without words goes away. */
function leaving(desk: Desk, item: ChildWords, e: FocusEvent): void {
  const card = e.currentTarget as HTMLElement;
  if (desk.look.editing !== item.id || (e.relatedTarget && card.contains(e.relatedTarget as Node)))
    return;
  desk.leave(item.id, desk.meeting.words(rootOf(item.id)));
}

function editWords(desk: Desk, view: WordsView): TemplateResult {
  const { item } = view;
  const set = (field: string, value: unknown): void => void desk.set(item.id, { [field]: value });
  const off = !may(desk.meeting, "set", item);
  const done = (): void => {
    const kept = desk.meeting.words(rootOf(item.id)).trim() !== "";
    desk.leave(item.id, desk.meeting.words(rootOf(item.id)));
    if (kept) desk.focusItem(item.id);
    else desk.focusOn(`[data-add="words-${item.child}"]`);
  };
  return html`<div class="stack">
    ${boundText(desk.meeting, rootOf(item.id), {
      label: `${view.child}’s words, just as they were`,
      rows: 2,
      focus: true,
      onEnter: () => {
        done();
        return true;
      },
      onEscape: done,
    })}
    <div class="line">
      ${words("Told to", desk.value(item.id, "told_to", item.told_to), (to) => set("told_to", to), { max: 120, off })}
      ${words("On", desk.value(item.id, "told_on", item.told_on), (on) => set("told_on", on || null), { type: "date", off })}
    </div>
    <div class="line">
      ${choice("How", desk.value(item.id, "tool", item.tool), TOOLS, (tool) => set("tool", tool), { off })}
      ${
        desk.value(item.id, "tool", item.tool) === "three_houses"
          ? choice(
              "Which house",
              desk.value(item.id, "house", item.house ?? ""),
              HOUSES,
              (house) => set("house", house),
              { empty: "None", off },
            )
          : nothing
      }
    </div>
    <div class="line">
      ${flag("Stands above the columns", desk.value(item.id, "headline", item.headline), (on) => set("headline", on), { off })}
      <button class="btn sm primary to-right" @click=${done}>Done</button>
    </div>
  </div>`;
}

function wordsChoices(desk: Desk, view: WordsView): MenuChoice[] {
  const { item } = view;
  const back = (work: Promise<unknown>): void => void work.finally(() => desk.focusItem(item.id));
  return [
    {
      label: "Edit",
      icon: "pencil",
      act: () => desk.see({ editing: item.id }),
      disabled: !view.mayWrite && !may(desk.meeting, "set", item),
    },
    {
      label: item.headline ? "Take from above the columns" : "Put above the columns",
      icon: "quote",
      act: () => back(desk.set(item.id, { headline: !item.headline }, "Done.")),
      disabled: !may(desk.meeting, "set", item),
    },
    {
      label: "Strike through…",
      icon: "trash",
      act: () => back(askStrike(desk, item, view.words)),
      disabled: !may(desk.meeting, "strike", item),
      apart: true,
      danger: true,
    },
  ];
}

function participation(desk: Desk, child: Child): TemplateResult | typeof nothing {
  const view = decisions(desk.meeting).find((one) => one.child.id === child.id);
  if (view === undefined) return nothing;
  const { decision } = view;
  return choice(
    `How ${child.name} took part`,
    desk.value(decision.id, "participation", decision.participation ?? ""),
    desk.meeting.boot.type.participation.map((one) => ({
      ...one,
      name: `${one.name} (${one.id})`,
    })),
    (id) => void desk.set(decision.id, { participation: id || null }, "Saved."),
    { empty: "Not said yet", off: !may(desk.meeting, "set", decision) },
  );
}
