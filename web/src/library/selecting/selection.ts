/**
 * The videos that are selected in a list. Single videos are known by their ids, sizes and files; all that match are known by the
 * filters alone, so that a million of them cost nothing.
 */
import type { VideoJson } from "../../../../src/api/contract/videos.ts";

/** As many as the server takes in one request. */
export const mostSelected = 10_000;

/** What the selection needs of a video. */
export type SelectedVideo = Pick<VideoJson, "id" | "file_size" | "file" | "missing_since">;
/** The same, as fields of an export. */
export const selectedFields = [
  "id",
  "file_size",
  "file",
  "missing_since",
] as const satisfies readonly (keyof SelectedVideo)[];

/** By the ids of the videos. */
type Videos = ReadonlyMap<string, SelectedVideo>;

export interface SomeSelected {
  readonly kind: "some";
  /** Videos that were selected one by one, or by earlier ranges. */
  readonly single: Videos;
  /** The range that Shift changes. */
  readonly range: Videos;
}

export type Selection = SomeSelected | { readonly kind: "all" };

export const nothingSelected: SomeSelected = { kind: "some", single: new Map(), range: new Map() };

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === "all" || selection.single.has(id) || selection.range.has(id);
}

/** Selects a video, or takes it out. Later ranges begin anew. */
export function withToggled(selection: SomeSelected, video: SelectedVideo): SomeSelected {
  const single = new Map([...selection.single, ...selection.range]);
  if (!single.delete(video.id)) single.set(video.id, video);
  return { kind: "some", single, range: new Map() };
}

/** Selects these videos in place of the last range. */
export function withRange(selection: SomeSelected, videos: readonly SelectedVideo[]): SomeSelected {
  return { ...selection, range: new Map(videos.map((video) => [video.id, video])) };
}

/** Each id once. */
export function selectedIds({ single, range }: SomeSelected): readonly string[] {
  return [...new Set([...single.keys(), ...range.keys()])];
}

/** In bytes, as the statistics count them: hard links of one file once, and nothing for missing videos. */
export function selectedBytes({ single, range }: SomeSelected): number {
  const counted = new Set<string>();
  let bytes = 0;
  for (const { file_size: size, file, missing_since: missing } of new Map([...single, ...range]).values()) {
    if (missing !== null || (file !== null && counted.has(file))) continue;
    if (file !== null) counted.add(file);
    bytes += size;
  }
  return bytes;
}
