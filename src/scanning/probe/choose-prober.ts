import { createFfprobeProber } from "./ffprobe-prober.ts";
import { createLibavProber } from "./libav-prober.ts";
import type { ProbeLimits, Prober } from "./prober.ts";

export interface ChosenProber {
  readonly prober: Prober;
  /** Why it is this one, for people. */
  readonly reason: string;
}

/**
 * The prober that is wanted; for `auto` libav, or ffprobe where libav cannot be loaded.
 *
 * The first process of libav is started here at once: it is the one that takes the first file, and whether it gets
 * ready is what decides.
 */
export async function chooseProber(choice: {
  readonly wanted: "auto" | "libav" | "ffprobe";
  readonly limits: ProbeLimits;
}): Promise<ChosenProber> {
  const { wanted, limits } = choice;
  if (wanted === "ffprobe") return { prober: createFfprobeProber(limits), reason: "as GLEANER_PROBER asks for it" };
  const libav = createLibavProber(limits);
  const starting = libav.start();
  if (wanted === "libav") return { prober: libav, reason: "as GLEANER_PROBER asks for it" };
  const start = await starting;
  if (start.kind === "ready") return { prober: libav, reason: "the default" };
  await libav.close();
  return { prober: createFfprobeProber(limits), reason: `as libav cannot be used here: ${start.reason}` };
}
