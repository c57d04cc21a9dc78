/** The side panel: people and the lobby, questions to ask, what we do not know, professionals only. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import type { LobbyGuest } from "../../contract/commands.ts";
import { clockWords, fill, isOver, may, people, reads } from "../model.ts";
import type { PersonView } from "../model.ts";
import { confirm, icon, menuButton } from "../parts.ts";
import type { Desk, Tab } from "./desk.ts";
import { rest } from "./later.ts";
import { isChair, shownStage } from "./view.ts";

export function side(desk: Desk): TemplateResult {
  return html`<aside class="side" aria-label="People, questions and notes" data-region>
    ${desk.look.asked.length > 0 ? rest(() => desk.redraw())?.askedFor(desk) : nothing}
    <div
      class="tabs"
      role="tablist"
      aria-label="Side panel"
      @keydown=${(e: KeyboardEvent) => onTabKey(desk, e)}
    >
      ${tabs(desk).map((one) => tab(desk, one))}
    </div>
    <div
      class="tabpanel"
      role="tabpanel"
      id="side-panel"
      aria-labelledby="tab-${desk.look.tab}"
      tabindex="-1"
    >
      ${panel(desk)}
    </div>
  </aside>`;
}

const NAMES: Readonly<Record<Tab, string>> = {
  people: "People",
  questions: "Questions",
  unknown: "Not known",
  closed: "Closed",
};

function tabs(desk: Desk): Tab[] {
  const all: Tab[] = ["people", "questions", "unknown"];
  return reads(desk.meeting, "professionals") ? [...all, "closed"] : all;
}

function tab(desk: Desk, one: Tab): TemplateResult {
  const on = desk.look.tab === one;
  const waiting =
    one === "people" && !isOver(desk.meeting) ? desk.meeting.company.guests.length : 0;
  return html`<button
    role="tab"
    id="tab-${one}"
    aria-selected=${on ? "true" : "false"}
    aria-controls="side-panel"
    tabindex=${on ? 0 : -1}
    @click=${() => desk.see({ tab: one })}
  >
    ${one === "closed" ? icon("lock") : nothing}${NAMES[one]}
    ${waiting > 0 ? html`<span class="count">${waiting}<span class="vh"> waiting</span></span>` : nothing}
  </button>`;
}

function onTabKey(desk: Desk, e: KeyboardEvent): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
  if (step === undefined) return;
  const all = tabs(desk);
  const to = all[(all.indexOf(desk.look.tab) + step + all.length) % all.length] ?? "people";
  e.preventDefault();
  desk.see({ tab: to });
  desk.focusOn(`#tab-${to}`);
}

function panel(desk: Desk): TemplateResult {
  if (desk.look.tab === "people") return html`${lobby(desk)}${peopleList(desk)}${sayLines(desk)}`;
  const from = rest(() => desk.redraw());
  return from === null ? html`<p class="soft">Opening…</p>` : from.sidePart(desk);
}

function lobby(desk: Desk): TemplateResult | typeof nothing {
  const waiting = desk.meeting.company.guests;
  if (waiting.length === 0 || isOver(desk.meeting)) return nothing;
  return html`<section class="lobby" aria-label="Waiting to come in">
    <h3>Waiting to come in</h3>
    <ul>
      ${repeat(
        waiting,
        (one) => one.person,
        (one) => guest(desk, one),
      )}
    </ul>
  </section>`;
}

function guest(desk: Desk, one: LobbyGuest): TemplateResult {
  const answer = (op: "admit" | "refuse", said: string): void =>
    void desk
      .run(
        op,
        op === "admit" ? { person: one.person, since: one.since } : { person: one.person },
        said,
      )
      .then(() => desk.focusOn("#tab-people"));
  return html`<li>
    <p>
      <b>${one.name}</b><br /><small
        >Invited as ${one.relation || roleName(desk, one.role)}, waiting since
        ${clockWords(one.since)}</small
      >
    </p>
    ${
      may(desk.meeting, "admit")
        ? html`<div class="line">
            <button
              class="btn primary sm"
              aria-label=${`Let in ${one.name}`}
              @click=${() => answer("admit", `${one.name} is let in.`)}
            >
              Let in
            </button>
            <button
              class="btn quiet sm"
              aria-label=${`Not now, ${one.name}`}
              @click=${() => answer("refuse", `${one.name} is not let in.`)}
            >
              Not now
            </button>
          </div>`
        : html`<p class="soft sm">The chair lets people in.</p>`
    }
  </li>`;
}

const roleName = (desk: Desk, role: string): string =>
  desk.meeting.boot.type.roles.find((one) => one.id === role)?.name.toLowerCase() ?? role;

const STATES = {
  here: "here",
  away: "away",
  reconnecting: "reconnecting",
  waiting: "waiting",
  not_here: "not joined",
};

function peopleList(desk: Desk): TemplateResult {
  const all = people(desk.meeting);
  return html`<ul class="people" aria-label="People">
    ${repeat(
      all,
      (one) => one.pid,
      (one) => personLine(desk, one),
    )}
  </ul>`;
}

function personLine(desk: Desk, one: PersonView): TemplateResult {
  const writing = one.typing !== null && !one.me ? " · writing" : "";
  const out = one.state === "not_here";
  return html`<li>
    <span class="av" aria-hidden="true">${one.initials}</span>
    <span class="nm"><b>${one.name}</b><small>${one.part}${writing}</small></span>
    ${one.hand ? html`<span class="hand">${icon("hand")}<span class="vh">hand up</span></span>` : nothing}
    <span class="dot ${out ? "out" : one.state}">${STATES[one.state]}</span>
    ${
      may(desk.meeting, "remove") && !one.me && !out
        ? menuButton(
            icon("ellipsis"),
            () => [
              {
                label: "Remove from the meeting…",
                act: () => void remove(desk, one),
                danger: true,
              },
            ],
            { name: `More for ${one.name}`, css: "more flat" },
          )
        : nothing
    }
  </li>`;
}

async function remove(desk: Desk, one: PersonView): Promise<void> {
  const sure = await confirm(
    `Remove ${one.name}?`,
    `Their screen closes at once and their link stops. Their words stay on the board.`,
    `Remove ${one.name}`,
  );
  if (!sure) return;
  await desk.run("remove", { person: one.pid }, `${one.name} was removed.`);
  desk.focusOn("#tab-people");
}

/** Only the chair's own device shows these lines. */
export function sayLines(desk: Desk): TemplateResult | typeof nothing {
  const { script } = shownStage(desk).stage;
  if (!isChair(desk) || script.length === 0 || isOver(desk.meeting)) return nothing;
  return html`<section class="script" aria-label="You could say">
    <h3>You could say</h3>
    ${script.map((one) => html`<p>“${fill(desk.meeting, one)}”</p>`)}
  </section>`;
}
