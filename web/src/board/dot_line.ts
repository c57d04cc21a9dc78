/** The scale as a line with everyone's mark on it: 10 first, equal numbers stacked, the spread drawn. */
import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import type { Mark, ScaleView } from "./views.ts";

export type ScaleSize = "desk" | "wall" | "phone";

interface Drawing {
  width: number;
  /** Where 10 and 0 stand from the sides. */
  inset: number;
  radius: number;
  step: number;
  tick: number;
  /** From the line down to the numbers, and below them. */
  numbers: number;
  foot: number;
  /** Letters stand a little under the middle of their circle. */
  lower: number;
}

const DRAWINGS: Readonly<Record<ScaleSize, Drawing>> = {
  desk: { width: 540, inset: 24, radius: 15, step: 34, tick: 7, numbers: 25, foot: 6, lower: 4.5 },
  wall: { width: 1640, inset: 70, radius: 34, step: 84, tick: 9, numbers: 50, foot: 18, lower: 9 },
  phone: { width: 340, inset: 18, radius: 14, step: 32, tick: 6, numbers: 24, foot: 6, lower: 4 },
};
/** A stack higher than this stands two by two, where there is room beside. */
const TALL = 4;
const NUMBERS = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
let drawn = 0;

function described(marks: readonly Mark[], spread: ScaleView["spread"]): string {
  const said = marks.filter(({ first }) => !first).map(({ who, value }) => `${who}: ${value}`);
  const before = marks
    .filter(({ first }) => first)
    .map(({ who, value }) => `${who} first said ${value}`);
  return `${[...said, ...before].join("; ")}. ${spread?.words ?? ""}`.trim();
}

/** Every mark with its initials; a first number that was changed is dashed. */
export function dotLine(
  scale: { marks: readonly Mark[]; spread: ScaleView["spread"] },
  size: ScaleSize,
  title: string,
): TemplateResult {
  const { width, inset, radius, step, tick, numbers, foot, lower } = DRAWINGS[size];
  const { marks, spread } = scale;
  drawn += 1;
  const id = `scale-${drawn}`;
  const between = (width - 2 * inset) / 10;
  const highest = Math.max(0, ...marks.map(({ level }) => level));
  const pairs = highest >= TALL && between >= 4 * radius;
  const rows = (pairs ? Math.floor(highest / 2) : highest) + 1;
  const axis = rows * step + radius / 2;
  const x = (value: number): number => inset + (10 - value) * between;
  const place = ({ value, level }: Mark): string => {
    const beside = pairs ? (level % 2 === 0 ? -1 : 1) * (radius + 1) : 0;
    const row = pairs ? Math.floor(level / 2) : level;
    return `translate(${x(value) + beside},${axis - radius - tick - row * step})`;
  };
  return html`<svg
    class="dotline ${size}"
    viewBox="0 0 ${width} ${axis + numbers + foot}"
    role="img"
    aria-labelledby="${id}-t ${id}-d"
  >
    ${svg`<title id="${id}-t">${title}</title>
    <desc id="${id}-d">${described(marks, spread)}</desc>
    <line class="axis" x1=${inset} x2=${width - inset} y1=${axis} y2=${axis}></line>
    ${
      spread === null
        ? nothing
        : svg`<line class="spread" x1=${x(spread.high)} x2=${x(spread.low)} y1=${axis} y2=${axis}></line>`
    }
    ${NUMBERS.map(
      (
        n,
      ) => svg`<line class="tickl" x1=${x(n)} x2=${x(n)} y1=${axis - tick} y2=${axis + tick}></line>
      <text class="num" x=${x(n)} y=${axis + numbers}>${n}</text>`,
    )}
    ${marks.map(
      (
        mark,
      ) => svg`<g class="mk ${mark.first ? "first" : ""} ${mark.mine ? "mine" : ""}" transform=${place(mark)}>
        <circle r=${radius}></circle><text y=${lower}>${mark.initials}</text></g>`,
    )}`}
  </svg>`;
}
