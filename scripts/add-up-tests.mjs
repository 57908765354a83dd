/**
 * Adds up the results of `.ci/run` and prints them as one line, `N passed, N failed`:
 * `node scripts/add-up-tests.mjs REPORTS CHECK_STATUS TEST_STATUS`
 *
 * Every test runner leaves a JSON report in the directory REPORTS, under its name in `readers`. Each of these counts as
 * one failure: checks that failed, tests that failed without a failure in a report, and a report that cannot be read.
 * Every failure has a line before the last one, because the end of a long log is what people see first. Exits with 1 when
 * anything failed or no test ran.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

/** How many lines of each error are printed. */
const reasonLines = 12;

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** `failed` has a line for each failure. @typedef {{ passed: number, failed: string[], skipped: number }} Totals */

/** Reads the report of each runner. @type {Record<string, (json: string) => Totals>} */
const readers = { "vitest.json": readVitest, "playwright.json": readPlaywright };

/** @param {string} json @returns {Totals} */
function readVitest(json) {
  const report = /** @type {import("vitest/node").JsonTestResults} */ (JSON.parse(json));
  const failed = report.testResults.flatMap((file) => {
    const where = path.relative(root, file.name);
    const tests = file.assertionResults.filter((test) => test.status === "failed");
    // A file that cannot be loaded has no tests, and counts as one failure.
    if (tests.length === 0) return file.status === "failed" ? [where] : [];
    return tests.map((test) => withReason(`${where}: ${test.fullName}`, test.failureMessages?.[0]));
  });
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}

/** @param {string} json @returns {Totals} */
function readPlaywright(json) {
  const report = /** @type {import("playwright/types/testReporter").JSONReport} */ (JSON.parse(json));
  const tests = report.suites.flatMap(testsOf);
  return {
    passed: tests.filter(({ status }) => status === "expected").length,
    failed: [
      // A flaky test counts as failed.
      ...tests
        .filter(({ status }) => status === "unexpected" || status === "flaky")
        .map(({ name, reason }) => withReason(name, reason)),
      // Outside any test, for example in a file that cannot be loaded.
      ...report.errors.map(({ message = "an error outside any test" }) => message),
    ],
    skipped: tests.filter(({ status }) => status === "skipped").length,
  };
}

/**
 * The tests of a file, or of a group in it.
 *
 * @param {import("playwright/types/testReporter").JSONReportSuite} suite
 * @returns {{ name: string, status: string, reason: string | undefined }[]}
 */
function testsOf({ file, specs, suites = [] }) {
  const own = specs.flatMap(({ title, tests }) =>
    tests.map(({ status, results }) => ({
      name: `test/browser/${file}: ${title}`,
      status,
      reason: results.find(({ error }) => error !== undefined)?.error?.message,
    })),
  );
  return [...own, ...suites.flatMap(testsOf)];
}

/** With the beginning of the error, without the lines of its stack that are not ours. @param {string} name @param {string} [message] */
function withReason(name, message = "") {
  const lines = stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s+at .*(node_modules|node:|<anonymous>)/.test(line));
  return [name, ...lines.slice(0, reasonLines).map((line) => `    ${line}`)].join("\n");
}

/** @param {string} directory @param {string} name @returns {Totals} */
function readReport(directory, name) {
  try {
    const read = readers[name];
    if (read === undefined) throw new Error("scripts/add-up-tests.mjs does not know this runner");
    return read(readFileSync(path.join(directory, name), "utf8"));
  } catch (error) {
    return { passed: 0, failed: [`The report ${name} cannot be read: ${String(error)}`], skipped: 0 };
  }
}

const [directory = "", checkStatus, testStatus] = process.argv.slice(2);
const all = readdirSync(directory).map((name) => readReport(directory, name));
const failed = all.flatMap((totals) => totals.failed);
if (testStatus !== "0" && failed.length === 0) failed.push("The tests, without a report that shows which: see above");
if (checkStatus !== "0") failed.push("The checks (npm run check): see above");
const passed = all.reduce((sum, totals) => sum + totals.passed, 0);
const skipped = all.reduce((sum, totals) => sum + totals.skipped, 0);
for (const name of failed) console.log(`Failed: ${name}`);
if (passed + failed.length === 0) console.log("No tests ran.");
console.log(`${passed} passed, ${failed.length} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed.length === 0 && passed > 0 ? 0 : 1;
