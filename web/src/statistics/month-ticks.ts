/** Beginnings of months here, equally far from each other. @param most their largest number, at least 2 */
export function monthTicks(first: number, last: number, most: number): readonly number[] {
  const start = new Date(first);
  const [year, month] = [start.getFullYear(), start.getMonth()];
  const end = new Date(last);
  const months = (end.getFullYear() - year) * 12 + end.getMonth() - month;
  const step = Math.max(1, Math.ceil(months / (most - 1)));
  return Array.from({ length: Math.floor(months / step) + 1 }, (_, nth) =>
    new Date(year, month + nth * step).getTime(),
  );
}
