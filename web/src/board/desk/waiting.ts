/** What stands in place of the board while others use the meeting without this person. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { may } from "../model.ts";
import { icon } from "../parts.ts";
import { waitingFor } from "../waiting.ts";
import type { Desk } from "./desk.ts";

export function waitingView(desk: Desk): TemplateResult {
  const { rights } = desk.meeting;
  const { waits } = rights;
  if (waits === "") return html``;
  const calm = waitingFor(rights, desk.meeting.now());
  const end = (): Promise<boolean> => desk.run("family_end", {}, "Everybody is coming back.");
  return html`<main id="middle" class="joining" role="status">
    <div class="calmwait">
      <p class="soft">${icon("clock")}</p>
      <h1 tabindex="-1">${calm.title}</h1>
      ${calm.words.map((words) => html`<p class="soft">${words}</p>`)}
      ${
        waits === "family_time" && may(desk.meeting, "family_end")
          ? html`<button class="btn" @click=${end}>End private family time</button>`
          : nothing
      }
    </div>
  </main>`;
}
