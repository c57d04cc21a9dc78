/** One card on the Desk: read, typed in place, moved by keyboard. Lists of cards have one Tab stop. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { rootOf, type Scope } from "../../contract/items.ts";
import { announce } from "../announce.ts";
import { boundText, icon, menuButton, metaLine, responses, whoTyping } from "../parts.ts";
import type { CardView } from "../model.ts";
import { may, nameOf, newCardScope, scopeLabel, sectionOf } from "../model.ts";
import { cardChoices } from "./card_menu.ts";
import type { Desk } from "./desk.ts";
import { choice, itemSpeaker } from "./fields.ts";
import { rest } from "./later.ts";
import { rowOfCard, short } from "./view.ts";

export interface ListLook {
  section: string;
  /** Without one it is where new cards go now. */
  scope?: Scope;
}

/** Each list keeps its own place for the Tab key. */
const keyOf = ({ section, scope = "room" }: ListLook): string =>
  scope === "room" ? section : `${section} ${scope}`;

export function cardList(desk: Desk, views: readonly CardView[], list: ListLook): TemplateResult {
  const at = desk.look.at.get(keyOf(list));
  const stop = views.some((one) => one.card.id === at) ? at : views[0]?.card.id;
  return html`<ul
    class="cards"
    @keydown=${(e: KeyboardEvent) => onKey(desk, views, list, e)}
    @focusin=${(e: Event) => remember(desk, keyOf(list), e)}
  >
    ${repeat(
      views,
      (one) => one.card.id,
      (one) => whenChanged(desk, one, list, one.card.id === stop),
    )}
  </ul>`;
}

/** Draws a card again only when something that it shows has changed: there may be two hundred. */
function whenChanged(desk: Desk, view: CardView, list: ListLook, stop: boolean): unknown {
  const editing = desk.look.editing === view.card.id;
  const typists = desk.meeting.typists(rootOf(view.card.id)).join();
  // Records are new values after each change of any; while people type, only words change.
  const shown = [desk.meeting.items(), view.words, stop, typists, keyOf(list), desk.meeting.rights];
  if (editing) return cardItem(desk, view, list, stop);
  return guard(shown, () => cardItem(desk, view, list, stop));
}

function cardItem(desk: Desk, view: CardView, list: ListLook, stop: boolean): TemplateResult {
  const { card } = view;
  const editing = desk.look.editing === card.id;
  return html`<li
    class="card${card.status === "live" ? "" : " struck"}"
    data-item=${card.id}
    tabindex=${stop ? 0 : -1}
    @focusout=${editing ? (e: FocusEvent) => leaving(desk, view, e) : nothing}
  >
    ${
      editing
        ? html`${typing(desk, view, list)}${aboutWords(desk, view)}${rest(() => desk.redraw())?.hintsFor(desk.meeting, view.words, hintPlace(view)) ?? nothing}`
        : wordsOf(desk, view)
    }
    ${metaLine(view)} ${responses(view.responses)} ${marks(desk, view)}
    ${editing ? nothing : whoTyping(desk.meeting, rootOf(card.id))}
    ${menuButton(icon("ellipsis"), () => cardChoices(desk, view), {
      name: `More for: ${short(view.words, 40) || "a card without words"}`,
      css: "more",
      stop,
    })}
  </li>`;
}

const hintPlace = (view: CardView): "card" | "childs_words" =>
  view.card.nature === "childs_words" ? "childs_words" : "card";

function wordsOf(desk: Desk, view: CardView): TemplateResult {
  const edit = (): void => {
    if (getSelection()?.isCollapsed !== false) editCard(desk, view);
  };
  return html`<p
    class="words"
    @click=${view.mayWrite ? edit : nothing}
    .textContent=${view.words}
  ></p>`;
}

function typing(desk: Desk, view: CardView, list: ListLook): TemplateResult {
  const { id } = view.card;
  const leave = (): void => desk.leave(id, desk.meeting.words(rootOf(id)));
  return boundText(desk.meeting, rootOf(id), {
    label: `The words of this card`,
    hideLabel: true,
    rows: 2,
    focus: true,
    onEnter: () => {
      nextCard(desk, view, list);
      return true;
    },
    onEscape: () => {
      const kept = desk.meeting.words(rootOf(id)).trim() !== "";
      leave();
      if (kept) desk.focusItem(id);
      else desk.focusOn(`[data-add="${list.section}"]`);
    },
  });
}

/** The card closes when the focus goes out of it, and a new one without words goes away. */
function leaving(desk: Desk, { card }: CardView, e: FocusEvent): void {
  const held = e.currentTarget as HTMLElement;
  if (desk.look.editing !== card.id || held.contains(e.relatedTarget as Node | null)) return;
  desk.leave(card.id, desk.meeting.words(rootOf(card.id)));
}

/** Beside the words while they are typed: the minute taker types for whoever speaks. */
function aboutWords(desk: Desk, { card }: CardView): TemplateResult | typeof nothing {
  if (!may(desk.meeting, "set", card)) return nothing;
  const { me, type } = desk.meeting.boot;
  const typist = card.author === me.id ? "Me" : nameOf(desk.meeting, card.author);
  return html`<div class="line said">
    ${itemSpeaker(desk, "Said by", card, "said_by", card.said_by, { empty: typist || "Me" })}
    ${choice(
      "This is",
      desk.value(card.id, "nature", card.nature),
      type.natures,
      (nature) => void desk.set(card.id, { nature: nature || null }),
      { empty: "Not said" },
    )}
  </div>`;
}

/** Enter: the next card, or out of an empty one. */
function nextCard(desk: Desk, view: CardView, list: ListLook): void {
  const { id } = view.card;
  const empty = desk.meeting.words(rootOf(id)).trim() === "";
  desk.leave(id, desk.meeting.words(rootOf(id)));
  if (empty) desk.focusOn(`[data-add="${list.section}"]`);
  else addCard(desk, list, id);
}

export function addCard(desk: Desk, list: ListLook, after?: string): void {
  // The bin and one's drafts are lists too, and nothing new starts there.
  if (sectionOf(desk.meeting, list.section) === undefined) return;
  const scope = list.scope ?? newCardScope(desk.meeting);
  desk.start("card", { section: list.section, scope, ...(after ? { after } : {}) });
}

export function editCard(desk: Desk, view: CardView): void {
  if (view.mayWrite) desk.see({ editing: view.card.id });
}

function marks(desk: Desk, view: CardView): TemplateResult | typeof nothing {
  const { card } = view;
  const inPlan = rowOfCard(desk, card);
  const folded = (card.merged ?? []).filter((id) => desk.meeting.words(rootOf(id)).trim() !== "");
  const merged = folded.length;
  const why = card.struck
    ? `Struck by ${nameOf(desk.meeting, card.struck.by)}${card.struck.reason ? `: ${card.struck.reason}` : ""}`
    : "";
  const label = scopeLabel(desk.meeting, view.scope);
  if (!inPlan && merged === 0 && why === "" && label === null) return nothing;
  return html`<p class="meta marks">
    ${why ? html`<span>${why}</span>` : nothing}
    ${card.status === "merged" ? html`<span>Merged with another card</span>` : nothing}
    ${inPlan ? html`<span class="tag">${icon("list-checks")}In the plan</span>` : nothing}
    ${
      merged > 0
        ? html`<span class="tag">${icon("merge")}${merged} merged with this</span>`
        : nothing
    }
    ${
      label === null
        ? nothing
        : html`<span class="tag for-some">${icon(label.icon)}${label.words}</span>`
    }
  </p>`;
}

function remember(desk: Desk, section: string, e: Event): void {
  const id = (e.target as Element).closest<HTMLElement>("[data-item]")?.dataset["item"];
  if (id === undefined || desk.look.at.get(section) === id) return;
  desk.look.at.set(section, id);
  desk.redraw();
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

function onKey(desk: Desk, views: readonly CardView[], list: ListLook, e: KeyboardEvent): void {
  const target = e.target as HTMLElement;
  const id = target.closest<HTMLElement>("[data-item]")?.dataset["item"];
  const index = views.findIndex((one) => one.card.id === id);
  const view = views[index];
  const step = STEPS[e.key];
  if (view === undefined || e.defaultPrevented) return;
  if (e.altKey && step !== undefined) {
    e.preventDefault();
    moveBy(desk, views, index, step);
  } else if (target.dataset["item"] !== undefined) onCardKey(desk, views, index, list, e);
}

/** Keys while the card itself has the focus, not a field or button in it. */
function onCardKey(
  desk: Desk,
  views: readonly CardView[],
  index: number,
  list: ListLook,
  e: KeyboardEvent,
): void {
  const view = views[index];
  const to = KEYS[e.key]?.(index, views.length - 1);
  if (to !== undefined && views[to] !== undefined) desk.focusItem(views[to].card.id);
  else if ((e.key === "Enter" || e.key === "F2") && view?.mayWrite)
    desk.see({ editing: view.card.id });
  else if (e.key === "Insert" && view) addCard(desk, list, view.card.id);
  else return;
  e.preventDefault();
}

const KEYS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowUp: (index) => index - 1,
  ArrowDown: (index) => index + 1,
  Home: () => 0,
  End: (_index, last) => last,
};

export function moveBy(desk: Desk, views: readonly CardView[], index: number, step: number): void {
  const view = views[index];
  const to = index + step;
  if (view === undefined || views[to] === undefined || !may(desk.meeting, "move", view.card))
    return;
  const after = step < 0 ? (views[to - 1]?.card.id ?? null) : views[to].card.id;
  void desk.run("move", { item: view.card.id, after }).then((moved) => {
    const name = sectionOf(desk.meeting, view.card.section ?? "")?.name ?? "the list";
    if (moved) announce(`Now ${to + 1} of ${views.length} in ${name}.`);
  });
}
