/** The decision for each child: each agency's view, the family's view, the outcome and the reason. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import { rootOf } from "../../contract/items.ts";
import type { AgencyView, Decision } from "../../contract/items.ts";
import { may, mayWrite } from "../model.ts";
import { decisions } from "../outcomes.ts";
import type { AgencyViewLine, DecisionView } from "../model.ts";
import { boundText, icon, responses } from "../parts.ts";
import { askFor, askResponse } from "./card_dialogs.ts";
import type { Desk } from "./desk.ts";
import { area, choice, flag, ticks } from "./fields.ts";
import { pidOf, seats } from "./view.ts";

export function decisionsView(desk: Desk): TemplateResult {
  return html`<div class="view">
    <div class="viewhead">
      <h2 tabindex="-1">Decision for each child</h2>
    </div>
    <details class="inset test">
      <summary>The test, in plain words</summary>
      <p>
        Either the child has been hurt or their health or growing up has been harmed by abuse or
        neglect, and more harm is likely. Or the people here judge, from what was found out, that
        such harm is likely.
      </p>
    </details>
    <div class=${desk.meeting.meta().children.length > 1 ? "two" : "one"}>
      ${repeat(
        decisions(desk.meeting),
        (one) => one.decision.id,
        (one) => forChild(desk, one),
      )}
    </div>
  </div>`;
}

function forChild(desk: Desk, view: DecisionView): TemplateResult {
  const { child, decision } = view;
  return html`<section
    class="panel stack"
    aria-label=${`Decision for ${child.name}`}
    data-part=${`decision-${child.id}`}
    tabindex="-1"
  >
    <h3 class="sub">
      ${child.name}${child.age === null ? nothing : html`<span class="n">${child.age}</span>`}
      ${view.outcome ? html`<span class="state ok">${view.outcome}</span>` : html`<span class="state">not decided yet</span>`}
    </h3>
    ${agencyViews(desk, view)} ${familyView(desk, view)} ${outcome(desk, decision)}
    ${boundText(desk.meeting, rootOf(decision.id, "reason"), {
      label: `The reason, for ${child.name}`,
      rows: 4,
      placeholder: "What the decision rests on",
    })}
  </section>`;
}

function outcome(desk: Desk, decision: Decision): TemplateResult {
  const { outcomes, categories } = desk.meeting.boot.type;
  const off = !may(desk.meeting, "set", decision);
  const now = desk.value(decision.id, "outcome", decision.outcome ?? "");
  const plan = outcomes.find((one) => one.id === now)?.plan === true;
  const on = desk.value(decision.id, "categories", decision.categories ?? []);
  return html`${choice(
    "What is decided",
    now,
    outcomes,
    (id) => void desk.set(decision.id, { outcome: id || null }, "Saved the decision."),
    { empty: "Not decided yet", off },
  )}
  ${
    plan
      ? ticks(
          "Because of",
          categories,
          on ?? [],
          (ids) => void desk.set(decision.id, { categories: ids }, "Saved."),
          { off },
        )
      : nothing
  }`;
}

function agencyViews(desk: Desk, view: DecisionView): TemplateResult {
  return html`<div>
    <h4>Each agency's view</h4>
    ${view.views.length === 0 ? html`<p class="soft sm">None yet. Agencies enter theirs on their own devices.</p>` : nothing}
    <ul class="lines">
      ${repeat(
        view.views,
        (one) => one.view.id,
        (one) => agencyView(desk, one),
      )}
    </ul>
    ${
      may(desk.meeting, "add.view") && desk.meeting.boot.me.role === "minute_taker"
        ? html`<button class="btn sm quiet" @click=${() => askView(desk, view)}>
            ${icon("plus")}Enter a view for someone…
          </button>`
        : nothing
    }
  </div>`;
}

function agencyView(desk: Desk, one: AgencyViewLine): TemplateResult {
  const { view } = one;
  const editing = desk.look.editing === view.id;
  return html`<li data-item=${view.id} tabindex="-1">
    <p>
      <b>${one.who}</b>:
      ${one.outcome || "no view yet"}${
        one.categories ? html` <span class="soft">(${one.categories})</span>` : nothing
      }
      ${view.dissents ? html`<span class="state">disagrees with the decision</span>` : nothing}
      ${view.escalate ? html`<span class="state">will take it further</span>` : nothing}
    </p>
    ${
      editing
        ? editView(desk, view)
        : html`${one.reason ? html`<p class="sm">${one.reason}</p>` : nothing}
          ${one.dissent ? html`<p class="sm">Disagrees because: ${one.dissent}</p>` : nothing}`
    }
    ${
      mayWrite(desk.meeting, rootOf(view.id, "reason"))
        ? html`<button
            class="linkish"
            @click=${() => desk.see({ editing: editing ? null : view.id })}
          >
            ${editing ? "Done" : "Edit"}<span class="vh"> the view of ${one.who}</span>
          </button>`
        : nothing
    }
  </li>`;
}

function editView(desk: Desk, view: AgencyView): TemplateResult {
  const { outcomes, categories } = desk.meeting.boot.type;
  const set = (fields: Readonly<Record<string, unknown>>): void => void desk.set(view.id, fields);
  return html`<div class="stack">
    ${choice("Their view", desk.value(view.id, "outcome", view.outcome), outcomes, (id) => set({ outcome: id || null }), { empty: "Not said yet" })}
    ${ticks("Because of", categories, desk.value(view.id, "categories", view.categories) ?? [], (ids) => set({ categories: ids }))}
    ${boundText(desk.meeting, rootOf(view.id, "reason"), { label: "Reason", rows: 2 })}
    ${flag("Disagrees with the decision", desk.value(view.id, "dissents", view.dissents), (dissents) => set({ dissents }))}
    ${flag("Will take it further", desk.value(view.id, "escalate", view.escalate), (escalate) => set({ escalate }))}
    ${boundText(desk.meeting, rootOf(view.id, "dissent"), { label: "Why they disagree", rows: 2 })}
  </div>`;
}

function familyView(desk: Desk, view: DecisionView): TemplateResult {
  return html`<div>
    <h4>How the family sees it</h4>
    ${view.responses.length === 0 ? html`<p class="soft sm">Not asked yet.</p>` : responses(view.responses)}
    ${
      may(desk.meeting, "respond")
        ? html`<button
            class="btn sm quiet"
            @click=${() => askResponse(desk, view.decision, `${view.child.name}: ${view.outcome || "not decided yet"}`)}
          >
            ${icon("plus")}Family's view…
          </button>`
        : nothing
    }
  </div>`;
}

/** One person speaks for each agency; the minute taker types it for somebody without a device. */
async function askView(desk: Desk, view: DecisionView): Promise<void> {
  const { type } = desk.meeting.boot;
  const roles = new Set(type.roles.filter((one) => one.views).map((one) => one.id));
  const given = new Set(view.views.map((one) => one.view.person.id));
  const people = seats(desk)
    .filter((seat) => roles.has(seat.role) && !given.has(pidOf(seat)))
    .map((seat) => ({
      id: pidOf(seat),
      name: `${seat.name}, ${seat.agency || seat.relation || ""}`,
    }));
  const answer = await askFor(
    `Someone's view for ${view.child.name}`,
    { who: "", outcome: "", categories: [] as string[], reason: "", dissents: false },
    (now, change) =>
      html`<div class="stack">
        ${choice("Who speaks for the agency", now.who, people, (who) => change({ who }), { empty: "Choose" })}
        ${choice("Their view", now.outcome, type.outcomes, (outcome) => change({ outcome }), { empty: "Choose" })}
        ${ticks("Because of", type.categories, now.categories, (categories) => change({ categories }))}
        ${area("Reason", now.reason, (reason) => change({ reason }), { max: 1500 })}
        ${flag("Disagrees with the decision", now.dissents, (dissents) => change({ dissents }))}
      </div>`,
    { whole: (now) => now.who !== "" && now.outcome !== "" },
  );
  if (answer === undefined) return;
  await desk.run(
    "add",
    {
      item: `view-${view.child.id}-${answer.who}`,
      kind: "view",
      parent: view.decision.id,
      fields: { outcome: answer.outcome, categories: answer.categories, dissents: answer.dissents },
      texts: { reason: answer.reason },
    },
    "The view was added.",
  );
}
