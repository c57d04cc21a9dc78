/** Who may type in which text now. Twin of server/rules/writing.py; shared/vectors keep them equal. */
import { EDITORS, SILENT, type OwnedItem, is_own } from "./permissions.ts";

export interface WritingItem extends OwnedItem {
  status?: string;
  state?: string;
  danger_status?: string | null | undefined;
  goal_status?: string | null | undefined;
  owner?: { person: string | null } | null | undefined;
  person?: { id: string } | null | undefined;
}

export interface Writing {
  who: string;
  role: string;
  item: WritingItem;
  /** "" is the item's own words. */
  field: string;
  ended: boolean;
}

const TOGETHER: readonly string[] = ["chair", "minute_taker", "social_worker", "agency"];

/** PER-3: nobody types after the end, in what was struck or shared onwards, or in agreed words. */
export function may_write({ who, role, item, field, ended }: Writing): boolean {
  if (ended || SILENT.includes(role) || (item.status ?? "live") !== "live") return false;
  if (field === "danger" && item.danger_status === "agreed") return false;
  if (field === "goal" && item.goal_status === "agreed") return false;
  return byKind(who, role, item);
}

function byKind(who: string, role: string, item: WritingItem): boolean {
  switch (item.kind) {
    case "card":
    case "dispute":
      return EDITORS.includes(role) || is_own(who, item);
    case "words":
      return item.typed_by === who;
    case "statement":
      return item.author === who && !item.said_by;
    case "decision":
      return EDITORS.includes(role);
    case "view":
      return role === "minute_taker" || item.person?.id === who;
    case "row":
      return TOGETHER.includes(role) || item.owner?.person === who || is_own(who, item);
    case "protected":
      return role === "chair" || role === "social_worker" || is_own(who, item);
    case "scale":
      return TOGETHER.includes(role) && item.state === "closed";
    case "set":
    case "bottom_line":
    case "note":
    case "quorum":
    case "dates":
      return TOGETHER.includes(role);
    default:
      return false;
  }
}
