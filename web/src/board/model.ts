/** What every surface shows, worked out from the items of a meeting. Pure: a board in, plain values out. */
import type { Board } from "../contract/board.ts";
import type { Child, Column, Section, Side, Stage } from "../contract/boot.ts";
import type {
  AgencyView,
  BottomLine,
  Card,
  ChildWords,
  DangerSet,
  Dates,
  Decision,
  Dispute,
  Item,
  ItemOf,
  Kind,
  Person,
  Quorum,
  ResponseChoice,
  Row,
  Scale,
  Scope,
  Score,
  Speaker,
  Statement,
} from "../contract/items.ts";
import type { PresenceState } from "../contract/commands.ts";

const unwritten = (): never => {
  throw new Error("not written yet");
};

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
  readBack: "understood" | "ask" | "";
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

// Things by id or kind
export const item = <K extends Kind>(_board: Board, _kind: K, _id: string): ItemOf<K> | undefined => unwritten();
export const itemsOf = <K extends Kind>(_board: Board, _kind: K): ItemOf<K>[] => unwritten();
export const columnOf = (_board: Board, _id: string): Column | undefined => unwritten();
export const sectionOf = (_board: Board, _id: string): Section | Side | undefined => unwritten();
export const isOver = (_board: Board): boolean => unwritten();

// People and names
export const nameOf = (_board: Board, _pid: string): string => unwritten();
export const speakerLine = (_speaker: Speaker): string => unwritten();
export const whoLine = (_board: Board, _item: Item): string => unwritten();
export const initialsOf = (_board: Board, _pid: string): string => unwritten();
export const childrenLine = (_board: Board, _ids: readonly string[]): string => unwritten();
export const people = (_board: Board): PersonView[] => unwritten();
/** Those who may be named as a speaker or owner. */
export const speakers = (_board: Board): Speaker[] => unwritten();

// The parts of the board
export const cards = (_board: Board, _section: string, _show?: { scope?: Scope; struck?: boolean }): CardView[] => unwritten();
export const cardView = (_board: Board, _card: Card): CardView => unwritten();
export const drafts = (_board: Board): CardView[] => unwritten();
export const childsWords = (_board: Board, _child?: string): WordsView[] => unwritten();
/** The words that stand above the columns: the child's headline, else the newest. */
export const headline = (_board: Board, _child?: string): WordsView | null => unwritten();
export const sets = (_board: Board): SetView[] => unwritten();
export const scales = (_board: Board): ScaleView[] => unwritten();
export const scaleView = (_board: Board, _scale: Scale): ScaleView => unwritten();
export const rows = (_board: Board): RowView[] => unwritten();
export const decisions = (_board: Board): DecisionView[] => unwritten();
export const noteRoot = (_name: string): string => unwritten();
export const quorum = (_board: Board): Quorum | undefined => unwritten();
export const dates = (_board: Board): Dates | undefined => unwritten();
export const responseLines = (_board: Board, _item: Item): ResponseLine[] => unwritten();

// Where the meeting is
export const stages = (_board: Board): StageView[] => unwritten();
export const stageNow = (_board: Board): Stage => unwritten();
export const timeLeft = (_board: Board): TimeLeft => unwritten();
/** {children} in the words of the meeting type becomes "Ellie and Tom". */
export const fill = (_board: Board, _words: string): string => unwritten();

// What this person may do
export const may = (_board: Board, _action: string, _item?: Item): boolean => unwritten();
export const mayWrite = (_board: Board, _root: string): boolean => unwritten();

// Words for numbers and dates, as people in the UK write them
export const dateWords = (_iso: string, _year?: boolean): string => unwritten();
export const clockWords = (_ms: number): string => unwritten();
export const chipWords = (_code: string): string => unwritten();
