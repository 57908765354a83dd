import { storageKey } from "../../base-path.ts";

/** The directory that was scanned last in this browser; empty if there is none, or if storage is forbidden. */
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
    // Storage may be full or forbidden. The form is then empty next time.
  }
}
