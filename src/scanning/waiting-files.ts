import { basename } from "node:path";
import { type FileInList, type FileList, filesIn, withFile } from "./file-list.ts";
import type { FileStat } from "./scan-library.ts";

/** Some files of a directory: of each a line of text and two numbers, some 100 bytes. An object would take three times that. */
interface Part {
  /** The directory, with a separator at its end. */
  readonly prefix: string;
  readonly disk: string | null;
  readonly files: FileList;
  /** 0 where there is none. */
  readonly fileNumbers: readonly number[];
  readonly bornUs: readonly number[];
}

/** Files that wait for the end of the walk, in the order in which they came. */
export class WaitingFiles {
  readonly #parts: Part[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param files of one directory, and on one disk */
  add(files: readonly FileStat[]): void {
    const [first] = files;
    if (first === undefined) return;
    const listed = files.map(({ path, size, modifiedUs, changedUs = null, subtitles = "" }): FileInList => {
      return { name: basename(path), size, modifiedUs, changedUs, subtitles };
    });
    this.#parts.push({
      prefix: first.path.slice(0, first.path.length - basename(first.path).length),
      disk: first.disk,
      files: listed.reduce(withFile, ""),
      fileNumbers: files.map(({ fileNumber }) => fileNumber ?? 0),
      bornUs: files.map(({ bornUs }) => bornUs ?? 0),
    });
    this.#count += files.length;
  }

  /** @param most how many at once, about */
  *batches(most: number): Generator<readonly FileStat[], void, undefined> {
    let batch: FileStat[] = [];
    for (const part of this.#parts) {
      batch.push(...filesOf(part));
      if (batch.length < most) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

function filesOf({ prefix, disk, files, fileNumbers, bornUs }: Part): readonly FileStat[] {
  return filesIn(files).map(({ name, size, modifiedUs, ...beside }, index) =>
    Object.assign(beside, {
      path: prefix + name,
      size: size ?? 0,
      modifiedUs: modifiedUs ?? 0,
      disk,
      fileNumber: fileNumbers[index] || null,
      bornUs: bornUs[index] || null,
    }),
  );
}
