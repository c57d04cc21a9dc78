/** The child's line, the three equal columns and the overall scale across the foot. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import type { Column, Section, Side } from "../../contract/boot.ts";
import { besideRoom, childsWords, fill, headline, item, may, scaleView, sets } from "../model.ts";
import type { SetView } from "../model.ts";
import { icon, pips } from "../parts.ts";
import { addCard, cardList } from "./card.ts";
import type { Desk } from "./desk.ts";
import { withRest } from "./later.ts";
import { liveCards, short, stageOf, struckCards } from "./view.ts";

export function childLine(desk: Desk): TemplateResult | typeof nothing {
  const { meeting } = desk;
  const { children } = meeting.meta();
  const spoken = children.filter((child) => headline(meeting, child.id) !== null);
  const child = spoken.find((one) => one.id === desk.look.child) ?? spoken[0];
  const said = child && headline(meeting, child.id);
  if (!child || !said) return nothing;
  const next = spoken[(spoken.indexOf(child) + 1) % spoken.length];
  return html`<section class="child" aria-label=${`What ${child.name} said`}>
    <span class="lbl">${icon("quote")}${said.title}</span>
    <p>${said.quoted}</p>
    <small>${said.told}</small>
    ${
      next && next !== child
        ? html`<button class="linkish" @click=${() => desk.see({ child: next.id })}>
            ${next.name}’s · ${childsWords(meeting, next.id).length}
          </button>`
        : nothing
    }
  </section>`;
}

export function columns(desk: Desk): TemplateResult {
  return html`<div class="cols">
    ${repeat(
      desk.meeting.boot.type.columns,
      (column) => column.id,
      (column) => columnOfCards(desk, column),
    )}
  </div>`;
}

function columnOfCards(desk: Desk, column: Column): TemplateResult {
  return html`<section
    class="col voice-${column.voice}"
    aria-labelledby="col-${column.id}"
    tabindex="-1"
  >
    <h2 id="col-${column.id}">${icon(column.icon)}${column.name}</h2>
    ${column.sections.map((section) => sectionOfCards(desk, section))}
  </section>`;
}

export function sectionOfCards(desk: Desk, section: Section | Side): TemplateResult {
  const views = section.sets === "danger" ? [] : liveCards(desk, section.id);
  const shown = section.sets === undefined ? [] : setsWith(desk, section.sets);
  const beside = besideRoom(desk.meeting)
    .map((scope) => ({ scope, held: liveCards(desk, section.id, scope) }))
    .filter(({ held }) => held.length > 0);
  const count = views.length + shown.length + beside.flatMap(({ held }) => held).length;
  return html`<section class="sec" aria-labelledby="sec-${section.id}">
    <h3 id="sec-${section.id}" tabindex="-1">${section.name}<span class="n">${count}</span></h3>
    ${shown.length > 0 && section.sets ? setList(desk, shown, section.sets) : nothing}
    ${cardList(desk, views, { section: section.id, scope: "room" })}
    ${beside.map(({ scope, held }) => cardList(desk, held, { section: section.id, scope }))}
    ${count === 0 && section.sets ? startsLater(desk) : nothing} ${addButton(desk, section)}
    ${bin(desk, section.id)}
  </section>`;
}

const setsWith = (desk: Desk, text: "danger" | "goal"): SetView[] =>
  sets(desk.meeting).filter((one) => one.set.status === "live" && (text === "danger" || one.goal));

function setList(desk: Desk, shown: readonly SetView[], text: "danger" | "goal"): TemplateResult {
  return html`<ul class="cards sets">
    ${repeat(
      shown,
      (one) => one.set.id,
      (one) =>
        html`<li class="card">
          <p class="words" .textContent=${one[text] || one.title || "No words yet"}></p>
          <p class="meta">
            <span class="who"
              >Set ${one.number}${one[text] && one.title ? `: ${short(one.title, 40)}` : ""}</span
            >
            <span class="tag"
              >${one.set[`${text}_status`] === "agreed" ? "Agreed" : "Being agreed"}</span
            >
          </p>
          <button class="linkish" @click=${() => openSet(desk, one.set.id)}>
            Open set ${one.number}
          </button>
        </li>`,
    )}
  </ul>`;
}

export function openSet(desk: Desk, set: string): void {
  const stage = stageOf(desk, "sets");
  desk.see({ set, stage: stage && stage.state !== "now" ? stage.stage.id : null });
  desk.focusOn("#middle h2");
}

function startsLater(desk: Desk): TemplateResult | typeof nothing {
  const stage = stageOf(desk, "sets");
  if (stage?.state !== "next") return nothing;
  return html`<p class="empty">Starts at stage ${stage.number}, from the danger statements.</p>`;
}

function addButton(desk: Desk, section: Section | Side): TemplateResult | typeof nothing {
  const set = section.sets === "danger";
  if (!may(desk.meeting, set ? "add.set" : "add.card")) return nothing;
  const add = (): void => {
    if (set) void withRest((rest) => rest.addSet(desk));
    else addCard(desk, { section: section.id });
  };
  return html`<button class="add" data-add=${section.id} @click=${add}>
    ${icon("plus")}${section.add}
  </button>`;
}

function bin(desk: Desk, section: string): TemplateResult | typeof nothing {
  const struck = struckCards(desk, section);
  if (struck.length === 0) return nothing;
  const open = desk.look.bins.has(section);
  const turn = (): void => {
    if (!desk.look.bins.delete(section)) desk.look.bins.add(section);
    desk.redraw();
  };
  return html`<button class="linkish" aria-expanded=${open ? "true" : "false"} @click=${turn}>
      ${open ? "Hide" : "Show"} ${struck.length} struck or merged
    </button>
    ${open ? cardList(desk, struck, { section: `bin-${section}` }) : nothing}`;
}

/** The overall scale, in one line across the foot. */
export function foot(desk: Desk): TemplateResult | typeof nothing {
  const scale = item(desk.meeting, "scale", "overall");
  if (scale === undefined) return nothing;
  const view = scaleView(desk.meeting, scale);
  return html`<section class="foot" aria-labelledby="foot-h">
    <div class="q">
      <h2 id="foot-h">
        ${icon("ruler")}${view.question || fill(desk.meeting, desk.meeting.boot.type.scale.overall_question)}
      </h2>
      <p><b>10</b> ${view.ten} &nbsp; <b>0</b> ${view.zero}</p>
    </div>
    <div class="right">
      ${footState(desk, scale.state, view.entered, view.expected, view.spread?.words ?? "")}
      ${footButton(desk, scale.state)}
    </div>
  </section>`;
}

function footState(
  desk: Desk,
  state: string,
  entered: number,
  expected: number,
  spread: string,
): TemplateResult {
  const stage = stageOf(desk, "scales");
  if (state === "open")
    return html`<div><b>${entered} of ${expected}</b> are in${pips(entered, expected)}</div>`;
  if (state === "closed")
    return html`<span class="soft"
      >${stage?.state === "next" ? `Opens at stage ${stage.number}` : "Not open yet"}</span
    >`;
  return html`<span>${spread}${state === "locked" ? " Locked." : ""}</span>`;
}

function footButton(desk: Desk, state: string): TemplateResult {
  const stage = stageOf(desk, "scales");
  const look = (): void => {
    desk.see({
      scale: "overall",
      stage: stage && stage.state !== "now" ? stage.stage.id : null,
    });
    desk.focusOn("#middle h2");
  };
  if (state === "closed" && may(desk.meeting, "open_scale"))
    return html`<button
      class="btn quiet"
      @click=${() => desk.run("open_scale", { scale: "overall" }, "Scoring is open.")}
    >
      Open scoring now
    </button>`;
  return html`<button class="btn quiet" @click=${look}>See the scale</button>`;
}
