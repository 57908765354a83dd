import { join } from "node:path";
import { defineConfig, type LaunchOptions } from "playwright/test";
import { findChromium } from "./scripts/ensure-chromium.mjs";
import { isRoot } from "./scripts/system-packages.mjs";

/** Set by `.ci/run`: the directory for the report of each test runner, which are then added up. */
const reports = process.env["TEST_REPORTS"];

/** Null for Playwright's own. `npm test` installs a Chromium where there is none. */
const executablePath = findChromium();

/** How the tests and the benchmark of the page start Chromium. */
export const chromiumOptions: LaunchOptions = {
  ...(executablePath === null ? {} : { executablePath }),
  // Chromium must talk only to the server under test.
  args: [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // As root, Chromium starts only without its sandbox.
    ...(isRoot() ? ["--no-sandbox"] : []),
  ],
};

export default defineConfig({
  testDir: "test/browser",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  globalSetup: "./test/set-up-first.ts",
  // Most of a test is waiting for a scan.
  workers: 3,
  fullyParallel: true,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  retries: 0,
  // A test that excludes the others is a defect.
  forbidOnly: true,
  reporter: reports === undefined ? "list" : [["list"], ["json", { outputFile: join(reports, "playwright.json") }]],
  use: {
    browserName: "chromium",
    headless: true,
    // Drawing animations takes an eighth of the processor time.
    contextOptions: { reducedMotion: "reduce" },
    // Without a film of each test, which takes a fifth of the time. The trace has every state of the page. It takes a
    // twelfth of the time, and nobody sees the files of CI.
    trace: { mode: reports === undefined ? "retain-on-failure" : "off", screenshots: false },
    screenshot: "only-on-failure",
    launchOptions: chromiumOptions,
  },
});
