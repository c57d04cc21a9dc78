/** Links from the closing page lead to a part of the board: its stage is shown, and it takes the focus. */
import { stages } from "../model.ts";
import type { Desk, Look } from "./desk.ts";

/** What a link begins with -> the stage that has it; the rest of the link is an item's id. */
const STAGES: Readonly<Record<string, string>> = {
  plan: "plan",
  people: "people",
  quorum: "people",
  dates: "close",
  decision: "decisions",
  voice: "voice",
  set: "sets",
  scale: "scales",
};

/** Opens "plan", "quorum", "decision-<child>", "set-<id>", "scale-<id>" or a section of the board. */
export function goTo(desk: Desk, where: string): void {
  const [, kind = "", id = ""] = /^([a-z_]+)(?:-([\w-]+))?$/.exec(where) ?? [];
  if (kind === "closed") {
    desk.see({ review: true });
    return desk.focusOn("#middle h2");
  }
  const { columns } = desk.meeting.boot.type;
  const column = columns.some(({ sections }) => sections.some((section) => section.id === kind));
  // Every column stage shows all three columns.
  const focus = column ? "column" : STAGES[kind];
  const found = stages(desk.meeting).find(({ stage }) => stage.focus.split(":")[0] === focus);
  if (found === undefined) return;
  const look: Partial<Look> = kind === "set" ? { set: id } : kind === "scale" ? { scale: id } : {};
  desk.see({ ...look, stage: found.state === "now" ? null : found.stage.id, editing: null });
  const part = PARTS.has(kind) ? `[data-part="${where}"]` : "#middle h2";
  desk.focusOn(column ? `#sec-${kind}` : part);
}

/** Those with a heading of their own below the one of the stage. */
const PARTS = new Set(["quorum", "dates", "decision", "voice"]);
