/** What people ask for without a word: a pause, plainer words, a turn to speak. */
import type { Notice } from "../../contract/commands.ts";
import { rootOf } from "../../contract/items.ts";
import { alarm, announce } from "../announce.ts";
import { nameOf } from "../model.ts";
import type { Asked, Desk } from "./desk.ts";
import { short } from "./view.ts";

export function hearSignals(desk: Desk): void {
  desk.meeting.on("notice", (notice) => {
    if (notice.kind === "low_score") alarm("Someone's number is very low. Only you are told.");
    const asked =
      notice.kind === "protected_term"
        ? protectedTerm(desk, notice.item)
        : notice.kind === "signal"
          ? askedOf(desk, notice)
          : null;
    if (asked !== null) {
      announce(asked.words);
      const others = desk.look.asked.filter((one) => one.key !== asked.key);
      desk.see({ asked: [...others, asked] });
    }
    desk.redraw();
  });
}

function protectedTerm(desk: Desk, item: string): Asked {
  const words = "A card everyone can read may say something that is held.";
  alarm(words);
  return { key: `term-${item}`, words, at: desk.meeting.now(), item };
}

function askedOf(desk: Desk, notice: Extract<Notice, { kind: "signal" }>): Asked | null {
  const at = desk.meeting.now();
  if (notice.signal === "pause") {
    const name = nameOf(desk.meeting, notice.person ?? "");
    return { key: `pause-${notice.person}`, words: `${name} asks for a pause`, at };
  }
  if (notice.signal !== "plainer") return null;
  const about = notice.item ? short(desk.meeting.words(rootOf(notice.item)), 50) : "";
  const words = about
    ? `Someone asks for plainer words: “${about}”`
    : "Someone asks for plainer words";
  return { key: `plainer-${notice.item ?? ""}`, words, at };
}
