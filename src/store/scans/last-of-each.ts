/** Of a batch in which a path may come twice: it counts once, and the last one counts. */
export function lastOfEach<Item>(items: readonly Item[], pathOf: (item: Item) => string): Map<string, Item> {
  return new Map(items.map((item) => [pathOf(item), item]));
}
