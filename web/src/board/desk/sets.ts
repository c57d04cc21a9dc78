/** One danger set as one thing: everyone's own words, the agreed pair, bottom lines and its scale. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import { rootOf } from "../../contract/items.ts";
import type { BottomLine, Dispute } from "../../contract/items.ts";
import { may, mayWrite, sets } from "../model.ts";
import type { LineView, SetView, StatementView } from "../model.ts";
import { boundText, icon, pips, responses, whoTyping } from "../parts.ts";
import { askResponse, askStrike } from "./card_dialogs.ts";
import type { Desk } from "./desk.ts";
import { hintsFor } from "./hint.ts";
import { scalePanel } from "./scales.ts";
import { addSet, askBottomLine, askDispute, revealStatements } from "./set_actions.ts";
import { together } from "../../rules/people.ts";

export function setsView(desk: Desk): TemplateResult {
  const all = sets(desk.meeting).filter((one) => one.set.status === "live");
  const found = all.findIndex((one) => one.set.id === desk.look.set);
  const index = Math.max(0, found);
  const view = all[index];
  return html`<div class="view set">
    ${head(desk, all, index)}
    ${
      view === undefined
        ? html`<div class="panel stack">
            <p>
              No danger set yet. A set is one worry about the future, its safety goal and its scale.
            </p>
            <p class="soft">
              Three at most is usual. Everyone writes their own words first, in private.
            </p>
          </div>`
        : repeat(
            [view],
            (one) => one.set.id,
            (one) => oneSet(desk, one),
          )
    }
  </div>`;
}

function head(desk: Desk, all: readonly SetView[], index: number): TemplateResult {
  const go = (to: number): void => desk.see({ set: all[to]?.set.id ?? null });
  const view = all[index];
  return html`<div class="viewhead">
    <h2 tabindex="-1">
      ${view ? `Danger set ${index + 1} of ${all.length}` : "Danger statements and goals"}
    </h2>
    <div class="grow">${view ? title(desk, view) : nothing}</div>
    <div class="right">
      ${
        all.length > 1
          ? html`<button
                class="btn quiet"
                aria-label="Set before"
                ?disabled=${index === 0}
                @click=${() => go(index - 1)}
              >
                ${icon("chevron-left")}
              </button>
              <button
                class="btn quiet"
                aria-label="Next set"
                ?disabled=${index === all.length - 1}
                @click=${() => go(index + 1)}
              >
                ${icon("chevron-right")}
              </button>`
          : nothing
      }
      ${
        may(desk.meeting, "add.set")
          ? html`<button class="btn quiet" @click=${() => addSet(desk)}>
              ${icon("plus")}New set
            </button>`
          : nothing
      }
    </div>
  </div>`;
}

const title = (desk: Desk, view: SetView): TemplateResult =>
  html`<div class="set-title">
    ${boundText(desk.meeting, rootOf(view.set.id, "title"), {
      label: "What this set is about",
      hideLabel: true,
      rows: 1,
      placeholder: "What it is about, in a few words",
    })}
  </div>`;

function oneSet(desk: Desk, view: SetView): TemplateResult {
  return html`${draftsOf(desk, view)}
    <div class="pair">${dangerPane(desk, view)}${goalPane(desk, view)}</div>
    ${
      view.scale
        ? html`<section class="panel" aria-label="Scale of this set">
            ${scalePanel(desk, view.scale)}
          </section>`
        : nothing
    }`;
}

function draftsOf(desk: Desk, view: SetView): TemplateResult {
  if (view.revealed) return shownDrafts(desk, view);
  return html`<section class="drafts" aria-label="Each person’s own statement">
    <h3>
      What each of us wrote <small>${progress(view)}</small>
      ${pips(view.ready, view.writers)}
      ${
        may(desk.meeting, "reveal_statements")
          ? html`<button
              class="btn sm quiet to-right"
              ?disabled=${view.ready === 0}
              @click=${() => revealStatements(desk, view)}
            >
              ${icon("eye")}Show them together
            </button>`
          : nothing
      }
    </h3>
    <p class="soft sm">
      Each person writes on their own device. Nobody sees another's words until they are shown
      together.
    </p>
  </section>`;
}

/** Folded away once the words are agreed: they are kept, and the agreed ones need the room. */
function shownDrafts(desk: Desk, view: SetView): TemplateResult {
  return html`<details class="drafts" ?open=${!isAgreed(view, "danger")}>
    <summary>What each of us wrote <small>${progress(view)}</small></summary>
    <ul>
      ${repeat(
        view.statements,
        (one) => one.statement.id,
        (one) => draft(desk, view, one),
      )}
    </ul>
  </details>`;
}

function progress(view: SetView): string {
  if (view.revealed && view.writing.length === 0) return `${view.statements.length} shown`;
  if (view.writers === 0) return "Nobody has started yet";
  const names = together(view.writing);
  const still = names
    ? ` · ${names} ${view.writing.length === 1 ? "is" : "are"} still writing`
    : "";
  const done = view.revealed ? "shown" : "ready";
  return `${view.ready} of ${view.writers} ${done}${still}`;
}

function draft(desk: Desk, view: SetView, one: StatementView): TemplateResult {
  const use = (): void =>
    void desk
      .run("use_words", { statement: one.statement.id, set: view.set.id }, "The words were added.")
      .then(() => desk.focusOn(".pane t-text textarea"));
  return html`<li class="draft">
    <p class="words" .textContent=${one.words}></p>
    <p class="meta">${one.who}</p>
    ${
      may(desk.meeting, "use_words") && view.set.danger_status !== "agreed"
        ? html`<button class="linkish" @click=${use}>Use these words</button>`
        : nothing
    }
  </li>`;
}

function dangerPane(desk: Desk, view: SetView): TemplateResult {
  return html`<section class="pane voice-worry" aria-label="Danger statement">
    <h3>${icon("cloud-rain")}Danger statement ${state(view, "danger")}</h3>
    ${agreedText(desk, view, "danger")}
    ${repeat(
      view.disputes,
      (one) => one.item.id,
      (one) => dispute(desk, one),
    )}
    ${hintsFor(desk.meeting, view.danger, "danger")} ${responses(view.responses)}
    <div class="line">
      ${agreeButton(desk, view, "danger")}
      ${
        may(desk.meeting, "respond")
          ? html`<button class="linkish" @click=${() => askResponse(desk, view.set, view.danger)}>
              Family's response…
            </button>`
          : nothing
      }
      ${
        may(desk.meeting, "add.dispute")
          ? html`<button class="linkish" @click=${() => askDispute(desk, view.set)}>
              Sees it differently…
            </button>`
          : nothing
      }
    </div>
  </section>`;
}

function goalPane(desk: Desk, view: SetView): TemplateResult {
  return html`<section class="pane voice-next" aria-label="Safety goal">
    <h3>${icon("footprints")}Safety goal ${state(view, "goal")}</h3>
    ${agreedText(desk, view, "goal")}
    ${repeat(
      view.bottomLines,
      (one) => one.item.id,
      (one) => bottomLine(desk, one),
    )}
    ${hintsFor(desk.meeting, view.goal, "goal")}
    <div class="line">
      ${agreeButton(desk, view, "goal")}
      ${
        may(desk.meeting, "add.bottom_line")
          ? html`<button class="linkish" @click=${() => askBottomLine(desk, view.set)}>
              Add a bottom line…
            </button>`
          : nothing
      }
    </div>
  </section>`;
}

type Half = "danger" | "goal";
const isAgreed = (view: SetView, half: Half): boolean => view.set[`${half}_status`] === "agreed";

function state(view: SetView, half: Half): TemplateResult {
  if (isAgreed(view, half)) return html`<span class="state ok">agreed</span>`;
  return html`<span class="state">${view[half].trim() ? "being agreed" : "not written yet"}</span>`;
}

const ASKS: Readonly<Record<Half, { label: string; placeholder: string }>> = {
  danger: {
    label: "The danger statement",
    placeholder:
      "Who is worried, that who will do what, as happened when, and what that would do to the child",
  },
  goal: {
    label: "The safety goal",
    placeholder: "What people will see the family doing instead, and for how long",
  },
};

function agreedText(desk: Desk, view: SetView, half: Half): TemplateResult {
  const root = rootOf(view.set.id, half);
  if (!mayWrite(desk.meeting, root))
    return html`<p class="big">${view[half] || "No words yet."}</p>`;
  return html`<div class="big">
    ${boundText(desk.meeting, root, { ...ASKS[half], hideLabel: true, rows: 3 })}
    ${whoTyping(desk.meeting, root)}
  </div>`;
}

function agreeButton(desk: Desk, view: SetView, half: Half): TemplateResult | typeof nothing {
  if (!may(desk.meeting, "agree")) return nothing;
  const on = isAgreed(view, half);
  const turn = (): void =>
    void desk.run(
      "agree",
      { set: view.set.id, what: half, agreed: !on },
      on ? "Open for changes again." : "Agreed.",
    );
  return html`<button
    class=${on ? "btn sm quiet" : "btn sm"}
    ?disabled=${!on && view[half].trim() === ""}
    @click=${turn}
  >
    ${on ? "Open for changes" : html`${icon("check")}Agree the words`}
  </button>`;
}

function dispute(desk: Desk, one: LineView<Dispute>): TemplateResult {
  return html`<div class="inset with-menu" data-item=${one.item.id} tabindex="-1">
    <p>${icon("circle-slash")}<b>${one.who}</b> sees it differently: ${one.words}</p>
    ${strikeButton(desk, one.item, one.words, one.who)}
  </div>`;
}

function bottomLine(desk: Desk, one: LineView<BottomLine> & { why: string }): TemplateResult {
  const by = one.item.set_by;
  return html`<div class="inset with-menu" data-item=${one.item.id} tabindex="-1">
    <p>
      ${icon("shield")}<b>Bottom line</b> ${one.words}
      ${one.why ? html`<small>Why: ${one.why}</small>` : nothing}
      ${by ? html`<small>Set by ${by}</small>` : nothing}
    </p>
    ${strikeButton(desk, one.item, one.words, "bottom line")}
  </div>`;
}

function strikeButton(
  desk: Desk,
  item: Dispute | BottomLine,
  words: string,
  what: string,
): TemplateResult | typeof nothing {
  if (!may(desk.meeting, "strike", item)) return nothing;
  return html`<button
    class="more"
    aria-label=${`Strike through: ${what}`}
    @click=${() => askStrike(desk, item, words)}
  >
    ${icon("trash")}
  </button>`;
}
