/** The questions a card's menu asks, each in one small dialog. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import type { Card, Item, ResponseChoice, Speaker } from "../../contract/items.ts";
import { itemsOf } from "../model.ts";
import type { CardView } from "../model.ts";
import { openDialog } from "../parts.ts";
import { choice, speaker, ticks, words } from "./fields.ts";
import type { Desk } from "./desk.ts";
import { liveCards, sectionsOf, short } from "./view.ts";

/** A dialog with one set of answers; gives them when saved, undefined when left. */
export async function askFor<T extends object>(
  title: string,
  start: T,
  body: (now: T, change: (part: Partial<T>) => void) => TemplateResult,
  look: { save?: string; whole?: (now: T) => boolean; danger?: boolean } = {},
): Promise<T | undefined> {
  let now = start;
  const answer = await openDialog(title, (close, redraw) => {
    const change = (part: Partial<T>): void => {
      now = { ...now, ...part };
      redraw();
    };
    const save = (e: Event): void => {
      e.preventDefault();
      (document.activeElement as HTMLElement | null)?.blur();
      if (look.whole?.(now) ?? true) close("save");
    };
    return html`<form class="ask" @submit=${save} novalidate>
      ${body(now, change)}
      <div class="line ends-dialog">
        <button
          class=${look.danger ? "btn stop" : "btn primary"}
          ?disabled=${!(look.whole?.(now) ?? true)}
        >
          ${look.save ?? "Save"}
        </button>
        <button type="button" class="btn quiet" @click=${() => close()}>Cancel</button>
      </div>
    </form>`;
  });
  return answer === "save" ? now : undefined;
}

export interface Pick {
  id: string;
  label: string;
  group?: string;
  current?: boolean;
}

/** A dialog that is a list of buttons. */
export function pick(
  title: string,
  picks: readonly Pick[],
  lead?: string,
): Promise<string | undefined> {
  return openDialog(
    title,
    (close) => html`
      ${lead ? html`<p class="soft">${lead}</p>` : nothing}
      <ul class="picks">
        ${picks.map(
          (one, n) =>
            html`${
                one.group && one.group !== picks[n - 1]?.group
                  ? html`<li class="group">${one.group}</li>`
                  : nothing
              }
              <li>
                <button class="btn quiet" ?disabled=${one.current} @click=${() => close(one.id)}>
                  ${one.label}${one.current ? html`<span class="n">here now</span>` : nothing}
                </button>
              </li>`,
        )}
      </ul>
      <div class="line ends-dialog">
        <button type="button" class="btn quiet" @click=${() => close()}>Cancel</button>
      </div>
    `,
  );
}

export async function askSpeaker(desk: Desk, card: Card): Promise<void> {
  const start: { said_by: Speaker | null } = { said_by: card.said_by ?? null };
  const answer = await askFor(
    "Who said this?",
    start,
    (now, change) =>
      speaker(desk, "Said by", now.said_by, (said_by) => change({ said_by }), {
        empty: "The person who typed it",
      }),
    { whole: (now) => now.said_by === null || now.said_by.name !== "" || true },
  );
  if (answer === undefined) return;
  const said_by = answer.said_by?.name ? answer.said_by : null;
  await desk.run("set", { item: card.id, fields: { said_by } }, "Saved who said it.");
}

export async function askChildren(desk: Desk, item: Item): Promise<void> {
  const { children } = desk.meeting.meta();
  const answer = await askFor(
    "Which child is this about?",
    { on: item.children },
    (now, change) =>
      html`<p class="soft">No tick means all of the children.</p>
        ${ticks("About", children, now.on, (on) => change({ on }))}`,
  );
  if (answer)
    await desk.run("set", { item: item.id, fields: { children: answer.on } }, "Saved which child.");
}

const SOURCES = [
  { id: "first_hand", name: "Saw or heard it themselves" },
  { id: "told_by", name: "Was told by someone" },
  { id: "record", name: "From a record" },
  { id: "unknown", name: "Not known" },
];

export async function askNature(desk: Desk, card: Card): Promise<void> {
  const start = { nature: card.nature ?? "", source: card.source ?? "" };
  const answer = await askFor(
    "What kind of words are these?",
    start as { nature: string; source: string },
    (now, change) =>
      html`<div class="stack">
        ${choice(
          "These words are",
          now.nature,
          desk.meeting.boot.type.natures,
          (nature) => change({ nature }),
          {
            empty: "Not said",
          },
        )}
        ${choice("How it is known", now.source, SOURCES, (source) => change({ source }), {
          empty: "Not said",
        })}
      </div>`,
  );
  if (answer === undefined) return;
  const fields = { nature: answer.nature || null, source: answer.source || null };
  await desk.run("set", { item: card.id, fields }, "Saved.");
}

export async function askDate(desk: Desk, card: Card): Promise<void> {
  const answer = await askFor(
    "When did it happen?",
    { when: card.event_date ?? "" },
    (now, change) =>
      html`<p class="soft">
          A date, or as near as people can say: “3 May”, “most Fridays”, “since Easter”.
        </p>
        ${words("When", now.when, (when) => change({ when }), { max: 60 })}`,
  );
  if (answer)
    await desk.run(
      "set",
      { item: card.id, fields: { event_date: answer.when || null } },
      "Saved when.",
    );
}

interface Answered {
  who: string;
  name: string;
  view: string;
  said: string;
}

/** Somebody of the family says how they see an item: the minute taker types it in their words. */
export async function askResponse(desk: Desk, item: Item, about: string): Promise<void> {
  const { meeting } = desk;
  const family = itemsOf(meeting, "person").filter((one) => one.side === "family");
  const people = family.map((one) => ({ id: one.id.replace(/^person-/, ""), name: one.name }));
  const start: Answered = { who: people[0]?.id ?? "other", name: "", view: "", said: "" };
  const answer = await askFor(
    "How does the family see this?",
    start,
    (now, change) =>
      html`<blockquote class="about">${short(about, 200)}</blockquote>
        <div class="stack">
          ${choice("Who", now.who, [...people, { id: "other", name: "Someone else…" }], (who) => change({ who }))}
          ${
            now.who === "other"
              ? words("Their name", now.name, (name) => change({ name }), { max: 80 })
              : nothing
          }
          ${choice("They say", now.view, meeting.boot.type.responses, (view) => change({ view }), {
            empty: "Choose",
          })}
          ${words("In their words", now.said, (said) => change({ said }), { max: 600, wide: true })}
        </div>`,
  );
  const known = people.find((one) => one.id === answer?.who);
  const name = known?.name ?? answer?.name ?? "";
  if (answer === undefined || name === "") return;
  await desk.run(
    "respond",
    {
      item: item.id,
      view: answer.view as ResponseChoice | "",
      words: answer.said,
      for: known ? { name, person: known.id } : { name },
    },
    `Saved what ${name} says.`,
  );
}

export async function askMove(desk: Desk, card: Card): Promise<void> {
  const to = await pick(
    "Move this card to",
    sectionsOf(desk).map(({ section, column }) => ({
      id: section.id,
      label: section.name,
      group: column,
      current: section.id === card.section,
    })),
  );
  if (to === undefined) return;
  const last = liveCards(desk, to).at(-1)?.card.id ?? null;
  const name = sectionsOf(desk).find(({ section }) => section.id === to)?.section.name ?? "";
  await desk.run("move", { item: card.id, section: to, after: last }, `Moved to ${name}.`);
}

export async function askMerge(desk: Desk, view: CardView): Promise<void> {
  const others = liveCards(desk, view.card.section ?? "", view.scope).filter(
    (one) => one.card.id !== view.card.id,
  );
  const into = await pick(
    "Merge with which card?",
    others.map((one) => ({ id: one.card.id, label: `${short(one.words, 120)} (${one.who})` })),
    "The words and the names of both are kept. Restore undoes it.",
  );
  const merged = into && (await desk.run("merge", { item: view.card.id, into }, "Merged."));
  desk.focusItem(merged && into ? into : view.card.id);
}

export async function askStrike(desk: Desk, item: Item, about: string): Promise<boolean> {
  const answer = await askFor(
    "Strike this through?",
    { reason: "" },
    (now, change) =>
      html`<blockquote class="about">${short(about, 200)}</blockquote>
        <p class="soft">
          It stays in the bin and in the record, struck through. You can restore it.
        </p>
        ${words(
          "Why (so that people understand later)",
          now.reason,
          (reason) => change({ reason }),
          {
            max: 300,
            wide: true,
          },
        )}`,
    { save: "Strike through", danger: true },
  );
  if (!answer) return false;
  return desk.run(
    "strike",
    { item: item.id, ...(answer.reason ? { reason: answer.reason } : {}) },
    "Struck through.",
  );
}
