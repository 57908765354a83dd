import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { formatWhitelist } from "../../libav/formats.ts";
import type { MediaProgram } from "../../libav/media-child.ts";
import type { ProbeLimits } from "./prober.ts";

/** The child's program beside this file, whether this runs as TypeScript or compiled. */
const program = fileURLToPath(new URL(`./libav-child${extname(import.meta.url)}`, import.meta.url));

/** The program that probes with libav. */
export function libavProgram({ timeoutMs, memoryBytes, formats, niceness }: ProbeLimits): MediaProgram {
  return {
    program,
    // Measuring leaves half of the time for everything else.
    args: [String(timeoutMs / 2), formats ?? formatWhitelist()],
    memoryBytes,
    niceness: niceness ?? 10,
  };
}
