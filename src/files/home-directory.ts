import { homedir } from "node:os";
import { isAbsolute } from "node:path";

/**
 * The home directory of the user, or null where there is none: a container often runs as a numeric user that has
 * neither `HOME` nor a passwd entry, and Node throws then.
 */
export function homeDirectory(): string | null {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : null;
  } catch {
    return null;
  }
}
