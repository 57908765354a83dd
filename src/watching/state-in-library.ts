import type { VideoLibrary } from "../library/video-library.ts";
import type { WatchState } from "./watch-messages.ts";

/**
 * The state of a watch, as people need to know it: the system tells of changes in an empty directory, too, but where the
 * library has videos in it, it is the place of a disk that is not mounted.
 *
 * @param path of the watched directory
 * @param options.isBeingScanned whether a scan may be about to find that the last warning is no longer true
 */
export async function stateInLibrary(
  path: string,
  state: WatchState,
  { videos, isBeingScanned }: { readonly videos: KnownVideos; readonly isBeingScanned: boolean },
): Promise<WatchState> {
  if (state.state !== "watching") return state;
  if (state.isEmpty === true) {
    if (!(await videos.hasPresent(path))) return state;
    const problem =
      "It is empty, though your library has videos in it. Is its disk mounted? It is watched as soon as the disk is back.";
    return { state: "absent", problem };
  }
  if (isBeingScanned) return state;
  const warning = (await videos.problemsOf([path])).get(path);
  if (warning?.code !== "disk_changed") return state;
  const [first = "", ...others] = warning.error;
  const sentences = `${first.toUpperCase()}${others.join("")}`;
  return { ...state, problem: state.problem === null ? sentences : `${sentences} ${state.problem}` };
}

export type KnownVideos = Pick<VideoLibrary, "hasPresent" | "problemsOf">;
