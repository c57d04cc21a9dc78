/** One's own drafts: go on, share, or throw away; what was thrown away can be put back. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { repeat } from "lit/directives/repeat.js";
import { rootOf } from "../../contract/items.ts";
import { type CardView, fill, sectionOf } from "../model.ts";
import { icon } from "../parts.ts";
import { shareDraft, targetWith, writtenDrafts } from "./add.ts";
import type { App, Screen } from "./app.ts";
import { heading, type Piece } from "./pieces.ts";
import { places } from "./places.ts";
import { hrefTo } from "./routes.ts";

export function draftsScreen(app: App): Screen {
  const title = "My drafts";
  const written = writtenDrafts(app);
  const body = html`<div class="page">
    <div class="opening">
      ${heading(title)}
      <p class="soft">Only you can see these until you share them.</p>
    </div>
    ${written.length === 0 ? html`<p>You have no drafts.</p>` : nothing}
    ${repeat(
      written,
      (view) => view.card.id,
      (view) => draft(app, view),
    )}
    ${thrownAway(app)}
  </div>`;
  return { title, back: { href: "#/", words: "Back to the meeting" }, foot: true, body };
}

function draft(app: App, view: CardView): TemplateResult {
  const { card } = view;
  const [first] = places(app);
  const target = targetWith(app, card.section ?? "");
  const section = sectionOf(app.meeting, card.section ?? "");
  const name = section === undefined ? "" : fill(app.meeting, section.name);
  return html`<article class="card v-${target?.voice ?? "plain"}">
    <p class="who">${[name, view.children].filter((part) => part !== "").join(" · ")}</p>
    <p class="words">${view.words}</p>
    <div class="pair">
      <a class="btn" href=${hrefTo("add", target?.id ?? "", card.id)}>Go on writing</a>
      <button class="btn" type="button" @click=${() => shareDraft(app, card.id, first)}>
        ${first.button}
      </button>
    </div>
    <button class="btn plain" type="button" @click=${() => app.ask("strike", { item: card.id })}>
      Throw away
    </button>
  </article>`;
}

function thrownAway(app: App): Piece {
  const mine = [...app.meeting.items().values()].filter(
    (item) =>
      item.kind === "card" &&
      item.status === "struck" &&
      app.meeting.scopeOf(item.id) === `own:${app.me.id}` &&
      app.meeting.words(rootOf(item.id)).trim() !== "",
  );
  if (mine.length === 0) return nothing;
  return html`<section class="group" aria-labelledby="thrown">
    <h2 id="thrown">Thrown away</h2>
    <ul class="list">
      ${mine.map(
        (item) =>
          html`<li>
            <span class="soft words">${app.meeting.words(rootOf(item.id))}</span>
            <button
              class="btn plain"
              type="button"
              @click=${() => app.ask("restore", { item: item.id })}
            >
              ${icon("undo")}Put back
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}
