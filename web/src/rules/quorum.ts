/** Which agencies are here, and advice on whether that is enough. Twin of server/rules/quorum.py. */
import { together } from "./people.ts";

export interface Seat {
  role: string;
  side?: string | null;
  agency?: string | null;
  attendance?: string | null;
  direct_contact?: boolean | null;
}

export interface Advice {
  counted: { agency: string; part: boolean }[];
  missing: string[];
  enough: boolean;
  words: string;
}

const NOT_COUNTED = ["chair", "minute_taker", "observer", "interpreter", "advocate", "wall"];

const same = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

function counts({ role, side, agency, attendance }: Seat): boolean {
  const here = attendance === "whole" || attendance === "part";
  return here && !!agency && side === "professional" && !NOT_COUNTED.includes(role);
}

/** Agencies once each. QUO-3: until direct contact is recorded for anybody, being here counts. */
function counted(people: readonly Seat[], needs: string): Advice["counted"] {
  const here = people.filter(counts);
  const recorded = here.some((seat) => seat.direct_contact);
  const stays = new Map<string, boolean>();
  for (const { agency, attendance, direct_contact } of here) {
    const name = agency ?? "";
    if (recorded && !direct_contact && !same(name, needs)) continue;
    const known = [...stays.keys()].find((one) => same(one, name)) ?? name;
    stays.set(known, (stays.get(known) ?? false) || attendance === "whole");
  }
  return [...stays].map(([agency, whole]) => ({ agency, part: !whole }));
}

function sentence(found: Advice["counted"], missing: readonly string[]): string {
  const names = found.map(({ agency, part }) => agency + (part ? " (for part)" : ""));
  const here = names.length > 0 ? together(names) : "No agency that counts";
  const verb = names.length < 2 ? "is" : "are";
  if (missing.length > 0) return `${here} ${verb} here. Missing: ${together(missing)}.`;
  return `${here} ${verb} here. That is enough people for a safe decision.`;
}

/** It advises and never stops anybody; the chair decides (QUO-1 to QUO-4). */
export function advice(people: readonly Seat[], rule: { needs: string; others: number }): Advice {
  const found = counted(people, rule.needs);
  const others = found.filter(({ agency }) => !same(agency, rule.needs)).length;
  const short = Math.max(0, rule.others - others);
  const missing = others === found.length ? [rule.needs] : [];
  if (short > 0) missing.push(short === 1 ? "one more agency" : `${short} more agencies`);
  return { counted: found, missing, enough: missing.length === 0, words: sentence(found, missing) };
}
