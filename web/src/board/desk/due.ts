/** When the core group and the review are due: advice on screen. The record counts bank holidays too. */
const DAY_MS = 86_400_000;

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The date in London of an instant, YYYY-MM-DD. */
export const londonDate = (ms: number): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" }).format(ms);

/** `days` Mondays to Fridays after a date; the day after it is the first. */
export function workingDaysAfter(start: string, days: number): string {
  let at = Date.parse(start);
  for (let left = days; left > 0;) {
    at += DAY_MS;
    const day = new Date(at).getUTCDay();
    if (day !== 0 && day !== 6) left -= 1;
  }
  return iso(at);
}

/** The same day `months` later, or the last day of a month that is too short. */
export function monthsAfter(start: string, months: number): string {
  const [year = 0, month = 1, day = 1] = start.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return iso(Date.UTC(year, month - 1 + months, Math.min(day, last)));
}

export function dueDates(
  held: number,
  clocks: Readonly<Record<string, number>>,
): { coreGroup: string; review: string } {
  const on = londonDate(held);
  return {
    coreGroup: workingDaysAfter(on, clocks["core_group_days"] ?? 10),
    review: monthsAfter(on, clocks["review_months"] ?? 3),
  };
}
