import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const nodeModules = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), "node_modules");

/**
 * The Node 24 that npm has installed; where that one does not run on this system, the Node that runs this. Set-up has
 * checked that one of them is new enough.
 */
export function findNode24() {
  const node = path.join(nodeModules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  const isUsed = existsSync(path.join(nodeModules, ".bin", "node")) && existsSync(node);
  return isUsed ? node : process.execPath;
}
