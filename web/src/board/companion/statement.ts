/** One's own danger statement: written alone, shown with everyone's at once. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { type Item, rootOf, type Statement } from "../../contract/items.ts";
import type { SetView } from "../model.ts";
import { boundText, icon } from "../parts.ts";
import type { App, Screen } from "./app.ts";
import { fault, heading } from "./pieces.ts";
import { hrefTo } from "./routes.ts";
import { mayWriteStatement, nameOfSet, setOf } from "./worry.ts";

/** Starts one's own statement as soon as the page is opened, so that typing is kept. */
export function enterStatement(app: App): void {
  const view = setOf(app, app.route.id);
  if (view === undefined || hasWritten(app, view) || view.revealed || !mayWriteStatement(app))
    return;
  const key = `statement-${view.set.id}`;
  if (app.busy.has(key)) return;
  app.busy.add(key);
  const added = app.meeting.add("statement", { scope: "own", parent: view.set.id });
  void added.reply.finally(() => app.busy.delete(key));
}

/** At the reveal one's own words may go to the room a moment before the set says that it is shown. */
function hasWritten(app: App, { set }: SetView): boolean {
  const mine = (each: Item): boolean =>
    each.kind === "statement" && each.parent === set.id && each.author === app.me.id;
  return [...app.meeting.items().values()].some(mine);
}

export function statementScreen(app: App): Screen {
  const view = setOf(app, app.route.id);
  const title = "My own words";
  const back = { href: "#/", words: "Back" };
  if (view === undefined) {
    const body = html`<div class="page">${heading("That is no longer on the board")}</div>`;
    return { title, back, foot: true, body };
  }
  const mine = view.mine?.statement;
  const body = html`<div class="page long">
    <div class="opening">
      <p class="soft small">${nameOfSet(view)}</p>
      ${heading(`What are you worried could happen, in your own words?`)}
    </div>
    ${mine === undefined || view.revealed ? closed(app, view) : writing(app, view, mine)}
  </div>`;
  return { title, back, foot: false, body };
}

function closed(app: App, view: SetView): TemplateResult {
  if (!view.revealed && mayWriteStatement(app)) return html`<p class="soft">One moment.</p>`;
  if (!view.revealed) return html`<p>You do not write here. The chair shows what people wrote.</p>`;
  return html`<p>Everyone’s words have been shown.</p>
    <a class="btn primary" href=${hrefTo("set", view.set.id)}>See what each of us wrote</a>`;
}

function writing(app: App, view: SetView, mine: Statement): TemplateResult {
  const ready = mine.ready === true;
  return html`<ul class="lines">
      <li>${icon("users")}<span>Who is worried?</span></li>
      <li>${icon("message-circle")}<span>About what? Say what has happened, and when.</span></li>
      <li>
        ${icon("circle-help")}<span>What could happen to ${names(app)} if nothing changes?</span>
      </li>
    </ul>
    ${boundText(app.meeting, rootOf(mine.id), { label: "My words", rows: 6 })}
    <p class="quiet">
      ${icon("eye-off")}<span>Nobody sees this until the chair shows everyone’s together.</span>
    </p>
    <div class="decide">
      ${fault(app, mine.id)}
      <button
        class="btn ${ready ? "" : "primary"}"
        type="button"
        aria-pressed=${ready}
        ?disabled=${app.busy.has(mine.id)}
        @click=${() => setReady(app, mine, !ready)}
      >
        ${ready ? icon("check") : nothing}My words are ready
      </button>
      <p>
        ${view.ready} of ${view.writers}
        ready${ready ? ". You can still change your words until they are shown." : ""}
      </p>
      ${ready ? html`<a class="btn" href="#/">Back to the meeting</a>` : nothing}
    </div>`;
}

const names = (app: App): string => app.children.map((child) => child.name).join(" and ");

function setReady(app: App, mine: Statement, ready: boolean): Promise<void> {
  return app.once(mine.id, async () => {
    if (ready && app.meeting.words(rootOf(mine.id)).trim() === "") {
      app.blame(mine.id, "Write something first.");
      return;
    }
    app.fault = null;
    await app.wordsSaved();
    if (await app.ask("ready", { item: mine.id, ready })) {
      app.say(ready ? "Your words are ready." : "Not ready yet.");
    }
  });
}
