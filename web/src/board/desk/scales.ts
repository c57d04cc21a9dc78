/** Scales: ends, scoring alone, the reveal, reasons, and what would make it one higher. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import { rootOf } from "../../contract/items.ts";
import { may, mayWrite, scales } from "../model.ts";
import type { ScaleView, ScoreView } from "../model.ts";
import { dotLine } from "../dot_line.ts";
import { boundText, confirm, icon, pips } from "../parts.ts";
import type { Desk } from "./desk.ts";
import { enterScore } from "./score_entry.ts";
import { newId } from "../../sync/requests.ts";
import { isMinuteTaker, short } from "./view.ts";

export function scalesView(desk: Desk): TemplateResult {
  const all = scales(desk.meeting);
  const view = all.find((one) => one.scale.id === desk.look.scale) ?? all[0];
  return html`<div class="view">
    <div class="viewhead">
      <h2 tabindex="-1">Scaling</h2>
      <div class="right picks-line" role="group" aria-label="Which scale">
        ${all.map(
          (one) =>
            html`<button
              class="btn sm ${one === view ? "on" : "quiet"}"
              aria-pressed=${one === view ? "true" : "false"}
              @click=${() => desk.see({ scale: one.scale.id })}
            >
              ${nameOfScale(one, all)} <span class="n">${STATES[one.scale.state]}</span>
            </button>`,
        )}
      </div>
    </div>
    ${
      view === undefined
        ? nothing
        : repeat(
            [view],
            (one) => one.scale.id,
            (one) =>
              html`<section class="panel">${scalePanel(desk, one)}</section>
                ${
                  one.scale.state === "revealed" || one.scale.state === "locked"
                    ? reasons(desk, one)
                    : nothing
                }`,
          )
    }
  </div>`;
}

const STATES = { closed: "not open", open: "open", revealed: "shown", locked: "locked" };

function nameOfScale(view: ScaleView, all: readonly ScaleView[]): string {
  if (view.set === null) return "Overall";
  return `Set ${all.filter((one) => one.set !== null).indexOf(view) + 1}`;
}

/** A scale with its buttons; it stands in the scaling stage and at the foot of its danger set. */
export function scalePanel(desk: Desk, view: ScaleView): TemplateResult {
  const shown = view.scale.state === "revealed" || view.scale.state === "locked";
  return html`${lowScore(desk, view)}
    <div class="scalebox">
      <div class="stack">
        <h3>
          ${icon("ruler")}${view.question}
          <span class="state"
            >${shown && view.spread ? view.spread.words : STATES[view.scale.state]}</span
          >
          ${view.scale.state === "locked" ? html`<span class="state">locked</span>` : nothing}
        </h3>
        ${view.scale.state === "closed" ? endsFields(desk, view) : ends(view)}
        ${shown ? line(view) : progress(view)}
        <div class="line">${buttons(desk, view)}</div>
      </div>
      <div class="higher">${shown ? higher(desk, view) : howItWorks(view)}</div>
    </div>`;
}

const ends = (view: ScaleView): TemplateResult =>
  html`<p class="ends"><b>10</b> ${view.ten} &nbsp; <b>0</b> ${view.zero}</p>`;

function endsFields(desk: Desk, view: ScaleView): TemplateResult {
  const { id } = view.scale;
  if (!mayWrite(desk.meeting, rootOf(id, "ten"))) return ends(view);
  return html`<div class="two">
    ${boundText(desk.meeting, rootOf(id, "ten"), { label: "10 means", rows: 2 })}
    ${boundText(desk.meeting, rootOf(id, "zero"), { label: "0 means", rows: 2 })}
  </div>`;
}

function progress(view: ScaleView): TemplateResult | typeof nothing {
  if (view.scale.state !== "open") return nothing;
  return html`<div aria-live="polite">
    <b>${view.entered} of ${view.expected}</b> are in ${pips(view.entered, view.expected)}
  </div>`;
}

function line(view: ScaleView): TemplateResult {
  return html`${dotLine(view, "desk", "Everyone’s number")}
  ${view.ask ? html`<p class="hint">${icon("lightbulb")}${view.ask}</p>` : nothing}
  ${view.spread ? nothing : html`<p>Nobody gave a number.</p>`}`;
}

function buttons(desk: Desk, view: ScaleView): TemplateResult {
  const { id, state } = view.scale;
  const chair = may(desk.meeting, "reveal_scores");
  return html`
    ${
      chair && state === "closed"
        ? html`<button
            class="btn primary"
            @click=${() => desk.run("open_scale", { scale: id }, "Scoring is open.")}
          >
            Open scoring
          </button>`
        : nothing
    }
    ${
      chair && state === "open"
        ? html`<button
            class="btn primary"
            ?disabled=${view.entered === 0}
            @click=${() => reveal(desk, view)}
          >
            ${icon("eye")}Reveal scores
          </button>`
        : nothing
    }
    ${
      chair && state === "revealed"
        ? html`<button class="btn quiet" @click=${() => lock(desk, view)}>
            ${icon("lock")}Lock this scale
          </button>`
        : nothing
    }
    ${
      isMinuteTaker(desk) && (state === "open" || state === "revealed")
        ? html`<button class="btn" @click=${() => enterScore(desk, view)}>
            ${state === "open" ? "Enter a number for someone…" : "Change a number for someone…"}
          </button>`
        : nothing
    }
  `;
}

async function reveal(desk: Desk, view: ScaleView): Promise<void> {
  const missing = view.expected - view.entered;
  const sure =
    missing <= 0 ||
    (await confirm(
      "Reveal the scores now?",
      `${view.entered} of ${view.expected} are in. Whoever has not chosen cannot choose blind any more.`,
      "Reveal scores",
    ));
  if (sure) await desk.run("reveal_scores", { scale: view.scale.id }, "The scores are shown.");
}

async function lock(desk: Desk, view: ScaleView): Promise<void> {
  const sure = await confirm(
    "Lock this scale?",
    "Nobody can change a number after this.",
    "Lock this scale",
  );
  if (sure) await desk.run("lock_scale", { scale: view.scale.id }, "The scale is locked.");
}

const howItWorks = (view: ScaleView): TemplateResult =>
  html`<h3 class="sm">How scoring works</h3>
    <p class="soft">
      ${
        view.scale.state === "closed"
          ? "Agree what 10 and 0 mean first. Then everyone chooses alone, on their own device."
          : "Everyone chooses alone. The numbers are shown all at once when you reveal them."
      }
    </p>`;

function higher(desk: Desk, view: ScaleView): TemplateResult {
  const said = view.scores.filter((one) => one.up !== "");
  return html`<h3>What would make it one higher?</h3>
    ${said.length === 0 ? html`<p class="soft sm">Nobody has said yet.</p>` : nothing}
    <ul>
      ${repeat(
        said,
        (one) => one.score.id,
        (one) =>
          html`<li>
            <p>${one.up} <small>${one.who}, ${one.score.value ?? "can’t say"}</small></p>
            ${rowButton(desk, one)}
          </li>`,
      )}
    </ul>`;
}

function rowButton(desk: Desk, one: ScoreView): TemplateResult | typeof nothing {
  if (one.inPlan) return html`<span class="btn sm plain">${icon("check")}In the plan</span>`;
  if (!may(desk.meeting, "score_to_row")) return nothing;
  const make = (): void =>
    void desk.run("score_to_row", { score: one.score.id, item: newId() }, "A plan row was made.");
  return html`<button
    class="btn sm quiet"
    aria-label=${`Make a plan row: ${short(one.up)}`}
    @click=${make}
  >
    ${icon("plus")}Plan row
  </button>`;
}

function reasons(desk: Desk, view: ScaleView): TemplateResult {
  const order = desk.look.order;
  const bySide = (one: ScoreView): string =>
    `${one.score.person.side ?? ""} ${one.score.person.agency}`;
  const scores =
    order === "number"
      ? view.scores
      : [...view.scores].sort((a, b) => bySide(a).localeCompare(bySide(b)));
  const choose = (to: "number" | "role", label: string): TemplateResult =>
    html`<button
      class="btn sm ${order === to ? "on" : "quiet"}"
      aria-pressed=${order === to ? "true" : "false"}
      @click=${() => desk.see({ order: to })}
    >
      ${label}
    </button>`;
  return html`<section class="panel">
    <div class="viewhead">
      <h3 class="sub">What makes it that high, and not lower?</h3>
      <div class="right">${choose("number", "By number")}${choose("role", "By role")}</div>
    </div>
    <ul class="reasons">
      ${repeat(
        scores,
        (one) => one.score.id,
        (one) => reason(one),
      )}
    </ul>
  </section>`;
}

function reason(one: ScoreView): TemplateResult {
  const { value, first } = one.score;
  const before = first ? `first ${first.value ?? "can’t say"}` : "";
  return html`<li>
    <span class="num">${value ?? "–"}</span>
    <p>
      <b>${one.who}</b>${value === null ? " can’t say" : ""}
      ${before ? html`<span class="soft">(${before})</span>` : nothing}
      ${one.because ? html`<br />${one.because}` : nothing}
    </p>
  </li>`;
}

/** Only the chair is asked this, on the chair's own device. */
function lowScore(desk: Desk, view: ScaleView): TemplateResult | typeof nothing {
  if (!desk.meeting.company.lowScores.has(view.scale.id)) return nothing;
  const names = desk.meeting.meta().children.map((child) => child.name);
  const add = (): void => {
    const today = new Date(desk.meeting.now()).toISOString().slice(0, 10);
    const set = view.set ? { set: view.set.id } : {};
    const { id } = desk.meeting.add("row", { fields: { by_when: today, ...set } });
    desk.see({ row: id, stage: "plan" });
    desk.focusOn(`[data-item="${id}"] textarea`);
  };
  return html`<div class="alarm" role="alert">
    <h3 class="sub">${icon("circle-alert")}Someone's number is very low</h3>
    <p>What keeps ${names.join(" and ")} safe tonight? Only you see this.</p>
    <button class="btn" @click=${add}>Add a plan row for today</button>
  </div>`;
}
