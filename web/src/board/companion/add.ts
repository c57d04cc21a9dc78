/** Adding to the board: typed into one's own draft as one goes, then shared when one chooses. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Section } from "../../contract/boot.ts";
import { type Card, type Nature, rootOf, type Source } from "../../contract/items.ts";
import { type CardView, drafts, fill, may } from "../model.ts";
import { boundText, icon } from "../parts.ts";
import type { App, Screen } from "./app.ts";
import { rest } from "./later.ts";
import { type Place, places } from "./places.ts";
import { type Choice, choices, fault, heading, lineField, lower, type Piece } from "./pieces.ts";

/** A column of the board, or a part beside it, that cards can be added to. */
export interface Target {
  id: string;
  voice: string;
  icon: string;
  /** "Add a worry" */
  title: string;
  sections: readonly Section[];
}

export function targetOf(app: App, id: string): Target | undefined {
  const { columns, sides } = app.meeting.boot.type;
  const column = columns.find((each) => each.id === id);
  if (column !== undefined) {
    const sections = column.sections.filter((section) => section.sets !== "danger");
    return { ...column, title: `Add ${lower(column.one)}`, sections };
  }
  const side = sides.find((each) => each.id === id);
  return side && { ...side, title: side.add, sections: [side] };
}

/** The target whose sections have this one. */
export function targetWith(app: App, section: string): Target | undefined {
  const { columns, sides } = app.meeting.boot.type;
  const ids = [...columns, ...sides].map((each) => each.id);
  return ids
    .map((id) => targetOf(app, id))
    .find((target) => target?.sections.some((each) => each.id === section));
}

export const writtenDrafts = (app: App): CardView[] =>
  drafts(app.meeting).filter((view) => view.words.trim() !== "");

export const mayAdd = (app: App): boolean =>
  may(app.meeting, "add.card") && app.meeting.board(`own:${app.me.id}`) !== undefined;

/** Opens the empty draft that is there, or makes one, so that every word typed is kept at once. */
export function enterAdd(app: App): void {
  const { id, more } = app.route;
  const target = targetOf(app, id);
  if (more !== "" || target === undefined || !mayAdd(app)) return;
  const sections = new Set(target.sections.map((section) => section.id));
  const empty = drafts(app.meeting).find(
    (view) => view.words.trim() === "" && sections.has(view.card.section ?? ""),
  );
  const section = target.sections[0]?.id ?? "";
  const draft = empty?.card.id ?? app.meeting.add("card", { scope: "own", section }).id;
  app.become("add", id, draft);
}

export function addScreen(app: App): Screen {
  const target = targetOf(app, app.route.id);
  const back = { href: "#/", words: "Back" };
  if (target === undefined || !mayAdd(app)) {
    const title = "You cannot add here";
    return { title, back, foot: true, body: html`<div class="page">${heading(title)}</div>` };
  }
  const card = app.meeting.item(app.route.more);
  const body = html`<div>
    <div class="head v-${target.voice} across">${icon(target.icon)}${heading(target.title)}</div>
    ${card?.kind === "card" ? form(app, target, card) : opening()}
  </div>`;
  return { title: target.title, back, foot: false, body };
}

const opening = (): TemplateResult => html`<div class="page"><p class="soft">One moment.</p></div>`;

function form(app: App, target: Target, card: Card): TemplateResult {
  if (card.status !== "live" || app.meeting.scopeOf(card.id)?.startsWith("own:") !== true) {
    return html`<div class="page"><p>This is on the board now.</p></div>`;
  }
  const section = target.sections.find((each) => each.id === card.section) ?? target.sections[0];
  return html`<form
    class="page"
    autocomplete="off"
    @submit=${(event: Event) => event.preventDefault()}
  >
    <div class="group tight">
      ${boundText(app.meeting, rootOf(card.id), {
        label: askOf(app, target, section),
        hint: hintOf(app, target, section),
        rows: 3,
      })}
      ${rest(app.redraw)?.jargon(app, card) ?? nothing}
    </div>
    ${when1(target.sections.length > 1, () => whichSection(app, target, card))}
    ${whichChild(app, card)}
    ${when1(isEvidence(target), () => html`${howKnown(app, card)} ${whenWasIt(app, card)}`)}
    ${buttons(app, card)}
  </form>`;
}

const when1 = (is: boolean, piece: () => TemplateResult): Piece => (is ? piece() : nothing);

const isEvidence = (target: Target): boolean => ["worry", "working"].includes(target.voice);

const ASKS: Readonly<Record<string, string>> = {
  worry: "What are you worried about?",
  working: "What is working well?",
  next: "What needs to happen?",
  grey: "What do we not know?",
};

function askOf(app: App, target: Target, section: Section | undefined): string {
  return ASKS[target.voice] ?? fill(app.meeting, section?.name ?? target.title);
}

function hintOf(app: App, target: Target, section: Section | undefined): string {
  if (target.voice === "worry") return "Say what you saw or heard, and when.";
  return fill(app.meeting, section?.prompts[0] ?? "");
}

function whichSection(app: App, target: Target, card: Card): TemplateResult {
  const offered = target.sections.map((section): Choice => ({
    value: section.id,
    label: fill(app.meeting, section.sets === "goal" ? "An idea for a goal" : section.name),
    checked: section.id === card.section,
  }));
  const look = {
    type: "radio",
    name: "section",
    legend: "What is it about?",
    css: "joined",
  } as const;
  return choices(look, offered, (section) =>
    app.ask("move", { item: card.id, section, after: null }),
  );
}

function whichChild(app: App, card: Card): Piece {
  const all = app.children;
  if (all.length < 2) return nothing;
  const on = card.children.length === 0 ? all.map((child) => child.id) : card.children;
  const offered = all.map((child): Choice => ({
    value: child.id,
    label: child.name,
    checked: on.includes(child.id),
  }));
  const look = { type: "checkbox", name: "child", legend: "Which child?", css: "across" } as const;
  return choices(look, offered, (child, checked) => {
    const next = all.map(({ id }) => id).filter((id) => (id === child ? checked : on.includes(id)));
    const children = next.length === all.length ? [] : next;
    void app.ask("set", { item: card.id, fields: { children } });
  });
}

interface Knowing {
  label: string;
  nature: Nature;
  source: Source;
}

const KNOWINGS: readonly Knowing[] = [
  { label: "I saw or heard it myself", nature: "fact", source: "first_hand" },
  { label: "Someone told me", nature: "reported", source: "told_by" },
  { label: "It is my opinion", nature: "opinion", source: "unknown" },
];
const IN_RECORDS: Knowing = { label: "It is in our records", nature: "fact", source: "record" };
const CHILDS_OWN: Knowing = {
  label: "These are the child’s own words",
  nature: "childs_words",
  source: "told_by",
};

function howKnown(app: App, card: Card): TemplateResult {
  const more = app.isFamily ? [] : [IN_RECORDS, CHILDS_OWN];
  const offered = [...KNOWINGS, ...more];
  const isThis = (each: Knowing): boolean =>
    each.nature === card.nature && each.source === card.source;
  const rows = offered.map((each): Choice => ({
    value: each.label,
    label: each.label,
    checked: isThis(each),
  }));
  const look = { type: "radio", name: "how", legend: "How do you know?", css: "joined" } as const;
  return choices(look, rows, (label) => {
    const known = offered.find((each) => each.label === label);
    if (known === undefined) return;
    const { nature, source } = known;
    void app.ask("set", { item: card.id, fields: { nature, source } });
  });
}

function whenWasIt(app: App, card: Card): TemplateResult {
  const field = {
    id: "when",
    label: "When was it?",
    hint: "If you know: 3 May, or every Friday.",
    max: 60,
  };
  return lineField(field, card.event_date ?? "", (words) => {
    void app.ask("set", { item: card.id, fields: { event_date: words } });
  });
}

function buttons(app: App, card: Card): TemplateResult {
  return html`<div class="decide">
    ${fault(app, card.id)} ${places(app).map((place, n) => shareButton(app, card, place, n === 0))}
    <button
      class="btn"
      type="button"
      aria-describedby="to-draft"
      @click=${() => keepDraft(app, card)}
    >
      Save as my draft
    </button>
    <p id="to-draft">Only you will see it</p>
  </div>`;
}

function shareButton(app: App, card: Card, place: Place, first: boolean): TemplateResult {
  const busy = first && app.busy.has(card.id);
  const id = `to-${place.to.replace(":", "-")}`;
  return html`<button
      class="btn ${first ? "primary" : ""}"
      type="button"
      aria-describedby=${id}
      ?disabled=${busy}
      @click=${() => shareDraft(app, card.id, place)}
    >
      ${place.icon ? icon(place.icon) : nothing}${busy ? "Sharing" : place.button}
    </button>
    <p id=${id}>${place.about}</p>`;
}

export function shareDraft(app: App, id: string, place: Place): Promise<void> {
  return app.once(id, async () => {
    if (app.meeting.words(rootOf(id)).trim() === "") {
      app.blame(id, "Write something first.");
      return;
    }
    app.fault = null;
    await app.wordsSaved();
    if (!(await app.ask("share", { item: id, to: place.to }))) return;
    if (app.route.more === id) app.go("home");
    app.say(place.said);
  });
}

function keepDraft(app: App, card: Card): void {
  const empty = app.meeting.words(rootOf(card.id)).trim() === "";
  app.go("home");
  if (!empty) app.say("Kept as your draft. Only you can see it.");
}
