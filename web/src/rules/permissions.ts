/** Who may do what, by role, action and stage; default deny. Twin of server/rules/permissions.py. */

export const EDITORS: readonly string[] = ["chair", "minute_taker"];
export const SILENT: readonly string[] = ["wall", "interpreter", "observer"];

const TOGETHER = [...EDITORS, "social_worker", "agency"];

const FIELD_ROLES: Readonly<Record<string, readonly string[]>> = {
  set: [...EDITORS, "social_worker"],
  row: TOGETHER,
  decision: EDITORS,
  person: EDITORS,
  quorum: EDITORS,
  dates: [...EDITORS, "social_worker"],
  card: EDITORS,
  protected: ["chair", "social_worker"],
  words: EDITORS,
  dispute: EDITORS,
  bottom_line: EDITORS,
  view: ["minute_taker"],
};
const OWNED: readonly string[] = ["card", "words", "dispute", "bottom_line", "view", "row"];

export interface OwnedItem {
  kind: string;
  author?: string;
  typed_by?: string;
  said_by?: { person: string | null } | null | undefined;
  /** Whose view it is (PER-5). */
  person?: { id: string } | null | undefined;
}

type Table = Readonly<
  Record<string, { roles: readonly string[]; stages: "any" | readonly string[] }>
>;

/** The code that says why `role` may not do `action` at `stage`; null when it may (PER-1). */
export function refusal(table: Table, action: string, role: string, stage: string): string | null {
  const rule = table[action];
  if (rule === undefined || !rule.roles.includes(role)) return "not_allowed";
  return rule.stages === "any" || rule.stages.includes(stage) ? null : "not_now";
}

/** Whether the item is this person's: they added it, typed it, or it is what they said. */
export function is_own(who: string, item: OwnedItem): boolean {
  const speaker = item.kind === "view" ? item.person?.id : item.said_by?.person;
  return who === item.author || who === item.typed_by || who === speaker;
}

/** Whether a person may set the fields of an item, move, strike or restore it (PER-2). */
export function may_change(who: string, role: string, item: OwnedItem): boolean {
  const roles = FIELD_ROLES[item.kind];
  if (roles === undefined || SILENT.includes(role)) return false;
  return roles.includes(role) || (OWNED.includes(item.kind) && is_own(who, item));
}
