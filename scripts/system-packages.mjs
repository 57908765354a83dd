import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/** Where a program is on the PATH; null where it is not. @param {string} name @returns {string | null} */
export function findProgram(name) {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const directory of (process.env["PATH"] || "").split(path.delimiter)) {
    try {
      accessSync(path.join(directory, file), constants.X_OK);
      return path.join(directory, file);
    } catch {
      // It may be in the next one.
    }
  }
  return null;
}

/**
 * Installs packages of the system with apt-get, where there is one and the right to use it.
 *
 * @param {readonly string[]} packages
 * @param {string} why follows their names in what is said
 * @returns {string | null} what apt-get wrote, whether or not it failed; null where it may not be used
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
 * Runs a command to its end. Nothing is thrown where it cannot even be started.
 *
 * @param {readonly string[]} command
 * @returns {{ succeeded: boolean, output: string }} with all that it wrote
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
