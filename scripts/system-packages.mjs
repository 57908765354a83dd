import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/** The path of a program on the PATH; null when it is not there. @param {string} name @returns {string | null} */
export function findProgram(name) {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const directory of (process.env["PATH"] || "").split(path.delimiter)) {
    try {
      accessSync(path.join(directory, file), constants.X_OK);
      return path.join(directory, file);
    } catch {
      // Look in the next directory.
    }
  }
  return null;
}

/**
 * Installs system packages with apt-get, when it is there and this user may use it.
 *
 * @param {readonly string[]} packages
 * @param {string} why follows the names of the packages in the message
 * @returns {string | null} the output of apt-get, whether or not it failed; null when apt-get cannot be used
 */
export function installWithApt(packages, why) {
  if (findProgram("apt-get") === null || (!isRoot() && findProgram("sudo") === null)) return null;
  process.stderr.write(`Installing ${packages.join(" and ")} with apt-get, ${why}…\n`);
  const aptGet = [...(isRoot() ? [] : ["sudo", "-n"]), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
  return (
    run([...aptGet, "update"]).output + run([...aptGet, "install", "-y", "--no-install-recommends", ...packages]).output
  );
}

export function isRoot() {
  return process.getuid !== undefined && process.getuid() === 0;
}

/**
 * Runs a command to its end. Throws nothing, even when the command cannot be started.
 *
 * @param {readonly string[]} command
 * @returns {{ succeeded: boolean, output: string }}
 */
export function run([program = "", ...args]) {
  const { stdout, stderr, error, status } = spawnSync(program, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return error === undefined
    ? { succeeded: status === 0, output: stdout + stderr }
    : { succeeded: false, output: `${error.message}\n` };
}
