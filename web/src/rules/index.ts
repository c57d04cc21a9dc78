/** The rules that both sides keep, by the names that shared/vectors call them. */
import { months_after, working_days_after } from "./clocks.ts";
import { find_protected } from "./detector.ts";
import { hints, type Hinted } from "./hints.ts";
import { likeness } from "./likeness.ts";
import { initials, together, who } from "./people.ts";
import { chips, type PlanRow } from "./plan.ts";
import { advice, type Seat } from "./quorum.ts";
import { spread } from "./scales.ts";
import { may_write, type Writing } from "./writing.ts";

type Given = Readonly<Record<string, unknown>>;

export const vectors: Readonly<Record<string, (given: Given) => unknown>> = {
  "clocks.months_after": ({ start, months }) => months_after(start as string, months as number),
  "clocks.working_days_after": ({ start, days, holidays }) =>
    working_days_after(start as string, days as number, holidays as string[]),
  "detector.find_protected": ({ text, terms }) => find_protected(text as string, terms as string[]),
  "hints.hints": (given) => hints(given as unknown as Hinted),
  "likeness.likeness": ({ clocks, texts, changed }) =>
    likeness(
      clocks as [number, number][],
      Object.entries(texts as Record<string, string>),
      Object.entries(changed as Record<string, number>),
    ),
  "people.initials": ({ names }) => initials(names as Record<string, string>),
  "people.together": ({ names }) => together(names as string[]),
  "people.who": ({ name, role }) => who(name as string, role as string),
  "plan.chips": ({ row }) => chips(row as PlanRow),
  "quorum.advice": ({ people, rule }) =>
    advice(people as Seat[], rule as { needs: string; others: number }),
  "scales.spread": ({ scores, wide }) =>
    spread(scores as (number | null)[], wide as number | undefined),
  "writing.may_write": (given) => may_write(given as unknown as Writing),
};
