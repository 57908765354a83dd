/** Reads files with decoders and without, in a process that may crash: see `both-ways-child.ts`. */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { MediaProcess } from "../../src/libav/media-process.ts";

const answerSchema = z.object({
  path: z.string(),
  how: z.enum(["spared", "uncertain", "decoded"]),
  differences: z.array(z.string()),
  moreBytes: z.number(),
  decodedMs: z.number(),
  otherMs: z.number(),
});

/** The outcome of reading a file both ways. */
export interface BothWays {
  readonly path: string;
  /**
   * `spared`: the file needs fewer decoders. `uncertain`: this was found after libav had read packets, so that
   * the file has to be opened again. `decoded`: it was found before.
   */
  readonly how: "spared" | "uncertain" | "decoded";
  /** Values that are not the same, with what a decoder makes of them first. */
  readonly differences: readonly string[];
  /** How much more was read without decoders, in bytes. A file that is `uncertain` is read with them afterwards, too. */
  readonly moreBytes: number;
  /** Processor time with and without decoders, in milliseconds. */
  readonly decodedMs: number;
  readonly otherMs: number;
}

/** Damaged files that declare millions of frames take half of it, for a moment. */
const memoryBytes = 2 * 1024 ** 3;

/**
 * @param options.extensions the containers that may be read besides the usual ones
 * @returns the outcomes in the order of the paths. Files that kill the process or take too long are left out
 */
export async function readBothWays(
  paths: readonly string[],
  options: { readonly extensions?: readonly string[]; readonly timeoutMs: number },
): Promise<readonly BothWays[]> {
  const outcomes: BothWays[] = [];
  let next = 0;
  while (next < paths.length) next = await readUntilDeath(paths, next, options, outcomes);
  return outcomes;
}

/** @returns the index of the first path that is still to be read */
async function readUntilDeath(
  paths: readonly string[],
  start: number,
  options: { readonly extensions?: readonly string[]; readonly timeoutMs: number },
  outcomes: BothWays[],
): Promise<number> {
  let next = start;
  const ended = Promise.withResolvers<void>();
  const process = new MediaProcess<BothWays>({
    program: fileURLToPath(new URL("./both-ways-child.ts", import.meta.url)),
    args: [(options.extensions ?? []).join(",")],
    memoryBytes,
    niceness: 0,
    maxAnswerBytes: 1024 ** 2,
    parseAnswer: (message) => answerSchema.safeParse(message).data ?? null,
    onAnswer: (outcome) => {
      outcomes.push(outcome);
      next += 1;
      step();
    },
    onEnd: () => ended.resolve(),
    isIdle: () => false,
  });
  const watchdog = setTimeout(() => {
    process.kill();
    ended.resolve();
  }, options.timeoutMs);
  const step = () => {
    watchdog.refresh();
    if (next < paths.length) process.send(paths[next]);
    else ended.resolve();
  };
  const started = await process.started;
  if (started.kind !== "ready") throw new Error(`libav cannot be started: ${started.reason}`);
  step();
  await ended.promise;
  clearTimeout(watchdog);
  process.kill();
  // The file in work is the cause of the end.
  return next < paths.length ? next + 1 : next;
}
