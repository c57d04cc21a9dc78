/** Who sees what: the chair's one place for closed sessions, private family time and cards for some. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { AudienceItem, Scope } from "../../contract/items.ts";
import { newId } from "../../sync/requests.ts";
import {
  type CardView,
  cardView,
  fill,
  itemsOf,
  may,
  namedScopes,
  people,
  reads,
  scopeLabel,
} from "../model.ts";
import { confirm } from "../parts.ts";
import { askFor, pick, type Pick } from "./card_dialogs.ts";
import { askClosed, endClosed } from "./closed.ts";
import type { Desk } from "./desk.ts";
import { area, choice, ticks, words } from "./fields.ts";
import { askProtected } from "./protected.ts";
import { left } from "./review.ts";
import { sectionsOf } from "./view.ts";

const PROFESSIONALS = "professionals";

type Doing = Pick & { act: () => unknown };

export async function whoSees(desk: Desk): Promise<void> {
  const all = [...forAWhile(desk), ...forSome(desk), ...named(desk)];
  const chosen = await pick("Who sees what", all);
  all.find(({ id }) => id === chosen)?.act();
}

function forAWhile(desk: Desk): Doing[] {
  const { meeting } = desk;
  const group = "Talk without the others";
  const waiting = left(desk).length;
  if (meeting.meta().closed)
    return [
      { id: "who", group, label: "Who is in the closed session…", act: () => askClosed(desk) },
      { id: "end", group, label: "End the closed session", act: () => endClosed(desk) },
    ];
  return [
    { id: "start", group, label: "Start a closed session…", act: () => askClosed(desk) },
    ...(waiting > 0
      ? [
          {
            id: "review",
            group,
            label: `Go through the closed session: ${waiting} left`,
            act: () => desk.see({ review: true }),
          },
        ]
      : []),
    ...(meeting.boot.type.family_time === true && may(meeting, "family_start")
      ? [
          {
            id: "family",
            group,
            label: "Leave the family alone with the board…",
            act: () => leaveFamily(desk),
          },
        ]
      : []),
  ];
}

function forSome(desk: Desk): Doing[] {
  const group = "Keep something from some people";
  return [
    { id: "card", group, label: "Add a card for some people only…", act: () => addForSome(desk) },
    {
      id: "held",
      group,
      label: "Keep an address or other details private…",
      act: () => askProtected(desk),
    },
  ];
}

function named(desk: Desk): Doing[] {
  return itemsOf(desk.meeting, "audience").map((one) => ({
    id: one.id,
    group: "Change who reads",
    label: `${scopeLabel(desk.meeting, `named:${one.id}`)?.words}…`,
    act: () => askReaders(desk, one),
  }));
}

async function leaveFamily(desk: Desk): Promise<void> {
  const sure = await confirm(
    "Leave the family alone with the board?",
    "You and all professionals see a waiting page until the family, or you, end it. What they write meanwhile only they read, until they share it.",
    "Leave the family alone",
  );
  if (sure) await desk.run("family_start", {}, "The family has the board to itself.");
}

interface Readers {
  how: "people" | "but";
  who: readonly string[];
  why: string;
  until: string;
}

/** Everybody who may be chosen: not the wall, and not the chair, who always reads it. */
const choosable = (desk: Desk): { id: string; name: string }[] =>
  people(desk.meeting)
    .filter(({ me }) => !me)
    .map(({ pid, name, part }) => ({ id: pid, name: `${name}, ${part}` }));

function readersForm(
  desk: Desk,
  now: Readers,
  change: (part: Partial<Readers>) => void,
): TemplateResult {
  const only = now.how === "people";
  return html`<div class="stack">
    ${choice(
      "Who may read it",
      now.how,
      [
        { id: "people", name: "Only these people, and you" },
        { id: "but", name: "Everyone but these people" },
      ],
      (how) => change({ how: how as Readers["how"] }),
    )}
    ${ticks(only ? "Only" : "Not for", choosable(desk), now.who, (who) => change({ who }))}
    ${only ? nothing : html`<p class="soft sm">Nor for whoever speaks for them.</p>`}
    ${area("Why, for the record", now.why, (why) => change({ why }), { max: 600, rows: 2 })}
    ${words("Until, if it should be looked at again", now.until, (until) => change({ until }), { type: "date" })}
  </div>`;
}

const whole = ({ who, why }: Readers): boolean => who.length > 0 && why.trim() !== "";

const NOBODY: Readers = { how: "people", who: [], why: "", until: "" };

function readersOf(desk: Desk, one: AudienceItem): Readers {
  const { me } = desk.meeting.boot;
  const how = one.people.length > 0 ? "people" : "but";
  const who = one[how].filter((pid) => pid !== me.id);
  return { how, who, why: one.why, until: one.until ?? "" };
}

async function askReaders(desk: Desk, one: AudienceItem): Promise<void> {
  const answer = await askFor(
    "Who may read this?",
    readersOf(desk, one),
    (now, change) => readersForm(desk, now, change),
    { whole },
  );
  if (answer) await save(desk, one.id, answer);
}

async function save(desk: Desk, id: string, { how, who, why, until }: Readers): Promise<boolean> {
  return desk.run("audience", { item: id, [how]: who, why, until }, "Saved who may read it.");
}

/** An audience that there is, "professionals", or "new". */
interface Chosen extends Readers {
  scope: Scope;
}

const NEW = "new";

/** The readers that there are to choose from; the last is to name others. */
export function readersPart(
  desk: Desk,
  now: Chosen,
  change: (part: Partial<Chosen>) => void,
  wide = true,
): TemplateResult {
  const known = [...(wide ? [PROFESSIONALS] : []), ...namedScopes(desk.meeting)];
  const options = known.map((scope) => ({
    id: scope,
    name: scopeLabel(desk.meeting, scope)?.words ?? scope,
  }));
  return html`${
    options.length === 0
      ? nothing
      : choice("Readers", now.scope, [...options, { id: NEW, name: "Other people…" }], (scope) =>
          change({ scope }),
        )
  }
  ${now.scope === NEW ? readersForm(desk, now, change) : nothing}`;
}

export const isWhole = (now: Chosen): boolean => now.scope !== NEW || whole(now);

export const nobodyYet = (): Chosen => ({ ...NOBODY, scope: NEW });

/** The scope that was chosen, made when it is new; null when it could not be. */
export async function scopeFor(desk: Desk, now: Chosen): Promise<Scope | null> {
  if (now.scope !== NEW) return now.scope;
  const id = newId();
  if (!(await save(desk, id, now))) return null;
  const scope = `named:${id}`;
  await opened(desk, scope);
  return scope;
}

/** The page is told what it may read right after the answer. */
const opened = (desk: Desk, scope: Scope): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!reads(desk.meeting, scope)) return;
      stop();
      resolve();
    };
    const stop = desk.meeting.on("change", look);
    look();
  });

/** Who may read a draft that is shared with some, or a card that stands with some already. */
export async function chooseReaders(desk: Desk, { card, scope }: CardView): Promise<void> {
  const one = itemsOf(desk.meeting, "audience").find(({ id }) => scope === `named:${id}`);
  if (one) return askReaders(desk, one);
  const answer = await askFor(
    "Who may read this?",
    nobodyYet(),
    (now, change) => readersPart(desk, now, change),
    { save: "Share with them", whole: isWhole },
  );
  const to = answer && (await scopeFor(desk, answer));
  if (to) await desk.run("share", { item: card.id, to }, "Shared with them alone.");
}

interface ForSome extends Chosen {
  text: string;
  section: string;
}

async function addForSome(desk: Desk): Promise<void> {
  const places = sectionsOf(desk).map(({ section }) => ({
    id: section.id,
    name: fill(desk.meeting, section.name),
  }));
  const start: ForSome = { ...nobodyYet(), text: "", section: places[0]?.id ?? "" };
  const answer = await askFor(
    "Add a card for some people only",
    start,
    (now, change) =>
      html`<div class="stack">
        ${area("The words", now.text, (text) => change({ text }), { max: 2000, rows: 2 })}
        ${choice("Where", now.section, places, (section) => change({ section }))}
        ${readersPart(desk, now, change, !desk.meeting.meta().closed)}
      </div>`,
    { save: "Add the card", whole: (now) => now.text.trim() !== "" && isWhole(now) },
  );
  const scope = answer && (await scopeFor(desk, answer));
  if (!scope) return;
  const { id, reply } = desk.meeting.add("card", {
    scope,
    section: answer.section,
    texts: { "": answer.text },
  });
  if (!(await reply).ok) return;
  if (scope === PROFESSIONALS) desk.see({ tab: "closed" });
  const found = desk.meeting.item(id);
  if (found?.kind === "card") desk.focusItem(cardView(desk.meeting, found).card.id);
}
