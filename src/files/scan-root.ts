import { constants } from "node:fs";
import { access, opendir, realpath, stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { type BoundedFileCalls, DiskSilent, type FileCall, fileCallsOfThisProcess } from "./bounded-file-calls.ts";
import { isWithin } from "./is-within.ts";
import { systemErrorText } from "./system-error-text.ts";

/** The longest path that Linux takes, in bytes. */
const maxPathBytes = 4096;

export type ScanRoot =
  /** `path` is absolute, without links in it and without a separator at its end (but the root's). */
  | { readonly kind: "ok"; readonly path: string }
  /** No directory that can be read; `absent` when that is so because nothing is there. */
  | { readonly kind: "invalid_path"; readonly message: string; readonly absent: boolean }
  | { readonly kind: "not_allowed"; readonly message: string };

export interface ScanRootOptions {
  /** Directories without links in them; outside of them nothing is allowed. Empty: everything is. */
  readonly roots: readonly string[];
  /** How long the disk may take to answer, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** What all calls on paths that people name go by. Default: those of this process. */
  readonly fileCalls?: BoundedFileCalls;
}

/**
 * Finds out whether a directory can and may be scanned. Says nothing of what there is outside of the roots.
 *
 * The answer comes within `timeoutMs` also where the disk does not.
 *
 * @param path what somebody typed
 */
export async function resolveScanRoot(path: string, options: ScanRootOptions): Promise<ScanRoot> {
  const { roots, timeoutMs = 10_000, fileCalls = fileCallsOfThisProcess } = options;
  try {
    return await fileCalls.ask(path, (call) => inspect(path, roots, call), { timeoutMs });
  } catch (error) {
    if (error instanceof DiskSilent) return invalid(path, error.message);
    throw error;
  }
}

async function inspect(path: string, roots: readonly string[], call: FileCall): Promise<ScanRoot> {
  const allowed = (candidate: string) => roots.length === 0 || roots.some((root) => isWithin(candidate, root));
  if (path.includes("\0")) return invalid(path, "a path cannot have a NUL character in it.");
  if (Buffer.byteLength(path) > maxPathBytes) return invalid(path, `it is longer than ${maxPathBytes} bytes.`);
  if (!isAbsolute(path)) return invalid(path, "it is not an absolute path. Give one that begins at the root.");
  let resolved: string;
  try {
    resolved = await call(() => realpath(path));
  } catch (error) {
    return allowed(resolve(path)) ? unreadable(path, error) : notAllowed(path, roots);
  }
  if (!allowed(resolved)) return notAllowed(path, roots);
  try {
    if (!(await call(() => stat(resolved))).isDirectory()) return invalid(path, "it is not a directory.");
    // Being allowed to look at the entries is another right than being allowed to list them.
    await call(() => access(resolved, constants.R_OK | constants.X_OK));
    await call(async () => (await opendir(resolved)).close());
  } catch (error) {
    return unreadable(path, error);
  }
  return { kind: "ok", path: resolved };
}

function unreadable(path: string, error: unknown): ScanRoot {
  const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
  return invalid(path, systemErrorText(error), absent);
}

function invalid(path: string, why: string, absent = false): ScanRoot {
  return { kind: "invalid_path", message: `Cannot read ${shown(path)}: ${why}`, absent };
}

function notAllowed(path: string, roots: readonly string[]): ScanRoot {
  const where = roots.map(shown).join(", ");
  return { kind: "not_allowed", message: `${shown(path)} is outside the allowed directories. Choose one in: ${where}` };
}

/**
 * The path as people can read it: shortened, in quotes where blanks around it would not be seen, and with control
 * characters escaped so that they do no harm.
 */
function shown(path: string): string {
  const short = path.length > 300 ? `${path.slice(0, 300)}…` : path;
  const seen = short.trim() === short ? short : `"${short}"`;
  return short === ""
    ? "an empty path"
    : seen.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
        const code = character.codePointAt(0) ?? 0;
        return code > 0xff ? `\\u{${code.toString(16)}}` : `\\x${code.toString(16).padStart(2, "0")}`;
      });
}
