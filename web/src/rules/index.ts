/** The rules that both sides keep, by the names that shared/vectors call them. */
import { hints, type Hinted } from "./hints.ts";
import { initials, together, who } from "./people.ts";
import { chips, type PlanRow } from "./plan.ts";
import { spread } from "./scales.ts";
import { may_write, type Writing } from "./writing.ts";

type Given = Readonly<Record<string, unknown>>;

export const vectors: Readonly<Record<string, (given: Given) => unknown>> = {
  "hints.hints": (given) => hints(given as unknown as Hinted),
  "people.initials": ({ names }) => initials(names as Record<string, string>),
  "people.together": ({ names }) => together(names as string[]),
  "people.who": ({ name, role }) => who(name as string, role as string),
  "plan.chips": ({ row }) => chips(row as PlanRow),
  "scales.spread": ({ scores, wide }) =>
    spread(scores as (number | null)[], wide as number | undefined),
  "writing.may_write": (given) => may_write(given as unknown as Writing),
};
