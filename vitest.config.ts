import { availableParallelism } from "node:os";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { builtChildren } from "./test/built-children.ts";
import { LongestFirst } from "./test/longest-first.ts";

/** Set by `.ci/run`: the directory for the report of each test runner, which are then added up. */
const reports = process.env["TEST_REPORTS"];

/** Tests that look for the child processes and the threads of their own process, which therefore must be theirs alone. */
const withChildren = [
  "src/posters/poster-maker.test.ts",
  "src/scanning/hung-disk-scan.test.ts",
  "src/scanning/probe/*prober*.test.ts",
  "src/scanning/probe/hung-disk.test.ts",
];

const serverWithChildren: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: "server-with-children",
    include: withChildren,
    isolate: true,
    setupFiles: ["test/fail-on-warning.ts"],
    environment: "node",
  },
};

const server: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: "server",
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "samples/**/*.test.ts", "bench/**/*.test.ts"],
    exclude: withChildren,
    setupFiles: ["test/fail-on-warning.ts"],
    environment: "node",
  },
};

/** Tests of the server that run on Postgres, too: see `test/store/database-under-test.ts`. */
const serverOnPostgres: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: "server-on-postgres",
    include: [
      "test/specification.test.ts",
      "test/cancel-at-random-moments.test.ts",
      "test/forgetting-killed.test.ts",
      "test/excluding-killed.test.ts",
      "test/checks-ended-early.test.ts",
      "test/duplicates-deleted-at-once.test.ts",
      "test/disasters/table.test.ts",
    ],
    env: { TEST_DATABASE: "postgres" },
    setupFiles: ["test/fail-on-warning.ts"],
    environment: "node",
  },
};

/** Parts of the page that need no document. jsdom would take most of their time. */
const pageLogic: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: "page-logic",
    include: ["web/src/**/*.test.ts"],
    setupFiles: ["test/fail-on-warning.ts", "test/page/load-texts.ts"],
    environment: "node",
  },
};

const inGerman = ["web/src/**/*-in-german.test.tsx"];

const page: TestProjectInlineConfiguration = {
  extends: true,
  plugins: [react()],
  test: {
    name: "page",
    include: ["web/src/**/*.test.tsx"],
    exclude: inGerman,
    setupFiles: [
      "test/fail-on-warning.ts",
      "test/page/load-texts.ts",
      "test/page/set-up.ts",
      "test/page/late-answers.ts",
    ],
    environment: "./test/page/environment.ts",
    // Prints the whole page when a test fails, not only its beginning.
    env: { DEBUG_PRINT_LIMIT: "100000", ...(process.env["NO_COLOR"] !== undefined && { COLORS: "false" }) },
  },
};

/** The page in German: its texts and modules are its own. */
const pageInGerman: TestProjectInlineConfiguration = {
  ...page,
  test: {
    ...page.test,
    name: "page-in-german",
    include: inGerman,
    exclude: [],
    isolate: true,
    setupFiles: [
      "test/fail-on-warning.ts",
      "test/page/load-german-texts.ts",
      "test/page/set-up.ts",
      "test/page/late-answers.ts",
    ],
  },
};

export default defineConfig({
  plugins: [builtChildren()],
  test: {
    projects: [server, serverWithChildren, serverOnPostgres, pageLogic, page, pageInGerman],
    globalSetup: ["test/set-up-first.ts"],
    sequence: { sequencer: LongestFirst },
    pool: "forks",
    // No module keeps anything for another test, so that most files can share a worker, and those of the page a document.
    // A worker for each file takes a tenth of the time of all tests.
    isolate: false,
    // Vitest's default leaves one processor idle, which is half of a machine that has two. One worker more, because the
    // tests that start processes also wait for them.
    maxWorkers: availableParallelism() + 1,
    // Threads start from TypeScript. With this cache, only the first one of each kind compiles it.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules", ".cache", "gleaner-tests") },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    retry: 0,
    // A test that cannot fail is a defect, and so is a test that excludes the others.
    expect: {
      requireAssertions: true,
      // By default, a poll gives up after a second. A busy machine needs longer for a single start of a process.
      poll: { timeout: 30_000 },
    },
    allowOnly: false,
    reporters:
      reports === undefined ? ["default"] : ["default", ["json", { outputFile: join(reports, "vitest.json") }]],
  },
});
