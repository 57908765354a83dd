/** Beginnings of months, equally far from each other, in UTC. @param most their largest number, at least 2 */
export function monthTicks(first: number, last: number, most: number): readonly number[] {
  const start = new Date(first);
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth()];
  const end = new Date(last);
  const months = (end.getUTCFullYear() - year) * 12 + end.getUTCMonth() - month;
  const step = Math.max(1, Math.ceil(months / (most - 1)));
  return Array.from({ length: Math.floor(months / step) + 1 }, (_, nth) => Date.UTC(year, month + nth * step));
}
