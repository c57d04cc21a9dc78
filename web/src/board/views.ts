/** The values that pages draw: worked out from items, ready to read. */
import type { Child, Stage } from "../contract/boot.ts";
import type { PresenceState } from "../contract/commands.ts";
import type {
  AgencyView,
  BottomLine,
  Card,
  ChildWords,
  DangerSet,
  Decision,
  Dispute,
  Item,
  Person,
  ReadBack,
  ResponseChoice,
  Row,
  Scale,
  Scope,
  Score,
  Statement,
} from "../contract/items.ts";

/** A response of the family, in words: "Kerry agrees", "Dean sees it differently: “I did not push her.”" */
export interface ResponseLine {
  key: string;
  view: ResponseChoice;
  line: string;
  words: string;
}

export interface CardView {
  card: Card;
  scope: Scope;
  words: string;
  /** "Mark Ellison, police"; "Name held" is for the wall to say when `hidden`. */
  who: string;
  hidden: boolean;
  initials: string;
  /** "Ellie, Tom" */
  children: string;
  nature: string;
  responses: readonly ResponseLine[];
  mayWrite: boolean;
}

export interface WordsView {
  item: ChildWords;
  words: string;
  child: string;
  /** The words in quotation marks; what was only seen of a child stands without them. */
  quoted: string;
  /** "In Ellie’s words"; "What was seen of Tom" */
  title: string;
  /** "told to Amina, advocate, 2 June" */
  told: string;
  mayWrite: boolean;
}

export interface StatementView {
  statement: Statement;
  words: string;
  who: string;
  mine: boolean;
}

export interface LineView<T extends Item> {
  item: T;
  words: string;
  who: string;
}

export interface SetView {
  set: DangerSet;
  number: number;
  title: string;
  danger: string;
  goal: string;
  children: string;
  revealed: boolean;
  /** After the reveal everyone's; before it only one's own. */
  statements: readonly StatementView[];
  mine: StatementView | null;
  ready: number;
  /** Names of those who still write. */
  writing: readonly string[];
  /** ready + writing */
  writers: number;
  disputes: readonly LineView<Dispute>[];
  bottomLines: readonly (LineView<BottomLine> & { why: string })[];
  scale: ScaleView | null;
  responses: readonly ResponseLine[];
}

export interface ScoreView {
  score: Score;
  /** "Kerry, mum"; "Ellie, through Amina" */
  who: string;
  initials: string;
  because: string;
  up: string;
  mine: boolean;
  /** A plan row was made of its "one higher" words. */
  inPlan: boolean;
}

/** A mark on the dot line. `level` counts from 0 at the line upwards, so that equal numbers stack. */
export interface Mark {
  value: number;
  level: number;
  initials: string;
  who: string;
  mine: boolean;
  first: boolean;
}

export interface ScaleView {
  scale: Scale;
  set: DangerSet | null;
  question: string;
  ten: string;
  zero: string;
  entered: number;
  expected: number;
  /** High to low, then by name; "can't say" last. Before the reveal only one's own. */
  scores: readonly ScoreView[];
  marks: readonly Mark[];
  spread: { low: number; high: number; words: string; wide: boolean } | null;
  /** "What do the people at 2 and 3 know that others do not?…" when it is wide, else "" */
  ask: string;
  mine: Score | null;
}

export interface RowView {
  row: Row;
  number: number;
  what: string;
  soThat: string;
  know: string;
  howMuch: string;
  ifNot: string;
  owner: string;
  /** "4 July 2026, then every Friday" */
  byWhen: string;
  children: string;
  set: DangerSet | null;
  /** Codes of what is missing or vague: no_owner, no_date, …, vague:<word>. */
  chips: readonly string[];
  accepted: string;
  mine: boolean;
  readBack: ReadBack | "";
  responses: readonly ResponseLine[];
  mayWrite: boolean;
}

export interface AgencyViewLine {
  view: AgencyView;
  who: string;
  outcome: string;
  categories: string;
  reason: string;
  dissent: string;
  mine: boolean;
}

export interface DecisionView {
  decision: Decision;
  child: Child;
  outcome: string;
  categories: string;
  participation: string;
  reason: string;
  views: readonly AgencyViewLine[];
  responses: readonly ResponseLine[];
}

export interface PersonView {
  person: Person;
  pid: string;
  name: string;
  /** "mum", "police", "Chair" */
  part: string;
  initials: string;
  state: PresenceState | "not_here";
  hand: boolean;
  typing: string | null;
  me: boolean;
}

export interface StageView {
  stage: Stage;
  number: number;
  state: "done" | "now" | "next";
}

export interface TimeLeft {
  ms: number;
  /** "09:20", or "2:05" past its end with over: true */
  words: string;
  over: boolean;
}
