/** Pieces of page that every surface uses: Lit templates in light DOM. */
import type { TemplateResult } from "lit";
import type { Meeting, Refused, Status } from "../sync/meeting.ts";
import type { CardView, Mark, ResponseLine, RowView, ScaleView, TimeLeft } from "./model.ts";
import type { IconName } from "./icons.ts";

const unwritten = (): never => {
  throw new Error("not written yet");
};

export interface TextLook {
  label: string;
  rows?: number;
  placeholder?: string;
  /** The label is for screen readers only. */
  hideLabel?: boolean;
  /** A line under the label. */
  hint?: string;
  /** Enter: return true when it was used (a new line is typed otherwise). Shift+Enter always makes a line. */
  onEnter?: () => boolean;
  onEscape?: () => void;
  onLeave?: (words: string) => void;
  /** Takes the focus when it first appears. */
  focus?: boolean;
}

export interface MenuChoice {
  label: string;
  icon?: IconName;
  act: () => void;
  current?: boolean;
  disabled?: boolean;
  /** A line is drawn above. */
  apart?: boolean;
  danger?: boolean;
}

export type ScaleSize = "desk" | "wall" | "phone";

export const icon = (_name: IconName): TemplateResult => unwritten();
export const statusChip = (_status: Status): TemplateResult => unwritten();
export const timer = (_left: TimeLeft): TemplateResult => unwritten();
/** A text people type in together: <t-text> with a real label; plain words when one may not type. */
export const boundText = (_meeting: Meeting, _root: string, _look: TextLook): TemplateResult =>
  unwritten();
export const whoTyping = (_meeting: Meeting, _root: string): TemplateResult => unwritten();
export const metaLine = (_card: CardView): TemplateResult => unwritten();
export const responses = (_lines: readonly ResponseLine[]): TemplateResult => unwritten();
/** One card; `edit` puts the text field in its place, `menu` stands in its corner. */
export const card = (
  _meeting: Meeting,
  _card: CardView,
  _look?: {
    edit?: TextLook | null;
    menu?: TemplateResult;
    more?: TemplateResult;
    focusable?: boolean;
  },
): TemplateResult => unwritten();
export const dotLine = (
  _scale: { marks: readonly Mark[]; spread: ScaleView["spread"] },
  _size: ScaleSize,
  _title: string,
): TemplateResult => unwritten();
export const pips = (_entered: number, _expected: number): TemplateResult => unwritten();
export const chips = (_codes: readonly string[]): TemplateResult => unwritten();
export const planRow = (
  _meeting: Meeting,
  _row: RowView,
  _look?: { more?: TemplateResult; menu?: TemplateResult },
): TemplateResult => unwritten();
/** A button that opens a list of choices: arrow keys, Home, End, Escape; focus goes back to the button. */
export const menuButton = (
  _label: TemplateResult | string,
  _choices: () => readonly MenuChoice[],
  _look?: { name?: string; css?: string },
): TemplateResult => unwritten();
/** Opens a modal dialog and answers when it has closed; `body` is drawn again by calling `redraw`. */
export const openDialog = (
  _title: string,
  _body: (close: (answer?: string) => void, redraw: () => void) => TemplateResult,
): Promise<string | undefined> => unwritten();
export const confirm = (_title: string, _words: string, _button: string): Promise<boolean> =>
  unwritten();
/** Shows refusals of the meeting, with "Copy my words"; put it once into a page. */
export const showRefusals = (
  _meeting: Meeting,
  _host: HTMLElement,
  _keep?: (refused: Refused) => void,
): (() => void) => unwritten();
export const toast = (_words: string): void => unwritten();
