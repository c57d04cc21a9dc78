/** How people, children, dates and times are said on the board, as people in the UK write them. */
import type { Board } from "../contract/board.ts";
import type { Child } from "../contract/boot.ts";
import type { Item, Person, Score, Speaker } from "../contract/items.ts";
import { initials, together, who } from "../rules/people.ts";
import { itemsOf } from "./find.ts";
import type { PersonView } from "./views.ts";

const MONTHS =
  "January February March April May June July August September October November December".split(
    " ",
  );

/** "4 July", or "4 July 2026" with its year; what is no date is given back as it is. */
export function dateWords(iso: string, year = false): string {
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso) ?? [];
  const month = MONTHS[Number(m) - 1];
  if (month === undefined) return iso;
  return `${Number(d)} ${month}${year ? ` ${y}` : ""}`;
}

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  hour: "2-digit",
  minute: "2-digit",
});

/** "10:42" in London. */
export function clockWords(ms: number): string {
  return clock.format(ms);
}

export function personOf(board: Board, pid: string): Person | undefined {
  const found = board.items().get(`person-${pid}`);
  return found?.kind === "person" ? found : undefined;
}

export function childOf(board: Board, id: string): Child | undefined {
  return board.meta().children.find((child) => child.id === id);
}

export function nameOf(board: Board, pid: string): string {
  const { me } = board.boot;
  if (pid === me.id) return me.name;
  return personOf(board, pid)?.name ?? childOf(board, pid)?.name ?? "";
}

/** What is said after a name: "mum", "police", "social worker". */
function partOf(board: Board, person: Pick<Person, "role" | "agency" | "relation">): string {
  const role = board.boot.type.roles.find(({ id }) => id === person.role)?.name ?? person.role;
  return person.relation || (person.agency ?? "").toLowerCase() || role.toLowerCase();
}

/** A participant as a speaker or owner. */
export function speakerOf(board: Board, pid: string): Speaker {
  const { me } = board.boot;
  const person = personOf(board, pid) ?? (pid === me.id ? me : undefined);
  const role = person === undefined ? "" : partOf(board, person);
  return { person: pid, name: nameOf(board, pid), role };
}

export function speakerLine(speaker: Speaker): string {
  return who(speaker.name, speaker.role);
}

/** "Ellie, through Amina" when an advocate gave the number. */
function scoreLine(board: Board, { person, entered_by }: Score): string {
  const through = personOf(board, entered_by);
  if (through?.role === "advocate" && entered_by !== person.id) {
    return `${person.name}, through ${through.name.split(" ")[0]}`;
  }
  if (personOf(board, person.id) !== undefined) return speakerLine(speakerOf(board, person.id));
  return who(person.name, person.agency.toLowerCase());
}

export function whoLine(board: Board, item: Item): string {
  if (item.kind === "score") return scoreLine(board, item);
  if (item.kind === "view") {
    const { id, name, agency } = item.person;
    const known = personOf(board, id) === undefined ? null : speakerOf(board, id);
    return known === null ? who(name, agency.toLowerCase()) : speakerLine(known);
  }
  const said = "said_by" in item ? item.said_by : null;
  return speakerLine(said?.name ? said : speakerOf(board, item.author));
}

/** Worked out once for each state of the board, for two hundred cards ask. */
const initialsKnown = new WeakMap<object, Readonly<Record<string, string>>>();

export function initialsOf(board: Board, pid: string): string {
  const items = board.items();
  let known = initialsKnown.get(items);
  if (known === undefined) {
    const { me } = board.boot;
    const everyone = itemsOf(board, "person").map(({ id, name }) => [
      id.slice("person-".length),
      name,
    ]);
    const children = board.meta().children.map(({ id, name }) => [id, name]);
    const names = Object.fromEntries([...everyone, ...children]) as Record<string, string>;
    known = initials(me.id in names ? names : { ...names, [me.id]: me.name });
    initialsKnown.set(items, known);
  }
  return known[pid] ?? "";
}

/** "Ellie, Tom"; none named means all of them. */
export function childrenLine(board: Board, ids: readonly string[]): string {
  const all = board.meta().children;
  const named = ids.length === 0 ? all : all.filter(({ id }) => ids.includes(id));
  return named.map(({ name }) => name).join(", ");
}

/** {children} in the words of the meeting type becomes "Ellie and Tom". */
export function fill(board: Board, words: string): string {
  const names = board.meta().children.map(({ name }) => name);
  return words.replaceAll("{children}", together(names) || "the children");
}

const FIRST = ["chair", "minute_taker"];
const SIDES = ["family", "support", "professional"];

/** Chair, minute taker, family, those who speak for them, then the agencies; each by name. */
function seatOrder(a: Person, b: Person): number {
  const rank = ({ role, side }: Person): number =>
    FIRST.includes(role) ? FIRST.indexOf(role) : 2 + SIDES.indexOf(side ?? "professional");
  return rank(a) - rank(b) || a.name.localeCompare(b.name, "en-GB");
}

/** The places of the people who are or were meant to be here, in the same order everywhere. */
export const seatsOf = (board: Board): Person[] =>
  itemsOf(board, "person")
    .filter(({ role }) => role !== "wall")
    .sort(seatOrder);

export function people(board: Board): PersonView[] {
  const presence = board.presence();
  return seatsOf(board).map((person) => {
    const pid = person.id.slice("person-".length);
    const { state, hand, typing } = presence[pid] ?? {};
    return {
      person,
      pid,
      name: person.name,
      part: partOf(board, person),
      initials: initialsOf(board, pid),
      state: state ?? "not_here",
      hand: hand ?? false,
      typing: typing ?? null,
      me: pid === board.boot.me.id,
    };
  });
}

/** Those who may be named as a speaker or an owner. */
export function speakers(board: Board): Speaker[] {
  return seatsOf(board).map(({ id }) => speakerOf(board, id.slice("person-".length)));
}
