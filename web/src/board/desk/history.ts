/** History on the Desk: over the whole page, so that nothing of the meeting is touched by looking. */
import { html } from "lit/html.js";
import { History } from "../history/history.ts";
import { openDialog } from "../dialog.ts";
import type { Desk } from "./desk.ts";

export async function showHistory({ meeting }: Desk): Promise<void> {
  const host = document.createElement("div");
  host.className = "hist-host";
  const place = {
    boot: meeting.boot,
    now: meeting,
    restore: meeting.command.bind(meeting),
  };
  const history = new History(place, host);
  void history.open();
  const stop = meeting.on("change", () => history.draw());
  await openDialog("History", () => html`${host}`, "wide");
  stop();
}
