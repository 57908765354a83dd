import { join } from "node:path";
import { defineConfig, type LaunchOptions } from "playwright/test";
import { findChromium } from "./scripts/ensure-chromium.mjs";
import { isRoot } from "./scripts/system-packages.mjs";

/** Set by `.ci/run`: where every runner of tests leaves a report that can be added up. */
const reports = process.env["TEST_REPORTS"];

/** Null for Playwright's own; `npm test` has made sure of one of them. */
const executablePath = findChromium();

/** How the tests, and whoever measures the page, start Chromium. */
export const chromiumOptions: LaunchOptions = {
  ...(executablePath === null ? {} : { executablePath }),
  // It talks to the server under test, and to nobody else.
  args: [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Chromium refuses to start as root with its sandbox.
    ...(isRoot() ? ["--no-sandbox"] : []),
  ],
};

export default defineConfig({
  testDir: "test/browser",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  globalSetup: "./test/set-up-first.ts",
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  retries: 0,
  // A test that shuts the others out is a defect.
  forbidOnly: true,
  reporter: reports === undefined ? "list" : [["list"], ["json", { outputFile: join(reports, "playwright.json") }]],
  use: {
    browserName: "chromium",
    headless: true,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: chromiumOptions,
  },
});
