/** Due dates, counted as the record counts them. Twin of server/rules/clocks.py. Dates are YYYY-MM-DD. */
const DAY_MS = 86_400_000;

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The date `days` Mondays to Fridays after `start`, bank holidays left out; the day after is day 1. */
export function working_days_after(
  start: string,
  days: number,
  holidays: readonly string[] = [],
): string {
  let at = Date.parse(start);
  for (let left = days; left > 0;) {
    at += DAY_MS;
    const day = new Date(at).getUTCDay();
    if (day !== 0 && day !== 6 && !holidays.includes(iso(at))) left -= 1;
  }
  return iso(at);
}

/** The same day `months` later, or the last day of a month that is too short. */
export function months_after(start: string, months: number): string {
  const [year = 0, month = 1, day = 1] = start.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return iso(Date.UTC(year, month - 1 + months, Math.min(day, last)));
}
