import { sep } from "node:path";

/** Whether `path` is `directory` or lies in it. Both are absolute and have no links in them. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** Whether `path` lies in one of the allowed directories. An empty list allows every path. */
export function isAllowed(path: string, roots: readonly string[]): boolean {
  return roots.length === 0 || roots.some((root) => isWithin(path, root));
}
