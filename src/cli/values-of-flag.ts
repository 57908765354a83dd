import { InvalidArgumentError } from "commander";
import { noValue } from "../library/video-filter.ts";

/** Stands in front of a value that no video shall have. The `!` of the API would call up a history in most shells. */
const not = "not-";
/** Stands between values that a video shall all have. */
const together = "+";

interface ReadOptions {
  /** Whether a video may have several of the values, so that `+` may stand between them. */
  readonly isManyValued: boolean;
  /** Whether a text with commas is one value. */
  readonly isOne: (text: string) => boolean;
}

/** Reads values with commas in between, from an option that may be repeated. @param read throws for an unknown value */
export function valuesOfFlag(read: (value: string) => string, { isManyValued, isOne }: ReadOptions) {
  return (text: string, previous: readonly string[] | undefined): readonly string[] => {
    const words = isOne(text) ? [text] : text.split(",");
    const values = [...(previous ?? [])];
    for (const word of words) {
      const next = isManyValued ? readTogether(word, read) : [readWord(word, read)];
      if (isManyValued && isMixed(values, next)) {
        throw new InvalidArgumentError(
          `Values with "${together}" are all wanted, and of values with "," one is. Both at once cannot be asked for.`,
        );
      }
      values.push(...next);
    }
    return values;
  };
}

/** `german+english` is `*de` and `*en`: see the API. */
function readTogether(word: string, read: (value: string) => string): readonly string[] {
  const parts = word.split(together).map((part) => readWord(part, read));
  if (parts.length === 1) return parts;
  if (parts.includes(noValue)) {
    throw new InvalidArgumentError(`"${noValue}" cannot stand with "${together}": a video has none, or it has some.`);
  }
  return parts.map((part) => (part.startsWith("!") ? part : `*${part}`));
}

/** `german+english,french` would ask for both of two, or for a third. The API has no such filter. */
function isMixed(some: readonly string[], others: readonly string[]): boolean {
  const [wanted, alsoWanted] = [some, others].map((values) => values.filter((value) => !value.startsWith("!")));
  if (wanted === undefined || alsoWanted === undefined || wanted.length === 0 || alsoWanted.length === 0) return false;
  return [...wanted, ...alsoWanted].some((value) => value.startsWith("*"));
}

function readWord(word: string, read: (value: string) => string): string {
  const value = word.trim().toLowerCase();
  if (value === "" || value === not) throw new InvalidArgumentError("It is empty.");
  return value.startsWith(not) ? `!${read(value.slice(not.length))}` : read(value);
}
