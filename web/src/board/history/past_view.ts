/** The board as it was, to be read: columns, sets, numbers, decisions, plan; marked where it differs now. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Board } from "../../contract/board.ts";
import type { Item } from "../../contract/items.ts";
import { rootOf } from "../../contract/items.ts";
import { icon, type IconName } from "../icons.ts";
import {
  cardView,
  cards,
  childsWords,
  inOrder,
  itemsOf,
  noteRoot,
  scales,
  sets,
} from "../model.ts";
import { decisions, rows } from "../outcomes.ts";
import { addedSince, isCovered, type PastBoard, since } from "./past.ts";

/** What can be asked of the page by what is drawn here. */
export interface Look {
  then: PastBoard;
  /** The board as it is now, once it is known. */
  now: Board | null;
  /** The thing that the moment was about. */
  about: string;
  mayRestore: boolean;
  restoreItem: (item: Item) => void;
  restorePart: (part: string, name: string) => void;
  /** Shows who wrote an item's words. */
  show: (item: Item) => void;
}

type Piece = TemplateResult | typeof nothing;

export function pastBoard(look: Look): TemplateResult {
  const { columns, sides } = look.then.boot.type;
  return html`<div class="hist-cols">
      ${columns.map(
        (column) =>
          html`<section class="hist-col ${column.voice}" aria-labelledby="hc-${column.id}">
            <h3 id="hc-${column.id}">${icon(column.icon as IconName)}${column.name}</h3>
            ${column.sections.map((section) =>
              section.sets ? nothing : sectionOf(look, section.id, section.name),
            )}
          </section>`,
      )}
    </div>
    <div class="hist-parts">
      ${part(look, "sets", "Danger sets", ["set", "dispute", "bottom_line"], setThings(look))}
      ${part(look, "plan", "Plan", ["row"], rowThings(look))}
      ${part(look, "voice", "In the children’s words", ["words"], voiceThings(look))}
      ${sides.map((side) => sectionOf(look, side.id, side.name))}
      ${part(look, "", "Numbers", [], scaleThings(look))}
      ${part(look, "", "Decisions", [], decisionThings(look))}
      ${part(look, "notes", "Notes", ["note"], noteThings(look))}
    </div>`;
}

function sectionOf(look: Look, section: string, name: string): TemplateResult {
  const own = ["room", "professionals"].flatMap((scope) =>
    cards(look.then, section, { scope, struck: true }),
  );
  const things = own.map((view) =>
    thing(
      look,
      view.card,
      html`<p class="words" .textContent=${view.words || "No words yet"}></p>
        <p class="hist-meta">
          <span>${view.who}</span>${view.nature ? html`<span>${view.nature}</span>` : nothing}
          ${
            view.scope === "professionals"
              ? html`<span>${icon("lock")}Professionals only</span>`
              : nothing
          }
        </p>`,
    ),
  );
  const inIt = (item: Item): boolean => item.kind === "card" && item.section === section;
  return panel(look, section, name, things, inIt);
}

function part(
  look: Look,
  id: string,
  name: string,
  kinds: readonly string[],
  things: readonly TemplateResult[],
): Piece {
  const inIt = (item: Item): boolean => kinds.includes(item.kind);
  if (things.length === 0 && added(look, inIt).length === 0) return nothing;
  return panel(look, id, name, things, inIt);
}

/** A part of the board: its things then, what was added since, and the way back. */
function panel(
  look: Look,
  id: string,
  name: string,
  things: readonly TemplateResult[],
  inIt: (item: Item) => boolean,
): TemplateResult {
  const later = added(look, inIt);
  const differs =
    later.length > 0 ||
    [...look.then.items().values()].some((item) => inIt(item) && marks(look, item).length > 0);
  return html`<section class="hist-part" aria-labelledby="hp-${id || name}">
    <div class="hist-head">
      <h4 id="hp-${id || name}">${name}</h4>
      ${
        id !== "" && differs && look.mayRestore
          ? html`<button type="button" class="btn sm" @click=${() => look.restorePart(id, name)}>
              ${icon("undo")}<span>Restore this section<span class="vh">: ${name}</span></span>
            </button>`
          : nothing
      }
    </div>
    ${
      things.length === 0
        ? html`<p class="hist-none">Nothing here then.</p>`
        : html`<ul>
            ${things}
          </ul>`
    }
    ${
      later.length === 0
        ? nothing
        : html`<p class="hist-later">
            ${icon("plus")}Added since:
            ${later.map((item) => `“${shortWords(look.now, item)}”`).join(", ")}
          </p>`
    }
  </section>`;
}

const added = ({ then, now }: Look, inIt: (item: Item) => boolean): Item[] =>
  now === null ? [] : addedSince(then, now, inIt);

const marks = ({ then, now }: Look, item: Item): string[] =>
  now === null || !isCovered(item) ? [] : since(then, now, item);

function shortWords(board: Board | null, item: Item): string {
  if (board === null) return "";
  const root = rootOf(item.id, FIRST_TEXT[item.kind] ?? "");
  const words = board.words(root).trim().replace(/\s+/g, " ");
  return words === "" ? "no words yet" : words.length > 48 ? `${words.slice(0, 47)}…` : words;
}

const FIRST_TEXT: Readonly<Record<string, string>> = { row: "what", set: "danger" };

/** One thing of the board; its writers are shown when it has the focus or the mouse. */
function thing(look: Look, item: Item, body: TemplateResult): TemplateResult {
  const changed = marks(look, item);
  const show = (): void => look.show(item);
  return html`<li
    class="hist-thing ${item.status === "struck" ? "struck" : ""} ${changed.length > 0 ? "differs" : ""} ${item.id === look.about ? "about" : ""}"
    tabindex="0"
    data-item=${item.id}
    aria-describedby="hist-who"
    @focusin=${show}
    @mouseenter=${show}
  >
    ${body}
    ${item.status === "struck" ? html`<p class="hist-mark">${icon("minus")}Struck through then</p>` : nothing}
    ${
      changed.length === 0
        ? nothing
        : html`<div class="hist-since">
            <p class="hist-mark">${icon("clock")}${changed.join(". ")}</p>
            ${
              look.mayRestore
                ? html`<button type="button" class="btn sm" @click=${() => look.restoreItem(item)}>
                    ${icon("undo")}Restore this ${NOUNS[item.kind] ?? "card"}
                  </button>`
                : nothing
            }
          </div>`
    }
  </li>`;
}

const NOUNS: Readonly<Record<string, string>> = {
  row: "plan row",
  set: "set",
  words: "quotation",
  note: "note",
  dates: "date",
};

const line = (name: string, words: string): Piece =>
  words.trim() === ""
    ? nothing
    : html`<p>
        <span class="hist-label">${name}</span> <span class="words" .textContent=${words}></span>
      </p>`;

function setThings(look: Look): TemplateResult[] {
  return sets(look.then).flatMap((view) => [
    thing(
      look,
      view.set,
      html`<p><b>Set ${view.number}${view.title ? `: ${view.title}` : ""}</b></p>
        ${line(view.set.danger_status === "agreed" ? "Worry (agreed)" : "Worry", view.danger)}
        ${line(view.set.goal_status === "agreed" ? "Goal (agreed)" : "Goal", view.goal)}
        ${view.statements.map(({ who, words }) => line(who, words))}`,
    ),
    ...view.bottomLines.map(({ item, words, why }) =>
      thing(look, item, html`${line("Bottom line", words)} ${line("Why", why)}`),
    ),
    ...view.disputes.map(({ item, words, who }) =>
      thing(look, item, line(who, words) as TemplateResult),
    ),
  ]);
}

function rowThings(look: Look): TemplateResult[] {
  return rows(look.then).map((view) =>
    thing(
      look,
      view.row,
      html`<p class="words"><b>${view.number}.</b> ${view.what || "No words yet"}</p>
        ${line("Who", view.owner)} ${line("By when", view.byWhen)} ${line("So that", view.soThat)}
        ${line("How we will know", view.know)} ${line("How much", view.howMuch)}
        ${line("What if not", view.ifNot)}`,
    ),
  );
}

function voiceThings(look: Look): TemplateResult[] {
  return childsWords(look.then).map(({ item, quoted, child, told }) =>
    thing(
      look,
      item,
      html`<p class="words">${quoted}</p>
        <p class="hist-meta">
          <span>${child}</span>${told ? html`<span>${told}</span>` : nothing}
        </p>`,
    ),
  );
}

const always = (name: string, words: string): TemplateResult =>
  html`<p>
    <span class="hist-label">${name}</span> <span class="words" .textContent=${words}></span>
  </p>`;

function scaleThings(look: Look): TemplateResult[] {
  const numbers = scales(look.then).filter(({ scale }) => scale.state !== "closed");
  return numbers.map(({ scale, question, spread, entered, expected, scores }) =>
    thing(
      look,
      scale,
      html`<p><b>${question}</b></p>
        <p class="hist-meta">
          <span
            >${spread === null ? `${entered} of ${expected} numbers were in` : spread.words}</span
          >
        </p>
        ${
          spread === null
            ? nothing
            : scores.map(({ who, score, because }) =>
                always(`${who}: ${score.value ?? "can’t say"}`, because),
              )
        }`,
    ),
  );
}

function decisionThings(look: Look): TemplateResult[] {
  return decisions(look.then)
    .filter(({ outcome, reason, views }) => outcome || reason || views.length > 0)
    .map((view) =>
      thing(
        look,
        view.decision,
        html`<p><b>${view.child.name}</b>: ${view.outcome || "no decision yet"}</p>
          ${line("Categories", view.categories)} ${line("Reason", view.reason)}
          ${view.views.map(({ who, outcome, reason, dissent }) =>
            always(
              `${who}: ${outcome || "no view yet"}`,
              [reason, dissent].filter(Boolean).join(" Disagrees: "),
            ),
          )}`,
      ),
    );
}

const NOTES: Readonly<Record<string, string>> = {
  reason: "Why this conference was held",
  family: "About the family",
  discussion: "What was talked about",
  summary: "Summary in plain words",
  contingency: "If things change",
  telling: "Who tells the people who were not here",
};

function noteThings(look: Look): TemplateResult[] {
  return itemsOf(look.then, "note")
    .filter((note) => look.then.words(rootOf(note.id)) !== "" || marks(look, note).length > 0)
    .sort(inOrder)
    .map((note) => {
      const name = note.id.replace(/^note-/, "");
      const words = look.then.words(noteRoot(name));
      return thing(look, note, html`${line(NOTES[name] ?? "Note", words || "No words then")}`);
    });
}

/** Used by the page to say what a card is about to be restored to. */
export const wordsOf = (board: PastBoard, item: Item): string =>
  item.kind === "card" ? cardView(board, item).words : shortWords(board, item);
