/**
 * Adds up the results of `.ci/run` and prints them as one line, `N passed, N failed`:
 * `node scripts/add-up-tests.mjs REPORTS CHECK_STATUS TEST_STATUS`
 *
 * Every test runner leaves a JSON report in the directory REPORTS, under its name in `readers`. Each of these counts as
 * one failure: checks that failed, tests that failed without a failure in a report, and a report that cannot be read.
 * Exits with 1 when anything failed or no test ran.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/** Reads the report of each runner. @type {Record<string, (json: string) => Totals>} */
const readers = { "vitest.json": readVitest, "playwright.json": readPlaywright };

/** @param {string} json @returns {Totals} */
function readVitest(json) {
  const report = /** @type {import("vitest/node").JsonTestResults} */ (JSON.parse(json));
  // A file that cannot be loaded has no tests, and counts as one failure.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {string} json @returns {Totals} */
function readPlaywright(json) {
  const { stats, errors } = /** @type {import("playwright/types/testReporter").JSONReport} */ (JSON.parse(json));
  return {
    passed: stats.expected,
    // A flaky test counts as failed. `errors` are outside any test, for example in a file that cannot be loaded.
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

/** @param {string} directory @param {string} name @returns {Totals} */
function readReport(directory, name) {
  try {
    const read = readers[name];
    if (read === undefined) throw new Error("scripts/add-up-tests.mjs does not know this runner");
    return read(readFileSync(path.join(directory, name), "utf8"));
  } catch (error) {
    console.log(`The report ${name} cannot be read: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const [directory = "", checkStatus, testStatus] = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;
for (const name of readdirSync(directory)) {
  const totals = readReport(directory, name);
  passed += totals.passed;
  failed += totals.failed;
  skipped += totals.skipped;
}
if (testStatus !== "0" && failed === 0) {
  console.log("The tests failed without a report that shows which: see above.");
  failed += 1;
}
if (checkStatus !== "0") {
  console.log("The checks (npm run check) failed: see above. They count as one failure.");
  failed += 1;
}
if (passed + failed === 0) console.log("No tests ran.");
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
