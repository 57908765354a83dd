/**
 * Files of a directory in one text: of each its name, size, modification time, change time and subtitle files, in the order
 * of the bytes of the names. Between them stands a slash, which no name has in it:
 * `a.mp4/1000/1700000000000000/1700000000123456/b.mp4/2000/…`. The subtitle files come right after the change time, each
 * after a line break. Empty where there is no file.
 *
 * This is how they come from threads and from the database: one text costs a fraction of what an object for each of them
 * does, and of most directories nothing more need be known than that it is the same text as before.
 */
export type FileList = string;

/**
 * The numbers of the files of a `FileList` on their disk (inodes), in the same order; 0 where there is none, see
 * `keeps-file-numbers.ts`. They are not in the text: a file of another number has another change time.
 */
export type FileNumbers = Float64Array;

/** When the files of a `FileList` were made, in microseconds since 1970, in the same order; 0 where that is not known. */
export type BirthTimes = Float64Array;

export interface FileInList {
  readonly name: string;
  /** In bytes; null for what could not be looked at. */
  readonly size: number | null;
  /** Modification time, in microseconds since 1970; null for what could not be looked at. */
  readonly modifiedUs: number | null;
  /** As in `FileStat`. */
  readonly changedUs?: number | null;
  /** The subtitle files beside it, as `subtitlesOfVideos` has them. Default: none. */
  readonly subtitles?: string;
}

/** The list of one file more. */
export function withFile(list: FileList, { name, size, modifiedUs, changedUs, subtitles = "" }: FileInList): FileList {
  const entry = `${name}/${size ?? ""}/${modifiedUs ?? ""}/${changedUs ?? ""}${subtitles}`;
  return list === "" ? entry : `${list}/${entry}`;
}

export function filesIn(list: FileList): readonly FileInList[] {
  if (list === "") return [];
  const parts = list.split("/");
  const files: FileInList[] = [];
  for (let index = 3; index < parts.length; index += 4) {
    const [name = "", rest = ""] = [parts[index - 3], parts[index]];
    const [size, modifiedUs] = [numberOrNull(parts[index - 2]), numberOrNull(parts[index - 1])];
    const end = rest.indexOf("\n");
    const changedUs = numberOrNull(end === -1 ? rest : rest.slice(0, end));
    const file: FileInList = changedUs === null ? { name, size, modifiedUs } : { name, size, modifiedUs, changedUs };
    files.push(end === -1 ? file : { ...file, subtitles: rest.slice(end) });
  }
  return files;
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined || text === "" ? null : Number(text);
}
