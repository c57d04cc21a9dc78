/** Dates and close: core group, review, who tells whom, and the words of the record around the board. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import type { Boot } from "../../contract/boot.ts";
import { rootOf } from "../../contract/items.ts";
import { dateWords, dates, may, noteRoot } from "../model.ts";
import { boundText, icon } from "../parts.ts";
import { months_after, working_days_after } from "../../rules/clocks.ts";
import type { Desk } from "./desk.ts";
import { itemSpeaker, ticks, words } from "./fields.ts";
import { pidOf, seats } from "./view.ts";

export function closeView(desk: Desk): TemplateResult {
  const note = (name: string, label: string, rows: number, hint = ""): TemplateResult =>
    boundText(desk.meeting, noteRoot(name), { label, rows, ...(hint ? { hint } : {}) });
  return html`<div class="view">
    <div class="viewhead">
      <h2 tabindex="-1">Dates and close</h2>
      ${
        may(desk.meeting, "stage")
          ? html`<div class="right">
              <a class="btn primary" href=${`/meetings/${desk.meeting.boot.meeting.id}/close`}
                >Go to the closing page${icon("arrow-right")}</a
              >
            </div>`
          : nothing
      }
    </div>
    <div class="two">
      <div class="stack">${datesPanel(desk)}</div>
      <div class="stack">
        <section class="panel stack">
          ${note("telling", "Who will tell the people who were not here, and when", 3)}
          ${note("reason", "Why this conference was held", 3)}
        </section>
        <section class="panel stack">
          ${note("summary", "Summary in plain words", 5, "What people should take home: two or three sentences.")}
          ${note("discussion", "What was talked about", 6, "Only what is not on the board already.")}
        </section>
      </div>
    </div>
  </div>`;
}

function datesPanel(desk: Desk): TemplateResult | typeof nothing {
  const stored = dates(desk.meeting);
  if (stored === undefined) return nothing;
  const off = !may(desk.meeting, "set", stored);
  const due = dueDates(desk.meeting.boot);
  const now = <K extends keyof typeof stored>(field: K): (typeof stored)[K] =>
    desk.value(stored.id, field, stored[field]);
  const set = (field: string, value: unknown): void =>
    void desk.set(stored.id, { [field]: value }, "Saved.");
  const late = isLate(now("core_group_on"), due.coreGroup) || isLate(now("review_on"), due.review);
  const people = seats(desk).map((one) => ({ id: pidOf(one), name: one.name }));
  return html`<section class="panel stack" data-part="dates" tabindex="-1" aria-label="Core group">
      <h3>${icon("calendar-days")}Core group</h3>
      <p class="soft sm">
        The first one by ${dateWords(due.coreGroup, true)}
        (${desk.meeting.boot.type.clocks["core_group_days"]} working days).
      </p>
      <div class="line">
        ${words("Date", now("core_group_on"), (on) => set("core_group_on", on || null), { type: "date", off })}
        ${words("Time", now("core_group_at"), (at) => set("core_group_at", at || null), { type: "time", off })}
        ${words("Place", now("core_group_place"), (place) => set("core_group_place", place), { max: 160, off })}
      </div>
      ${ticks("Who is in the core group", people, now("core_group_members") ?? [], (ids) => set("core_group_members", ids), { off })}
      ${itemSpeaker(desk, "Lead worker", stored, "lead_worker", stored.lead_worker, { off })}
      ${boundText(desk.meeting, rootOf(stored.id, "visits"), {
        label: "How often the social worker sees the children",
        rows: 1,
      })}
    </section>
    <section class="panel stack">
      <h3>${icon("calendar-days")}Review conference</h3>
      <p class="soft sm">
        Within ${desk.meeting.boot.type.clocks["review_months"]} months: by
        ${dateWords(due.review, true)}.
      </p>
      <div class="line">
        ${words("Date", now("review_on"), (on) => set("review_on", on || null), { type: "date", off })}
        ${words("Time", now("review_at"), (at) => set("review_at", at || null), { type: "time", off })}
      </div>
      ${
        late || now("late_reason")
          ? words(
              "Why a date is later than usual",
              now("late_reason"),
              (why) => set("late_reason", why),
              { max: 600, wide: true, off },
            )
          : nothing
      }
    </section>`;
}

/** As the record counts them: from the day of the meeting, without bank holidays (CLK-4, CLK-5). */
function dueDates({ meeting, type, holidays }: Boot): { coreGroup: string; review: string } {
  return {
    coreGroup: working_days_after(meeting.on, type.clocks["core_group_days"] ?? 10, holidays),
    review: months_after(meeting.on, type.clocks["review_months"] ?? 3),
  };
}

const isLate = (on: string | null | undefined, due: string): boolean => !!on && on > due;
