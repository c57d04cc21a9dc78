/** Decisions for each child: what is decided, each agency's view, and a form for one's own. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Fields } from "../../contract/commands.ts";
import { type AgencyView, rootOf } from "../../contract/items.ts";
import { type AgencyViewLine, type DecisionView } from "../model.ts";
import { decisions } from "../outcomes.ts";
import { boundText, icon } from "../parts.ts";
import type { App, Screen } from "./app.ts";
import { mayView, myView, viewId } from "./our_view.ts";
import { answersOf, type Choice, choices, heading, type Piece, when } from "./pieces.ts";
import { respondPanel } from "./respond.ts";
import { hrefTo } from "./routes.ts";

export function decisionsScreen(app: App): Screen {
  const title = "The decision for each child";
  const body = html`<div class="page">
    ${heading(title)} ${decisions(app.meeting).map((view) => decision(app, view))}
  </div>`;
  return { title, back: { href: "#/", words: "Back to the meeting" }, foot: true, body };
}

function decision(app: App, view: DecisionView): TemplateResult {
  const id = `child-${view.child.id}`;
  return html`<section class="panel" aria-labelledby=${id}>
    <h2 id=${id}>${view.child.name}</h2>
    ${
      view.outcome === ""
        ? html`<p class="soft">Not decided yet. The chair hears each agency, then the family.</p>`
        : html`<p class="lead">
              <strong>${view.outcome}</strong
              >${view.categories === "" ? "" : `, ${view.categories}`}
            </p>
            ${when(view.reason.trim() !== "", () => html`<p class="words">${view.reason}</p>`)}`
    }
    ${each(view.views)} ${answersOf(view.responses)}
    ${when(view.outcome !== "", () => html`${respondPanel(app, view.decision)}`)}
    ${when(
      mayView(app),
      () =>
        html`<a class="btn" href=${hrefTo("view", view.child.id)}
          >${myView(app, view.child.id) === null ? "Give our view" : "Change our view"}</a
        >`,
    )}
  </section>`;
}

function each(views: readonly AgencyViewLine[]): Piece {
  if (views.length === 0) return nothing;
  return html`<dl class="facts">
    ${views.map((line) => {
      const said = [line.outcome, line.categories].filter((part) => part !== "").join(", ");
      return html`<div>
        <dt>${line.mine ? "You" : line.who}</dt>
        <dd>
          ${said === "" ? "No view yet" : said}${when(line.reason.trim() !== "", () => html`<br />${line.reason}`)}
          ${when(
            line.view.dissents === true,
            () => html`<br /><strong>Sees it differently.</strong> ${line.dissent}`,
          )}
        </dd>
      </div>`;
    })}
  </dl>`;
}

/** Starts one's own view when the page is opened, for its words are typed live. */
export function enterView(app: App): void {
  const child = app.route.id;
  const item = viewId(app, child);
  if (!mayView(app) || app.meeting.item(item) !== undefined || app.busy.has(item)) return;
  app.busy.add(item);
  const parent = `decision-${child}`;
  void app.ask("add", { item, kind: "view", parent }).finally(() => app.busy.delete(item));
}

export function viewScreen(app: App): Screen {
  const child = app.children.find((one) => one.id === app.route.id);
  const back = { href: "#/", words: "Back" };
  const title = `Our view on ${child?.name ?? "this child"}`;
  const view = child === undefined ? null : myView(app, child.id);
  const body = html`<div class="page">
    <div class="opening">
      ${heading(title)}
      <p class="soft">One view from each agency. The chair decides after hearing them all.</p>
    </div>
    ${
      view === null
        ? html`<p>
            ${mayView(app) ? "One moment." : "The chair opens this when the meeting comes to the decision."}
          </p>`
        : form(app, view)
    }
  </div>`;
  return { title, back, foot: false, body };
}

function form(app: App, view: AgencyView): TemplateResult {
  const set = (fields: Fields) => void app.ask("set", { item: view.id, fields });
  const plan =
    app.meeting.boot.type.outcomes.find((each) => each.id === view.outcome)?.plan === true;
  return html`${outcomes(app, view, set)} ${when(plan, () => kinds(app, view, set))}
    ${boundText(app.meeting, rootOf(view.id, "reason"), { label: "Our reason", rows: 4 })}
    ${choices(
      {
        type: "checkbox",
        name: "dissent",
        legend: "If the decision is not the one you would make",
        css: "",
      },
      [
        {
          value: "dissents",
          label: "We see it differently. Please record it.",
          checked: view.dissents === true,
        },
        {
          value: "escalate",
          label: "We want to take it further afterwards.",
          checked: view.escalate === true,
        },
      ],
      (field, checked) => set({ [field]: checked }),
    )}
    ${when(
      view.dissents === true,
      () =>
        html`${boundText(app.meeting, rootOf(view.id, "dissent"), { label: "How we see it", rows: 3 })}`,
    )}
    <div class="decide">
      <a class="btn primary" href="#/">${icon("check")}Done</a>
      <p>Everyone in the meeting can read it. You can change it until the meeting ends.</p>
    </div>`;
}

function outcomes(app: App, view: AgencyView, set: (fields: Fields) => void): TemplateResult {
  const offered = app.meeting.boot.type.outcomes.map(({ id, name }): Choice => ({
    value: id,
    label: name,
    checked: id === view.outcome,
  }));
  const legend = "What should happen?";
  return choices({ type: "radio", name: "outcome", legend, css: "joined" }, offered, (outcome) =>
    set({ outcome }),
  );
}

function kinds(app: App, view: AgencyView, set: (fields: Fields) => void): TemplateResult {
  const on = view.categories ?? [];
  const offered = app.meeting.boot.type.categories.map(({ id, name }): Choice => ({
    value: id,
    label: name,
    checked: on.includes(id),
  }));
  const legend = "Because of which kind of harm?";
  return choices(
    { type: "checkbox", name: "category", legend, css: "" },
    offered,
    (id, checked) => {
      const categories = offered
        .map((each) => each.value)
        .filter((one) => (one === id ? checked : on.includes(one)));
      set({ categories });
    },
  );
}
