const key = "gleaner.last-path";

/** The directory that was scanned last from this browser; empty where none was, or where nothing may be kept. */
export function lastPath(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

export function keepLastPath(path: string): void {
  try {
    localStorage.setItem(key, path);
  } catch {
    // Storage may be full or forbidden; the form is then empty the next time.
  }
}
