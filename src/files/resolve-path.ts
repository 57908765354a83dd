import { join } from "node:path";
import { say } from "../sentences/say.ts";
import type { DiskThreads } from "./disk-threads.ts";
import { DiskSilent } from "./file-call-errors.ts";
import { deviceOf } from "./mount-table.ts";
import { beginOf, type PathState, type ResolveStep } from "./resolve-path-thread.ts";

export type ResolvedPath = Exclude<ResolveStep, { kind: "crossing" }>;

/** More devices than any real path crosses. */
const mostCrossings = 100;

/**
 * Follows all links of a path. The threads of each device follow the part of the path that is on it, so a lost drive holds
 * up only its own threads. A silent disk gives a failure with the code `DISK_SILENT`.
 *
 * @param path absolute, or how far it has been followed
 * @param options.timeoutMs how long each device may be silent, in milliseconds
 * @throws `options.signal.reason`
 */
export async function resolvePath(
  path: string | PathState,
  disks: DiskThreads,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<ResolvedPath> {
  const mounts = disks.mounts();
  let state = typeof path === "string" ? beginOf(path) : path;
  for (let crossings = 0; crossings < mostCrossings; crossings += 1) {
    const at = join(state.done, state.rest[0] ?? "");
    try {
      const step = await disks.ask(at, { kind: "follow-path", state, mounts, device: deviceOf(at, mounts) }, options);
      if (step.kind !== "crossing") return step;
      state = step.state;
    } catch (error) {
      if (error instanceof DiskSilent) {
        const { code, message: reason, sentence } = error;
        return { kind: "failed", at, code, reason, sentence };
      }
      throw error;
    }
  }
  const { message: reason, sentence } = say("links_cross_devices");
  return { kind: "failed", at: state.done, code: "ELOOP", reason, sentence };
}
