/** The side panel's other tabs: questions to ask, what we do not know, professionals only. */
import { html, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { announce } from "../announce.ts";
import { drafts, fill, may, sectionOf } from "../model.ts";
import { icon } from "../parts.ts";
import { addCard, cardList } from "./card.ts";
import { pick } from "./card_dialogs.ts";
import { sectionOfCards } from "./columns.ts";
import type { Desk } from "./desk.ts";
import { sayLines } from "./side.ts";
import { liveCards, sectionsOf, shownStage } from "./view.ts";

export function sidePart(desk: Desk): TemplateResult {
  if (desk.look.tab === "questions") return questions(desk);
  return desk.look.tab === "unknown" ? unknown(desk) : professionals(desk);
}

function questions(desk: Desk): TemplateResult {
  const { stage } = shownStage(desk);
  const { columns, sides } = desk.meeting.boot.type;
  const [what, which] = stage.focus.split(":");
  const here = columns
    .filter((one) => what === "column" && one.id === which)
    .flatMap((one) => one.sections);
  const sections = here.length > 0 ? here : [...columns.flatMap((one) => one.sections), ...sides];
  return html`${sayLines(desk)}
  ${sections
    .filter((one) => one.prompts.length > 0)
    .map(
      (one) =>
        html`<section class="prompts">
          <h3 class="sm">${one.name}</h3>
          <ul>
            ${one.prompts.map((prompt) => html`<li>${fill(desk.meeting, prompt)}</li>`)}
          </ul>
        </section>`,
    )}`;
}

function unknown(desk: Desk): TemplateResult {
  const found = desk.meeting.boot.type.sides.find((one) => one.id === "grey_area");
  if (found === undefined || shownStage(desk).stage.focus === "grey")
    return html`<p class="soft">What we do not know is in the middle now.</p>`;
  return sectionOfCards(desk, found);
}

/** Cards that only professionals of this meeting can open: another document, not a hidden part of this one. */
function professionals(desk: Desk): TemplateResult {
  const filled = sectionsOf(desk)
    .map(({ section }) => ({ section, cards: liveCards(desk, section.id, "professionals") }))
    .filter(({ cards }) => cards.length > 0);
  const mine = drafts(desk.meeting);
  return html`<p class="closed-note">
      ${icon("lock")} Family cannot see these. The wall never shows them.
    </p>
    ${filled.map(
      ({ section, cards }) =>
        html`<section class="sec">
          <h3>${section.name}<span class="n">${cards.length}</span></h3>
          ${cardList(desk, cards, { section: section.id, scope: "professionals" })}
        </section>`,
    )}
    ${ofClosedSession(desk)}
    ${filled.length === 0 ? html`<p class="empty">Nothing here.</p>` : nothing}
    ${
      may(desk.meeting, "add.card") && !desk.meeting.meta().closed
        ? html`<button class="add" @click=${() => addClosed(desk)}>
            ${icon("plus")}Add for professionals only
          </button>`
        : nothing
    }
    ${
      mine.length > 0
        ? html`<section class="sec">
            <h3>My drafts<span class="n">${mine.length}</span></h3>
            ${cardList(desk, mine, { section: "drafts" })}
          </section>`
        : nothing
    }`;
}

/** What was said in a closed session stays with its people; the chair goes through it once. */
function ofClosedSession(desk: Desk): TemplateResult | typeof nothing {
  if (desk.meeting.meta().closed) return nothing;
  const held = sectionsOf(desk).flatMap(({ section }) => liveCards(desk, section.id, "closed"));
  if (held.length === 0) return nothing;
  return html`<section class="sec">
    <h3>Closed session<span class="n">${held.length}</span></h3>
    ${cardList(desk, held, { section: "closed", scope: "closed" })}
    ${
      may(desk.meeting, "review")
        ? html`<button class="btn sm quiet" @click=${() => desk.see({ review: true })}>
            Go through them
          </button>`
        : nothing
    }
  </section>`;
}

async function addClosed(desk: Desk): Promise<void> {
  const to = await pick(
    "Where does it belong?",
    sectionsOf(desk).map(({ section, column }) => ({
      id: section.id,
      label: section.name,
      group: column,
    })),
  );
  if (to === undefined) return;
  addCard(desk, { section: to, scope: "professionals" });
  announce(
    `A new card in ${sectionOf(desk.meeting, to)?.name ?? "the list"}, for professionals only.`,
  );
}
