/**
 * The days of filters. An address has instants. A filter that a person sets begins and ends at midnight where this person
 * is, and so do the months and years that the server counts. Days in addresses begin at midnight in UTC. Both are shown as
 * days.
 */

const dayMs = 86_400_000;

/** The day that begins at this instant, such as `2026-11-30`, in UTC or here; null if none does. @param time ISO 8601 */
export function dayFrom(time: string): string | null {
  const instant = new Date(time);
  const inUtc = instant.toISOString();
  if (inUtc.endsWith("T00:00:00.000Z")) return inUtc.slice(0, 10);
  const day = dayHere(time);
  return Date.parse(startOfDay(day)) === instant.valueOf() ? day : null;
}

/** The day here that has this instant. @param time ISO 8601 */
export function dayHere(time: string): string {
  const instant = new Date(time);
  const [month, day] = [instant.getMonth() + 1, instant.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${String(instant.getFullYear()).padStart(4, "0")}-${month}-${day}`;
}

/** The first instant of a day here, in ISO 8601. Where clocks change at midnight, this may be 1:00. */
export function startOfDay(day: string): string {
  // Without a zone, a time is here.
  return new Date(`${day}T00:00:00`).toISOString();
}

/** The day so many days later. */
export function daysLater(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}
