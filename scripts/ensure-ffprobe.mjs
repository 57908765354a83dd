import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/** Makes sure of the ffprobe that the tests compare with: looks for it, or installs it where it may. */
export function ensureFfprobe() {
  if (isOnPath("ffprobe")) return;
  const isRoot = process.getuid !== undefined && process.getuid() === 0;
  if (isOnPath("apt-get") && (isRoot || isOnPath("sudo"))) {
    process.stderr.write("Installing ffmpeg with apt-get, as the tests compare with its ffprobe…\n");
    const aptGet = [...(isRoot ? [] : ["sudo", "-n"]), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    const output = run([...aptGet, "update"]) + run([...aptGet, "install", "-y", "--no-install-recommends", "ffmpeg"]);
    if (isOnPath("ffprobe")) return;
    process.stderr.write(output);
  }
  throw new Error(
    "The tests need ffprobe on the PATH. Install FFmpeg (package `ffmpeg` of apt, dnf, apk and brew), then run this again.",
  );
}

/** Returns what a command wrote, whether or not it failed. @param {readonly string[]} command */
function run([program = "", ...args]) {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return error === undefined ? stdout + stderr : `${error.message}\n`;
}

/** @param {string} program */
function isOnPath(program) {
  const file = process.platform === "win32" ? `${program}.exe` : program;
  return (process.env["PATH"] || "").split(path.delimiter).some((directory) => {
    try {
      accessSync(path.join(directory, file), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
