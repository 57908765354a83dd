/**
 * The path in a text that a person typed or pasted: without blanks around it, without the quotation marks of *Copy as
 * path*, and decoded if it is a `file://` address. Other texts stay as they are.
 */
export function enteredPath(text: string): string {
  const trimmed = text.trim();
  const [first] = trimmed;
  const isQuoted = trimmed.length >= 2 && (first === '"' || first === "'") && trimmed.endsWith(first);
  const path = isQuoted ? trimmed.slice(1, -1) : trimmed;
  return pathOfFileUrl(path) ?? path;
}

function pathOfFileUrl(text: string): string | null {
  if (!/^file:\/\//i.test(text)) return null;
  try {
    return decodeURIComponent(new URL(text).pathname);
  } catch {
    return null;
  }
}

/** Whether a path begins at the root of a disk, on the machine of the server: `/`, `C:\` or `\\server`. */
export function isFullPath(path: string): boolean {
  return /^(?:\/|\\\\|[a-z]:[\\/])/i.test(path);
}
