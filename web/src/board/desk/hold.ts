/** Words that say too much are taken off the board; the chair keeps them, and decides who reads them. */
import { rootOf } from "../../contract/items.ts";
import { find_protected } from "../../rules/detector.ts";
import { confirm } from "../parts.ts";
import { protectedTerms } from "../doubt.ts";
import type { Desk } from "./desk.ts";

const INSTEAD = "Held by the chair.";

export async function holdWords(desk: Desk, id: string): Promise<boolean> {
  const { meeting } = desk;
  const item = meeting.item(id);
  if (item === undefined) return false;
  const fields = Object.keys(meeting.boot.schema.kinds[item.kind]?.texts ?? {});
  const terms = protectedTerms(meeting);
  const roots = fields
    .map((field) => rootOf(id, field))
    .filter((root) => find_protected(meeting.words(root), terms).length > 0);
  if (roots.length === 0) return true;
  const sure = await confirm(
    "Hold these words?",
    "They are taken off everybody’s board and kept in your drafts. Who has read them has read them.",
    "Hold them",
  );
  if (!sure) return false;
  const section = item.section ?? meeting.boot.type.columns[0]?.sections[0]?.id ?? "";
  const words = roots.map((root) => meeting.words(root)).join("\n");
  const { reply } = meeting.add("card", { scope: "own", section, texts: { "": words } });
  if (!(await reply).ok) return false;
  for (const root of roots) meeting.boardOf(root)?.retype(root, INSTEAD, null);
  return true;
}
