/** What the children said, in their own words; and a place to write it down as it was said. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { type CardView, cards, childsWords, may, type WordsView } from "../model.ts";
import type { App, Screen } from "./app.ts";
import {
  capital,
  choices,
  fault,
  formText,
  heading,
  inDate,
  lineField,
  type Piece,
  when,
} from "./pieces.ts";
import { hrefTo } from "./routes.ts";

const LONGEST = 2000;
const FORM = "voice";

export function voiceScreen(app: App): Screen {
  const title = "What the children say";
  const said = childsWords(app.meeting).filter((view) => view.words.trim() !== "");
  const family = cards(app.meeting, "parents_view", { scope: "room" });
  const body = html`<div class="page">
    ${heading(title)}
    ${said.length === 0 ? html`<p class="soft">Nothing is written here yet.</p>` : nothing}
    ${said.map((view) => quote(view))} ${add(app)} ${familySaid(family)}
  </div>`;
  return { title, back: { href: "#/", words: "Back to the meeting" }, foot: true, body };
}

function quote(view: WordsView): TemplateResult {
  return html`<section class="child">
    <h2>${view.item.tool === "observed" ? view.title : view.child}</h2>
    <blockquote class="words">${view.quoted}</blockquote>
    ${when(view.told !== "", () => html`<p>${capital(view.told)}</p>`)}
  </section>`;
}

function familySaid(views: readonly CardView[]): Piece {
  const said = views.filter((view) => view.words.trim() !== "");
  if (said.length === 0) return nothing;
  return html`<section class="group" aria-labelledby="family-said">
    <h2 id="family-said">From the family</h2>
    ${said.map(
      (view) =>
        html`<a class="card" href=${hrefTo("card", view.card.id)}>
          <p class="words">${view.words}</p>
          <p class="who">${view.who}</p>
        </a>`,
    )}
  </section>`;
}

function add(app: App): Piece {
  if (!may(app.meeting, "add.words")) return nothing;
  const answers = app.forms.read(FORM, {
    child: app.children[0]?.id ?? "",
    words: "",
    told: app.me.role === "child" ? "" : app.me.name,
  });
  const write = (field: string) => (words: string) => {
    app.forms.write(FORM, field, words);
    app.redraw();
  };
  const child = app.children.find((each) => each.id === answers["child"]);
  return html`<section class="panel" aria-labelledby="voice-add">
    <h2 id="voice-add">Add a child’s own words</h2>
    ${when(app.children.length > 1, () =>
      choices(
        { type: "radio", name: "voice-child", legend: "Who said it?", css: "across" },
        app.children.map(({ id, name }) => ({
          value: id,
          label: name,
          checked: id === answers["child"],
        })),
        write("child"),
      ),
    )}
    ${formText(
      app,
      FORM,
      {
        name: "words",
        label: `What did ${child?.name ?? "the child"} say?`,
        hint: "Just as it was said. Do not tidy it.",
        max: LONGEST,
      },
      answers,
    )}
    ${when(app.me.role !== "child", () =>
      lineField(
        { id: "voice-told", label: "Who was told?", max: 120 },
        answers["told"] ?? "",
        write("told"),
      ),
    )}
    ${fault(app, FORM)}
    <button class="btn primary" type="button" @click=${() => save(app)}>Put it on the board</button>
  </section>`;
}

function save(app: App): Promise<void> {
  const answers = app.forms.read(FORM, {
    child: app.children[0]?.id ?? "",
    words: "",
    told: app.me.role === "child" ? "" : app.me.name,
  });
  const words = (answers["words"] ?? "").trim();
  if (words === "") {
    app.blame(FORM, "Write the child’s words first.");
    return Promise.resolve();
  }
  return app.once(FORM, async () => {
    const fields = {
      child: answers["child"],
      tool: "spoken",
      told_to: answers["told"] ?? "",
      told_on: inDate(app.meeting.now()),
    };
    const reply = await app.meeting.add("words", { fields, texts: { "": words } }).reply;
    if (!reply.ok) return;
    app.fault = null;
    app.forms.clear(FORM);
    app.say("On the board, in their own words.");
  });
}
