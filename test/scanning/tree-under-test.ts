/** A directory of files for each test, and the threads that walk it. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { beforeAll, beforeEach } from "vitest";
import { filesIn } from "../../src/scanning/file-list.ts";
import { FileThreads } from "../../src/scanning/walk/file-threads.ts";
import type { WalkEvent, WalkOptions } from "../../src/scanning/walk/walk-events.ts";
import { defaultWalkRules } from "./walk-rules.ts";

type Section = Extract<WalkEvent, { kind: "files" }>;
type Directory = Extract<WalkEvent, { kind: "directory" }>;

export interface Walked {
  /** The paths of all files, relative to the tree, in order. */
  readonly files: readonly string[];
  /** The codes of all problems, by the paths relative to the tree. */
  readonly problems: Readonly<Record<string, string>>;
  /** By the paths relative to the tree. */
  readonly directories: Readonly<Record<string, Directory>>;
  readonly sections: readonly Section[];
}

export interface TreeUnderTest {
  /** The path of the tree, without links. It is empty when a test begins. */
  readonly root: string;
  readonly threads: FileThreads;
  /** Makes files at these paths, relative to the tree. Each file contains its path. */
  make(...paths: string[]): Promise<void>;
  /** Walks to the end. @param path default: the tree */
  walk(path?: string, options?: Partial<WalkOptions>): Promise<Walked>;
}

export function walkOptions(some: Partial<WalkOptions> = {}): WalkOptions {
  return { recursive: true, ...defaultWalkRules, signal: new AbortController().signal, ...some };
}

/** A tree for each test of the file that calls it. */
export function treeUnderTest(): TreeUnderTest {
  let root: string;
  let threads: FileThreads;
  beforeAll(() => {
    threads = new FileThreads();
    return () => threads.close();
  });
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "gleaner-walk-")));
    return () => rm(root, { recursive: true, force: true });
  });
  return {
    get root() {
      return root;
    },
    get threads() {
      return threads;
    },
    async make(...paths) {
      for (const path of paths) {
        await mkdir(join(root, path, ".."), { recursive: true });
        await writeFile(join(root, path), path);
      }
    },
    async walk(path = root, some = {}) {
      const files: string[] = [];
      const problems: Record<string, string> = {};
      const directories: Record<string, Directory> = {};
      const sections: Section[] = [];
      for await (const event of threads.walk(path, walkOptions(some))) {
        if (event.kind === "files") {
          sections.push(event);
          files.push(...filesIn(event.files).map(({ name }) => relative(root, join(event.directory, name))));
          for (const problem of event.problems) problems[relative(root, problem.path)] = problem.code;
        } else if (event.kind === "directory") {
          directories[relative(root, event.path)] = event;
          if (event.problem !== null) problems[relative(root, event.path)] = event.problem.code;
        }
      }
      return { files: files.toSorted(), problems, directories, sections };
    },
  };
}
