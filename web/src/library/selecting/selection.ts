/**
 * The videos that are selected in a list. Single videos are known by their ids and sizes; all that match are known by the
 * filters alone, so that a million of them cost nothing.
 */

/** As many as the server takes in one request. */
export const mostSelected = 10_000;

export interface SelectedVideo {
  readonly id: string;
  /** In bytes. */
  readonly size: number;
}

/** Sizes in bytes, by the ids of the videos. */
type Sizes = ReadonlyMap<string, number>;

export interface SomeSelected {
  readonly kind: "some";
  /** Videos that were selected one by one, or by earlier ranges. */
  readonly single: Sizes;
  /** The range that Shift changes. */
  readonly range: Sizes;
}

export type Selection = SomeSelected | { readonly kind: "all" };

export const nothingSelected: SomeSelected = { kind: "some", single: new Map(), range: new Map() };

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === "all" || selection.single.has(id) || selection.range.has(id);
}

/** Selects a video, or takes it out. Later ranges begin anew. */
export function withToggled(selection: SomeSelected, { id, size }: SelectedVideo): SomeSelected {
  const single = new Map([...selection.single, ...selection.range]);
  if (!single.delete(id)) single.set(id, size);
  return { kind: "some", single, range: new Map() };
}

/** Selects these videos in place of the last range. */
export function withRange(selection: SomeSelected, videos: readonly SelectedVideo[]): SomeSelected {
  return { ...selection, range: new Map(videos.map(({ id, size }) => [id, size])) };
}

/** Each id once. */
export function selectedIds({ single, range }: SomeSelected): readonly string[] {
  return [...new Set([...single.keys(), ...range.keys()])];
}

/** In bytes. */
export function selectedBytes({ single, range }: SomeSelected): number {
  let bytes = 0;
  for (const size of new Map([...single, ...range]).values()) bytes += size;
  return bytes;
}
