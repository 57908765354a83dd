/**
 * Follows the links of a path, one part after the other, as the kernel does. Its calls block, so only threads import it.
 *
 * It stops before the first call to another device, so that a path into a lost drive holds up only the threads of that
 * drive. It makes no call to a mount point: a mount point is always a directory, and never a link.
 */
import { lstatSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { say } from "../sentences/say.ts";
import type { Sentence } from "../sentences/sentence.ts";
import { deviceOf, isMountPoint, type MountTable } from "./mount-table.ts";
import { systemErrorReason, systemErrorSentence } from "./system-error-text.ts";

/** How far a path has been followed. */
export interface PathState {
  /** Without links in it. */
  readonly done: string;
  /** Names that are still to be followed, the next one first. */
  readonly rest: readonly string[];
  /** How many links have been followed. */
  readonly links: number;
  /** Whether `done` is a directory. */
  readonly isDirectory: boolean;
}

export type ResolveStep =
  /** The next name is on another device. */
  | { readonly kind: "crossing"; readonly state: PathState }
  | { readonly kind: "resolved"; readonly path: string; readonly isDirectory: boolean }
  /** The path cannot be followed further. `at` is the last place, without links in it. */
  | {
      readonly kind: "failed";
      readonly at: string;
      readonly code: string | null;
      readonly reason: string;
      readonly sentence: Sentence;
    };

/** As many as Linux follows. */
const mostLinks = 40;

/** @param path absolute */
export function beginOf(path: string): PathState {
  return { done: "/", rest: namesIn(path), links: 0, isDirectory: true };
}

/**
 * @param place.device the only device to which calls are made
 * @param beat called before each call to the disk
 */
export function followPath(
  state: PathState,
  place: { readonly mounts: MountTable; readonly device: string },
  beat: () => void,
): ResolveStep {
  const { mounts, device } = place;
  let { done, links, isDirectory } = state;
  const rest = state.rest.toReversed();
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    if (name === "..") {
      done = dirname(done);
      continue;
    }
    const next = join(done, name);
    if (mounts.length > 0 && deviceOf(next, mounts) !== device) {
      return { kind: "crossing", state: { done, rest: [name, ...rest.toReversed()], links, isDirectory } };
    }
    if (isMountPoint(next, mounts)) {
      [done, isDirectory] = [next, true];
      continue;
    }
    beat();
    try {
      const stats = lstatSync(next);
      if (!stats.isSymbolicLink()) {
        [done, isDirectory] = [next, stats.isDirectory()];
        continue;
      }
      links += 1;
      if (links > mostLinks)
        return {
          kind: "failed",
          at: next,
          code: "ELOOP",
          reason: loop,
          sentence: say("system_error", { code: "ELOOP", text: loop }).sentence,
        };
      const target = readlinkSync(next);
      if (target.startsWith("/")) [done, isDirectory] = ["/", true];
      rest.push(...namesIn(target).toReversed());
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : null;
      return { kind: "failed", at: next, code, reason: systemErrorReason(error), sentence: systemErrorSentence(error) };
    }
  }
  return { kind: "resolved", path: done, isDirectory };
}

const loop = "its links form a loop";

function namesIn(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}
