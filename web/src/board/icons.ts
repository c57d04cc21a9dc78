/** The Lucide drawings used on the board pages, by the names that templates and meeting types use. */
import { html, type TemplateResult } from "lit/html.js";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import arrowDown from "lucide-static/icons/arrow-down.svg";
import arrowLeft from "lucide-static/icons/arrow-left.svg";
import arrowRight from "lucide-static/icons/arrow-right.svg";
import arrowUp from "lucide-static/icons/arrow-up.svg";
import calendarClock from "lucide-static/icons/calendar-clock.svg";
import calendarDays from "lucide-static/icons/calendar-days.svg";
import check from "lucide-static/icons/check.svg";
import chevronLeft from "lucide-static/icons/chevron-left.svg";
import chevronRight from "lucide-static/icons/chevron-right.svg";
import circleAlert from "lucide-static/icons/circle-alert.svg";
import circleCheck from "lucide-static/icons/circle-check.svg";
import circleDashed from "lucide-static/icons/circle-dashed.svg";
import circleHelp from "lucide-static/icons/circle-help.svg";
import circlePause from "lucide-static/icons/circle-pause.svg";
import circleSlash from "lucide-static/icons/circle-slash.svg";
import clock from "lucide-static/icons/clock.svg";
import cloudOff from "lucide-static/icons/cloud-off.svg";
import cloudRain from "lucide-static/icons/cloud-rain.svg";
import columns3 from "lucide-static/icons/columns-3.svg";
import ear from "lucide-static/icons/ear.svg";
import ellipsis from "lucide-static/icons/ellipsis.svg";
import eye from "lucide-static/icons/eye.svg";
import eyeOff from "lucide-static/icons/eye-off.svg";
import footprints from "lucide-static/icons/footprints.svg";
import hand from "lucide-static/icons/hand.svg";
import hourglass from "lucide-static/icons/hourglass.svg";
import lightbulb from "lucide-static/icons/lightbulb.svg";
import listChecks from "lucide-static/icons/list-checks.svg";
import lock from "lucide-static/icons/lock.svg";
import merge from "lucide-static/icons/merge.svg";
import messageCircle from "lucide-static/icons/message-circle.svg";
import messageCircleQuestionMark from "lucide-static/icons/message-circle-question-mark.svg";
import minus from "lucide-static/icons/minus.svg";
import octagonX from "lucide-static/icons/octagon-x.svg";
import pencil from "lucide-static/icons/pencil.svg";
import phone from "lucide-static/icons/phone.svg";
import plus from "lucide-static/icons/plus.svg";
import projector from "lucide-static/icons/projector.svg";
import quote from "lucide-static/icons/quote.svg";
import refreshCw from "lucide-static/icons/refresh-cw.svg";
import ruler from "lucide-static/icons/ruler.svg";
import shield from "lucide-static/icons/shield.svg";
import sprout from "lucide-static/icons/sprout.svg";
import timer from "lucide-static/icons/timer.svg";
import trash from "lucide-static/icons/trash.svg";
import undo from "lucide-static/icons/undo.svg";
import userCheck from "lucide-static/icons/user-check.svg";
import users from "lucide-static/icons/users.svg";
import x from "lucide-static/icons/x.svg";

const drawings = {
  "arrow-down": arrowDown,
  "arrow-left": arrowLeft,
  "arrow-right": arrowRight,
  "arrow-up": arrowUp,
  "calendar-clock": calendarClock,
  "calendar-days": calendarDays,
  check,
  "chevron-left": chevronLeft,
  "chevron-right": chevronRight,
  "circle-alert": circleAlert,
  "circle-check": circleCheck,
  "circle-dashed": circleDashed,
  "circle-help": circleHelp,
  "circle-pause": circlePause,
  "circle-slash": circleSlash,
  clock,
  "cloud-off": cloudOff,
  "cloud-rain": cloudRain,
  "columns-3": columns3,
  ear,
  ellipsis,
  eye,
  "eye-off": eyeOff,
  footprints,
  hand,
  hourglass,
  lightbulb,
  "list-checks": listChecks,
  lock,
  merge,
  "message-circle": messageCircle,
  "message-circle-question-mark": messageCircleQuestionMark,
  minus,
  "octagon-x": octagonX,
  pencil,
  phone,
  plus,
  projector,
  quote,
  "refresh-cw": refreshCw,
  ruler,
  shield,
  sprout,
  timer,
  trash,
  undo,
  "user-check": userCheck,
  users,
  x,
} as const;

/** Names that a meeting type gives are checked by a test against these. */
export type IconName = keyof typeof drawings | (string & {});

export const iconNames: ReadonlySet<string> = new Set(Object.keys(drawings));

/** A drawing of our own build, silent for screen readers: the words stand beside it. */
export function icon(name: IconName): TemplateResult {
  return html`${unsafeHTML((drawings as Readonly<Record<string, string>>)[name] ?? "")}`;
}
