/**
 * Files of a directory in one text: of each its name, size, modification time and subtitle files, in the order of the bytes
 * of the names. Between them stands a slash, which no name has in it: `a.mp4/1000/1700000000000000/b.mp4/2000/…`. The
 * subtitle files come right after the time, each after a line break. Empty where there is no file.
 *
 * This is how they come from threads and from the database: one text costs a fraction of what an object for each of them
 * does, and of most directories nothing more need be known than that it is the same text as before.
 */
export type FileList = string;

export interface FileInList {
  readonly name: string;
  /** In bytes; null for what could not be looked at. */
  readonly size: number | null;
  /** Modification time, in microseconds since 1970; null for what could not be looked at. */
  readonly modifiedUs: number | null;
  /** The subtitle files beside it, as `subtitlesOfVideos` has them. Default: none. */
  readonly subtitles?: string;
}

/** The list of one file more. */
export function withFile(list: FileList, { name, size, modifiedUs, subtitles = "" }: FileInList): FileList {
  const entry = `${name}/${size ?? ""}/${modifiedUs ?? ""}${subtitles}`;
  return list === "" ? entry : `${list}/${entry}`;
}

export function filesIn(list: FileList): readonly FileInList[] {
  if (list === "") return [];
  const parts = list.split("/");
  const files: FileInList[] = [];
  for (let index = 2; index < parts.length; index += 3) {
    const [name = "", size, rest = ""] = [parts[index - 2], parts[index - 1], parts[index]];
    const end = rest.indexOf("\n");
    const file = { name, size: numberOrNull(size), modifiedUs: numberOrNull(end === -1 ? rest : rest.slice(0, end)) };
    files.push(end === -1 ? file : { ...file, subtitles: rest.slice(end) });
  }
  return files;
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined || text === "" ? null : Number(text);
}
