/**
 * The directory for all files of the measurements. It is removed at the end. A directory that the user named stays, and
 * the next run uses its trees again.
 */
import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeCopies, makeEmptyFiles, makeLinks, type Tree, type TreeKind, treeThatWasMade } from "./make-trees.ts";
import { count } from "./quantities.ts";

export interface WorkspaceOptions {
  /** The directory for the trees; null for a temporary one. */
  readonly keepIn: string | null;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

const kinds: Record<TreeKind, { readonly make: typeof makeCopies; readonly shown: string }> = {
  copies: { make: makeCopies, shown: "copies of the sample clips" },
  links: { make: makeLinks, shown: "links to the sample clips" },
  empty: { make: makeEmptyFiles, shown: "empty files" },
};

export class Workspace {
  readonly path: string;
  readonly #options: WorkspaceOptions;
  readonly #dataDirectories: string;
  #nextData = 0;

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

  /** A tree of that many files, made on the first call. */
  async tree(kind: TreeKind, files: number): Promise<Tree> {
    const root = join(this.path, `${files} ${kind}`);
    // Beside the tree, so that a scan does not find it.
    const complete = `${root} complete`;
    const exists = await access(complete).then(
      () => true,
      () => false,
    );
    if (exists) return treeThatWasMade(kind, root, files);
    const { make, shown } = kinds[kind];
    const { say, signal } = this.#options;
    say(`making a tree of ${count(files)}, ${shown}`);
    await remove(root);
    const tree = await make(root, files, { signal });
    await writeFile(complete, "");
    return tree;
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
