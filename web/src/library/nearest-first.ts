/** The top and bottom edge of a box in the window, in pixels. */
export interface Edges {
  readonly top: number;
  readonly bottom: number;
}

/**
 * Sorts items by their places: those in the frame first, from top to bottom, then the nearest outside it. Items without a
 * place keep their order, as if they were in the frame.
 *
 * @param edgesOf null if the item has no place
 * @param frame the visible part of the window
 */
export function nearestFirst<Item>(
  items: readonly Item[],
  edgesOf: (item: Item) => Edges | null,
  frame: Edges,
): readonly Item[] {
  const placed = items.map((item) => {
    const edges = edgesOf(item);
    if (edges === null) return { item, distance: 0, top: 0 };
    return { item, distance: Math.max(0, frame.top - edges.bottom, edges.top - frame.bottom), top: edges.top };
  });
  return placed.toSorted((one, other) => one.distance - other.distance || one.top - other.top).map(({ item }) => item);
}
