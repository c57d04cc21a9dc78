/** The closed session: who stays, the bar over every board while it is on, and its end. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { together } from "../../rules/people.ts";
import { item, may, nameOf, people } from "../model.ts";
import type { PersonView } from "../model.ts";
import { icon } from "../parts.ts";
import { askFor } from "./card_dialogs.ts";
import type { Desk } from "./desk.ts";
import { area, ticks } from "./fields.ts";
import { left, ofSession } from "./review.ts";

const HERE: readonly string[] = ["here", "away", "reconnecting"];

/** Those who can be admitted: the others' devices hold nothing that professionals alone may read. */
export function cleared(desk: Desk): PersonView[] {
  const { roles } = desk.meeting.boot.type;
  const may_read = roles.filter((one) => one.clearance === "professionals").map(({ id }) => id);
  return people(desk.meeting).filter(({ person, me }) => !me && may_read.includes(person.role));
}

const admittedNow = (desk: Desk): readonly string[] | null =>
  item(desk.meeting, "session", "closed-session")?.admitted ?? null;

/** The same question starts it and changes who is in it. */
export async function askClosed(desk: Desk): Promise<void> {
  const closed = desk.meeting.meta().closed;
  // A later session admits nobody to what is kept of an earlier one (SEE-5).
  const earlier = ofSession(desk).some(({ card }) => !closed || card.at < closed.since);
  const before = earlier ? admittedNow(desk) : null;
  const able = cleared(desk).filter(({ pid }) => before?.includes(pid) ?? true);
  const present = able.filter(({ state }) => HERE.includes(state)).map(({ pid }) => pid);
  const start = {
    admitted: closed ? (admittedNow(desk) ?? present) : present,
    say: closed?.say ?? "",
  };
  const answer = await askFor(
    closed ? "Who is in the closed session?" : "Start a closed session",
    start,
    (now, change) =>
      html`<p class="soft">
          Everybody else sees a waiting page, and so does the wall. They come back by themselves
          when you end it.
        </p>
        ${ticks(
          "Who stays with you",
          able.map(({ pid, name, part }) => ({ id: pid, name: `${name}, ${part}` })),
          now.admitted,
          (admitted) => change({ admitted }),
        )}
        ${
          before === null
            ? nothing
            : html`<p class="soft sm">
                Only those who were in it before: something of it is still kept.
              </p>`
        }
        ${area("Why, in general terms", now.say, (say) => change({ say }), { max: 300, rows: 2 })}
        <p class="soft sm">
          The family reads this while they wait, and it stands in the minutes.
        </p>`,
    {
      save: closed ? "Save" : "Start the closed session",
      whole: ({ say }) => say.trim() !== "",
    },
  );
  if (answer === undefined) return;
  const { admitted, say } = answer;
  const said = closed ? "Saved who is in it." : "The closed session is on. The others wait.";
  await desk.run("closed_start", { admitted, say }, said);
  desk.focusOn(".closed-bar button, .closed-bar");
}

/** What came of it is gone through at once: nothing of it waits until the meeting closes. */
export async function endClosed(desk: Desk): Promise<void> {
  if (!(await desk.run("closed_end", {}, "Everybody is back. The closed session has ended.")))
    return;
  desk.see({ review: left(desk).length > 0, stage: null, editing: null });
  desk.focusOn("#middle h2");
}

/** Who is here: the chair knows whom they admitted, the others see who has come. */
function names(desk: Desk): string {
  const { me } = desk.meeting.boot;
  const admitted = admittedNow(desk)?.map((pid) => nameOf(desk.meeting, pid));
  const come = people(desk.meeting)
    .filter(({ state, person }) => HERE.includes(state) && person.side === "professional")
    .map(({ name }) => name);
  const others = (admitted ?? come).filter((name) => name !== "" && name !== me.name);
  return together(["you", ...others]);
}

export function closedBar(desk: Desk): TemplateResult | typeof nothing {
  if (!desk.meeting.meta().closed) return nothing;
  const own = may(desk.meeting, "closed_end");
  return html`<div class="closed-bar" role="status" tabindex="-1">
    ${icon("lock")}
    <p class="grow">
      <b>Closed session: only ${names(desk)} are here.</b> What you write stays in it. The rest of
      the board can be read, not changed, until it ends.
    </p>
    ${
      own
        ? html`<button class="btn sm quiet" @click=${() => askClosed(desk)}>Who is in it…</button>
            <button class="btn sm primary" @click=${() => endClosed(desk)}>
              End the closed session
            </button>`
        : nothing
    }
  </div>`;
}
