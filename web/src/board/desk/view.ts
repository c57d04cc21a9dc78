/** What the Desk alone works out from a board: the wall in words, who is counted, numbers for the rail. */
import type { Section, Side } from "../../contract/boot.ts";
import type { Card, Person, Speaker } from "../../contract/items.ts";
import {
  cards,
  cardView,
  columnOf,
  item,
  itemsOf,
  seatsOf,
  sets,
  stageNow,
  stages,
} from "../model.ts";
import type { CardView, StageView } from "../model.ts";
import type { Desk } from "./desk.ts";

export const isChair = (desk: Desk): boolean => desk.meeting.boot.me.role === "chair";
export const isMinuteTaker = (desk: Desk): boolean => desk.meeting.boot.me.role === "minute_taker";

/** The stage that the middle of the page shows. */
export function shownStage(desk: Desk): StageView {
  const all = stages(desk.meeting);
  const id = desk.look.stage ?? stageNow(desk.meeting).id;
  const found = all.find((one) => one.stage.id === id) ?? all[0];
  if (found === undefined) throw new Error("A meeting type without stages.");
  return found;
}

export function nextStage(desk: Desk): StageView | undefined {
  const all = stages(desk.meeting);
  const now = stageNow(desk.meeting).id;
  return all[all.findIndex((one) => one.stage.id === now) + 1];
}

/** The number of the stage that has this part of the board, for "Starts at stage 7". */
export function stageOf(desk: Desk, focus: string): StageView | undefined {
  return stages(desk.meeting).find((one) => one.stage.focus === focus);
}

/** What the wall shows, in words: "everything", "What's working well?", "danger set 2". */
export function wallWords(desk: Desk): string {
  const { page, names } = desk.meeting.meta().wall;
  const more = [page > 1 ? `page ${page}` : "", names ? "" : "no names"];
  return [whatWallShows(desk), ...more].filter((part) => part !== "").join(", ");
}

function whatWallShows(desk: Desk): string {
  const { show, item: id } = desk.meeting.meta().wall;
  const [what, which] = show.split(":");
  if (what === "columns") return "two columns";
  if (what === "column") return columnOf(desk.meeting, which ?? "")?.name ?? "a column";
  if (what === "set") return `danger set ${numberOfSet(desk, id ?? "")}`;
  if (what === "scale") return scaleWords(desk, id ?? "overall");
  return PLAIN_SHOWS[show] ?? show;
}

export const PLAIN_SHOWS: Readonly<Record<string, string>> = {
  overview: "the overview",
  plan: "the plan",
  decisions: "the decisions",
  voice: "children's and parents' voice",
  grey: "what we do not know",
  family: "family and network",
  lobby: "the joining page",
};

function numberOfSet(desk: Desk, id: string): number {
  const found = sets(desk.meeting).findIndex((one) => one.set.id === id);
  return found < 0 ? 1 : found + 1;
}

function scaleWords(desk: Desk, id: string): string {
  const parent = item(desk.meeting, "scale", id)?.parent;
  return parent ? `scale of set ${numberOfSet(desk, parent)}` : "the overall scale";
}

/** Every section a card can be moved to, with the column it stands in. */
export function sectionsOf(desk: Desk): { section: Section | Side; column: string }[] {
  const { columns, sides } = desk.meeting.boot.type;
  const inColumns = columns.flatMap((column) =>
    column.sections
      .filter((section) => section.sets !== "danger")
      .map((section) => ({ section, column: column.name })),
  );
  return [...inColumns, ...sides.map((section) => ({ section, column: "Beside the columns" }))];
}

/** Cards that stand in a section now; struck ones without words were only ever an empty start. */
export function liveCards(desk: Desk, section: string, scope = "room"): CardView[] {
  return cards(desk.meeting, section, { scope }).filter((one) => one.card.status === "live");
}

/** Struck and merged cards; those without words were only ever an empty start. */
export function struckCards(desk: Desk, section: string, scope = "room"): CardView[] {
  const found: CardView[] = [];
  for (const one of desk.meeting.items().values()) {
    if (one.kind !== "card" || one.section !== section) continue;
    if (one.status !== "struck" && one.status !== "merged") continue;
    if (desk.meeting.scopeOf(one.id) === scope) found.push(cardView(desk.meeting, one));
  }
  return found.filter(({ words }) => words.trim() !== "");
}

export const rowOfCard = (desk: Desk, card: Card): boolean =>
  itemsOf(desk.meeting, "row").some((row) => row.from_card === card.id && row.status === "live");

export const seats = (desk: Desk): Person[] => seatsOf(desk.meeting);

export const pidOf = (seat: Person): string => seat.id.replace(/^person-/, "");

export const seatSpeaker = (seat: Person): Speaker => ({
  person: pidOf(seat),
  name: seat.name,
  role: seat.relation ?? "",
});

/** The first words of a text, for a menu or a question. */
export function short(words: string, most = 60): string {
  const flat = words.trim().replace(/\s+/g, " ");
  const cut = flat.lastIndexOf(" ", most);
  return flat.length <= most ? flat : `${flat.slice(0, cut > 0 ? cut : most)}…`;
}

/** A page of the office about this meeting. */
export const officeOf = (desk: Desk, page: string): string =>
  `/meetings/${desk.meeting.boot.meeting.id}/${page}`;
