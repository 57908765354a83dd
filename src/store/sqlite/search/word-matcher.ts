import type { DatabaseSync } from "node:sqlite";
import { separators } from "../../directory-range.ts";
import { among, type DirectorySet, directoriesWhere } from "./directory-set.ts";
import { readDirectories, readEnds } from "./video-block.ts";
import type { ReadableBlock } from "./video-blocks.ts";

interface Word {
  readonly text: string;
  /** Directories whose path has the word. */
  readonly within: DirectorySet;
  /** A path has the word also if it is in such a directory and its name begins so. */
  readonly across: readonly { readonly directories: DirectorySet; readonly nameStart: string }[];
}

/** Finds the videos whose path has all words. The directories are looked up once, the names in each block. */
export class WordMatcher {
  readonly #words: readonly Word[];

  /** @param words as `foldText` makes them */
  constructor(database: DatabaseSync, words: readonly string[]) {
    this.#words = words.map((word) => prepareWord(database, word));
  }

  /**
   * Sets `matches` to 0 for each video of the block whose path does not have all words.
   *
   * @returns how many match
   */
  filter(matches: Uint8Array, block: ReadableBlock): number {
    const names = new NamesOfBlock(block);
    let count = 0;
    for (const word of this.#words) {
      const found = videosWithWord(word, names, block, matches.length);
      if (found === null) return 0;
      count = 0;
      for (let index = 0; index < matches.length; index += 1) {
        const isMatch = (matches[index] ?? 0) & (found[index] ?? 0);
        matches[index] = isMatch;
        count += isMatch;
      }
      if (count === 0) return 0;
    }
    return count;
  }
}

/** The names of a block, read only if the directories do not decide. */
class NamesOfBlock {
  readonly #block: ReadableBlock;
  #texts: string | null = null;
  #ends: Uint32Array | null = null;

  constructor(block: ReadableBlock) {
    this.#block = block;
  }

  get texts(): string {
    this.#texts ??= this.#block.text("names");
    return this.#texts;
  }

  get ends(): Uint32Array {
    this.#ends ??= readEnds(this.#block.bytes("name_ends"));
    return this.#ends;
  }
}

/** 1 for each video of the block whose path has the word. Null for none. */
function videosWithWord(word: Word, names: NamesOfBlock, block: ReadableBlock, count: number): Uint8Array | null {
  const { ids, indexes } = readDirectories(block.bytes("directories"), count);
  const within = among(ids, word.within);
  const found = new Uint8Array(count);
  if (!within.includes(0)) return found.fill(1);
  let isFound = within.includes(1);
  if (isFound) for (let index = 0; index < count; index += 1) found[index] = within[indexes[index] ?? 0] ?? 0;

  const { texts } = names;
  let index = 0;
  let at = texts.indexOf(word.text);
  if (at !== -1) {
    isFound = true;
    const { ends } = names;
    for (; at !== -1; at = texts.indexOf(word.text, (ends[index] ?? 0) + 1)) {
      while ((ends[index] ?? 0) < at) index += 1;
      found[index] = 1;
    }
  }
  for (const { directories, nameStart } of word.across) {
    const beginning = among(ids, directories);
    if (!beginning.includes(1)) continue;
    for (index = 0; index < count; index += 1) {
      if (beginning[indexes[index] ?? 0] !== 1) continue;
      if (!texts.startsWith(nameStart, index === 0 ? 0 : (names.ends[index - 1] ?? 0) + 1)) continue;
      found[index] = 1;
      isFound = true;
    }
  }
  return isFound ? found : null;
}

function prepareWord(database: DatabaseSync, word: string): Word {
  const within = directoriesWhere(database, "instr(folded, ?) > 0", word);
  const across: Word["across"][number][] = [];
  const { separator } = separators;
  for (let at = word.indexOf(separator); at !== -1 && at < word.length - 1; at = word.indexOf(separator, at + 1)) {
    const directories = directoriesWhere(database, "substr(folded, -length(?1)) = ?1", word.slice(0, at + 1));
    across.push({ directories, nameStart: word.slice(at + 1) });
  }
  return { text: word, within, across };
}
