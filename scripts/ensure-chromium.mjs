/**
 * The Chromium that the tests of the web page run in: one that is on the PATH, else the system's package, else the one
 * that Playwright brings.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram, installWithApt, run } from "./system-packages.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** Without any font every text would be a row of boxes. */
const packages = ["chromium", "fonts-dejavu-core"];

/**
 * Where a Chromium is on the PATH; null where there is none that starts: Ubuntu has a program of that name which only
 * says that it must be installed by other means.
 *
 * @returns {string | null}
 */
export function findChromium() {
  for (const name of names) {
    const program = findProgram(name);
    if (program !== null && run([program, "--version"]).succeeded) return program;
  }
  return null;
}

/**
 * Makes sure of a Chromium: looks for one, or installs one where it may.
 *
 * @returns {Promise<string | null>} the program; null where it is Playwright's own, which Playwright finds by itself
 */
export async function ensureChromium() {
  const present = findChromium();
  if (present !== null) return present;
  if (await hasOwn()) return null;
  let output = installWithApt(packages, "as the tests look at the web page in it") || "";
  const installed = findChromium();
  if (installed !== null) return installed;
  process.stderr.write("Downloading Playwright's Chromium, as the tests look at the web page in it…\n");
  for (const options of [["--with-deps"], []]) {
    const { succeeded, output: text } = run([process.execPath, playwright(), "install", ...options, "chromium"]);
    output += text;
    if (succeeded && (await hasOwn())) return null;
  }
  process.stderr.write(output);
  throw new Error(
    "The tests need Chromium. Install it (package `chromium` of apt, dnf, apk and brew, or Google Chrome), then run this again.",
  );
}

function playwright() {
  return path.join(root, "node_modules", "playwright", "cli.js");
}

/** Whether Playwright's own has been installed. */
async function hasOwn() {
  const { chromium } = await import("playwright");
  return existsSync(chromium.executablePath());
}
