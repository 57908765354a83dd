import { storageKey } from "../../base-path.ts";

/** The directory that was scanned last from this browser; empty where none was, or where nothing may be kept. */
export function lastPath(): string {
  try {
    return localStorage.getItem(storageKey("last-path")) ?? "";
  } catch {
    return "";
  }
}

export function keepLastPath(path: string): void {
  try {
    localStorage.setItem(storageKey("last-path"), path);
  } catch {
    // Storage may be full or forbidden; the form is then empty the next time.
  }
}
