/** Welcome: who is here and how, their reports, and whether enough people are here to decide safely. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import { rootOf } from "../../contract/items.ts";
import type { Person, Quorum } from "../../contract/items.ts";
import { may, quorum } from "../model.ts";
import { boundText, icon } from "../parts.ts";
import { advice as quorumAdvice } from "../../rules/quorum.ts";
import type { Desk } from "./desk.ts";
import { choice, flag, words } from "./fields.ts";
import { isChair, officeOf, seats } from "./view.ts";
import { rest } from "./later.ts";

const ATTENDANCE = [
  { id: "invited", name: "Not said yet" },
  { id: "whole", name: "Throughout" },
  { id: "part", name: "For part" },
  { id: "apologies", name: "Apologies" },
  { id: "no_reply", name: "No reply" },
  { id: "excluded", name: "Not to be here" },
];
const MODES = [
  { id: "in_person", name: "In person" },
  { id: "video", name: "Video" },
  { id: "phone", name: "Phone" },
];
const REPORTS = [
  { id: "none", name: "None" },
  { id: "received", name: "Received" },
  { id: "spoken", name: "Spoken" },
];

export function peopleView(desk: Desk): TemplateResult {
  const all = seats(desk);
  const here = all.filter((one) => one.attendance === "whole" || one.attendance === "part").length;
  return html`<div class="view">
    <div class="viewhead">
      <h2 tabindex="-1">Who is here <span>${here} of ${all.length}</span></h2>
    </div>
    ${officeLinks(desk)} ${quorumPanel(desk, all)}
    <div class="panel after-list table-box">
      <table>
        <caption class="vh">
          Attendance, reports and who else is in the room
        </caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Attendance</th>
            <th scope="col">How</th>
            <th scope="col">Report</th>
            <th scope="col">Shared with parents</th>
            <th scope="col">Room is private</th>
            <th scope="col">Knows the children</th>
          </tr>
        </thead>
        ${GROUPS.map(([name, belongs]) => group(desk, name, all.filter(belongs)))}
      </table>
    </div>
    ${rest(() => desk.redraw())?.heldOthers(desk.meeting)}
  </div>`;
}

/** What is done on pages of its own: they open beside the meeting. */
function officeLinks(desk: Desk): TemplateResult | typeof nothing {
  const { me } = desk.meeting.boot;
  const link = (page: string, words: string): TemplateResult =>
    html`<a class="btn" href=${officeOf(desk, page)} target="_blank">${words}</a>`;
  if (isChair(desk))
    return html`<p class="choices">
      ${link("readers", "Who reads what")} ${link("chair", "Hand over the chair")}
    </p>`;
  const deputy = desk.meeting.rights.deputy ?? me.deputy;
  return deputy
    ? html`<p class="choices">${link("chair/take", "You are the deputy: take the chair")}</p>`
    : nothing;
}

const GROUPS: readonly (readonly [string, (seat: Person) => boolean])[] = [
  ["Running the meeting", leads],
  ["Family", ({ side }) => side === "family"],
  ["There to help the family", ({ side }) => side === "support"],
  ["Professionals", (seat) => works(seat)],
];

function group(
  desk: Desk,
  name: string,
  seats: readonly Person[],
): TemplateResult | typeof nothing {
  if (seats.length === 0) return nothing;
  return html`<tbody>
    <tr>
      <th class="group" colspan="7" scope="rowgroup">${name}</th>
    </tr>
    ${repeat(
      seats,
      (one) => one.id,
      (one) => seatRow(desk, one),
    )}
  </tbody>`;
}

function leads({ role }: Person): boolean {
  return role === "chair" || role === "minute_taker";
}

/** Whose agency counts, who reports, and who may know the children. */
function works(seat: Person): boolean {
  return !leads(seat) && seat.side !== "family" && seat.side !== "support";
}

function seatRow(desk: Desk, seat: Person): TemplateResult {
  const off = !may(desk.meeting, "set", seat);
  const { id } = seat;
  const set = (field: string, value: unknown): void => void desk.set(id, { [field]: value });
  const attendance = desk.value(id, "attendance", seat.attendance ?? "invited");
  const reports = works(seat);
  return html`<tr>
      <th scope="row">
        ${seat.name}<small
          >${seat.relation || seat.agency}${reports && seat.agency && seat.relation && seat.agency.toLowerCase() !== seat.relation.toLowerCase() ? `, ${seat.agency}` : ""}</small
        >
      </th>
      <td>
        ${choice(`Attendance of ${seat.name}`, attendance, ATTENDANCE, (pick) => set("attendance", pick), { hide: true, off })}
      </td>
      <td>
        ${choice(`How ${seat.name} takes part`, desk.value(id, "mode", seat.mode ?? "in_person"), MODES, (pick) => set("mode", pick), { hide: true, off })}
      </td>
      ${
        reports
          ? html`<td>
                ${choice(`Report from ${seat.name}`, desk.value(id, "report", seat.report ?? "none"), REPORTS, (pick) => set("report", pick), { hide: true, off })}
              </td>
              <td>
                ${words(`Report of ${seat.name} shared with parents on`, desk.value(id, "report_shared_on", seat.report_shared_on), (on) => set("report_shared_on", on || null), { type: "date", hide: true, off })}
              </td>`
          : html`<td></td>
              <td></td>`
      }
      <td class="mid">
        ${flag(`${seat.name} said who else is in the room`, desk.value(id, "alone", seat.alone), (on) => set("alone", on), { hide: true, off })}
      </td>
      <td class="mid">
        ${
          reports
            ? flag(
                `${seat.name} has direct contact with the children`,
                desk.value(id, "direct_contact", seat.direct_contact),
                (on) => set("direct_contact", on),
                { hide: true, off },
              )
            : nothing
        }
      </td>
    </tr>
    ${attendanceMore(desk, seat, attendance, off)} ${heldRow(desk, seat)}`;
}

/** "Address: held"; whoever may read it reads it here. */
function heldRow(desk: Desk, seat: Person): TemplateResult | typeof nothing {
  if (!seat.held?.length) return nothing;
  return html`<tr class="more-of">
    <td colspan="7">${rest(() => desk.redraw())?.heldOf(desk.meeting, seat)}</td>
  </tr>`;
}

/** Which part, or why not: a line of its own, because it is a sentence. */
function attendanceMore(
  desk: Desk,
  seat: Person,
  attendance: string,
  off: boolean,
): TemplateResult | typeof nothing {
  const ask = MORE[attendance];
  if (ask === undefined) return nothing;
  const { field, label, max } = ask;
  const typed = (now: string): void => void desk.set(seat.id, { [field]: now });
  const said = desk.value(seat.id, field, seat[field]);
  return html`<tr class="more-of">
    <td colspan="7">${words(label, said, typed, { max, off, wide: true })}</td>
  </tr>`;
}

const MORE: Readonly<Record<string, { field: "part" | "exclusion"; label: string; max: number }>> =
  {
    part: { field: "part", label: "Which part", max: 120 },
    excluded: { field: "exclusion", label: "Reason (the chair's decision)", max: 400 },
  };

const ENOUGH = [
  { id: "yes", name: "Yes, enough to decide safely" },
  { id: "no_go_on", name: "No, but we go on" },
  { id: "adjourn", name: "No, we meet another day" },
];

function quorumPanel(desk: Desk, all: readonly Person[]): TemplateResult | typeof nothing {
  const stored = quorum(desk.meeting);
  if (stored === undefined) return nothing;
  const rule = desk.meeting.boot.type.quorum;
  const advice = quorumAdvice(all, rule);
  const off = !may(desk.meeting, "set", stored);
  const enough = desk.value(stored.id, "enough", stored.enough ?? "");
  return html`<section
    class="panel stack"
    aria-labelledby="quorum-h"
    data-part="quorum"
    tabindex="-1"
  >
    <div class="two">
      <div>
        <h3 class="sub" id="quorum-h">
          ${icon(advice.enough ? "circle-check" : "circle-alert")}Are enough people here?
        </h3>
        <p>${advice.words}</p>
        <p class="soft sm">Usual: ${rule.say} This is advice. The chair decides.</p>
      </div>
      <div class="stack">
        ${choice("The chair decides", enough, ENOUGH, (pick) => void desk.set(stored.id, { enough: pick }, "Saved."), { empty: "Not decided yet", off })}
        ${enough === "no_go_on" ? ground(desk, stored, off) : nothing}
      </div>
    </div>
    ${
      enough === "no_go_on" || enough === "adjourn"
        ? boundText(desk.meeting, rootOf(stored.id, "reason"), {
            label:
              enough === "adjourn"
                ? "Why, and what keeps the children safe until then"
                : "Why we go on",
            rows: 2,
          })
        : nothing
    }
  </section>`;
}

function ground(desk: Desk, stored: Quorum, off: boolean): TemplateResult {
  return choice(
    "On what ground",
    desk.value(stored.id, "ground", stored.ground ?? ""),
    desk.meeting.boot.type.grounds,
    (pick) => void desk.set(stored.id, { ground: pick }, "Saved."),
    { empty: "Choose", off },
  );
}
