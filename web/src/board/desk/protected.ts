/** Details that only named people may read: an address, a number, a school. */
import { html } from "lit/html.js";
import type { Speaker } from "../../contract/items.ts";
import { announce } from "../announce.ts";
import { WHAT } from "../held.ts";
import { askFor } from "./card_dialogs.ts";
import type { Desk } from "./desk.ts";
import { area, choice, speaker } from "./fields.ts";
import { isWhole, nobodyYet, readersPart, scopeFor } from "./who_sees.ts";

export { heldOf, heldOthers } from "../held.ts";

const KINDS = Object.entries(WHAT).map(([id, name]) => ({ id, name }));

export async function askProtected(desk: Desk): Promise<void> {
  const start = { ...nobodyYet(), what: "address", about: null as Speaker | null, text: "" };
  const answer = await askFor(
    "Keep details private",
    start,
    (now, change) =>
      html`<p class="soft">
          Only those you name can read it. Everybody else sees that it is held, and not what it is.
        </p>
        <div class="stack">
          ${speaker(desk, "About", now.about, (about) => change({ about }), { empty: "Choose" })}
          ${choice("What", now.what, KINDS, (what) => change({ what }))}
          ${area("The details", now.text, (text) => change({ text }), { max: 400, rows: 2 })}
          ${readersPart(desk, now, change, false)}
        </div>`,
    {
      save: "Keep it private",
      whole: (now) => !!now.about?.name && now.text.trim() !== "" && isWhole(now),
    },
  );
  const scope = answer && (await scopeFor(desk, answer));
  if (!scope) return;
  const { what, about, text } = answer;
  const { reply } = desk.meeting.add("protected", {
    scope,
    fields: { what, about },
    texts: { "": text.trim() },
  });
  if ((await reply).ok) announce(`${WHAT[what]} of ${about?.name} is held.`);
}
