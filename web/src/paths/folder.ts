/** The directory of a file, such as `/media/films` for `/media/films/a.mp4`. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

/** The last two parts of the directory of a file, or all of it if there are no more. */
export function shortFolderOf(path: string): string {
  const folder = folderOf(path);
  const parts = folder.split("/");
  return parts.length <= 3 ? folder : parts.slice(-2).join("/");
}
