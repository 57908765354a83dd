/**
 * The directory for all files of the measurements. It is removed at the end. A directory that the user named stays, and
 * the next run uses its trees again.
 */
import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Films, filmsIn } from "./films/make-films.ts";
import { makeCopies, makeEmptyFiles, makeLinks, type Originals, sampleClips, type Tree, treeAt } from "./make-trees.ts";
import { count } from "./quantities.ts";

export interface WorkspaceOptions {
  /** The directory for the trees; null for a temporary one. */
  readonly keepIn: string | null;
  /** The directory that keeps the films; null for the user's cache. */
  readonly filmsIn: string | null;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

export type TreeKind = "copies" | "links" | "film copies" | "film links" | "empty";

const makers: Record<TreeKind, { readonly make: typeof makeCopies; readonly shown: string }> = {
  copies: { make: makeCopies, shown: "copies of the sample clips" },
  links: { make: makeLinks, shown: "links to the sample clips" },
  "film copies": { make: makeCopies, shown: "copies of the films" },
  "film links": { make: makeLinks, shown: "links to the films" },
  empty: { make: makeEmptyFiles, shown: "empty files" },
};

/** The number of files in a directory of links or empty files. */
const perDirectory = 200;

export class Workspace {
  readonly path: string;
  readonly #options: WorkspaceOptions;
  readonly #dataDirectories: string;
  #nextData = 0;
  #films: Films | null = null;

  private constructor(path: string, dataDirectories: string, options: WorkspaceOptions) {
    this.path = path;
    this.#dataDirectories = dataDirectories;
    this.#options = options;
  }

  static async open(options: WorkspaceOptions): Promise<Workspace> {
    const { keepIn } = options;
    if (keepIn !== null) await mkdir(keepIn, { recursive: true });
    const path = await realpath(keepIn ?? (await mkdtemp(join(tmpdir(), "gleaner-bench-"))));
    return new Workspace(path, await mkdtemp(join(path, "libraries-")), options);
  }

  /** The forty films, which are made on the first call if no earlier run has made them. */
  async films(): Promise<Films> {
    this.#films ??= await filmsIn(this.#options.filmsIn, this.#options);
    return this.#films;
  }

  /**
   * A tree of that many files, made on the first call. Directories of copies and films have one of each original, so that
   * all have the same mixture.
   */
  async tree(kind: TreeKind, files: number): Promise<Tree> {
    const tree = await this.#planTree(kind, files);
    // Beside the tree, so that a scan does not find it.
    const complete = `${tree.root} complete`;
    const exists = await access(complete).then(
      () => true,
      () => false,
    );
    if (exists) return tree;
    const { make, shown } = makers[kind];
    const { say, signal } = this.#options;
    say(`making a tree of ${count(files)}, ${shown}`);
    await remove(tree.root);
    await make(tree, { signal });
    await writeFile(complete, "");
    return tree;
  }

  async removeTree(tree: Tree): Promise<void> {
    await rm(`${tree.root} complete`, { force: true });
    await remove(tree.root);
  }

  async #planTree(kind: TreeKind, files: number): Promise<Tree> {
    const root = join(this.path, `${files} ${kind}`);
    if (kind === "empty") return treeAt(root, { files, perDirectory, originals: null });
    if (kind === "links" || kind === "copies") {
      const originals: Originals = await sampleClips();
      return treeAt(root, { files, originals, perDirectory: kind === "links" ? perDirectory : originals.names.length });
    }
    const originals = await this.films();
    return treeAt(`${root} ${originals.id}`, { files, originals, perDirectory: originals.names.length });
  }

  /** The path of a new data directory, which does not exist yet. */
  freshData(): string {
    this.#nextData += 1;
    return join(this.#dataDirectories, String(this.#nextData));
  }

  /** Removes a data directory. With hundreds of thousands of videos, they take much room. */
  async removeData(directory: string): Promise<void> {
    await remove(directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { keepIn, say } = this.#options;
    if (keepIn === null) say("removing what was made");
    await remove(keepIn === null ? this.path : this.#dataDirectories);
  }
}

/** Uses the system's command: for a million files, Node's own takes 2 GB of memory. */
async function remove(path: string): Promise<void> {
  await promisify(execFile)("rm", ["-rf", "--", path]);
}
