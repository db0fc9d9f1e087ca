const DAY_MS = 24 * 60 * 60 * 1000;

/** The day that it is in UTC, as `2027-01-31`. */
export function todayInUtc(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Whether a value is a day of the calendar, as `2027-01-31`. */
export function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** How many days a day is after another one; negative if it is before it. */
export function daysFrom(day: string, later: string): number {
  return (Date.parse(later) - Date.parse(day)) / DAY_MS;
}
