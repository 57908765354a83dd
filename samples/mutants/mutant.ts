/**
 * Damaged copies of the sample clips, any number of them, each the same for the same number every time: a mutant is
 * named by its seed alone.
 */
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { mutate } from "./mutate.ts";
import { createRandom } from "./random.ts";

export interface Mutant {
  readonly seed: number;
  /** The clip that it was made of. */
  readonly clip: string;
  /** Of that clip, with its dot. */
  readonly extension: string;
  readonly bytes: Buffer;
  /** What was done to the clip, in order. */
  readonly done: readonly string[];
}

/** What makes a file larger than that is left out: thousands of them are written. */
const maxBytes = 512 * 1024;

/** Reads the clips once, and gives the mutant of any seed, a whole number. */
export function mutantsOfClips(): (seed: number) => Mutant {
  const directory = join(import.meta.dirname, "../clips");
  const names = readdirSync(directory).toSorted();
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
