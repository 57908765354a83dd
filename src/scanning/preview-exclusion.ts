import { basename, dirname } from "node:path";
import { type ExcludeRules, type Excludes, Exclusions } from "./exclude/exclusions.ts";
import type { ScanLibrary } from "./scan-library.ts";

export interface ExclusionPreview {
  /** How many videos of the library the patterns leave out that are not missing. */
  readonly videos: number;
  /** The paths of the first of them. */
  readonly examples: readonly string[];
}

const pageSize = 2_000;

/** How many directories are kept in memory. The files come in the order of their directories. */
const mostDirectories = 10_000;

/**
 * Which known videos a scan with these patterns would remove if all disks are mounted. Files such as `.gleanerignore` are
 * not read: only the library is asked, in pages, so that other work comes in between. It counts also videos in directories
 * that the scan does not enter, such as hidden ones. They stay.
 *
 * @param options.mostExamples how many paths to name
 * @throws StoreError; `options.signal.reason`
 */
export async function previewExclusion(
  rules: ExcludeRules,
  library: Pick<ScanLibrary, "filesBelow">,
  { mostExamples, signal }: { readonly mostExamples: number; readonly signal: AbortSignal },
): Promise<ExclusionPreview> {
  const directories = new KnownDirectories(rules);
  const examples: string[] = [];
  let videos = 0;
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<ScanLibrary["filesBelow"]>> = await library.filesBelow(rules.root, {
      after,
      limit: pageSize,
      disk: null,
    });
    signal.throwIfAborted();
    for (const { kind, path } of page) {
      if (kind !== "video" || !directories.leaveOut(path)) continue;
      videos += 1;
      if (examples.length < mostExamples) examples.push(path);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return { videos, examples };
    after = last.path;
  }
}

/** What each directory leaves out. Null: everything in it. */
class KnownDirectories {
  readonly #rules: ExcludeRules;
  readonly #exclusions = new Exclusions();
  readonly #known = new Map<string, Excludes | null>();

  constructor(rules: ExcludeRules) {
    this.#rules = rules;
  }

  leaveOut(path: string): boolean {
    const excludes = this.#excludesIn(dirname(path));
    return excludes === null || excludes(basename(path), "file");
  }

  #excludesIn(directory: string): Excludes | null {
    const known = this.#known.get(directory);
    if (known !== undefined) return known;
    const isLeftOut = this.#isLeftOut(directory);
    const excludes = isLeftOut ? null : (this.#exclusions.in(directory, this.#rules, null) ?? nothing);
    if (this.#known.size >= mostDirectories) this.#known.clear();
    this.#known.set(directory, excludes);
    return excludes;
  }

  #isLeftOut(directory: string): boolean {
    if (this.#rules.parts?.some(({ path }) => path === directory) === true) return false;
    if (directory === this.#rules.root) return this.#exclusions.leaveOutRoot(this.#rules, []);
    const above = this.#excludesIn(dirname(directory));
    return above === null || above(basename(directory), "directory");
  }
}

const nothing: Excludes = () => false;
