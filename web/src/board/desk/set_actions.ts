/** What people do with danger sets that needs a question first. */
import type { DangerSet } from "../../contract/items.ts";
import { html } from "lit/html.js";
import type { Speaker } from "../../contract/items.ts";
import { confirm } from "../parts.ts";
import type { SetView } from "../model.ts";
import { askFor } from "./card_dialogs.ts";
import type { Desk } from "./desk.ts";
import { area, speaker, words } from "./fields.ts";
import { stageOf } from "./view.ts";

export async function addSet(desk: Desk): Promise<void> {
  const answer = await askFor(
    "What is this danger about?",
    { title: "" },
    (now, change) =>
      html`<p class="soft">
          A few plain words to tell the sets apart, such as “Dean drinking and coming to the house”.
          Everyone then writes what could happen, in private.
        </p>
        ${area("In a few words", now.title, (title) => change({ title }), { max: 160, rows: 2 })}`,
    { save: "Add the set", whole: (now) => now.title.trim() !== "" },
  );
  if (answer === undefined) return;
  const { id, reply } = desk.meeting.add("set", { texts: { title: answer.title.trim() } });
  if (!(await reply).ok) return;
  const stage = stageOf(desk, "sets");
  desk.see({ set: id, stage: stage && stage.state !== "now" ? stage.stage.id : null });
  desk.focusOn("#middle h2");
}

/** Who sees a statement differently, and how. */
export async function askDispute(desk: Desk, set: DangerSet): Promise<void> {
  const start: { who: Speaker | null; said: string } = { who: null, said: "" };
  const answer = await askFor(
    "Who sees it differently?",
    start,
    (now, change) =>
      html`<div class="stack">
        ${speaker(desk, "Who", now.who, (who) => change({ who }), { empty: "Choose" })}
        ${area("What they say, in their words", now.said, (said) => change({ said }))}
      </div>`,
    { whole: (now) => now.said.trim() !== "" && now.who !== null },
  );
  if (!answer?.who?.name) return;
  await desk.meeting.add("dispute", {
    parent: set.id,
    fields: { said_by: answer.who },
    texts: { "": answer.said.trim() },
  }).reply;
}

export async function askBottomLine(desk: Desk, set: DangerSet): Promise<void> {
  const answer = await askFor(
    "Add a bottom line",
    { line: "", why: "", by: "" },
    (now, change) =>
      html`<p class="soft">
          What has to be so, whoever does it. How the family makes it happen is theirs to work out.
        </p>
        <div class="stack">
          ${area("The bottom line", now.line, (line) => change({ line }), { max: 600, rows: 2 })}
          ${area("Why", now.why, (why) => change({ why }), { max: 600, rows: 2 })}
          ${words("Set by", now.by, (by) => change({ by }), { max: 200, wide: true })}
        </div>`,
    { whole: (now) => now.line.trim() !== "" },
  );
  if (answer === undefined) return;
  await desk.meeting.add("bottom_line", {
    parent: set.id,
    fields: { set_by: answer.by },
    texts: { "": answer.line.trim(), why: answer.why.trim() },
  }).reply;
}

export async function revealStatements(desk: Desk, view: SetView): Promise<void> {
  const waiting = view.writing.length;
  const sure =
    waiting === 0 ||
    (await confirm(
      "Show the statements now?",
      `${view.ready} of ${view.writers} are ready. The others can add theirs afterwards.`,
      "Show them together",
    ));
  if (!sure) return;
  await desk.run("reveal_statements", { set: view.set.id }, "Everyone's statements are shown.");
  desk.focusOn(".drafts summary");
}
