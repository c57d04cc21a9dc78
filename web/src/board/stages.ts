/** Where the meeting is: its stages, and the time left in this one by the server's clock. */
import type { Board } from "../contract/board.ts";
import type { Stage } from "../contract/boot.ts";
import type { StageView, TimeLeft } from "./views.ts";

export function stages(board: Board): StageView[] {
  const { stage: now, done } = board.meta();
  return board.boot.type.stages.map((stage, at) => ({
    stage,
    number: at + 1,
    state: stage.id === now ? "now" : done.includes(stage.id) ? "done" : "next",
  }));
}

export function stageNow(board: Board): Stage {
  const all = board.boot.type.stages;
  const found = all.find(({ id }) => id === board.meta().stage) ?? all[0];
  if (found === undefined) throw new Error("This kind of meeting has no stages.");
  return found;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** Whole seconds as "09:20"; past the end it counts up, and nothing else happens. */
export function timeLeft(board: Board): TimeLeft {
  const { stage_since, stage_added } = board.meta();
  const ms = stage_since + (stageNow(board).minutes + stage_added) * 60_000 - board.now();
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const words = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  return { ms, words, over: ms < 0 };
}
