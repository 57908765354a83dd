import type { FileError, VideoLibrary } from "../library/video-library.ts";
import { say } from "../sentences/say.ts";
import type { WatchState } from "./watch-messages.ts";
import { allOf } from "./watch-problems.ts";

export type KnownVideos = Pick<VideoLibrary, "hasPresent" | "problemsOf">;

/** What a watch says of its directory. */
export interface StateOfWatch {
  /** Of the watched directory. */
  readonly path: string;
  readonly state: WatchState;
  /** Whether a scan may be about to find that the last warning is no longer true. */
  readonly isBeingScanned: boolean;
}

/**
 * The states of watches, as people need to know them: the system tells of changes in an empty directory, too, but where the
 * library has videos in it, it is the place of a disk that is not mounted. The library is asked once for all warnings.
 *
 * @returns a state for each of the watches
 */
export async function statesInLibrary(
  watches: readonly StateOfWatch[],
  videos: KnownVideos,
): Promise<readonly WatchState[]> {
  const paths = watches.filter(mayHaveWarning).map(({ path }) => path);
  const warnings = paths.length === 0 ? new Map<string, FileError>() : await videos.problemsOf(paths);
  const states: WatchState[] = [];
  for (const watch of watches) {
    const { path, state } = watch;
    if (state.state === "watching" && state.isEmpty === true) {
      states.push((await videos.hasPresent(path)) ? notMounted : state);
    } else states.push(withWarning(state, mayHaveWarning(watch) ? warnings.get(path) : undefined));
  }
  return states;
}

function mayHaveWarning({ state, isBeingScanned }: StateOfWatch): boolean {
  return state.state === "watching" && state.isEmpty !== true && !isBeingScanned;
}

const notMounted: WatchState = {
  state: "absent",
  problem: say("watch_not_mounted"),
};

function withWarning(state: WatchState, warning: FileError | undefined): WatchState {
  if (state.state !== "watching" || warning?.code !== "disk_changed") return state;
  const said = say("capitalized", { text: warning.sentence ?? warning.error });
  return { ...state, problem: allOf(state.problem === null ? [said] : [said, state.problem]) };
}
