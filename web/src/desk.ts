/** The Desk: the board of the chair and the minute taker. */
import { render } from "lit/html.js";
import { announceMeeting } from "./board/announce.ts";
import { Desk } from "./board/desk/desk.ts";
import { page } from "./board/desk/page.ts";
import { fetchRest, rest } from "./board/desk/later.ts";
import { goTo } from "./board/desk/place.ts";
import { listenForKeys } from "./board/desk/shortcuts.ts";
import { hearSignals } from "./board/desk/signals.ts";
import { timeLeft } from "./board/model.ts";
import { timer } from "./board/parts.ts";
import { readBoot } from "./contract/boot.ts";
import { Meeting } from "./sync/meeting.ts";

const TICK_MS = 1000;
const RETRY_MS = 3000;

function host(id: string): HTMLElement {
  const found = document.getElementById(id) ?? document.createElement("div");
  found.id = id;
  if (!found.isConnected) document.body.append(found);
  return found;
}

/** The clock is drawn by itself, so that a second passing never touches the board. */
function tick(meeting: Meeting): void {
  const clock = document.querySelector<HTMLElement>(".clock");
  if (clock) render(timer(timeLeft(meeting)), clock);
}

/** A link to a part of the board is followed once; a page loaded again stays with the meeting. */
function followLink(desk: Desk): void {
  const where = location.hash.slice(1);
  if (where === "" || !desk.joined) return;
  history.replaceState(null, "", location.pathname + location.search);
  goTo(desk, where);
}

/** Fetched while there is a connection: it is needed when there is none. */
function returnWords(meeting: Meeting): void {
  fetchRest().then(
    ({ askDoubt, showReturned }) => {
      showReturned(meeting, host("refusals"));
      meeting.doubts.ask = askDoubt(meeting);
    },
    () => setTimeout(() => returnWords(meeting), RETRY_MS),
  );
}

function start(): void {
  const meeting = new Meeting(readBoot(document));
  const desk = new Desk(meeting, host("desk"), page);
  for (const kind of ["change", "status", "presence"] as const)
    meeting.on(kind, () => desk.redraw());
  desk.drawn = () => {
    tick(meeting);
    followLink(desk);
  };
  document.addEventListener("pointerdown", (e) => rest(() => undefined)?.startDrag(desk, e));
  window.addEventListener("hashchange", () => desk.redraw());
  hearSignals(desk);
  listenForKeys(desk);
  announceMeeting(meeting);
  setInterval(() => tick(meeting), TICK_MS);
  meeting.open();
  desk.redraw();
  returnWords(meeting);
}

start();
