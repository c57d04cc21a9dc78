/** The records of a board: one plain value an item, written by the server alone. */

/** "room" | "professionals" | "closed" | "family" | "named:<audience>" | "chair" | "own:<participant>" */
export type Scope = string;
export type Status = "live" | "struck" | "merged" | "shared";
export type Nature = "fact" | "opinion" | "childs_words" | "reported";
export type Source = "first_hand" | "told_by" | "record" | "unknown";
export type ResponseChoice = "agree" | "partly" | "disagree";

/** Who said something: a participant, or a name the minute taker typed. `role` is said after the name. */
export interface Speaker {
  person: string | null;
  name: string;
  role: string;
}

export interface Response {
  view: ResponseChoice | "";
  words: string;
  name: string;
  by: string;
  at: number;
}

/** By participant id, or "name:<Dean>" for someone without a device. */
export type Responses = Readonly<Record<string, Response>>;

export interface Struck {
  reason: string;
  by: string;
  at: number;
}

/** Brought back as it was at `to`. */
export interface Restored {
  to: number;
  by: string;
  at: number;
}

interface Base<K extends string> {
  id: string;
  kind: K;
  section?: string | null;
  parent?: string | null;
  pos: number;
  author: string;
  typed_by: string;
  /** Child ids; none means all of them. */
  children: readonly string[];
  status: Status;
  at: number;
  changed: number;
  struck?: Struck | null;
  restored?: Restored | null;
}

export interface Card extends Base<"card"> {
  nature?: Nature | null;
  source?: Source | null;
  event_date?: string | null;
  said_by?: Speaker | null;
  hide_name?: boolean | null;
  responses?: Responses | null;
  merged_into?: string | null;
  merged?: readonly string[] | null;
  shared_from?: Scope | null;
  /** What the chair has decided about an item of a closed session (SEE-5). */
  reviewed?: { answer: "keep" | "release"; by: string; at: number } | null;
}

export interface ChildWords extends Base<"words"> {
  child?: string | null;
  tool?: "spoken" | "written" | "three_houses" | "wizard_fairy" | "drawing" | "observed" | null;
  house?: "" | "worries" | "good" | "dreams" | null;
  told_to?: string | null;
  told_on?: string | null;
  headline?: boolean | null;
}

export interface DangerSet extends Base<"set"> {
  drafts?: "writing" | "revealed" | null;
  ready?: readonly string[] | null;
  writing?: readonly string[] | null;
  danger_status?: "draft" | "agreed" | null;
  goal_status?: "draft" | "agreed" | null;
  responses?: Responses | null;
}

export interface Statement extends Base<"statement"> {
  ready?: boolean | null;
  said_by?: Speaker | null;
}

export interface Dispute extends Base<"dispute"> {
  said_by?: Speaker | null;
}

export interface BottomLine extends Base<"bottom_line"> {
  set_by?: string | null;
}

export interface Scale extends Base<"scale"> {
  state: "closed" | "open" | "revealed" | "locked";
  expected?: number | null;
  entered?: number | null;
  opened_at?: number | null;
  revealed_at?: number | null;
  locked_at?: number | null;
  direction?: string | null;
}

export interface ItemPerson {
  id: string;
  name: string;
  role: string;
  agency: string;
  side?: string;
  relation?: string;
}

export interface FirstScore {
  value: number | null;
  because: string;
  up: string;
  at: number;
}

export interface Score extends Base<"score"> {
  person: ItemPerson;
  entered_by: string;
  /** null: "I can't say". */
  value: number | null;
  because?: string | null;
  up?: string | null;
  entered_at?: number | null;
  first?: FirstScore | null;
}

export type ReadBack = "understood" | "ask";

export interface Row extends Base<"row"> {
  set?: string | null;
  owner?: Speaker | null;
  by_when?: string | null;
  repeats?: string | null;
  bottom_line?: boolean | null;
  from_score?: string | null;
  from_card?: string | null;
  accepted?: { by: string; at: number } | null;
  read_back?: Readonly<Record<string, ReadBack>> | null;
  responses?: Responses | null;
}

export interface Decision extends Base<"decision"> {
  child: string;
  outcome?: string | null;
  categories?: readonly string[] | null;
  participation?: string | null;
  responses?: Responses | null;
}

export interface AgencyView extends Base<"view"> {
  child: string;
  person: ItemPerson;
  outcome?: string | null;
  categories?: readonly string[] | null;
  dissents?: boolean | null;
  escalate?: boolean | null;
}

export interface Person extends Base<"person"> {
  name: string;
  role: string;
  agency?: string | null;
  relation?: string | null;
  side?: string | null;
  attendance?: "invited" | "whole" | "part" | "apologies" | "no_reply" | "excluded" | null;
  part?: string | null;
  mode?: "in_person" | "video" | "phone" | null;
  report?: "none" | "received" | "spoken" | null;
  report_shared_on?: string | null;
  alone?: boolean | null;
  direct_contact?: boolean | null;
  exclusion?: string | null;
  /** What is kept from most people about this one: "address", "phone"… (SEE-11). */
  held?: readonly string[] | null;
}

export interface Note extends Base<"note"> {}

export interface Quorum extends Base<"quorum"> {
  enough?: "" | "yes" | "no_go_on" | "adjourn" | null;
  ground?: "" | "no_contact" | "enough_information" | "delay_harms" | "social_care_and_one" | null;
}

export interface Dates extends Base<"dates"> {
  core_group_on?: string | null;
  core_group_at?: string | null;
  core_group_place?: string | null;
  core_group_members?: readonly string[] | null;
  review_on?: string | null;
  review_at?: string | null;
  lead_worker?: Speaker | null;
  late_reason?: string | null;
}

/** What is kept for named people alone; its words are the address, the number… (SEE-11) */
export interface ProtectedField extends Base<"protected"> {
  what: string;
  about?: Speaker | null;
}

/** With the professionals alone: who a card is from whose name is held (SEE-9). Its parent is the card. */
export interface HeldSource extends Base<"source"> {
  said_by?: Speaker | null;
}

/** With the chair alone: who reads the scope `named:<id>`. */
export interface AudienceItem extends Base<"audience"> {
  people: readonly string[];
  but: readonly string[];
  why: string;
  until?: string | null;
}

/** With the chair alone: who is admitted to a closed session. */
export interface ClosedSession extends Base<"session"> {
  admitted: readonly string[];
}

export type Item =
  | Card
  | ChildWords
  | DangerSet
  | Statement
  | Dispute
  | BottomLine
  | Scale
  | Score
  | Row
  | Decision
  | AgencyView
  | Person
  | Note
  | Quorum
  | Dates
  | ProtectedField
  | HeldSource
  | AudienceItem
  | ClosedSession;

export type Kind = Item["kind"];
export type ItemOf<K extends Kind> = Extract<Item, { kind: K }>;

/** The name of the shared text of an item: `t:<item>` or `t:<item>/<field>`. */
export function rootOf(item: string, field = ""): string {
  return field === "" ? `t:${item}` : `t:${item}/${field}`;
}

/** The item and field that a text belongs to, or null for a name that no text has. */
export function placeOf(root: string): { item: string; field: string } | null {
  const found = /^t:([A-Za-z0-9_-]+)(?:\/([a-z_]+))?$/.exec(root);
  return found?.[1] === undefined ? null : { item: found[1], field: found[2] ?? "" };
}
