/** Advice on quorum, as server/rules/quorum.py gives it in the record: the chair decides. */
import type { Person } from "../../contract/items.ts";
import { together } from "../../rules/people.ts";

const NOT_COUNTED = new Set([
  "chair",
  "minute_taker",
  "observer",
  "interpreter",
  "advocate",
  "wall",
]);

const same = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

function counts(seat: Person): boolean {
  const here = seat.attendance === "whole" || seat.attendance === "part";
  return here && !!seat.agency && seat.side === "professional" && !NOT_COUNTED.has(seat.role);
}

/** Agencies that are here, and whether for a part only. Until direct contact is recorded, being here counts. */
function counted(all: readonly Person[], needs: string): Map<string, boolean> {
  const here = all.filter(counts);
  const recorded = here.some((seat) => seat.direct_contact);
  const stays = new Map<string, boolean>();
  for (const seat of here) {
    const agency = seat.agency ?? "";
    if (recorded && !seat.direct_contact && !same(agency, needs)) continue;
    const name = [...stays.keys()].find((one) => same(one, agency)) ?? agency;
    stays.set(name, (stays.get(name) ?? false) || seat.attendance === "whole");
  }
  return stays;
}

export function quorumAdvice(
  all: readonly Person[],
  rule: { needs: string; others: number },
): { enough: boolean; words: string } {
  const stays = counted(all, rule.needs);
  const agencies = [...stays.keys()];
  const needed = agencies.some((one) => same(one, rule.needs));
  const short = Math.max(0, rule.others - agencies.filter((one) => !same(one, rule.needs)).length);
  const missing = [
    ...(needed ? [] : [rule.needs]),
    ...(short > 0 ? [short === 1 ? "one more agency" : `${short} more agencies`] : []),
  ];
  const names = [...stays].map(([name, whole]) => (whole ? name : `${name} (for part)`));
  const here = names.length > 0 ? together(names) : "No agency that counts";
  const verb = names.length < 2 ? "is" : "are";
  const end =
    missing.length > 0
      ? `Missing: ${together(missing)}.`
      : "That is enough people for a safe decision.";
  return { enough: missing.length === 0, words: `${here} ${verb} here. ${end}` };
}
