/** What a screen reader hears: own actions at once, others' in a digest, alarms at once. */
import type { Item } from "../contract/items.ts";
import type { Meeting, Stop } from "../sync/meeting.ts";
import { sectionOf, stageNow } from "./model.ts";

/** Others' work is told no more often than this. */
const DIGEST = 20_000;
/** A region that is emptied and filled again is read again, even when the words are the same. */
const PAUSE = 60;

const regions = new Map<"polite" | "assertive", HTMLElement>();

function region(manner: "polite" | "assertive"): HTMLElement {
  const known = regions.get(manner);
  if (known?.isConnected) return known;
  const made = document.createElement("div");
  made.className = "vh";
  made.setAttribute("aria-live", manner);
  document.body.append(made);
  regions.set(manner, made);
  return made;
}

function say(manner: "polite" | "assertive", words: string): void {
  const place = region(manner);
  place.textContent = "";
  setTimeout(() => {
    place.textContent = words;
  }, PAUSE);
}

/** Says it now, politely. */
export function announce(words: string): void {
  say("polite", words);
}

/** Says it now, even over other speech: a reveal, a removal, a lost connection. */
export function alarm(words: string): void {
  say("assertive", words);
}

/** What is said of a moment: compared with the moment before. */
interface Moment {
  items: ReadonlyMap<string, Item>;
  stage: string;
  blank: boolean;
}

/** Something everyone must hear at once, "" for nothing. */
function alarmBetween(before: Moment, now: Moment): string {
  if (before.blank !== now.blank)
    return now.blank ? "The screens are blank." : "The screens are back.";
  for (const [id, item] of now.items) {
    const was = before.items.get(id);
    if (was === undefined || was === item) continue;
    if (item.kind === "scale" && was.kind === "scale" && item.state !== was.state) {
      if (item.state === "revealed") return "Everyone’s numbers are shown.";
      if (item.state === "open") return "Scoring is open.";
    }
    if (item.kind === "set" && was.kind === "set" && item.drafts !== was.drafts) {
      if (item.drafts === "revealed") return "Everyone’s statements are shown.";
    }
  }
  return "";
}

const TOLD: Readonly<Record<string, string>> = {
  card: "card",
  words: "child’s words",
  row: "plan row",
  dispute: "different view",
};

/** "2 new in Strengths. 1 new plan row." */
function digest(meeting: Meeting, news: readonly Item[]): string {
  const counts = new Map<string, number>();
  for (const item of news) {
    const section = item.kind === "card" ? sectionOf(meeting, item.section ?? "")?.name : undefined;
    const what = section === undefined ? (TOLD[item.kind] ?? "") : `in ${section}`;
    if (what !== "") counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${count} new ${what}.`).join(" ");
}

const STATES: Readonly<Record<string, string>> = {
  reconnecting: "Connection lost. We are joining you again. Your words are kept here.",
  offline: "You are offline. Your words are kept here.",
  not_saved: "Not saved. Your words are kept here.",
  outdated: "This page has to be refreshed. Your words are kept.",
  ended: "The meeting has ended.",
  removed: "The chair has taken you out of the meeting.",
  signed_out: "You are signed out.",
};

/** Tells a lost connection or an ending once, at once, and that it is well again. */
function tellStatus(meeting: Meeting): Stop {
  let joined = false;
  let told = "";
  return meeting.on("status", ({ state }) => {
    const words = STATES[state];
    if (words === undefined) {
      if (told !== "") announce("Connected again.");
      joined = true;
      told = "";
    } else if (joined && told !== state) {
      alarm(words);
      told = state;
    }
  });
}

/** Tells others' work at most every 20 seconds, and reveal, removal, blanking and lost connection at once. */
export function announceMeeting(meeting: Meeting): Stop {
  const moment = (): Moment => {
    const { stage, blank } = meeting.meta();
    return { items: meeting.items(), stage, blank };
  };
  let before: Moment | null = null;
  let news: Item[] = [];
  const stopChanges = meeting.on("change", ({ records }) => {
    // What arrives while the page is joining is no news.
    if (!records || STATES[meeting.status.state] !== undefined) return;
    const now = moment();
    const last = before;
    before = now;
    if (last === null) return;
    const me = meeting.boot.me.id;
    const added = [...now.items.values()].filter(
      ({ id, typed_by }) => typed_by !== me && !last.items.has(id),
    );
    news.push(...added);
    const urgent = alarmBetween(last, now);
    if (urgent !== "") alarm(urgent);
    else if (last.stage !== now.stage) announce(`Now: ${stageNow(meeting).name}.`);
  });
  const stopStatus = tellStatus(meeting);
  const timer = setInterval(() => {
    const words = digest(meeting, news);
    news = [];
    if (words !== "") announce(words);
  }, DIGEST);
  return () => {
    stopChanges();
    stopStatus();
    clearInterval(timer);
  };
}
