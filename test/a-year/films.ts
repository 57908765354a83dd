/**
 * The films of a year, and what people do with them. Each film remembers where it is and which row of the library it had
 * at the first look, so a test can say what the library has to hold. A new film never takes the name of another one.
 */
import { copyFile, mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { clipNames, copyClip } from "../clip-tree.ts";

export interface Film {
  /** Where it is, or was last. Absolute. */
  path: string;
  /** The directory of the library in which it is. */
  root: string;
  isThere: boolean;
  /** Where it was at the last look: a directory of the library. */
  seenIn: string | null;
  /** The id of its row, once it was looked up. */
  id: string | null;
  /**
   * What happened to it since the last look. No scan can recognize a film whose place and content have both changed, or tell
   * a film from its copy if both are new, so only one of these happens.
   */
  since: "moved" | "changed" | "copied" | null;
  /** Whether there was ever a copy of it: on another disk, nothing tells it from its copy. */
  hasTwin: boolean;
}

/** Draws a whole number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

/** The time of the first film, in seconds since 1970. Each change of a file gets a time of its own. */
const firstTime = Date.UTC(2026, 0, 1) / 1_000;

/** In a directory of this many films, the next film begins another one. */
const perDirectory = 20;

/** Each thing that people do says whether it was done. */
export class Films {
  readonly all: Film[] = [];
  readonly #draw: Draw;
  readonly #clips: readonly string[];
  #names = 0;
  #changes = 0;

  static async make(draw: Draw): Promise<Films> {
    return new Films(draw, await clipNames());
  }

  private constructor(draw: Draw, clips: readonly string[]) {
    this.#draw = draw;
    this.#clips = clips;
  }

  there(root?: string): readonly Film[] {
    return this.all.filter((film) => film.isThere && (root === undefined || film.root === root));
  }

  async add(root: string, count = 1): Promise<boolean> {
    for (let added = 0; added < count; added++) {
      const film: Film = { path: "", root, isThere: true, seenIn: null, id: null, since: null, hasTwin: false };
      const clip = this.#clip();
      film.path = this.#newPath(root, extname(clip));
      await this.#write(clip, film.path);
      this.all.push(film);
    }
    return true;
  }

  async remove(film: Film): Promise<boolean> {
    if (film.since === "copied") return false;
    await rm(film.path);
    film.isThere = false;
    return true;
  }

  /** Another content under the same name, as a better copy of a film. */
  async replace(film: Film): Promise<boolean> {
    if (film.since !== null && film.since !== "changed") return false;
    film.since = "changed";
    const clips = this.#clips.filter((clip) => extname(clip) === extname(film.path));
    await this.#write(clips[this.#draw(clips.length)] ?? this.#clip(), film.path);
    return true;
  }

  /** The same content with another time, as after a restored backup. */
  async touch(film: Film): Promise<boolean> {
    if (film.since !== null && film.since !== "changed") return false;
    film.since = "changed";
    const time = this.#nextTime();
    await utimes(film.path, time, time);
    return true;
  }

  async rename(film: Film, root = film.root): Promise<boolean> {
    if (film.since !== null && film.since !== "moved") return false;
    if (film.hasTwin && root !== film.root) return false;
    const to = this.#newPath(root, extname(film.path));
    await mkdir(dirname(to), { recursive: true });
    await moveFile(film.path, to);
    Object.assign(film, { path: to, root, since: "moved" });
    return true;
  }

  /** Renames a film to the path of another one, which is gone then. A film that no scan has seen would be a version of it. */
  async renameOver(film: Film, other: Film): Promise<boolean> {
    if (film.id === null) return false;
    if (film === other || extname(film.path) !== extname(other.path) || other.since === "copied") return false;
    if (film.since !== null && film.since !== "moved") return false;
    if (film.hasTwin && film.root !== other.root) return false;
    await moveFile(film.path, other.path);
    other.isThere = false;
    Object.assign(film, { path: other.path, root: other.root, since: "moved" });
    return true;
  }

  /** Moves a film to another directory of the library, and leaves out its old path from now on. */
  async moveAndLeaveOut(film: Film, root: string): Promise<boolean> {
    const { path, root: left } = film;
    if (!(await this.rename(film, root))) return false;
    await writeFile(join(left, exclusionFile), `/${relative(left, path)}\n`, { flag: "a" });
    return true;
  }

  /** Renames the directory of a film with all films in it. */
  async renameDirectory(film: Film): Promise<boolean> {
    const from = dirname(film.path);
    const within = this.there().filter(({ path }) => dirname(path) === from);
    if (within.some(({ since }) => since !== null && since !== "moved")) return false;
    this.#names += 1;
    const to = join(film.root, `renamed ${this.#names}`);
    await rename(from, to);
    for (const other of within) Object.assign(other, { path: join(to, basename(other.path)), since: "moved" });
    return true;
  }

  /** A copy with the same time, which is a film of its own. */
  async copy(film: Film): Promise<boolean> {
    if (film.since !== null) return false;
    const to = this.#newPath(film.root, extname(film.path));
    await mkdir(dirname(to), { recursive: true });
    await copyWithTime(film.path, to);
    Object.assign(film, { since: "copied", hasTwin: true });
    this.all.push({ ...film, path: to, seenIn: null, id: null });
    return true;
  }

  #clip(): string {
    return this.#clips[this.#draw(this.#clips.length)] ?? "";
  }

  #newPath(root: string, extension: string): string {
    this.#names += 1;
    const directory = join(root, `box ${Math.floor(this.#names / perDirectory)}`);
    return join(directory, `film ${this.#names}${extension}`);
  }

  async #write(clip: string, path: string): Promise<void> {
    await copyClip(clip, path);
    // Bytes at the end, which readers of videos pass over.
    await writeFile(path, String(this.#changes).padStart(8, "0"), { flag: "a" });
    const time = this.#nextTime();
    await utimes(path, time, time);
  }

  #nextTime(): number {
    this.#changes += 1;
    return firstTime + this.#changes;
  }
}

/** Moves a file as `mv` does: from one disk to another one by copying it with its time. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch {
    await rm(to, { force: true });
    await copyWithTime(from, to);
    await rm(from);
  }
}

async function copyWithTime(from: string, to: string): Promise<void> {
  const { atime, mtime } = await stat(from);
  await copyFile(from, to);
  await utimes(to, atime, mtime);
}

const exclusionFile = ".gleanerignore";

/** All films below a directory. */
export async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const films = entries.filter((entry) => entry.isFile() && entry.name !== exclusionFile);
  return films.map((entry) => join(entry.parentPath, entry.name));
}
