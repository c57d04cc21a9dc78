/** Who is in the meeting, and how they are: here, away, reconnecting. */
import { html, nothing } from "lit/html.js";
import { people, type PersonView } from "../model.ts";
import { heldOf, heldOthers } from "../held.ts";
import { icon } from "../parts.ts";
import type { App, Screen } from "./app.ts";
import { heading } from "./pieces.ts";
import { privateDetails } from "./private_details.ts";

const STATES: Readonly<Record<PersonView["state"], string>> = {
  here: "Here",
  away: "Away from the page",
  reconnecting: "Reconnecting",
  waiting: "Waiting to be let in",
  not_here: "Not on a device",
};

const ATTENDED: Readonly<Record<string, string>> = {
  apologies: "Could not come",
  no_reply: "Not here",
  part: "Here for part of it",
};

export function peopleScreen(app: App): Screen {
  const title = "Who is here";
  const body = html`<div class="page">
    ${heading(title)}
    <ul class="list">
      ${people(app.meeting).map(
        (view) =>
          html`<li>
            <span
              ><strong>${view.name}</strong>${view.me ? " (you)" : ""}
              <span class="who">${view.part}</span> ${heldOf(app.meeting, view.person)}</span
            >
            <span class="state ${view.state === "here" ? "ok" : ""}"
              >${view.hand ? html`${icon("hand")}Hand up` : nothing} ${stateOf(view)}</span
            >
          </li>`,
      )}
    </ul>
    ${heldOthers(app.meeting)} ${privateDetails(app)}
  </div>`;
  return { title, back: { href: "#/", words: "Back to the meeting" }, foot: true, body };
}

function stateOf(view: PersonView): string {
  if (view.state !== "not_here") return STATES[view.state];
  const attendance = view.person.attendance ?? "";
  if (attendance === "whole") return "Here";
  return ATTENDED[attendance] ?? STATES.not_here;
}
