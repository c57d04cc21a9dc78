/** What the family says to something on the board: agree, partly, or see it differently, and why. */
import { html, nothing } from "lit/html.js";
import type { Commands } from "../../contract/commands.ts";
import type { Item, Response, ResponseChoice, Responses } from "../../contract/items.ts";
import { may } from "../model.ts";
import type { App } from "./app.ts";
import type { Answers } from "./forms.ts";
import { formText, type Piece } from "./pieces.ts";
import { icon } from "../parts.ts";

const LONGEST = 600;

const CHOICES: readonly { view: ResponseChoice; words: string }[] = [
  { view: "agree", words: "Agree" },
  { view: "partly", words: "Partly" },
  { view: "disagree", words: "See it differently" },
];

/** Who answers here: the family for themselves, an advocate in the words of the child. */
interface Answerer {
  key: string;
  ask: string;
  why: string;
  for: Commands["respond"]["for"];
}

function answerer(app: App): Answerer | null {
  if (app.isFamily) {
    return { key: app.me.id, ask: "What do you say?", why: "Say how you see it", for: undefined };
  }
  const child = app.speaksFor;
  if (app.me.role !== "advocate" || child === null) return null;
  return {
    key: child.pid,
    ask: `What does ${child.name} say?`,
    why: `In ${child.name}’s own words`,
    for: { name: child.name, person: child.pid },
  };
}

export const mayRespond = (app: App, item: Item): boolean =>
  answerer(app) !== null && item.status === "live" && may(app.meeting, "respond", item);

export function respondPanel(app: App, item: Item & { responses?: Responses | null }): Piece {
  const who = answerer(app);
  if (who === null || !mayRespond(app, item)) return nothing;
  const mine = item.responses?.[who.key];
  return html`<div class="say" role="group" aria-label=${who.ask}>
    <p class="asked">${who.ask}</p>
    <div class="thirds">
      ${CHOICES.map(
        ({ view, words }) =>
          html`<button
            class="btn"
            type="button"
            aria-pressed=${mine?.view === view}
            @click=${() => choose(app, item, who, mine?.view === view ? "" : view)}
          >
            ${mine?.view === view ? icon("check") : nothing}${words}
          </button>`,
      )}
    </div>
    ${
      mine !== undefined && mine.view !== "" && mine.view !== "agree"
        ? why(app, item, who, mine)
        : nothing
    }
  </div>`;
}

function why(app: App, item: Item, who: Answerer, mine: Response) {
  const form = `respond-${item.id}`;
  const typed = (): Answers => app.forms.read(form, { words: mine.words });
  const save = (): Promise<void> =>
    app.once(form, async () => {
      const words = (typed()["words"] ?? "").trim();
      if (!(await send(app, item, who, mine.view, words))) return;
      app.forms.clear(form);
      app.say("Your words are saved.");
    });
  return html`${formText(app, form, { name: "words", label: who.why, rows: "two", max: LONGEST }, typed())}
    <button class="btn" type="button" @click=${save}>Save these words</button>`;
}

async function choose(
  app: App,
  item: Item & { responses?: Responses | null },
  who: Answerer,
  view: ResponseChoice | "",
): Promise<void> {
  const before = item.responses?.[who.key]?.words ?? "";
  const words = view === "" || view === "agree" ? "" : before;
  if (await send(app, item, who, view, words)) app.say(view === "" ? "Taken back." : "Saved.");
}

function send(
  app: App,
  item: Item,
  who: Answerer,
  view: ResponseChoice | "",
  words: string,
): Promise<boolean> {
  const spoken = who.for === undefined ? {} : { for: who.for };
  return app.ask("respond", { item: item.id, view, words, ...spoken });
}
