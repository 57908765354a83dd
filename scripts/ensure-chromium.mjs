/**
 * The Chromium for the tests of the web page: one on the PATH, else the system's package, else Playwright's.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram, installWithApt, run } from "./system-packages.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** Without a font, every text is a row of boxes. */
const packages = ["chromium", "fonts-dejavu-core"];

/**
 * The path of a Chromium that starts; null where the PATH has none. Ubuntu has a program of this name that only prints
 * how to install it.
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
 * Finds a Chromium, or installs one.
 *
 * @returns {Promise<string | null>} its path; null for Playwright's own, which Playwright finds itself
 */
export async function ensureChromium() {
  const present = findChromium();
  if (present !== null) return present;
  if (await hasOwn()) return null;
  let output = installWithApt(packages, "for the tests of the web page") || "";
  const installed = findChromium();
  if (installed !== null) return installed;
  process.stderr.write("Downloading Playwright's Chromium, for the tests of the web page…\n");
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

/** True when Playwright's own is installed. */
async function hasOwn() {
  const { chromium } = await import("playwright");
  return existsSync(chromium.executablePath());
}
