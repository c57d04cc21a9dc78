/** Private family time on the family's own devices: what is theirs alone, and how it is shared. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import type { Scope } from "../../contract/items.ts";
import { together } from "../../rules/people.ts";
import {
  cardView,
  type CardView,
  fill,
  itemsOf,
  may,
  people,
  reads,
  scopeLabel,
  sectionOf,
} from "../model.ts";
import { confirm, icon } from "../parts.ts";
import type { App, Screen } from "./app.ts";
import { heading, type Piece, when } from "./pieces.ts";
import { hrefTo } from "./routes.ts";

const HERE: readonly string[] = ["here", "away", "reconnecting"];

/** Over every screen while others wait: who is here, and where words go. */
export function privateBar(app: App): Piece {
  const { closed, family_time } = app.meeting.meta();
  if (closed) return closedBar(app);
  if (family_time?.on && reads(app.meeting, "family")) return familyBar();
  return nothing;
}

function closedBar(app: App): TemplateResult {
  const here = people(app.meeting).filter(
    ({ state, person, me }) => !me && HERE.includes(state) && person.side === "professional",
  );
  const names = together(["you", ...here.map(({ name }) => name)]);
  return html`<p class="private-bar" role="status">
    ${icon("lock")}<span
      ><b>Closed session: only ${names} are here.</b> What you write stays in it.</span
    >
  </p>`;
}

const familyBar = (): TemplateResult =>
  html`<p class="private-bar" role="status">
    ${icon("users")}<span
      ><b>Only your family is here.</b> The professionals wait.
      <a href=${hrefTo("family")}>Our plan, and how to end</a></span
    >
  </p>`;

const ofScope = (app: App, scope: Scope): CardView[] =>
  itemsOf(app.meeting, "card")
    .filter(({ id, status }) => status === "live" && app.meeting.scopeOf(id) === scope)
    .sort((a, b) => a.at - b.at)
    .map((card) => cardView(app.meeting, card))
    .filter(({ words }) => words.trim() !== "");

export function familyScreen(app: App): Screen {
  const title = "What only the family sees";
  const back = { href: "#/", words: "Back to the meeting" };
  if (!reads(app.meeting, "family"))
    return { title, back, foot: true, body: html`<div class="page">${heading(title)}</div>` };
  const cards = ofScope(app, "family");
  const mine = cards.filter(({ card }) => card.author === app.me.id);
  const on = app.meeting.meta().family_time?.on === true;
  const body = html`<div class="page">
    <div class="opening">
      ${heading(title)}
      <p class="soft">
        ${
          on
            ? "The professionals wait, and cannot see this. Share what they should read."
            : "Written while you had the board to yourselves. Share what the others should read."
        }
      </p>
    </div>
    ${cards.length === 0 ? html`<p>You have written nothing for the family alone yet.</p>` : nothing}
    ${repeat(
      cards,
      ({ card }) => card.id,
      (view) => familyCard(app, view),
    )}
    ${when(mine.length > 1, () => shareAll(app, mine))} ${when(on, () => endTime(app))}
  </div>`;
  return { title, back, foot: true, body };
}

function familyCard(app: App, view: CardView): TemplateResult {
  const { card } = view;
  const section = sectionOf(app.meeting, card.section ?? "");
  const name = section === undefined ? "" : fill(app.meeting, section.name);
  const label = scopeLabel(app.meeting, view.scope);
  return html`<article class="card v-plain">
    <p class="state closed">${icon("users")}${label?.words}</p>
    <p class="words">${view.words}</p>
    <p class="who">${[name, view.who].filter((part) => part !== "").join(" · ")}</p>
    ${
      card.author === app.me.id
        ? html`<button
            class="btn"
            type="button"
            aria-label="Share with everyone: ${view.words}"
            ?disabled=${app.busy.has(card.id)}
            @click=${() => share(app, [view])}
          >
            Share with everyone
          </button>`
        : html`<p class="soft small">Whoever wrote it can share it.</p>`
    }
  </article>`;
}

async function share(app: App, views: readonly CardView[]): Promise<void> {
  for (const { card } of views)
    await app.once(card.id, async () => {
      await app.wordsSaved();
      if (await app.ask("share", { item: card.id, to: "room" })) app.say("Shared with everyone.");
    });
}

function shareAll(app: App, mine: readonly CardView[]): TemplateResult {
  const all = async (): Promise<void> => {
    const sure = await confirm(
      "Share all of yours with everyone?",
      `The professionals will read all ${mine.length}. This cannot be taken back.`,
      "Share all of mine",
    );
    if (sure) await share(app, mine);
  };
  return html`<button class="btn" type="button" @click=${all}>
    Share our plan with everyone: all ${mine.length} of mine
  </button>`;
}

function endTime(app: App): TemplateResult {
  if (!may(app.meeting, "family_end")) return html`${nothing}`;
  const end = async (): Promise<void> => {
    const sure = await confirm(
      "End our private time?",
      "The professionals come back. They see what you have shared, and nothing else.",
      "End our private time",
    );
    if (sure && (await app.ask("family_end", {}))) app.say("Everybody is coming back.");
  };
  return html`<button class="btn primary" type="button" @click=${end}>
    End our private time
  </button>`;
}
