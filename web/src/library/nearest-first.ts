interface Placed {
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
}

/**
 * Sorts items by the place of their elements: those in the window first, from top to bottom, then the nearest outside it.
 * Items without an element keep their order, as if they were in the window.
 *
 * @param windowHeight in pixels. Default: of the browser's window
 */
export function nearestFirst<Item>(
  items: readonly Item[],
  elementOf: (item: Item) => Placed | null,
  windowHeight = globalThis.innerHeight,
): readonly Item[] {
  const placeOf = (item: Item) => {
    const element = elementOf(item);
    if (element === null) return { item, distance: 0, top: 0 };
    const { top, bottom } = element.getBoundingClientRect();
    return { item, distance: Math.max(0, -bottom, top - windowHeight), top };
  };
  return items
    .map(placeOf)
    .toSorted((one, other) => one.distance - other.distance || one.top - other.top)
    .map(({ item }) => item);
}
