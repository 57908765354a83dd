/**
 * The order of the test files: those that run longest come first, so that all workers are busy until the end. Vitest by
 * itself runs one project after the other, and goes by the size of a file where it has no result of an earlier run.
 */
import { dirname, relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const root = dirname(import.meta.dirname);

/** Files with a worker of their own, which mostly wait, come first. A worker for many files is not kept for another project. */
const projects = ["server-with-children", "server-on-postgres", "page", "page-in-german", "page-logic", "server"];

/** The longest files, which take more than ten seconds each. */
const longest = [
  "test/scans-ended-early.test.ts",
  "test/checks-ended-early.test.ts",
  "test/killed-at-random-moments.test.ts",
  "test/postgres/workers.test.ts",
  "test/hostile-files.test.ts",
  "test/disasters/table.test.ts",
  "src/checking/checker.test.ts",
  "test/bad-input.test.ts",
  "test/cancel-at-random-moments.test.ts",
  "test/postgres/shared-scans.test.ts",
  "test/postgres/when-a-part-dies.test.ts",
  "test/terminal.test.ts",
  "test/watch.test.ts",
  "test/libraries.test.ts",
  "test/demo.test.ts",
  "test/deaths-of-a-scan.test.ts",
  "test/postgres/killed-at-random-moments.test.ts",
  "test/postgres/adversity.test.ts",
  "test/stopping-while-locked.test.ts",
  "test/launcher.test.ts",
  "test/specification.test.ts",
  "src/posters/poster-pictures.test.ts",
  "src/scanning/probe/agreement.test.ts",
  "src/store/postgres/postgres-store.test.ts",
  "src/store/sqlite/sqlite-store.test.ts",
  "src/posters/hung-disk.test.ts",
];

export class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is that of Vitest
    const sorted = await super.sort(specifications);
    const rank = ({ project, moduleId }: TestSpecification): number => {
      const place = longest.indexOf(relative(root, moduleId).replaceAll("\\", "/"));
      return projects.indexOf(project.name) * 1_000 + (place < 0 ? longest.length : place);
    };
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
