/** What the page is given to start with, and what the server keeps in a board's "meta" map. */

export interface Stage {
  id: string;
  name: string;
  minutes: number;
  /** "people" | "family" | "column:<id>" | "voice" | "grey" | "sets" | "scales" | "decisions" | "plan" | "close" */
  focus: string;
  wall: string;
  ask: string;
  script: readonly string[];
}

export interface Section {
  id: string;
  name: string;
  record: string;
  add: string;
  prompts: readonly string[];
  /** Danger sets are shown here, by this text of theirs. */
  sets?: "danger" | "goal";
}

export interface Column {
  id: string;
  name: string;
  voice: string;
  icon: string;
  one: string;
  sections: readonly Section[];
}

export interface Side extends Section {
  voice: string;
  icon: string;
}

export interface Named {
  id: string;
  name: string;
}

export interface RoleOf extends Named {
  side: string;
  clearance: string;
  scores?: boolean;
  views?: boolean;
}

export interface Outcome extends Named {
  plan: boolean;
  ssd: string;
}

export interface MeetingType {
  id: string;
  name: string;
  plain_name: string;
  nation: string;
  about: string;
  stages: readonly Stage[];
  columns: readonly Column[];
  sides: readonly Side[];
  scale: {
    overall_question: string;
    set_question: string;
    ten: string;
    zero: string;
    direction: string;
    low_alert: number;
    wide_spread: number;
  };
  responses: readonly Named[];
  natures: readonly Named[];
  outcomes: readonly Outcome[];
  categories: readonly (Named & { code: string })[];
  participation: readonly Named[];
  roles: readonly RoleOf[];
  agencies: readonly string[];
  quorum: { needs: string; others: number; say: string };
  grounds: readonly Named[];
  clocks: Readonly<Record<string, number>>;
  /** Whether the family may have the board to itself for a while. */
  family_time?: boolean;
}

export interface FieldRule {
  type: string;
  of?: readonly string[];
  max?: number;
  kind?: string;
}

export interface KindRule {
  texts: Readonly<Record<string, number>>;
  fields: Readonly<Record<string, FieldRule>>;
  server: readonly string[];
  scopes: readonly string[];
}

export interface BoardSchema {
  kinds: Readonly<Record<string, KindRule>>;
  notes: readonly string[];
}

export interface Permissions {
  actions: Readonly<
    Record<
      string,
      {
        roles: readonly string[];
        stages: "any" | readonly string[];
        while_closed?: boolean;
        while_waiting?: boolean;
      }
    >
  >;
}

export interface RefusalRule {
  close?: number;
  say: string;
}

export interface Me {
  id: string;
  name: string;
  role: string;
  agency: string;
  relation: string;
  side: string;
  clearance: string;
  speaks_for?: string;
  /** Whether they may take the chair if it drops. */
  deputy?: boolean;
  /** Others must not learn that this person takes part (SEE-8). */
  apart?: boolean;
}

export interface Boot {
  /** `on` is the day of the meeting, YYYY-MM-DD. */
  meeting: { id: string; title: string; on: string };
  me: Me;
  scopes: readonly string[];
  type: MeetingType;
  schema: BoardSchema;
  permissions: Permissions;
  refusals: Readonly<Record<string, RefusalRule>>;
  limits: Readonly<Record<string, number>>;
  build: string;
  now: number;
  /** Bank holidays that the meeting's clocks leave out, each YYYY-MM-DD. */
  holidays: readonly string[];
  /** When this device asked to come in, 0 for staff: who came late reads where the meeting is. */
  asked_at: number;
  /** For the forms that this page posts, such as leaving. */
  csrf?: string;
}

export interface Child {
  id: string;
  name: string;
  age: number | null;
}

export interface WallShows {
  /** "overview" | "column:<id>" | "columns:<id>,<id>" | "set" | "scale" | "plan" | "decisions" | "voice" | "grey" | "family" | "lobby"; asked for, also "stage" */
  show: string;
  item?: string | null;
  page: number;
  names: boolean;
  /** It goes with the stages, until the chair chooses something. */
  follows?: boolean;
}

export interface Meta {
  type: string;
  title: string;
  children: readonly Child[];
  stage: string;
  stage_since: number;
  stage_added: number;
  done: readonly string[];
  wall: WallShows;
  blank: boolean;
  opened_at: number;
  ended_at: number | null;
  /** A closed session is on, since when, and why in general terms. */
  closed?: { since: number; say: string } | null;
  family_time?: { on: boolean; since: number; until?: number } | null;
}

/** The boot data block that the server put in the page. */
export function readBoot(page: Document): Boot {
  const block = page.getElementById("threefold");
  if (block === null) throw new Error("This page has no meeting in it.");
  return JSON.parse(block.textContent ?? "") as Boot;
}
