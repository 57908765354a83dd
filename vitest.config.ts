import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

/** Set by `.ci/run`: where every runner of tests leaves a report that can be added up. */
const reports = process.env["TEST_REPORTS"];

const server: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: "server",
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "samples/**/*.test.ts", "bench/**/*.test.ts"],
    setupFiles: ["test/fail-on-warning.ts"],
    environment: "node",
  },
};

const page: TestProjectInlineConfiguration = {
  extends: true,
  plugins: [react()],
  test: {
    name: "page",
    include: ["web/src/**/*.test.{ts,tsx}"],
    setupFiles: ["test/fail-on-warning.ts", "test/page/set-up.ts"],
    environment: "./test/page/environment.ts",
    // The whole page as it was when a test failed, not only its beginning.
    env: { DEBUG_PRINT_LIMIT: "100000" },
  },
};

export default defineConfig({
  test: {
    projects: [server, page],
    globalSetup: ["test/set-up-first.ts"],
    pool: "forks",
    // Vitest's default leaves one processor idle, which is half of a machine that has two.
    maxWorkers: "100%",
    // Threads and child processes start from TypeScript. With this cache, only the first one of each kind compiles it.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules", ".cache", "gleaner-tests") },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    retry: 0,
    // A test that cannot fail is a defect, and so is one that shuts the others out.
    expect: { requireAssertions: true },
    allowOnly: false,
    reporters:
      reports === undefined ? ["default"] : ["default", ["json", { outputFile: join(reports, "vitest.json") }]],
  },
});
