/** The minute taker enters a number for somebody without a device, in that person's words. */
import { html, nothing } from "lit/html.js";
import type { ScaleView } from "../model.ts";
import { askFor } from "./card_dialogs.ts";
import type { Desk } from "./desk.ts";
import { area, choice } from "./fields.ts";
import { pidOf, seats } from "./view.ts";

const NUMBERS = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

export async function enterScore(desk: Desk, view: ScaleView): Promise<void> {
  const roles = new Set(
    desk.meeting.boot.type.roles.filter((one) => one.scores).map((one) => one.id),
  );
  const people = seats(desk)
    .filter((seat) => roles.has(seat.role))
    .map((seat) => ({ id: pidOf(seat), name: seat.name }));
  const answer = await askFor(
    "Enter a number for someone",
    { who: "", value: "", because: "", up: "" },
    (now, change) =>
      html`<p class="ends"><b>10</b> ${view.ten} &nbsp; <b>0</b> ${view.zero}</p>
        <div class="stack">
          ${choice("Who", now.who, people, (who) => change({ who }), { empty: "Choose" })}
          <fieldset class="numbers">
            <legend class="lbl">Their number</legend>
            <div class="line">
              ${[...NUMBERS.map(String), "none"].map(
                (one) =>
                  html`<label class="tickbox"
                    ><input
                      type="radio"
                      name="score"
                      .checked=${now.value === one}
                      @change=${() => change({ value: one })}
                    />${one === "none" ? "can’t say" : one}</label
                  >`,
              )}
            </div>
          </fieldset>
          ${area("Because, in their words", now.because, (because) => change({ because }), { max: 600 })}
          ${
            now.value === "none"
              ? nothing
              : area("What would make it one higher?", now.up, (up) => change({ up }), { max: 600 })
          }
        </div>`,
    { whole: (now) => now.who !== "" && now.value !== "" },
  );
  if (answer === undefined) return;
  const value = answer.value === "none" ? null : Number(answer.value);
  await desk.run(
    "score",
    { scale: view.scale.id, value, because: answer.because, up: answer.up, for: answer.who },
    "The number is in.",
  );
}
