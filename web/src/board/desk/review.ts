/** After a closed session: each item is kept there, released in the chair's words, or deleted (SEE-5). */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Commands } from "../../contract/commands.ts";
import { repeat } from "lit/directives/repeat.js";
import { cardView, type CardView, fill, itemsOf, may, sectionOf } from "../model.ts";
import { confirm, icon } from "../parts.ts";
import type { Desk } from "./desk.ts";
import { area, choice } from "./fields.ts";
import { sectionsOf, short } from "./view.ts";

interface Release {
  words: string;
  to: "room" | "professionals";
  section: string;
}

/** What the chair is writing for the others, by item. */
const releasing = new Map<string, Release>();

/** What stands in it, gone through or not. */
export function ofSession(desk: Desk): CardView[] {
  return itemsOf(desk.meeting, "card")
    .filter(({ id, status }) => status === "live" && desk.meeting.scopeOf(id) === "closed")
    .sort((a, b) => a.at - b.at)
    .map((card) => cardView(desk.meeting, card));
}

/** What still waits for the chair. */
export const left = (desk: Desk): CardView[] =>
  ofSession(desk).filter(({ card }) => !card.reviewed);

const kept = (desk: Desk): CardView[] => ofSession(desk).filter(({ card }) => card.reviewed);

export function reviewView(desk: Desk): TemplateResult {
  const waiting = left(desk);
  const done = kept(desk);
  const count = waiting.length === 0 ? "all done" : `${waiting.length} left`;
  return html`<div class="view review">
    <div class="viewhead">
      <h2 tabindex="-1">Go through the closed session <span>${count}</span></h2>
      <button class="btn quiet" @click=${() => back(desk)}>Back to the meeting</button>
    </div>
    <p class="soft">
      ${
        waiting.length === 0
          ? "Nothing of it waits for you. What you kept stays with those who were in it."
          : "Say of each what becomes of it. Until then it stays with those who were in the session."
      }
    </p>
    ${list(desk, waiting)}
    ${
      done.length === 0
        ? nothing
        : html`<h3 class="sub">Kept closed <span class="n">${done.length}</span></h3>
            ${list(desk, done)}`
    }
  </div>`;
}

function back(desk: Desk): void {
  desk.see({ review: false });
  desk.focusOn("#middle h2");
}

const list = (desk: Desk, views: readonly CardView[]): TemplateResult =>
  html`<ul class="reviews">
    ${repeat(
      views,
      ({ card }) => card.id,
      (view) => one(desk, view),
    )}
  </ul>`;

function one(desk: Desk, view: CardView): TemplateResult {
  const { card, words } = view;
  const about = short(words, 40) || "a card without words";
  const section = fill(desk.meeting, sectionOf(desk.meeting, card.section ?? "")?.name ?? "");
  const open = releasing.get(card.id);
  return html`<li class="panel" data-item=${card.id} data-review tabindex="-1">
    <p class="words">${words || "A card without words"}</p>
    <p class="meta"><span class="who">${view.who}</span><span>${section}</span></p>
    ${
      open === undefined
        ? html`<div class="line">
            ${
              card.reviewed
                ? nothing
                : html`<button
                    class="btn sm"
                    aria-label="Keep closed: ${about}"
                    ?disabled=${words.trim() === ""}
                    @click=${() => answer(desk, view, "keep")}
                  >
                    ${icon("lock")}Keep closed
                  </button>`
            }
            <button
              class="btn sm"
              aria-label="Release in other words: ${about}"
              ?disabled=${words.trim() === "" || !may(desk.meeting, "review")}
              @click=${() => start(desk, view)}
            >
              ${icon("eye")}Release in other words…
            </button>
            <button
              class="btn sm quiet"
              aria-label="Delete: ${about}"
              @click=${() => drop(desk, view)}
            >
              ${icon("trash")}Delete…
            </button>
          </div>`
        : form(desk, view, open)
    }
  </li>`;
}

function start(desk: Desk, { card }: CardView): void {
  releasing.set(card.id, { words: "", to: "room", section: card.section ?? "" });
  desk.redraw();
  desk.focusOn(`[data-item="${card.id}"] textarea`);
}

const READERS = [
  { id: "room", name: "Everyone in the meeting" },
  { id: "professionals", name: "Professionals only" },
];

function form(desk: Desk, view: CardView, now: Release): TemplateResult {
  const { id } = view.card;
  const change = (part: Partial<Release>): void => {
    releasing.set(id, { ...now, ...part });
    desk.redraw();
  };
  const stop = (): void => {
    releasing.delete(id);
    desk.redraw();
    desk.focusOn(`[data-item="${id}"] button`);
  };
  const send = async (e: Event): Promise<void> => {
    e.preventDefault();
    const { words, to, section } = releasing.get(id) ?? now;
    if (words.trim() === "") return;
    if (!(await finish(desk, view, { item: id, answer: "release", words, to, section }))) return;
    releasing.delete(id);
  };
  const places = sectionsOf(desk).map(({ section }) => ({
    id: section.id,
    name: fill(desk.meeting, section.name),
  }));
  return html`<form class="stack" @submit=${send}>
    ${area("In your own words, as the others will read it", now.words, (words) => change({ words }), { max: 2000 })}
    <div class="line">
      ${choice("Who will read it", now.to, READERS, (to) => change({ to: to as Release["to"] }))}
      ${choice("Where", now.section, places, (section) => change({ section }))}
    </div>
    <div class="line">
      <button class="btn sm primary" ?disabled=${now.words.trim() === ""}>Release</button>
      <button type="button" class="btn sm quiet" @click=${stop}>Cancel</button>
    </div>
  </form>`;
}

const SAID = { keep: "Kept closed.", release: "Released.", delete: "Deleted." };

async function answer(desk: Desk, view: CardView, what: "keep" | "delete"): Promise<void> {
  await finish(desk, view, { item: view.card.id, answer: what });
}

async function drop(desk: Desk, view: CardView): Promise<void> {
  const sure = await confirm(
    "Delete this?",
    `Nobody can read it afterwards, and it is in no copy: “${short(view.words, 200)}”`,
    "Delete",
  );
  if (sure) await answer(desk, view, "delete");
}

type Answer = Commands["review"];

/** The focus goes to the next that waits, or to the heading when there is none. */
async function finish(desk: Desk, view: CardView, args: Answer): Promise<boolean> {
  const waiting = left(desk);
  const at = waiting.findIndex(({ card }) => card.id === view.card.id);
  const next = waiting[at + 1] ?? waiting[at - 1];
  if (!(await desk.run("review", args, SAID[args.answer]))) return false;
  desk.focusOn(
    next === undefined || at < 0 ? "#middle h2" : `[data-item="${next.card.id}"] .btn:enabled`,
  );
  return true;
}
