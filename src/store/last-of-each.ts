/** Rows to a statement: compiling one must not hold up the event loop for more than a few milliseconds. */
export const rowsPerInsert = 50;

/** A path that comes twice counts once, and the last one counts. */
export function lastOfEach<Item>(items: readonly Item[], pathOf: (item: Item) => string): Map<string, Item> {
  return new Map(items.map((item) => [pathOf(item), item]));
}

export function* inChunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
