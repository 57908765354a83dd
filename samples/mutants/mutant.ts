/**
 * Damaged copies of the sample clips, in any number. The same seed always gives the same mutant, so a seed is enough to
 * name one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { mutate } from "./mutate.ts";
import { createRandom } from "./random.ts";

export interface Mutant {
  readonly seed: number;
  /** The name of the original clip. */
  readonly clip: string;
  /** The extension of the clip, with its dot. */
  readonly extension: string;
  readonly bytes: Buffer;
  /** The damage, in the order in which it was done. */
  readonly done: readonly string[];
}

/** Mutations that make a file larger are skipped, because tests write thousands of mutants. */
const maxBytes = 512 * 1024;

/** Clips of later than the seeds that tests name. With these, every seed would have another mutant. */
export const clipsWithoutMutants: ReadonlySet<string> = new Set(["dolby-vision.mp4", "hdr10-several-streams.mkv"]);

/** Reads the clips once, and returns the function from a seed, a whole number, to its mutant. */
export function mutantsOfClips(): (seed: number) => Mutant {
  const directory = join(import.meta.dirname, "../clips");
  const names = readdirSync(directory)
    .filter((name) => !clipsWithoutMutants.has(name))
    .toSorted();
  const clips = names.map((name) => ({ name, bytes: readFileSync(join(directory, name)) }));
  const [first, ...others] = clips;
  if (first === undefined) throw new Error("There are no clips to mutate.");
  return (seed) => {
    const random = createRandom(seed);
    const clip = random.pick([first, ...others]);
    const count = random.pick([1, 1, 1, 2, 2, 3, 4, 6]);
    const done: string[] = [];
    let bytes: Buffer = clip.bytes;
    for (let round = 0; round < count; round++) {
      const other = random.pick([first, ...others]);
      const mutated = mutate(bytes, random, other.bytes);
      if (mutated.bytes.length > maxBytes) continue;
      bytes = mutated.bytes;
      done.push(mutated.done);
    }
    return { seed, clip: clip.name, extension: extname(clip.name), bytes, done };
  };
}
