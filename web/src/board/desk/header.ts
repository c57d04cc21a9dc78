/** The bar at the top: what meeting this is, where it is, is it saved, and what other screens show. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import type { MenuChoice } from "../parts.ts";
import { icon, menuButton, statusChip } from "../parts.ts";
import { isOver, may, sets, stages } from "../model.ts";
import type { Desk } from "./desk.ts";
import { isChair, officeOf, PLAIN_SHOWS, short, wallWords } from "./view.ts";

export function header(desk: Desk): TemplateResult {
  const { meeting } = desk;
  const all = stages(meeting);
  const now = all.find((one) => one.state === "now");
  return html`<header class="bar" data-region>
    <div class="mark" aria-hidden="true"><i></i><i></i><i></i></div>
    <div class="title">
      <h1>${meeting.meta().title}</h1>
      <p>${meeting.boot.type.name}</p>
    </div>
    <div class="where">
      <span class="stage">${now?.number ?? 0} of ${all.length} · ${now?.stage.name}</span>
      ${
        isOver(meeting)
          ? nothing
          : html`<span class="timing"
              ><span class="clock"></span>${isChair(desk) ? minutes(desk) : nothing}</span
            >`
      }
    </div>
    <div class="acts">
      ${statusChip(meeting.status)} ${may(meeting, "wall") ? wallMenu(desk) : nothing}
      ${may(meeting, "blank") ? blankButton(desk) : nothing}
    </div>
  </header>`;
}

function minutes(desk: Desk): TemplateResult {
  const more = (minutes: number): TemplateResult =>
    html`<button
      class="mini"
      aria-label=${`+${minutes} ${minutes === 1 ? "minute" : "minutes"} for this stage`}
      @click=${() => desk.run("timer", { minutes }, `${minutes} added.`)}
    >
      +${minutes}
    </button>`;
  return html`${more(1)}${more(5)}`;
}

export function toggleBlank(desk: Desk): void {
  const on = !desk.meeting.meta().blank;
  void desk.run("blank", { on }, on ? "Screens are blank." : "Screens show the meeting again.");
}

function blankButton(desk: Desk): TemplateResult {
  const on = desk.meeting.meta().blank;
  return html`<button
    class=${on ? "btn is-blank" : "btn dark"}
    aria-pressed=${on ? "true" : "false"}
    @click=${() => toggleBlank(desk)}
  >
    ${icon(on ? "eye" : "eye-off")}
    ${on ? html`<span>Screens are blank<br /><small>Show again</small></span>` : "Blank screens"}
    <kbd>F9</kbd>
  </button>`;
}

function wallMenu(desk: Desk): TemplateResult {
  return menuButton(
    html`${icon("projector")}<span class="wallname">On the wall: ${wallWords(desk)}</span>`,
    () => wallChoices(desk),
    { css: "btn quiet" },
  );
}

function wallChoices(desk: Desk): MenuChoice[] {
  const { wall } = desk.meeting.meta();
  const put = (show: string, item?: string | null, page = 1, names = wall.names): void =>
    void desk.run("wall", { show, ...(item ? { item } : {}), page, names });
  const now = wall.follows ? "stage" : wall.show;
  const choose = (label: string, show: string, item?: string, apart = false): MenuChoice => ({
    label,
    act: () => put(show, item),
    current: now === show && (item === undefined || wall.item === item),
    apart,
  });
  return [
    choose("Follow the stages", "stage"),
    choose("Overview", "overview", undefined, true),
    ...columnChoices(desk, choose),
    ...setChoices(desk, choose),
    choose("How safe is it: overall scale", "scale", "overall", true),
    ...["voice", "grey", "family", "decisions", "plan"].map((show) =>
      choose(capital(PLAIN_SHOWS[show] ?? show), show),
    ),
    {
      label: `Next page (now ${wall.page})`,
      act: () => put(now, wall.item, wall.page + 1),
      apart: true,
    },
    {
      label: "Page before",
      act: () => put(now, wall.item, wall.page - 1),
      disabled: wall.page < 2,
    },
    {
      label: wall.names ? "Hide names on the wall" : "Show names on the wall",
      act: () => put(now, wall.item, wall.page, !wall.names),
      apart: true,
    },
    ...(isChair(desk)
      ? [
          {
            label: "Pair the wall",
            act: () => void window.open(officeOf(desk, "wall")),
            apart: true,
          },
        ]
      : []),
  ];
}

type Choose = (label: string, show: string, item?: string, apart?: boolean) => MenuChoice;

function columnChoices(desk: Desk, choose: Choose): MenuChoice[] {
  const { columns } = desk.meeting.boot.type;
  const [first, second] = columns;
  const both =
    first && second
      ? [choose("First two columns, side by side", `columns:${first.id},${second.id}`)]
      : [];
  return [
    ...columns.map((one, n) => choose(one.name, `column:${one.id}`, undefined, n === 0)),
    ...both,
  ];
}

function setChoices(desk: Desk, choose: Choose): MenuChoice[] {
  return sets(desk.meeting).flatMap((one) => [
    choose(
      `Danger set ${one.number}: ${short(one.title || "no name yet", 40)}`,
      "set",
      one.set.id,
      true,
    ),
    ...(one.scale
      ? [choose(`Scale of danger set ${one.number}`, "scale", one.scale.scale.id)]
      : []),
  ]);
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
