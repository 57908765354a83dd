/**
 * Files of a directory in one text: of each its name, size and modification time, in the order of the bytes of the names.
 * Between all of them stands a slash, which no name has in it: `a.mp4/1000/1700000000000000/b.mp4/2000/…`. Empty where
 * there is no file.
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
}

/** The list of one file more. */
export function withFile(list: FileList, { name, size, modifiedUs }: FileInList): FileList {
  const entry = `${name}/${size ?? ""}/${modifiedUs ?? ""}`;
  return list === "" ? entry : `${list}/${entry}`;
}

export function filesIn(list: FileList): readonly FileInList[] {
  if (list === "") return [];
  const parts = list.split("/");
  const files: FileInList[] = [];
  for (let index = 2; index < parts.length; index += 3) {
    const [name = "", size, modifiedUs] = [parts[index - 2], parts[index - 1], parts[index]];
    files.push({ name, size: numberOrNull(size), modifiedUs: numberOrNull(modifiedUs) });
  }
  return files;
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined || text === "" ? null : Number(text);
}
