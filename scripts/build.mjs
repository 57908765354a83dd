/**
 * Builds dist/ from src/ for publishing, as Node runs TypeScript in a checkout but not in node_modules.
 * tsc turns `./x.ts` into `./x.js` in imports only: what starts a thread or child must ask for its own extension.
 */
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, "dist");
const src = path.join(root, "src");

rmSync(dist, { recursive: true, force: true });
const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
if (status === 0) {
  // Pictures and the like, which stand beside the code that reads them.
  const isCode = (/** @type {string} */ file) => file.endsWith(".ts") || statSync(path.join(src, file)).isDirectory();
  for (const file of readdirSync(src, { recursive: true, encoding: "utf8" })) {
    if (!isCode(file)) cpSync(path.join(src, file), path.join(dist, file));
  }
} else process.exitCode = 1;
